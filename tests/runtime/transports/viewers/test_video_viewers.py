"""H.264 and VP8 from a session to its viewers, through real encoders."""

import asyncio
import logging

import numpy as np
import pytest

from reactor_runtime.media.jpeg import decode_jpeg
from reactor_runtime.streaming import streams
from reactor_runtime.streaming.encodings import PicturePreferences
from reactor_runtime.values import Codec, Frame
from tests.runtime.transports.viewers.fakes import FakeLink

av = pytest.importorskip("av")

H264 = PicturePreferences(Codec.H264)
ALL = ["jpeg", "h264", "vp8"]


def moving(sequence, size=(64, 48)):
    y, x = np.mgrid[0 : size[1], 0 : size[0]]
    wave = (127 + 100 * np.sin((x + y) / 9 + sequence / 3)).astype(np.uint8)
    return Frame("main", np.stack([wave] * 3, -1), pts=0.0, sequence=sequence)


class Page:
    """Decodes what it gets as a page does, and acknowledges it."""

    def __init__(self, session, codecs=ALL, window=3):
        self.link = FakeLink()
        self.viewer = session.attach(self.link, "direct", window=window)
        hello = {"type": "hello", "version": 1, "codecs": codecs, "view": "v"}
        self.viewer.receive(hello, [])
        self.decoders = {}
        self.seen = 0

    @property
    def frames(self):
        return [item for item in self.link.sent if item[0]["type"] == "frame"]

    @property
    def headers(self):
        return [header for header, _ in self.frames]

    async def draw(self, count=1):
        """Decode and acknowledge the next *count* frames; returns their headers."""
        await self.link.until(lambda: len(self.frames) >= self.seen + count)
        drawn = self.frames[self.seen : self.seen + count]
        self.seen += count
        for header, (payload,) in drawn:
            self.decode(header, payload)
            if not header["still"]:
                self.acknowledge(header["sequence"])
        return [header for header, _ in drawn]

    async def has_one_to_draw(self):
        """Wait for the next frame, so that it is sent before the clock goes on."""
        await self.link.until(lambda: len(self.frames) > self.seen)

    def acknowledge(self, sequence):
        ack = {"type": "ack", "track": "main", "sequence": sequence, "drawn_at": None}
        self.viewer.receive({**ack, "dropped": 0}, [])

    def decode(self, header, payload):
        size = (header["coded_height"], header["coded_width"])
        if header["codec"] == "jpeg":
            assert decode_jpeg(payload).shape[:2] == size
            return
        if header["keyframe"]:
            assert header["config"] is not None
            decoder = av.CodecContext.create(header["codec"], "r")
            decoder.thread_type = "SLICE"
            decoder.flags |= av.codec.context.Flags.low_delay
            self.decoders[header["codec"]] = decoder
        frames = self.decoders[header["codec"]].decode(av.Packet(payload))
        assert [(f.height, f.width) for f in frames] == [size]
        assert not any(f.is_corrupt for f in frames)


@pytest.mark.parametrize("codec", ["h264", "vp8"])
async def test_a_viewer_that_keeps_up_decodes_every_frame(make_session, codec):
    session = make_session(preferences=PicturePreferences(Codec(codec)))
    page = Page(session)
    for sequence in range(1, 31):
        session.show(moving(sequence))
        await page.draw()
    assert [header["codec"] for header in page.headers] == [codec] * 30
    assert [header["keyframe"] for header in page.headers] == [True] + [False] * 29


async def test_viewers_that_keep_up_share_one_encoder(make_session, pool):
    session = make_session(preferences=H264)
    pages = [Page(session), Page(session)]
    for sequence in range(1, 21):
        session.show(moving(sequence))
        await asyncio.gather(*(page.draw() for page in pages))
    assert pool.encodes == 20
    assert pages[0].frames[-1][1][0] is pages[1].frames[-1][1][0]


async def test_pages_of_one_engine_share_one_encoder(make_session, pool):
    pages = [Page(make_session(preferences=H264)) for _ in range(2)]
    sessions = [page.viewer._audience for page in pages]
    assert sessions[0] is not sessions[1]
    assert [page.viewer.number for page in pages] == [1, 2]
    for sequence in range(1, 21):
        picture = moving(sequence)
        for session in sessions:
            session.show(picture)
        await asyncio.gather(*(page.draw() for page in pages))
    assert pool.encodes == 20
    assert pages[0].frames[-1][1][0] is pages[1].frames[-1][1][0]


async def test_a_slow_page_of_an_engine_does_not_touch_the_others(make_session, clock):
    fast = [Page(make_session(preferences=H264)) for _ in range(2)]
    slow = Page(make_session(preferences=H264), window=1)
    sessions = [page.viewer._audience for page in (*fast, slow)]
    for sequence in range(1, 41):
        clock.time += 0.1
        picture = moving(sequence)
        for session in sessions:
            session.show(picture)
        await asyncio.gather(*(page.draw() for page in fast))
    for page in fast:
        assert [header["sequence"] for header in page.headers] == list(range(1, 41))
        assert [header["keyframe"] for header in page.headers].count(True) == 1
    assert len(slow.frames) == 1


async def test_a_slow_viewer_breaks_no_chain_and_costs_a_fast_one_no_key_frame(
    make_session, clock
):
    session = make_session(preferences=H264)
    fast, slow = Page(session), Page(session, window=1)
    for sequence in range(1, 61):
        clock.time += 0.1
        session.show(moving(sequence))
        await fast.draw()
        if sequence % 7 == 0:
            await slow.draw()
        await slow.has_one_to_draw()
    assert [header["sequence"] for header in fast.headers] == list(range(1, 61))
    assert sum(header["keyframe"] for header in fast.headers) == 1
    assert len(slow.headers) == 9
    assert sum(header["keyframe"] for header in slow.headers) <= 4
    assert {header["codec"] for header in slow.headers} == {"h264"}


async def test_a_viewer_that_joins_gets_a_key_frame(make_session, clock):
    session = make_session(preferences=H264)
    first = Page(session)
    for sequence in range(1, 5):
        session.show(moving(sequence))
        await first.draw()
    clock.time += 2
    late = Page(session)
    (header,) = await late.draw()
    assert (header["sequence"], header["codec"]) == (4, "jpeg")
    session.show(moving(5))
    (header,) = await late.draw()
    assert (header["codec"], header["keyframe"]) == ("h264", True)
    await first.draw()


async def test_a_hidden_viewer_comes_back_with_a_key_frame(make_session, clock):
    session = make_session(preferences=H264)
    page = Page(session)
    for sequence in range(1, 4):
        session.show(moving(sequence))
        await page.draw()
    page.viewer.receive({"type": "visible", "visible": False}, [])
    session.show(moving(4))
    clock.time += 2
    page.viewer.receive({"type": "visible", "visible": True}, [])
    (header,) = await page.draw()
    assert (header["sequence"], header["keyframe"]) == (4, True)


async def test_another_size_is_a_key_frame_with_its_own_header(make_session):
    session = make_session(preferences=H264)
    page = Page(session)
    for sequence, size in enumerate([(64, 48), (64, 48), (33, 25), (33, 25)], start=1):
        session.show(moving(sequence, size))
        await page.draw()
    assert [header["keyframe"] for header in page.headers] == [True, False, True, False]
    last = page.headers[-1]
    assert (last["width"], last["height"]) == (33, 25)
    assert (last["coded_width"], last["coded_height"]) == (32, 24)


async def test_a_page_that_lost_the_chain_gets_a_key_frame_of_its_own(
    make_session, clock
):
    session = make_session(preferences=H264)
    page, other = Page(session), Page(session)
    for sequence in range(1, 4):
        session.show(moving(sequence))
        await asyncio.gather(page.draw(), other.draw())
    page.viewer.receive({"type": "keyframe", "track": "main", "unusable": None}, [])
    session.show(moving(4))
    ((mine,), (theirs,)) = await asyncio.gather(page.draw(), other.draw())
    assert mine["keyframe"]
    assert not theirs["keyframe"]


async def test_a_page_whose_decoder_fails_for_good_gets_another_codec(make_session):
    session = make_session(preferences=H264)
    page = Page(session)
    session.show(moving(1))
    await page.draw()
    page.viewer.receive({"type": "keyframe", "track": "main", "unusable": "h264"}, [])
    session.show(moving(2))
    (header,) = await page.draw()
    assert header["codec"] == "jpeg"


async def test_a_page_that_decodes_only_jpeg_gets_jpeg(make_session):
    session = make_session(preferences=H264)
    page = Page(session, codecs=["jpeg"])
    session.show(moving(1))
    (header,) = await page.draw()
    assert header["codec"] == "jpeg"


async def test_quality_and_largest_side_are_as_preferred(make_session):
    session = make_session(preferences=PicturePreferences(None, 40, 32))
    page = Page(session)
    session.show(moving(1))
    (header,) = await page.draw()
    assert (header["quality"], header["coded_width"]) == (40, 32)
    assert header["width"] == 64


async def test_too_many_encoders_are_replaced_by_jpeg(make_session, monkeypatch):
    monkeypatch.setattr(streams, "MOST_STREAMS", 0)
    session = make_session(preferences=H264)
    page = Page(session)
    session.show(moving(1))
    (header,) = await page.draw()
    assert header["codec"] == "jpeg"


async def test_an_encoder_that_fails_is_told_once_and_jpeg_takes_its_place(
    make_session, monkeypatch, caplog
):
    def fail(self, pixels, size, *, is_key=False):
        raise RuntimeError("no libx264")

    monkeypatch.setattr("reactor_runtime.media.video.VideoEncoder.encode", fail)
    session = make_session(preferences=PicturePreferences(Codec.H264))
    page = Page(session, codecs=["jpeg", "h264"])
    with caplog.at_level(logging.CRITICAL):
        session.show(moving(1))
        await page.link.until(lambda: page.link.of("error"))
        for sequence in range(2, 5):
            session.show(moving(sequence))
            await page.draw()
    assert [header["codec"] for header in page.headers] == ["jpeg"] * 3
    (error,) = page.link.of("error")
    assert "no libx264" in error["text"]
    assert "JPEG takes its place" in error["text"]


async def test_a_stream_that_rests_is_sent_once_more_in_high_quality(make_session):
    session = make_session(clock=None)
    page = Page(session)
    session.show(moving(1))
    (plain,) = await page.draw()
    (still,) = await page.draw()
    assert (plain["still"], plain["quality"]) == (False, 85)
    assert (still["still"], still["quality"], still["codec"]) == (True, 95, "jpeg")
    assert still["sequence"] == 1


async def test_without_viewers_no_encoder_is_left(make_session):
    session = make_session(preferences=H264)
    page = Page(session)
    session.show(moving(1))
    await page.draw()
    assert session._services.shared.streams._streams
    page.viewer.close()
    assert not session._services.shared.streams._streams

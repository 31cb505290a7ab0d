"""Encoders that several viewers share, and what one broken picture ends."""

import asyncio
from types import SimpleNamespace

import numpy as np
import pytest

from reactor_runtime.streaming.encoder import PictureEncoder
from reactor_runtime.streaming.encodings import Encoding
from reactor_runtime.streaming.streams import MOST_STREAMS, StreamKey, VideoStreams
from reactor_runtime.values import Codec, Frame

KEY = StreamKey("main", Codec.VP8, 70, 1.0)


class Pool:
    """Encodes nothing: the test says what comes of each picture."""

    def __init__(self):
        self.loop = asyncio.get_running_loop()
        self.encodes = 0
        self.begun = []

    def run(self, function, done):
        self.begun.append(done)

    def encode(self, frame, done, **_):
        done("a JPEG")


def frame(sequence, track="main"):
    pixels = np.zeros((4, 6, 3), np.uint8)
    return Frame(track, pixels, pts=0.0, sequence=sequence)


@pytest.fixture
async def pool():
    return Pool()


@pytest.fixture
def streams(pool):
    return VideoStreams(pool)


async def test_pictures_are_encoded_one_after_the_other(pool, streams):
    stream, got = streams.join(KEY, 1), []
    assert stream.encode(1, frame(1), (6, 4), 0.0, got.append)
    assert stream.encode(1, frame(2), (6, 4), 0.1, got.append)
    assert len(pool.begun) == 1
    pool.begun[0]("first")
    assert got == ["first"]
    pool.begun[1]("second")
    assert got == ["first", "second"]


async def test_who_asks_for_a_picture_that_is_made_gets_that_one(pool, streams):
    stream, got = streams.join(KEY, 1), []
    streams.join(KEY, 2)
    stream.encode(1, frame(1), (6, 4), 0.0, got.append)
    stream.encode(2, frame(1), (6, 4), 0.0, got.append)
    pool.begun[0]("made")
    assert got == ["made", "made"]
    assert len(pool.begun) == 1


async def test_what_follows_a_broken_picture_is_broken_and_the_next_join_starts_anew(
    pool, streams
):
    stream, got = streams.join(KEY, 1), []
    stream.encode(1, frame(1), (6, 4), 0.0, got.append)
    stream.encode(1, frame(2), (6, 4), 0.1, got.append)
    failure = RuntimeError("no encoder")
    pool.begun[0](failure)
    pool.begun[1]("a picture that nothing can decode")
    assert got[0] is failure
    assert "a frame before this one" in str(got[1])
    assert streams.join(KEY, 1) is not stream
    streams.leave(stream, 1)
    assert streams.join(KEY, 2) is not stream


async def test_a_track_has_a_bounded_number_of_encoders(streams):
    for quality in range(1, MOST_STREAMS + 1):
        assert streams.join(KEY._replace(quality=quality), quality)
    assert streams.join(KEY._replace(quality=99), 99) is None
    assert streams.join(KEY._replace(track="other"), 99) is not None


async def test_a_viewer_without_an_encoder_gets_jpegs(pool, streams):
    for quality in range(1, MOST_STREAMS + 1):
        streams.join(KEY._replace(quality=quality), quality)
    encoder, got = PictureEncoder(9, pool, streams, None), []
    order = SimpleNamespace(encoding=Encoding(Codec.VP8, 60, 1.0), frame=frame(1))
    encoder.encode(order, 0.0, got.append)
    assert got == ["a JPEG"]


async def test_a_viewer_that_cannot_decode_leaves_the_shared_stream_for_its_own(
    pool, streams
):
    encoder, got = PictureEncoder(9, pool, streams, None), []
    encoder.need_key_frame(0.0)
    order = SimpleNamespace(encoding=Encoding(Codec.VP8, 70, 1.0), frame=frame(1))
    encoder.encode(order, 0.0, got.append)
    shared = encoder._stream
    encoder.need_key_frame(1.0)
    order.frame = frame(2)
    encoder.encode(order, 1.0, got.append)
    assert encoder._stream is not shared
    own = encoder._stream
    assert own.key.owner == 9
    encoder.need_key_frame(2.0)
    order.frame = frame(3)
    encoder.encode(order, 2.0, got.append)
    assert encoder._stream is own

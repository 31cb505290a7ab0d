import asyncio

import numpy as np
import PIL.Image
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reactor_runtime import (
    BufferClosed,
    Input,
    InputFrame,
    Output,
    ReactorModel,
    ReadMode,
    TrackPayload,
    Video,
)
from reactor_runtime.engine.running.inputs import InputTrack
from reactor_runtime.engine.virtual import VirtualLoop
from reactor_runtime.errors import PublishError
from reactor_runtime.session.buffer import InputQueue
from reactor_runtime.testing import ModelDriver
from reactor_runtime.values import TrackDirection, TrackInfo, TrackKind
from tests.runtime.engine.models import grey, levels

WEBCAM = TrackInfo("webcam", TrackKind.VIDEO, TrackDirection.IN)


class Camera(Input):
    webcam: Video


class Shown(Output):
    main: Video


class Mirror(ReactorModel):
    input: Camera
    outputs = (Shown,)

    async def run(self):
        while True:
            await self.connected.wait()
            try:
                frames = await self.input.webcam.read()
            except BufferClosed:
                continue
            await self.emit(frames[0])


@pytest.fixture
def loop():
    loop = VirtualLoop()
    yield loop
    loop.close()


@pytest.fixture
def track(loop):
    return InputTrack(WEBCAM, loop, loop.clock, lambda: None)


def values(frames):
    return [int(frame.data[0, 0, 0]) for frame in frames]


def test_the_newest_frames_are_read_oldest_first(track):
    for level in range(5):
        track.feed(InputFrame(grey(level)))
    assert track.available == track.total_received == 5
    assert values(track.try_read(2)) == [3, 4]
    assert track.available == 0
    assert track.try_read() is None


def test_the_oldest_of_more_than_128_frames_are_dropped(track):
    for level in range(130):
        track.feed(InputFrame(grey(level)))
    assert (track.available, track.total_received) == (128, 130)
    assert values(track.try_read(128))[0] == 2


def test_frames_of_more_than_256_mib_drive_the_oldest_ones_out(track):
    large = np.zeros((2160, 3840, 3), np.uint8)
    for _ in range(20):
        track.feed(InputFrame(large))
    assert (track.available, track.total_received) == (10, 20)
    with pytest.raises(ValueError, match="n must be 1 to 10 frames, got 11"):
        track.try_read(11)


def test_waiting_for_more_frames_than_fit_is_refused_when_they_come(loop, track):
    async def read():
        loop.call_later(
            1.0, track.feed, InputFrame(np.zeros((2160, 3840, 3), np.uint8))
        )
        await track.read(11)

    with pytest.raises(ValueError, match="got 11"):
        loop.run_until_complete(read())


def test_reading_waits_for_enough_frames(loop, track):
    async def read():
        loop.call_later(1.0, track.feed, InputFrame(grey(1)))
        loop.call_later(2.0, track.feed, InputFrame(grey(2)))
        began = loop.time()
        return values(await track.read(2)), loop.time() - began

    assert loop.run_until_complete(read()) == ([1, 2], pytest.approx(2.0))


def test_reading_ends_after_its_timeout(loop, track):
    with pytest.raises(TimeoutError, match=r"'webcam' got 0 of 1 frames in 1\.5 s"):
        loop.run_until_complete(track.read(timeout=1.5))
    track.feed(InputFrame(grey(1)))
    assert values(loop.run_until_complete(track.read(timeout=0))) == [1]


def test_closing_ends_whoever_reads(loop, track):
    async def read():
        loop.call_later(1.0, track.close)
        with pytest.raises(BufferClosed, match="webcam"):
            await track.read()
        with pytest.raises(BufferClosed, match="webcam"):
            await track.read()

    loop.run_until_complete(read())
    track.feed(InputFrame(grey(1)))
    assert track.available == 0


def test_what_waits_is_read_to_its_end_after_the_track_is_closed(loop, track):
    for level in range(3):
        track.feed(InputFrame(grey(level)))
    assert not track.closed
    track.close()
    assert track.closed
    assert values(loop.run_until_complete(track.read(2, mode=ReadMode.FIFO))) == [0, 1]
    with pytest.raises(BufferClosed, match="webcam"):
        loop.run_until_complete(track.read(2))
    assert values(loop.run_until_complete(track.read())) == [2]


def test_in_turn_the_oldest_frames_are_read_and_the_rest_is_kept(track):
    for level in range(5):
        track.feed(InputFrame(grey(level)))
    assert values(track.try_read(2, ReadMode.FIFO)) == [0, 1]
    assert track.available == 3
    assert track.try_read(4, ReadMode.FIFO) is None
    assert values(track.try_read(1, ReadMode.LATEST)) == [4]
    assert track.available == 0


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["feed", "latest", "fifo", "clear"]), st.integers(1, 6)
        ),
        max_size=40,
    )
)
def test_whatever_is_fed_and_read_nothing_is_lost_but_what_the_rules_drop(deeds):
    buffer, model, fed = InputQueue(capacity=8), [], 0
    for deed, n in deeds:
        if deed == "feed":
            for _ in range(n):
                buffer.push(fed, 1)
                model, fed = [*model, fed][-8:], fed + 1
        elif deed == "clear":
            buffer.clear()
            model = []
        else:
            taken = buffer.try_read(n, newest=deed == "latest")
            if len(model) < n:
                assert taken is None
            elif deed == "latest":
                assert taken == model[-n:]
                model = []
            else:
                assert taken == model[:n]
                model = model[n:]
        assert buffer.available == len(model)
    assert buffer.total_received == fed


def test_a_frame_is_its_array_for_numpy():
    frame = InputFrame(grey(3), pts=1.5, metadata=b"m", capture_time_us=7)
    assert np.asarray(frame) is frame.data
    assert np.array(frame) is not frame.data
    assert np.asarray(frame, np.float32).dtype == np.float32
    assert (frame.data + np.uint8(1) == np.add(frame, np.uint8(1))).all()
    assert frame.__array__(copy=False) is frame.data
    with pytest.raises(ValueError, match="only by a copy"):
        frame.__array__(np.float32, copy=False)


@pytest.mark.parametrize(
    "wrap",
    [
        lambda frame: frame,
        lambda frame: [frame, frame],
        lambda frame: TrackPayload(frame, metadata={"a": 1}),
        lambda frame: Shown(main=frame),
    ],
)
def test_an_input_frame_is_emitted_as_it_is(wrap):
    class Passing(Mirror):
        async def run(self):
            await self.connected.wait()
            while True:
                (frame,) = await self.input.webcam.read()
                await self.emit(wrap(frame))

    with ModelDriver(Passing) as driver:
        client = driver.connect()
        driver._run(driver.engine.control.resume())
        client.feed("webcam", grey(8))
        driver.advance(1)
        assert client.frame().pixels.max() == 8


FEEDS = {
    "uint8": (grey(200), 200),
    "floats": (np.full((4, 6, 3), 0.5), 128),
    "grey": (np.full((4, 6), 9, np.uint8), 9),
    "with alpha": (np.full((4, 6, 4), 9, np.uint8), 9),
    "a picture": (PIL.Image.new("RGB", (6, 4), (7, 7, 7)), 7),
    "a list": ([grey(1), grey(2)], 2),
    "a batch": (np.stack([grey(1), grey(3)]), 3),
}


@pytest.mark.parametrize("name", FEEDS)
def test_what_a_model_may_emit_can_be_fed(name):
    payload, level = FEEDS[name]
    with ModelDriver(Mirror) as driver:
        driver.connect().feed("webcam", payload, pts=2.5, metadata=b"m")
        (frame,) = driver.model.input.webcam.try_read()
    assert frame.data.shape == (4, 6, 3)
    assert (frame.data == level).all()
    assert (frame.pts, frame.metadata) == (2.5, b"m")


@pytest.mark.parametrize("name", ["input", "media", "inputs", "camera"])
def test_the_tracks_may_be_declared_under_any_name(name):
    class Reading(Mirror):
        __annotations__ = {name: Camera}

    with ModelDriver(Reading) as driver:
        assert getattr(driver.model, name) is driver.model.input
        driver.connect().feed("webcam", grey(4))
        assert getattr(driver.model, name).webcam.available == 1


def test_a_container_of_inputs_is_an_attribute_of_the_author_s_own():
    class Keeping(Mirror):
        input: Camera | None
        known: "dict[str, type[Camera]] | None" = None
        seen: "list[Camera]" = ()

    with ModelDriver(Keeping) as driver:
        assert (driver.model.known, driver.model.seen) == (None, ())
        driver.connect().feed("webcam", grey(4))
        assert driver.model.input.webcam.available == 1


def test_tracks_of_two_classes_are_refused_with_both():
    class Other(Input):
        other: Video

    annotations = {"input": Camera, "media": Other}
    with pytest.raises(TypeError, match=r"input: Camera, media: Other; put them toge"):
        type("Two", (Mirror,), {"__annotations__": annotations})


def test_reset_opens_the_track_again(track):
    track.feed(InputFrame(grey(1)))
    track.close()
    track.reset()
    assert track.total_received == 0
    track.feed(InputFrame(grey(2)))
    track.clear()
    assert (track.available, track.total_received) == (0, 1)


@pytest.mark.parametrize("shape", [(4, 6), (4, 6, 4)])
def test_only_rgb_frames_can_be_fed(track, shape):
    with pytest.raises(ValueError, match=r"\(H, W, 3\) of dtype uint8"):
        track.feed(InputFrame(np.zeros(shape, np.uint8)))


def test_a_model_reads_what_its_client_sends():
    with ModelDriver(Mirror) as driver:
        client = driver.connect()
        driver._run(driver.engine.control.resume())
        for level in (3, 4):
            driver.feed("webcam", grey(level))
            driver.advance(1.0)
        assert levels(client) == [3, 4]


def test_inputs_are_closed_and_reset_at_the_end_of_a_presence():
    with ModelDriver(Mirror) as driver:
        client = driver.connect()
        for level in range(3):
            driver.feed("webcam", grey(level))
        assert driver.model.input.webcam.total_received == 3
        client.leave()
        driver.feed("webcam", grey(9))
        assert driver.model.input.webcam.total_received == 0
        again = driver.connect()
        driver._run(driver.engine.control.resume())
        driver.feed("webcam", grey(7))
        driver.advance(1.0)
        assert levels(again) == [7]


def test_a_second_publisher_is_refused_by_name_until_the_track_is_free():
    with ModelDriver(Mirror) as driver:
        one, other = driver.connect("one"), driver.connect("other")
        driver._run(driver.engine.control.resume())
        one.feed("webcam", grey(3))
        with pytest.raises(PublishError, match="published by client 'one'"):
            other.feed("webcam", grey(4))
        driver.advance(1.0)
        one.unpublish("webcam")
        other.feed("webcam", grey(5))
        driver.advance(1.0)
        other.leave()
        one.feed("webcam", grey(6))
        driver.advance(1.0)
        assert levels(one) == [3, 5, 6]


def test_a_frame_of_a_client_that_does_not_publish_is_dropped():
    with ModelDriver(Mirror) as driver:
        one, other = driver.connect("one"), driver.connect("other")
        gateway, webcam = driver.engine.gateway, driver.model.input.webcam
        gateway.feed(one.id, "webcam", grey(1))
        gateway.publish(one.id, "webcam")
        gateway.feed(other.id, "webcam", grey(1))
        assert webcam.total_received == 0
        gateway.feed(one.id, "webcam", grey(1))
        assert webcam.total_received == 1
        one.leave()
        one.feed("webcam", grey(1))
        assert webcam.total_received == 1


@pytest.mark.parametrize("name", ["main", "camera"])
def test_only_an_input_track_can_be_fed(name):
    with ModelDriver(Mirror) as driver:
        driver.connect()
        with pytest.raises(KeyError, match=name):
            driver.feed(name, grey(1))


def test_frames_are_fed_from_any_thread():
    with ModelDriver(Mirror) as driver:
        client = driver.connect()
        driver._run(driver.engine.control.resume())
        driver._run(asyncio.to_thread(driver.feed, "webcam", grey(6)))
        driver.advance(1.0)
        assert levels(client) == [6]

import asyncio

import numpy as np
import pytest

from reactor_runtime import BufferClosed, Input, Output, ReactorModel, Video
from reactor_runtime.engine.inputs import InputTrack
from reactor_runtime.engine.virtual import VirtualLoop
from reactor_runtime.testing import ModelDriver
from tests.runtime.engine.models import grey, levels


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
    return InputTrack("webcam", loop, loop.clock, lambda: None)


def values(frames):
    return [int(frame[0, 0, 0]) for frame in frames]


def test_the_newest_frames_are_read_oldest_first(track):
    for level in range(5):
        track.feed(grey(level))
    assert track.available == track.total_received == 5
    assert values(track.try_read(2)) == [3, 4]
    assert track.available == 0
    assert track.try_read() is None


def test_the_oldest_of_more_than_128_frames_are_dropped(track):
    for level in range(130):
        track.feed(grey(level))
    assert (track.available, track.total_received) == (128, 130)
    assert values(track.try_read(128))[0] == 2


def test_frames_of_more_than_256_mib_drive_the_oldest_ones_out(track):
    large = np.zeros((2160, 3840, 3), np.uint8)
    for _ in range(20):
        track.feed(large)
    assert (track.available, track.total_received) == (10, 20)
    with pytest.raises(ValueError, match="n must be 1 to 10 frames, got 11"):
        track.try_read(11)


def test_waiting_for_more_frames_than_fit_is_refused_when_they_come(loop, track):
    async def read():
        loop.call_later(1.0, track.feed, np.zeros((2160, 3840, 3), np.uint8))
        await track.read(11)

    with pytest.raises(ValueError, match="got 11"):
        loop.run_until_complete(read())


def test_reading_waits_for_enough_frames(loop, track):
    async def read():
        loop.call_later(1.0, track.feed, grey(1))
        loop.call_later(2.0, track.feed, grey(2))
        began = loop.time()
        return values(await track.read(2)), loop.time() - began

    assert loop.run_until_complete(read()) == ([1, 2], pytest.approx(2.0))


def test_reading_ends_after_its_timeout(loop, track):
    with pytest.raises(TimeoutError, match=r"'webcam' got 0 of 1 frames in 1\.5 s"):
        loop.run_until_complete(track.read(timeout=1.5))
    track.feed(grey(1))
    assert values(loop.run_until_complete(track.read(timeout=0))) == [1]


def test_closing_ends_whoever_reads(loop, track):
    async def read():
        loop.call_later(1.0, track.close)
        with pytest.raises(BufferClosed, match="webcam"):
            await track.read()
        with pytest.raises(BufferClosed, match="webcam"):
            await track.read()

    loop.run_until_complete(read())
    track.feed(grey(1))
    assert track.available == 0


def test_reset_opens_the_track_again(track):
    track.feed(grey(1))
    track.close()
    track.reset()
    assert track.total_received == 0
    track.feed(grey(2))
    track.clear()
    assert (track.available, track.total_received) == (0, 1)


@pytest.mark.parametrize("shape", [(4, 6), (4, 6, 4)])
def test_only_rgb_frames_can_be_fed(track, shape):
    with pytest.raises(ValueError, match=r"\(H, W, 3\) of dtype uint8"):
        track.feed(np.zeros(shape, np.uint8))


def test_a_model_reads_what_its_client_sends():
    with ModelDriver(Mirror) as driver:
        client = driver.connect()
        driver._run(driver.engine.resume())
        for level in (3, 4):
            driver.engine.feed("webcam", grey(level))
            driver.advance(1.0)
        assert levels(client) == [3, 4]


def test_inputs_are_closed_and_reset_at_the_end_of_a_presence():
    with ModelDriver(Mirror) as driver:
        client = driver.connect()
        for level in range(3):
            driver.engine.feed("webcam", grey(level))
        assert driver.model.input.webcam.total_received == 3
        client.leave()
        driver.engine.feed("webcam", grey(9))
        assert driver.model.input.webcam.total_received == 0
        again = driver.connect()
        driver._run(driver.engine.resume())
        driver.engine.feed("webcam", grey(7))
        driver.advance(1.0)
        assert levels(again) == [7]


@pytest.mark.parametrize("name", ["main", "camera"])
def test_only_an_input_track_can_be_fed(name):
    with ModelDriver(Mirror) as driver:
        driver.connect()
        with pytest.raises(KeyError, match=name):
            driver.engine.feed(name, grey(1))


def test_frames_are_fed_from_any_thread():
    with ModelDriver(Mirror) as driver:
        client = driver.connect()
        driver._run(driver.engine.resume())
        driver._run(asyncio.to_thread(driver.engine.feed, "webcam", grey(6)))
        driver.advance(1.0)
        assert levels(client) == [6]

"""``self.output_buffer``: the model's own view of what it has queued."""

import contextlib

import numpy as np
import pytest

from reactor_runtime import ReactorModel, ReactorPipeline, event
from reactor_runtime.testing import ModelDriver
from tests.runtime.engine.models import Looping, Picture, Steady, grey, levels


class Calling(ReactorModel):
    """Emits by its buffer."""

    fps = 25

    async def run(self):
        while True:
            await self.connected.wait()
            while self.connected.is_set():
                await self.output_buffer.emit(Picture(main=grey(7)))


def test_emitting_by_the_buffer_is_emitting():
    with ModelDriver(Calling) as driver:
        client = driver.connect()
        driver.step(3)
        assert levels(client) == [7, 7, 7]


def due(client):
    return np.diff([frame.pts for frame in client.frames])


@pytest.mark.parametrize("model", [Steady, Looping])
def test_the_rate_may_be_assigned(model):
    with ModelDriver(model) as driver:
        client = driver.connect()
        assert driver.model.output_buffer.fps == pytest.approx(25)
        driver.model.output_buffer.fps = 10
        assert driver.model.output.fps == pytest.approx(10)
        driver.run_for(1.0)
        np.testing.assert_allclose(due(client), 0.1, atol=1e-6)
        driver.model.output_buffer.set_fps(50)
        assert driver.model.output.fps == pytest.approx(50)
        with pytest.raises(ValueError, match="fps must be a positive number"):
            driver.model.output_buffer.fps = 0


class Working(ReactorModel):
    """Needs 50 ms of its time for each frame, and declares no rate."""

    fps = None
    compute_time = None

    async def run(self):
        while True:
            await self.connected.wait()
            while self.connected.is_set():
                self.clock.advance(0.05)
                frame = Picture(main=grey(1))
                await self.emit(frame, compute_time=self.compute_time)


@contextlib.contextmanager
def working():
    with ModelDriver(Working) as driver:
        driver.model.clock = driver.clock
        yield driver


def test_a_model_without_a_declared_rate_follows_its_own_pace():
    with working() as driver:
        client = driver.connect()
        driver.step(20)
        assert driver.model.output_buffer.fps == pytest.approx(1 / 0.051, rel=0.01)
        assert due(client)[-5:].mean() == pytest.approx(0.051, rel=0.1)


def test_what_the_model_measured_itself_counts_instead():
    with working() as driver:
        driver.model.compute_time = 0.2
        driver.connect()
        driver.step(10)
        assert driver.model.output_buffer.fps == pytest.approx(5)


def test_a_rate_that_is_taken_back_follows_the_pace_again():
    with working() as driver:
        driver.connect()
        driver.model.output_buffer.fps = 10
        driver.step(10)
        assert driver.model.output_buffer.fps == pytest.approx(10)
        driver.model.output_buffer.fps = None
        driver.step(20)
        assert driver.model.output_buffer.fps == pytest.approx(1 / 0.051, rel=0.01)


class Flushing(ReactorPipeline):
    fps = 10

    def inference(self):
        for level in range(1, 100):
            yield Picture(main=grey(level))

    @event
    def flush(self, *, hold: bool | None = None):
        if hold is None:
            self.output_buffer.flush()
        else:
            self.output_buffer.flush(hold=hold)


@pytest.mark.parametrize(("hold", "newest"), [(None, 0), (False, 0), (True, 2)])
def test_a_flush_shows_black_or_holds_the_last_frame(hold, newest):
    with ModelDriver(Flushing) as driver:
        client = driver.connect()
        driver.step(2)
        client.send("flush", hold=hold)
        driver.advance(0.5)
        assert levels(client)[-1] == newest

import asyncio

import numpy as np
import pytest

from reactor_runtime import (
    BufferClosed,
    Idle,
    Input,
    ReactorPipeline,
    Video,
    disconnected,
    event,
)
from reactor_runtime.errors import ModelError
from reactor_runtime.session.status import SessionStatus
from reactor_runtime.testing import ModelDriver
from tests.runtime.engine.models import Knobs, Picture, Steady, grey, levels


def test_a_step_is_one_yield():
    with ModelDriver(Steady) as driver:
        client = driver.connect()
        driver.step(3)
        assert len(client.frames) == 3
        driver.advance(10.0)
        assert len(client.frames) == 3
        assert driver.status is SessionStatus.PAUSED


@pytest.mark.parametrize("idle", [None, Idle, Idle()])
def test_idle_shows_nothing_and_waits_for_the_next_command(idle):
    class Waiting(ReactorPipeline):
        fps = 2
        state: Knobs
        outputs = (Picture,)

        def inference(self):
            shown = None
            while True:
                if self.state.level == shown:
                    yield idle
                else:
                    shown = self.state.level
                    yield grey(shown)

    with ModelDriver(Waiting) as driver:
        client = driver.connect()
        driver.run_for(2.0)
        assert levels(client) == [10]
        assert driver.engine.step_index <= 6
        driver._run(driver.engine.control.resume())
        began = driver.clock.now()
        client.send("set_level", level=20)
        driver.run_until(lambda: len(client.frames) == 2, "the frame")
        assert driver.clock.now() - began < 0.05


def test_an_idle_pipeline_wakes_for_an_input_frame():
    class Camera(Input):
        webcam: Video

    class Echo(ReactorPipeline):
        fps = 0.1
        input: Camera
        outputs = (Picture,)

        def inference(self):
            while True:
                frames = self.input.webcam.try_read()
                yield Idle if frames is None else frames[0]

    with ModelDriver(Echo) as driver:
        client = driver.connect()
        driver._run(driver.engine.control.resume())
        driver.advance(0.5)
        began = driver.clock.now()
        driver.feed("webcam", grey(5))
        driver.run_until(lambda: len(client.frames) == 1, "the frame")
        assert driver.clock.now() - began < 0.05
        assert levels(client) == [5]


def test_an_idle_step_still_gives_the_host_its_loop():
    class Busy(ReactorPipeline):
        fps = 1000
        state: Knobs

        def inference(self):
            while True:
                yield Idle

    with ModelDriver(Busy) as driver:
        driver.connect()
        driver.run_for(0.5)
        assert driver.engine.step_index <= 501


def test_a_generator_that_returns_is_made_again_at_most_at_the_frame_rate():
    class Short(ReactorPipeline):
        fps = 10
        outputs = (Picture,)

        def __init__(self):
            self.made = 0

        def inference(self):
            self.made += 1
            if self.made % 2:
                yield grey(self.made)

    with ModelDriver(Short) as driver:
        client = driver.connect()
        driver.run_for(2.0)
        assert 15 <= driver.model.made <= 21
        assert levels(client)[:3] == [1, 3, 5]


def test_async_generators_are_stepped_alike():
    class Async(ReactorPipeline):
        fps = 25
        state: Knobs
        outputs = (Picture,)

        def __init__(self):
            self.trace = []

        async def inference(self):
            try:
                while True:
                    await asyncio.sleep(0.01)
                    yield grey(self.state.level)
            finally:
                await asyncio.sleep(0.01)
                self.trace.append("closed")

    with ModelDriver(Async) as driver:
        client = driver.connect()
        driver.step(2)
        client.send("set_level", level=20)
        driver.step()
        assert levels(client) == [10, 10, 20]
        client.leave()
        assert driver.model.trace == ["closed"]


def test_the_finally_of_a_generator_runs_with_the_state_still_there():
    class Tidy(ReactorPipeline):
        state: Knobs
        outputs = (Picture,)
        left = None

        def inference(self):
            try:
                while True:
                    yield grey(1)
            finally:
                self.left = self.state.level

        @disconnected
        def go(self):
            assert self.left == 10

    with ModelDriver(Tidy) as driver:
        client = driver.connect()
        driver.step()
        client.leave()
        assert driver.model.left == 10
        assert not driver.last_error()


def test_without_a_declared_rate_the_measured_time_decides():
    class Undeclared(ReactorPipeline):
        clock = None
        outputs = (Picture,)

        def inference(self):
            while True:
                self.clock.advance(0.099)
                yield grey(1)

    with ModelDriver(Undeclared) as driver:
        Undeclared.clock = driver.clock
        client = driver.connect()
        driver.run_for(3.0)
        assert 27 <= len(client.frames) <= 31
        assert driver.model.output_buffer.fps == pytest.approx(10, rel=0.02)


def test_an_output_that_cannot_be_shown_is_raised_at_its_yield():
    class Mistaken(ReactorPipeline):
        outputs = (Picture,)

        def inference(self):
            try:
                yield np.zeros((3, 3, 2), np.uint8)
            except TypeError as error:
                self.caught = str(error)
            while True:
                yield grey(3)

    with ModelDriver(Mistaken) as driver:
        client = driver.connect()
        driver.step()
        assert levels(client) == [3]
        assert "'main'" in driver.model.caught


def test_inference_must_be_a_generator():
    class Plain(ReactorPipeline):
        def inference(self):
            return grey(1)

    with ModelDriver(Plain) as driver:
        driver.connect()
        driver.advance(0.1)
        assert driver.status in (SessionStatus.FAILED, SessionStatus.PAUSED)
        with pytest.raises(ModelError, match="must be a generator"):
            driver.step()


def test_a_step_that_waits_for_input_ends_with_its_presence():
    class Camera(Input):
        webcam: Video

    class Reading(ReactorPipeline):
        input: Camera
        outputs = (Picture,)
        ended = False

        async def inference(self):
            try:
                while True:
                    yield (await self.input.webcam.read())[0]
            except BufferClosed:
                self.ended = True

    with ModelDriver(Reading) as driver:
        client = driver.connect()
        driver._run(driver.engine.control.resume())
        driver.feed("webcam", grey(8))
        driver.run_until(lambda: len(client.frames) == 1, "the frame")
        driver.advance(1.0)
        client.leave()
        assert driver.model.ended
        assert driver.status is SessionStatus.READY


def test_a_step_that_waits_for_ever_is_cancelled_at_the_end():
    class Stuck(ReactorPipeline):
        closed = False

        async def inference(self):
            try:
                await asyncio.Event().wait()
                yield None
            finally:
                self.closed = True

    with ModelDriver(Stuck) as driver:
        client = driver.connect()
        driver._run(driver.engine.control.resume())
        driver.advance(0.1)
        client.leave()
        assert driver.model.closed
        assert driver.status is SessionStatus.READY


def test_handlers_may_emit_from_a_pipeline():
    class Flashing(Steady):
        @event
        async def flash(self):
            await self.emit(Picture(main=grey(250)))

    with ModelDriver(Flashing) as driver:
        client = driver.connect()
        driver.step()
        client.send("flash")
        driver.step()
        assert levels(client) == [10, 250, 10]


class Brief(ReactorPipeline):
    outputs = (Picture,)
    generators = 0

    def inference(self):
        self.generators += 1
        yield grey(self.generators)


def test_a_step_goes_on_to_the_next_generators_first_yield():
    with ModelDriver(Brief) as driver:
        client = driver.connect()
        driver.step(3)
        assert levels(client) == [1, 2, 3]
        assert [frame.step for frame in client.frames] == [1, 2, 3]


def test_a_generator_that_never_yields_makes_steps_that_show_nothing():
    class Empty(Brief):
        def inference(self):
            self.generators += 1
            return
            yield

    with ModelDriver(Empty) as driver:
        client = driver.connect()
        driver.step(2)
        assert driver.model.generators == 2
        assert not client.frames

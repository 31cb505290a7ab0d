import asyncio
import gc
import time

import pytest

from reactor_runtime import (
    CommandError,
    ModelMessage,
    ReactorModel,
    ReactorPipeline,
    UploadedFile,
    event,
)
from reactor_runtime.errors import CommandRejectedError, ModelError, SessionStateError
from reactor_runtime.session.entry import LogKind
from reactor_runtime.session.status import SessionStatus
from reactor_runtime.testing import ModelDriver
from tests.runtime.engine.models import Looping, Picture, Steady, grey, levels


class Sized(ModelMessage):
    size: int


class Rich(Steady):
    @event
    def measure(self, file: UploadedFile) -> Sized:
        return Sized(size=len(file.data))

    @event
    def refuse(self):
        raise CommandError("nope", "Not now")

    @event
    def crash(self):
        raise LookupError("inner detail")

    @event
    async def slow(self):
        await asyncio.sleep(5.0)


@pytest.mark.parametrize("model", [Steady, Looping])
def test_exactly_the_steps_that_are_asked_for_are_run_and_shown(model):
    with ModelDriver(model) as driver:
        client = driver.connect()
        assert levels(client) == []
        driver.step(3)
        assert len(client.frames) == 3
        client.send("set_level", level=90)
        driver.step()
        assert levels(client) == [10, 10, 10, 90]
        assert client.frame("main") is client.frames[-1]
        assert driver.status is SessionStatus.PAUSED


def test_hours_pass_in_no_time():
    began = time.monotonic()
    with ModelDriver(Looping) as driver:
        client = driver.connect()
        driver.advance(3600.0)
        driver.step(25)
        assert client.frames[-1].pts > 3600.0
    assert time.monotonic() - began < 5.0


def test_the_same_test_takes_the_same_steps_each_time():
    def record():
        with ModelDriver(Looping) as driver:
            client = driver.connect()
            driver.run_for(1.0)
            client.send("set_level", level=20)
            driver.run_for(1.0)
            return [(frame.pts, frame.command, frame.step) for frame in client.frames]

    assert record() == record()


def test_a_driver_gives_the_model_its_state_and_its_log():
    with ModelDriver(Steady) as driver:
        assert isinstance(driver.model, Steady)
        assert driver.state is None
        client = driver.connect()
        client.send("set_level", level=3)
        assert driver.state.level == 3
        assert client.state == driver.state_values() == {"level": 3}
        assert LogKind.COMMAND_ACCEPTED in {entry.kind for entry in driver.log.since()}
    assert driver.model is None


def test_sending_returns_the_answer():
    with ModelDriver(Rich) as driver:
        client = driver.connect()
        file = UploadedFile.from_bytes(b"abcd")
        assert client.send("measure", file=file) == ("sized", {"size": 4})
        assert client.send("slow") is None


def test_sending_raises_what_a_client_would_be_told():
    with ModelDriver(Rich) as driver:
        client = driver.connect()
        with pytest.raises(CommandRejectedError, match="level"):
            client.send("set_level", level=1000)
        with pytest.raises(CommandError, match="Not now") as caught:
            client.send("refuse")
        assert caught.value.code == "nope"
        with pytest.raises(CommandError, match="inner detail"):
            client.send("crash")


def test_a_client_leaves_and_another_comes():
    with ModelDriver(Steady) as driver:
        first = driver.connect("first")
        driver.step()
        first.leave()
        assert driver.status is SessionStatus.READY
        second = driver.connect("second")
        driver.step()
        assert (len(first.frames), len(second.frames)) == (1, 1)


def test_stepping_without_a_client_says_what_to_do():
    with (
        ModelDriver(Steady) as driver,
        pytest.raises(SessionStateError, match="connect first"),
    ):
        driver.step()


def test_a_model_that_makes_no_step_is_named():
    class Waiting(ReactorModel):
        async def run(self):
            await self.connected.wait()
            await asyncio.Event().wait()

    with ModelDriver(Waiting) as driver:
        driver.connect()
        with pytest.raises(TimeoutError, match="Waiting: the next step took longer"):
            driver.step()


def test_a_failure_of_the_model_is_raised_with_its_traceback():
    class Failing(ReactorPipeline):
        def inference(self):
            yield None
            raise RuntimeError("the model broke")

    with ModelDriver(Failing) as driver:
        driver.connect()
        driver.step()
        with pytest.raises(ModelError, match=r"(?s)the model broke.*in inference"):
            driver.step()
        with pytest.raises(ModelError):
            driver.run_for(1.0)
        driver.restart()
        driver.step()


def test_a_model_may_work_in_threads_and_sleep():
    class Threaded(ReactorPipeline):
        outputs = (Picture,)

        async def inference(self):
            while True:
                frame = await asyncio.to_thread(grey, 5)
                await asyncio.sleep(0.5)
                yield frame

    with ModelDriver(Threaded) as driver:
        client = driver.connect()
        driver.step(3)
        assert levels(client) == [5, 5, 5]


def test_a_computation_can_be_given_time():
    class Heavy(Steady):
        def inference(self):
            while True:
                self.clock.advance(0.1)
                yield Picture(main=grey(1))

    with ModelDriver(Heavy) as driver:
        driver.model.clock = driver.clock
        client = driver.connect()
        driver.run_for(2.0)
        assert len(client.frames) == pytest.approx(20, abs=1)


def test_an_argument_may_have_the_name_of_a_parameter_of_the_driver():
    class Model(ReactorPipeline):
        outputs = (Picture,)

        @event
        def note(self, name: str, request_id: str) -> None:
            self.noted = (name, request_id)

        def inference(self):
            yield grey(1)

    with ModelDriver(Model) as driver:
        driver.connect().send("note", name="a", request_id="b")
        assert driver.model.noted == ("a", "b")


async def test_inside_a_running_loop_it_says_how_to_run_it():
    driver = ModelDriver(Steady)
    with pytest.raises(SessionStateError, match=r"await asyncio\.to_thread"):
        driver.__enter__()


async def test_in_a_thread_beside_a_running_loop_it_runs():
    def shown():
        with ModelDriver(Steady) as driver:
            client = driver.connect()
            driver.step()
            return levels(client)

    assert await asyncio.to_thread(shown) == [10]


def test_a_class_whose_contract_fails_leaves_no_loop_open():
    class Twice(Steady):
        outputs = (Picture, type("Same", (Picture,), {}))

    with pytest.raises(TypeError, match="track"):
        ModelDriver(Twice)
    gc.collect()

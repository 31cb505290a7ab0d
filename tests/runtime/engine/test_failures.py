import asyncio

import pytest

from reactor_runtime import Input, ReactorModel, ReactorPipeline, Video, event
from reactor_runtime.errors import (
    CommandRejectedError,
    ModelError,
    ModelLoadError,
    SessionStateError,
)
from reactor_runtime.session.entry import LogKind
from reactor_runtime.session.status import SessionStatus
from reactor_runtime.testing import ModelDriver
from reactor_runtime.values import ClientId
from tests.runtime.engine.models import Knobs, Picture, grey, levels, texts


class Breaking(ReactorPipeline):
    state: Knobs
    loads = 0
    outputs = (Picture,)

    def load(self, config):
        self.loads += 1

    def inference(self):
        while True:
            if self.state.level == 13:
                raise RuntimeError("thirteen")
            yield grey(self.state.level)


class Crashing(ReactorModel):
    """Crashes, or returns, after two frames of each run."""

    outputs = (Picture,)
    loads = runs = 0
    returns = False

    def load(self, config):
        self.loads += 1

    async def run(self):
        self.runs += 1
        await self.connected.wait()
        for _ in range(2):
            await self.emit(grey(1))
        if not self.returns:
            raise RuntimeError("thirteen")


def test_an_exception_in_inference_fails_the_session_with_its_traceback():
    with ModelDriver(Breaking) as driver:
        client = driver.connect()
        driver.step()
        client.send("set_level", level=13)
        with pytest.raises(ModelError, match="thirteen"):
            driver.step()
        notice = driver.engine.gateway.status
        assert notice.status is SessionStatus.FAILED
        assert notice.detail == "inference() raised: RuntimeError: thirteen"
        assert 'raise RuntimeError("thirteen")' in notice.traceback
        assert "reactor_runtime/engine" not in notice.traceback
        assert client.statuses[-1] is notice
        assert texts(driver, LogKind.ERROR) == [notice.detail]


def test_handlers_still_answer_after_a_failure_and_restart_goes_on():
    with ModelDriver(Breaking) as driver:
        client = driver.connect()
        client.send("set_level", level=13)
        with pytest.raises(ModelError):
            driver.step()
        client.send("set_level", level=14)
        driver.restart()
        driver.step()
        assert levels(client) == [14]
        assert driver.model.loads == 1
        assert driver.status is SessionStatus.PAUSED


def test_the_presence_after_a_failed_one_starts_clean():
    with ModelDriver(Breaking) as driver:
        client = driver.connect()
        client.send("set_level", level=13)
        with pytest.raises(ModelError):
            driver.step()
        client.leave()
        assert driver.status is SessionStatus.READY
        again = driver.connect()
        driver.step()
        assert levels(again) == [10]


def test_a_run_that_raises_fails_and_restarts_without_a_second_load():
    with ModelDriver(Crashing) as driver:
        client = driver.connect()
        driver.step(2)
        with pytest.raises(ModelError, match="thirteen"):
            driver.step()
        assert "run() raised" in driver.engine.gateway.status.detail
        driver.restart()
        driver.step(2)
        assert len(client.frames) == 4
        assert (driver.model.loads, driver.model.runs) == (1, 2)


def test_a_run_that_returns_has_failed():
    class Returning(Crashing):
        returns = True

    with ModelDriver(Returning) as driver:
        driver.connect()
        driver.step(2)
        with pytest.raises(ModelError, match=r"run\(\) returned"):
            driver.step()


def test_a_failed_run_stays_failed_until_it_is_restarted():
    with ModelDriver(Crashing) as driver:
        client = driver.connect()
        with pytest.raises(ModelError):
            driver.step(3)
        client.leave()
        assert driver.status is SessionStatus.FAILED
        client = driver.connect()
        assert driver.status is SessionStatus.FAILED
        with pytest.raises(SessionStateError, match="restart it first"):
            driver._run(driver.engine.control.resume())
        driver.restart()
        assert driver.status is SessionStatus.PAUSED
        driver.step()
        assert len(client.frames) == 1


def test_a_run_that_fails_while_nobody_is_there_is_reported():
    class Early(Crashing):
        async def run(self):
            raise ValueError("too early")

    with ModelDriver(Early) as driver:
        driver.advance(0.1)
        assert driver.status is SessionStatus.FAILED
        assert "too early" in driver.engine.gateway.status.detail


def test_a_run_that_works_can_be_restarted_too():
    class Counting(ReactorModel):
        outputs = (Picture,)
        runs = 0

        async def run(self):
            self.runs += 1
            while True:
                await self.connected.wait()
                await self.emit(grey(self.runs))

    with ModelDriver(Counting) as driver:
        client = driver.connect()
        driver.step(2)
        driver.restart()
        driver.run_for(0.2)
        assert levels(client)[-1] == 2


def test_a_reader_that_its_track_closes_on_is_no_failure():
    class Camera(Input):
        webcam: Video

    class Reading(ReactorModel):
        input: Camera
        runs = 0

        async def run(self):
            self.runs += 1
            while True:
                await self.connected.wait()
                await self.input.webcam.read()

    with ModelDriver(Reading) as driver:
        client = driver.connect()
        driver.run_for(0.1)
        client.leave()
        assert driver.status is SessionStatus.READY
        assert driver.model.runs == 2


@pytest.mark.parametrize("where", ["__init__", "load", "async load"])
def test_a_load_that_raises_says_so_and_keeps_the_original(where):
    def fail(self, config=None):
        raise FileNotFoundError("weights.bin")

    async def fail_later(self, config):
        fail(self)

    attributes = {
        "__init__": {"__init__": fail},
        "load": {"load": fail},
        "async load": {"load": fail_later},
    }
    broken = type("Broken", (Breaking,), attributes[where])
    driver = ModelDriver(broken)
    with pytest.raises(ModelLoadError, match=r"Broken failed.*weights\.bin") as caught:
        driver.__enter__()
    assert isinstance(caught.value.__cause__, FileNotFoundError)
    assert "in fail" in texts_with_traceback(driver)


def texts_with_traceback(driver):
    return "".join(str(entry.data.get("traceback", "")) for entry in driver.log.since())


def test_load_gets_the_config_or_its_path(tmp_path):
    class Configured(Breaking):
        def load(self, config):
            self.got = config

    class Pathed(Breaking):
        async def load(self, config_path):
            await asyncio.sleep(0.1)
            self.got = config_path

    with ModelDriver(Configured, config={"a": 1}) as driver:
        assert driver.model.got == {"a": 1}
    with ModelDriver(Configured) as driver:
        assert driver.model.got == {}
    path = tmp_path / "c.yaml"
    with ModelDriver(Pathed, config={"a": 1}, config_path=path) as driver:
        assert driver.model.got == path


def test_a_model_that_exits_fails_and_nothing_else():
    class Leaving(Breaking):
        def inference(self):
            yield grey(1)
            raise SystemExit(3)

    with ModelDriver(Leaving) as driver:
        driver.connect()
        driver.step()
        with pytest.raises(ModelError, match=r"sys\.exit\(3\)"):
            driver.step()


def test_a_generator_that_raises_while_it_is_closed_is_reported():
    class Sticky(Breaking):
        def inference(self):
            try:
                while True:
                    yield grey(1)
            finally:
                raise ValueError("cannot let go")

    with ModelDriver(Sticky) as driver:
        client = driver.connect()
        driver.step()
        client.leave()
        assert "cannot let go" in driver.last_error()
        assert driver.status is SessionStatus.READY
        driver.connect()
        driver.step()


def test_restarting_a_model_that_is_not_loaded_says_what_to_do():
    driver = ModelDriver(Breaking)
    with driver:
        pass
    with pytest.raises(SessionStateError, match="load the model again"):
        asyncio.run(driver.engine.control.restart())


class Verbose(ReactorPipeline):
    outputs = (Picture,)

    @event
    def shout(self, text: str):
        raise ValueError(text)

    def inference(self):
        while True:
            yield grey(1)


def test_a_traceback_and_its_summary_are_of_bounded_length():
    with ModelDriver(Verbose) as driver:
        client = driver.connect()
        client.submit("shout", text="a" * 2**21)
        driver.settle()
        (entry,) = [e for e in driver.log.since() if e.kind is LogKind.ERROR]
        assert len(entry.text) < 2_000
        assert "characters left out" in entry.data["traceback"]
        assert 30_000 < len(entry.data["traceback"]) < 70_000
        assert entry.size < 2**19


def test_what_a_client_sent_cannot_forge_a_line_of_the_log_or_move_a_cursor():
    forged = "x\u2028y\rERROR \x1b[2J\u202edone"
    with ModelDriver(Verbose) as driver:
        client = driver.connect()
        client.submit("shout", text=forged)
        driver.settle()
        with pytest.raises(CommandRejectedError):
            client.submit("set\n  7  0.1 s  status  failed")
        with pytest.raises(CommandRejectedError):
            client.submit("shout", **{"text\nforged": 1})
        driver.engine.gateway.connect(ClientId("me\n  8  0.2 s  error  oh"), client)
        driver.settle()
        for entry in driver.log.since():
            assert entry.text.isprintable()
        (error,) = [e for e in driver.log.since() if e.kind is LogKind.ERROR]
        assert all(line.isprintable() for line in error.data["traceback"].split("\n"))

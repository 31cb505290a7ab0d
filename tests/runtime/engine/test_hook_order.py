import asyncio
from dataclasses import field

import pytest

from reactor_runtime import (
    InputState,
    ReactorModel,
    ReactorPipeline,
    connected,
    disconnected,
    session_ended,
    session_started,
)
from reactor_runtime.session.entry import LogKind
from reactor_runtime.session.status import SessionStatus
from reactor_runtime.testing import ModelDriver
from reactor_runtime.transports.inprocess import InProcessClient
from tests.runtime.engine.models import Knobs, Looping, Picture, Steady, grey, texts


class Traced:
    """Notes each hook, whether the state is there, and ``self.connected``."""

    def __init__(self):
        self.trace = []

    def note(self, what):
        self.trace.append((what, self.state is not None, self.connected.is_set()))

    @session_started
    def begin(self):
        self.note("session_started")

    @connected
    async def come(self):
        self.note("connected")

    @disconnected
    async def go(self):
        self.note("disconnected")

    @session_ended
    def end(self):
        self.note("session_ended")


class TracedPipeline(Traced, ReactorPipeline):
    state: Knobs

    def inference(self):
        self.note("generator made")
        try:
            while True:
                yield Picture(main=grey(1))
        finally:
            self.note("generator closed")


class TracedModel(Traced, ReactorModel):
    state: Knobs

    async def run(self):
        while True:
            await self.connected.wait()
            self.note("run resumes")
            while self.connected.is_set():
                await self.emit(Picture(main=grey(1)))
            self.note("run sees the end")


START = [
    ("session_started", True, False),
    ("connected", True, False),
]
END = [
    ("disconnected", True, False),
    ("session_ended", True, False),
]


def test_hooks_of_a_pipeline_run_in_the_specified_order():
    with ModelDriver(TracedPipeline) as driver:
        model = driver.model
        client = driver.connect()
        driver.step()
        client.leave()
        first = ("generator made", True, True)
        last = ("generator closed", True, False)
        assert model.trace == [*START, first, last, *END]


def test_hooks_of_a_run_model_run_in_the_specified_order():
    with ModelDriver(TracedModel) as driver:
        model = driver.model
        client = driver.connect()
        driver.step()
        client.leave()
        first = ("run resumes", True, True)
        last = ("run sees the end", True, False)
        assert model.trace == [*START, first, last, *END]


def test_stopping_runs_the_hooks_of_the_end():
    with ModelDriver(TracedPipeline) as driver:
        model = driver.model
        driver.connect()
        driver.step()
        driver.close()
        assert [name for name, _, _ in model.trace][-3:] == [
            "generator closed",
            "disconnected",
            "session_ended",
        ]


def test_each_presence_has_a_new_state_with_all_defaults():
    with ModelDriver(Steady) as driver:
        client = driver.connect()
        client.send("set_level", level=99)
        first = driver.state
        first._derived = "secret"
        client.leave()
        assert driver.state is None
        assert driver.state_values() is None
        driver.connect()
        assert driver.state is not first
        assert (driver.state.level, driver.state._derived) == (10, None)
        assert driver.state_values() == {"level": 10}


def test_attributes_that_connected_does_not_set_carry_over():
    with ModelDriver(Looping) as driver:
        client = driver.connect()
        driver.model.kept = 5
        client.send("set_level", level=99)
        client.leave()
        driver.connect()
        assert (driver.model.kept, driver.model.level) == (5, 10)


def test_a_presence_lasts_until_the_last_client_has_left():
    with ModelDriver(TracedPipeline) as driver:
        a, b = driver.connect("a"), driver.connect("b")
        driver.step()
        a.leave()
        driver.step()
        names = [name for name, _, _ in driver.model.trace]
        assert names.count("connected") == 1
        assert "disconnected" not in names
        assert driver.status is SessionStatus.PAUSED
        b.leave()
        assert driver.status is SessionStatus.READY


class PerClient(ReactorPipeline):
    def __init__(self):
        self.trace = []

    @connected
    async def come(self, client):
        self.trace.append(("come", client.id, self.connected.is_set()))
        assert client.joined_at >= 1_000

    @disconnected
    def go(self, client):
        self.trace.append(("go", client.id, self.connected.is_set()))
        assert client.joined_at >= 1_000

    def inference(self):
        while True:
            yield None


def test_hooks_with_a_client_run_for_every_client():
    with ModelDriver(PerClient) as driver:
        model = driver.model
        a = driver.connect("a")
        b = driver.connect("b")
        a.leave()
        b.leave()
        assert model.trace == [
            ("come", "a", False),
            ("come", "b", True),
            ("go", "a", True),
            ("go", "b", False),
        ]


@pytest.mark.parametrize("hook", ["begin", "come", "go", "end"])
def test_a_hook_that_raises_is_logged_and_takes_nothing_down(hook):
    def fail(self):
        raise ValueError("no such luck")

    decorator = {
        "begin": session_started,
        "come": connected,
        "go": disconnected,
        "end": session_ended,
    }[hook]
    failing = type("Failing", (TracedPipeline,), {hook: decorator(fail)})
    with ModelDriver(failing) as driver:
        client = driver.connect()
        driver.step(2)
        assert len(client.frames) == 2
        client.leave()
        assert "no such luck" in driver.last_error()
        assert "in fail" in driver.last_error()
        assert driver.status is SessionStatus.READY
        again = driver.connect()
        driver.step()
        assert len(again.frames) == 1


def test_a_state_that_cannot_be_made_is_a_failure_of_the_model():
    def refuse():
        raise ValueError("no such factory")

    class Unmade(InputState):
        _cache: object = field(default_factory=refuse)

    class Model(ReactorPipeline):
        state: Unmade

        def inference(self):
            yield None

    with ModelDriver(Model) as driver:
        client = driver.connect()
        assert driver.status is SessionStatus.FAILED
        assert "no such factory" in driver.last_error()
        client.leave()
        assert driver.status is SessionStatus.READY


def test_leaving_and_returning_while_the_loop_is_busy_is_two_presences():
    with ModelDriver(TracedPipeline) as driver:
        client = driver.connect()
        driver.step()
        driver.engine.gateway.disconnect(client.id)
        client.connect()
        driver.settle()
        names = [name for name, _, _ in driver.model.trace]
        assert names == [
            "session_started",
            "connected",
            "generator made",
            "generator closed",
            "disconnected",
            "session_ended",
            "session_started",
            "connected",
        ]


def test_arrivals_and_departures_are_logged():
    with ModelDriver(Steady) as driver:
        client = driver.connect("a")
        client.leave()
        assert texts(driver, LogKind.CLIENT_JOINED) == ["Client a joined"]
        assert texts(driver, LogKind.CLIENT_LEFT) == ["Client a left (left)"]


def test_a_connected_that_never_ends_is_cancelled_after_its_presence():
    class Model(ReactorPipeline):
        outputs = (Picture,)
        patience = None

        @connected
        async def wait(self):
            await asyncio.sleep(self.patience or 0)

        def inference(self):
            yield grey(1)

    with ModelDriver(Model) as driver:
        driver.model.patience = 1_000_000
        first = InProcessClient(driver.engine.gateway, "first")
        first.connect()
        driver.advance(1)
        first.leave()
        driver.settle()
        (error,) = texts(driver, LogKind.ERROR)
        assert error == "@connected was cancelled, because its presence has ended"
        driver.model.patience = None
        second = driver.connect("second")
        driver.step()
        assert len(second.frames) == 1


def test_leaving_returns_once_the_hooks_of_the_end_have_run():
    class Model(ReactorPipeline):
        outputs = (Picture,)
        trace = ()

        @disconnected
        async def save(self):
            await asyncio.sleep(5)
            self.trace += ("disconnected",)

        @session_ended
        def end(self):
            self.trace += ("session_ended",)

        def inference(self):
            yield grey(1)

    with ModelDriver(Model) as driver:
        driver.connect().leave()
        assert driver.model.trace == ("disconnected", "session_ended")

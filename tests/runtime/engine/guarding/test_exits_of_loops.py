"""What a model raises in its own loop, its load or its state is a failure, and told."""

import asyncio
from dataclasses import field

import pytest

from reactor_runtime import (
    InputState,
    Output,
    ReactorModel,
    TrackPayload,
    Video,
)
from reactor_runtime.errors import CommandError, ModelError, ModelLoadError
from reactor_runtime.session.entry import LogKind
from reactor_runtime.session.status import SessionStatus
from reactor_runtime.testing import ModelDriver
from tests.runtime.engine.models import Picture, Served, grey, levels, texts


class Once:
    """Calls what it is given when it is called for the first time."""

    def __init__(self, function):
        self.function = function

    def __call__(self):
        function, self.function = self.function, lambda: None
        function()


def running(leave):
    work = Once(leave)

    class Model(ReactorModel):
        outputs = (Picture,)

        async def run(self):
            while True:
                await self.connected.wait()
                await self.emit(grey(1))
                work()

    return Model


def inferring(leave):
    work = Once(leave)

    class Model(Served):
        def inference(self):
            while True:
                yield grey(1)
                work()

    return Model


def inferring_after_a_wait(leave):
    work = Once(leave)

    class Model(Served):
        async def inference(self):
            while True:
                yield grey(1)
                await asyncio.sleep(0.01)
                work()

    return Model


def by_a_track_of_its_output(leave):
    work = Once(leave)

    class Shown(Output):
        main: Video

        def __getattribute__(self, name):
            if name == "main":
                work()
            return super().__getattribute__(name)

    class Model(Served):
        outputs = (Shown,)

        def inference(self):
            yield None
            while True:
                yield Shown(grey(1))

    return Model


def by_its_metadata(leave):
    work = Once(leave)

    class Odd(dict):
        def items(self):
            work()
            return super().items()

    class Model(Served):
        def inference(self):
            yield grey(1)
            while True:
                yield TrackPayload(grey(1), Odd())

    return Model


@pytest.mark.parametrize(
    "loop",
    [
        running,
        inferring,
        inferring_after_a_wait,
        by_a_track_of_its_output,
        by_its_metadata,
    ],
)
def test_a_models_own_loop_has_failed_and_can_be_restarted(loop, leave):
    with ModelDriver(loop(leave)) as driver:
        client = driver.connect()
        driver.step()
        with pytest.raises(ModelError):
            driver.step(3)
        assert driver.status is SessionStatus.FAILED
        assert " raised: " in driver.engine.gateway.status.detail
        driver.restart()
        driver.step(3)
        assert set(levels(client)) == {1}


def test_a_generator_that_is_closed_is_logged_and_the_next_presence_works(leave):
    class Model(Served):
        def inference(self):
            try:
                while True:
                    yield grey(1)
            finally:
                leave()

    with ModelDriver(Model) as driver:
        for _ in range(2):
            client = driver.connect()
            driver.step()
            client.leave()
            assert driver.status is SessionStatus.READY


@pytest.mark.parametrize(
    "name", ["__new__", "__init__", "__setattr__", "load", "async"]
)
def test_a_load_has_failed_and_says_so(name, leave):
    def load(self, config):
        leave()

    async def load_after_a_wait(self, config):
        await asyncio.sleep(0.01)
        leave()

    def init(self):
        self.started = leave()

    body = {name: {"load": load, "__init__": init}.get(name, leave)}
    if name == "async":
        body = {"load": load_after_a_wait}
    if name == "__setattr__":
        body["__init__"] = lambda self: setattr(self, "started", True)
    driver = ModelDriver(type("Model", (Served,), body))
    with pytest.raises(ModelLoadError, match="Loading Model failed"):
        driver.__enter__()


@pytest.mark.parametrize("place", ["factory", "setter", "getter"])
def test_a_state_is_a_failure_and_commands_are_answered(place, leave):
    class State(InputState):
        level: int = 1
        _own: object = field(default_factory=leave if place == "factory" else list)

    class Model(Served):
        state: State

        def __setattr__(self, name, value):
            if (name, place) == ("state", "setter"):
                leave()
            super().__setattr__(name, value)

        def __getattribute__(self, name):
            if (name, place) == ("state", "getter"):
                leave()
            return super().__getattribute__(name)

    with ModelDriver(Model) as driver:
        client = driver.connect()
        assert texts(driver, LogKind.ERROR if place != "getter" else LogKind.NOTE)
        with pytest.raises(CommandError):
            client.send("set_level", level=2)
        client.send("well")
        client.leave()
        assert driver.status is SessionStatus.READY

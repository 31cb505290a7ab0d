import asyncio

import pytest

from reactor_runtime import ReactorModel, ReactorPipeline, connected, event
from reactor_runtime.engine.engine import Engine
from reactor_runtime.engine.guarding.guard import (
    Guarded,
    ModelInterruptedError,
    Unguarded,
)
from reactor_runtime.engine.virtual import VirtualLoop
from reactor_runtime.errors import CommandError, ModelLoadError
from reactor_runtime.session.status import SessionStatus
from reactor_runtime.testing import ModelDriver
from tests.runtime.engine.models import Picture, grey, levels


class Interruptible(ReactorPipeline):
    outputs = (Picture,)
    bad = False
    made = 0

    @event
    def poison(self):
        self.bad = True

    @event
    def stop_me(self):
        raise KeyboardInterrupt

    def inference(self):
        self.made += 1
        while True:
            self.compute()
            yield grey(self.made)

    def compute(self):
        if self.bad:
            self.bad = False
            raise KeyboardInterrupt


class InterruptibleRun(ReactorModel):
    outputs = (Picture,)
    bad = False
    made = 0

    @event
    def poison(self):
        self.bad = True

    async def run(self):
        self.made += 1
        while True:
            await self.connected.wait()
            self.compute()
            await self.emit(grey(self.made))

    def compute(self):
        if self.bad:
            self.bad = False
            raise KeyboardInterrupt


@pytest.mark.parametrize("model", [Interruptible, InterruptibleRun])
def test_an_interrupt_pauses_the_model_and_says_where_it_was(model):
    with ModelDriver(model) as driver:
        client = driver.connect()
        driver.step(2)
        driver._run(driver.engine.control.resume())
        client.send("poison")
        driver.advance(1.0)
        notice = driver.engine.gateway.status
        assert notice.status is SessionStatus.PAUSED
        assert notice.detail.startswith("Interrupted in step ")
        assert "test_interrupts.py:" in notice.detail
        assert notice.detail.endswith("in compute")
        assert "KeyboardInterrupt" in notice.traceback
        assert client.statuses[-1] is notice


@pytest.mark.parametrize("model", [Interruptible, InterruptibleRun])
def test_after_an_interrupt_resuming_starts_the_model_again(model):
    with ModelDriver(model) as driver:
        client = driver.connect()
        driver._run(driver.engine.control.resume())
        driver.advance(0.1)
        client.send("poison")
        driver.advance(1.0)
        shown = len(client.frames)
        driver.advance(1.0)
        assert len(client.frames) == shown
        driver.run_for(1.0)
        assert levels(client)[-1] == 2
        assert driver.model.made == 2


@pytest.mark.parametrize("model", [Interruptible, InterruptibleRun])
def test_an_interrupted_model_can_be_stepped(model):
    with ModelDriver(model) as driver:
        client = driver.connect()
        driver.step()
        driver.model.bad = True
        for _ in range(5):
            if driver.model.made == 1:
                driver._run(driver.engine.control.step())
        driver.advance(1.0)
        shown = len(client.frames)
        driver.step(2)
        assert len(client.frames) == shown + 2
        assert levels(client)[-1] == 2


def test_an_interrupted_handler_is_answered_and_pauses_the_model():
    with ModelDriver(Interruptible) as driver:
        client = driver.connect()
        driver._run(driver.engine.control.resume())
        with pytest.raises(CommandError) as caught:
            client.send("stop_me")
        assert caught.value.code == "internal_error"
        assert driver.status is SessionStatus.PAUSED
        assert "the handler of 'stop_me'" in driver.engine.gateway.status.detail
        driver.run_for(0.5)
        assert driver.model.made == 1


def test_an_interrupted_hook_pauses_the_model():
    class Hooked(Interruptible):
        @connected
        def come(self):
            raise KeyboardInterrupt

    with ModelDriver(Hooked) as driver:
        driver.connect()
        assert driver.status is SessionStatus.PAUSED
        driver.step()


def test_an_interrupted_load_is_a_failed_load():
    class Loading(Interruptible):
        def load(self, config):
            raise KeyboardInterrupt

    with pytest.raises(ModelLoadError, match="in load"):
        ModelDriver(Loading).__enter__()


class Recording:
    """A guard that notes whether model code runs inside it."""

    def __init__(self):
        self.depth = self.entered = 0

    def __enter__(self):
        self.depth += 1
        self.entered += 1
        assert self.depth == 1

    def __exit__(self, *exc_info):
        self.depth -= 1


def test_every_piece_of_model_code_runs_inside_the_guard():
    guard = Recording()

    class Guardedly(ReactorModel):
        outputs = (Picture,)

        def __init__(self):
            assert guard.depth == 1

        async def load(self, config):
            await asyncio.sleep(0.1)
            assert guard.depth == 1

        @connected
        async def come(self):
            await asyncio.sleep(0.1)
            assert guard.depth == 1

        async def run(self):
            while True:
                await self.connected.wait()
                assert guard.depth == 1
                await self.emit(grey(1))

    loop = VirtualLoop()
    engine = Engine(Guardedly, delivery=loop, clock=loop.clock, guard=guard)

    class Nobody:
        def __getattr__(self, name):
            return lambda *_: None

    async def live():
        await engine.start()
        assert guard.depth == 0
        engine.gateway.connect("a", Nobody())
        await asyncio.sleep(1.0)
        assert guard.depth == 0
        assert engine.gateway.status.status is SessionStatus.RUNNING
        assert not [e for e in engine.gateway.log.since() if e.kind == "error"]
        await engine.stop()

    loop.run_until_complete(live())
    loop.close()
    assert guard.entered > 20


async def test_a_guarded_coroutine_behaves_as_if_it_were_awaited():
    async def inner():
        try:
            async with asyncio.timeout(0.001):
                await asyncio.Event().wait()
        except TimeoutError:
            await asyncio.sleep(0)
            return "timed out"

    assert await Guarded(Unguarded(), inner()) == "timed out"


async def test_what_a_guarded_coroutine_raises_comes_out():
    async def inner():
        await asyncio.sleep(0)
        raise LookupError("here")

    with pytest.raises(LookupError, match="here"):
        await Guarded(Unguarded(), inner())


async def test_an_interrupt_in_a_guarded_coroutine_does_not_reach_the_loop():
    async def inner():
        await asyncio.sleep(0)
        raise KeyboardInterrupt

    with pytest.raises(ModelInterruptedError, match="in inner"):
        await asyncio.create_task(_awaited(Guarded(Unguarded(), inner())))


async def test_cancelling_reaches_the_guarded_coroutine():
    ended = []

    async def inner():
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(True)

    task = asyncio.create_task(_awaited(Guarded(Unguarded(), inner())))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ended == [True]


async def _awaited(awaitable):
    return await awaitable

"""Models that misbehave must not take the session, or the loop, with them."""

import asyncio

import pytest

from reactor_runtime import (
    CommandError,
    ModelMessage,
    ReactorModel,
    ReactorPipeline,
    connected,
    event,
)
from reactor_runtime.errors import ModelError, ModelLoadError, SessionStateError
from reactor_runtime.session.entry import LogKind
from reactor_runtime.session.status import SessionStatus
from reactor_runtime.testing import ModelDriver
from tests.runtime.engine.models import Picture, grey, levels, texts


async def cancelled_work():
    work = asyncio.ensure_future(asyncio.sleep(1))
    work.cancel()
    await work


class UnprintableError(Exception):
    def __str__(self):
        raise ValueError


class SilentError(CommandError):
    def __init__(self):
        """Leave out what a CommandError has."""


class Foul(BaseException):
    pass


class Rude(ReactorPipeline):
    outputs = (Picture,)

    @event
    async def cancel(self):
        await cancelled_work()

    @event
    def unprintable(self):
        raise UnprintableError

    @event
    def foul(self):
        raise Foul("play")

    @event
    def silent(self):
        raise SilentError

    @event
    def odd(self):
        raise CommandError(5, ValueError("no text"))

    @event
    def well(self): ...

    def inference(self):
        while True:
            yield grey(1)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("cancel", "internal_error"),
        ("unprintable", "internal_error"),
        ("foul", "internal_error"),
        ("silent", "command_error"),
        ("odd", "5"),
    ],
)
def test_whatever_a_handler_raises_the_next_command_is_served(name, code):
    with ModelDriver(Rude) as driver:
        client = driver.connect()
        with pytest.raises(CommandError) as caught:
            client.send(name)
        assert caught.value.code == code
        assert isinstance(client.answers["client-1"].text, str)
        client.send("well")
        driver.step(2)
        assert len(client.frames) == 2


def test_a_cancelled_task_in_a_hook_is_an_error_of_that_hook():
    class Model(Rude):
        @connected
        async def begin(self):
            await cancelled_work()

    with ModelDriver(Model) as driver:
        client = driver.connect()
        driver.step()
        assert len(client.frames) == 1
        (error,) = texts(driver, LogKind.ERROR)
        assert error.startswith("@connected raised: ModelError: CancelledError")


def test_a_cancelled_task_in_load_is_a_load_that_failed():
    class Model(Rude):
        async def load(self, config):
            await cancelled_work()

    with pytest.raises(ModelLoadError, match="CancelledError"), ModelDriver(Model):
        pass


class CancelledRun(ReactorModel):
    outputs = (Picture,)

    async def run(self):
        await self.connected.wait()
        await cancelled_work()


class CancelledInference(ReactorPipeline):
    outputs = (Picture,)

    async def inference(self):
        yield grey(1)
        await cancelled_work()


@pytest.mark.parametrize("model", [CancelledRun, CancelledInference])
def test_a_cancelled_task_in_the_models_loop_is_a_failure(model):
    with ModelDriver(model) as driver:
        driver.connect()
        with pytest.raises(ModelError, match=r"catch asyncio\.CancelledError"):
            driver.run_for(1)
        assert driver.status is SessionStatus.FAILED
        assert "reactor_runtime/engine" not in driver.engine.gateway.status.traceback


class Told(ModelMessage):
    what: object


class Deaf(ReactorModel):
    """Catches what emit and send say about its outputs, and tries again."""

    outputs = (Picture,)
    messages = (Told,)
    tries = 0

    @event
    def well(self): ...

    async def run(self):
        await self.connected.wait()
        while True:
            await self.attempt()

    async def attempt(self):
        self.tries += 1
        assert self.tries < 10_000, "it keeps the loop"
        try:
            await self.emit("no frame")
        except TypeError:
            return


class DeafSender(Deaf):
    async def attempt(self):
        self.tries += 1
        assert self.tries < 10_000, "it keeps the loop"
        try:
            await self.send(Told(object()))
        except TypeError:
            return


class DeafPipeline(ReactorPipeline):
    outputs = (Picture,)
    tries = 0

    @event
    def well(self): ...

    def inference(self):
        while True:
            self.tries += 1
            assert self.tries < 10_000, "it keeps the loop"
            try:
                yield "no frame"
            except TypeError:
                continue


@pytest.mark.parametrize("model", [Deaf, DeafSender, DeafPipeline])
def test_a_model_that_catches_each_refusal_does_not_keep_the_loop(model):
    with ModelDriver(model) as driver:
        client = driver.connect()
        driver.run_for(0.5)
        client.send("well")
        assert driver.model.tries > 2


def test_a_generator_that_catches_two_refusals_shows_what_it_yields_then():
    class Model(ReactorPipeline):
        outputs = (Picture,)

        def inference(self):
            refused = 0
            while True:
                try:
                    yield grey(refused) if refused >= 3 else "no frame"
                except TypeError:
                    refused += 1

    with ModelDriver(Model) as driver:
        client = driver.connect()
        driver.step(3)
        assert levels(client)[-1] == 3


async def ignore_cancellation():
    while True:
        try:
            await asyncio.sleep(1_000)
        except asyncio.CancelledError:
            continue


class Stubborn(Rude):
    @event
    async def persist(self):
        await ignore_cancellation()


def test_a_handler_that_ignores_its_cancellation_leaves_no_task():
    with ModelDriver(Stubborn) as driver:
        driver.connect().submit("persist")
        driver.advance(0.1)
        driver._run(driver.engine.stop())
        assert not asyncio.all_tasks(driver._loop)


class StubbornLoad(Rude):
    async def load(self, config):
        await ignore_cancellation()


def test_a_load_that_ignores_its_cancellation_ends_with_the_session():
    async def stop_while_loading():
        loading = asyncio.ensure_future(driver.engine.start())
        await asyncio.sleep(0.1)
        await driver.engine.stop()
        with pytest.raises(SessionStateError, match="stopped while it was loading"):
            await loading

    driver = ModelDriver(StubbornLoad)
    try:
        driver._run(stop_while_loading())
        assert not asyncio.all_tasks(driver._loop)
    finally:
        driver.close()

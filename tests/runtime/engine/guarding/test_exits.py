"""Whatever a model's code raises, also what would end a task, stays where it rose."""

import asyncio
import inspect
import types
from dataclasses import dataclass

import pytest

from reactor_runtime import (
    CommandError,
    ModelMessage,
    connected,
    disconnected,
    event,
    file_uploaded,
    session_ended,
    session_started,
)
from reactor_runtime.engine.guarding.guard import (
    Guarded,
    Unguarded,
    describe,
    summarize,
)
from reactor_runtime.errors import CommandRejectedError
from reactor_runtime.session.entry import LogKind
from reactor_runtime.session.status import SessionStatus
from reactor_runtime.testing import ModelDriver
from tests.runtime.engine.models import Served, texts


def plain(leave):
    class Model(Served):
        @event
        def leave(self):
            leave()

    return Model


def after_a_wait(leave):
    class Model(Served):
        @event
        async def leave(self):
            await asyncio.sleep(0.01)
            leave()

    return Model


def by_its_awaitable(leave):
    class Model(Served):
        @event
        def leave(self):
            return type("Awaitable", (), {"__await__": leave})()

    return Model


def by_the_text_of_its_error(leave):
    class Model(Served):
        @event
        def leave(self):
            raise type("Unprintable", (Exception,), {"__str__": leave})

    return Model


def by_the_code_of_its_error(leave):
    class Model(Served):
        @event
        def leave(self):
            raise type("Uncoded", (CommandError,), {"__getattribute__": leave})("", "")

    return Model


def by_its_answer(leave):
    class Answer(ModelMessage):
        what: object

    class Model(Served):
        messages = (Answer,)

        @event
        def leave(self):
            return Answer(type("Odd", (dict,), {"items": leave})())

    return Model


def when_it_is_looked_up(leave):
    class Model(Served):
        @event
        def leave(self): ...

        def __getattribute__(self, name):
            return leave() if name == "leave" else super().__getattribute__(name)

    return Model


@pytest.mark.parametrize(
    "handler",
    [
        plain,
        after_a_wait,
        by_its_awaitable,
        by_the_text_of_its_error,
        by_the_code_of_its_error,
        by_its_answer,
        when_it_is_looked_up,
    ],
)
def test_a_handler_is_answered_for_and_the_next_command_is_served(handler, leave):
    with ModelDriver(handler(leave)) as driver:
        client = driver.connect()
        with pytest.raises(CommandError) as caught:
            client.send("leave")
        assert caught.value.code in ("internal_error", "command_error")
        client.send("well")
        driver.step(2)
        assert len(client.frames) == 2
        assert driver.status is SessionStatus.PAUSED


def hook_after_a_wait(hook):
    async def hook_after_a_wait(*arguments, **named):
        await asyncio.sleep(0.01)
        hook(*arguments, **named)

    hook_after_a_wait.__signature__ = inspect.signature(hook)
    return hook_after_a_wait


@pytest.mark.parametrize(
    ("mark", "slot", "parameters"),
    [
        (session_started, "session_started", ""),
        (session_ended, "session_ended", ""),
        (connected, "connected", ""),
        (disconnected, "disconnected", ""),
        (connected, "client_connected", "client"),
        (disconnected, "client_disconnected", "client"),
        (file_uploaded, "file_uploaded", "uploaded_file"),
    ],
)
@pytest.mark.parametrize("is_async", [False, True], ids=["def", "async def"])
def test_a_hook_is_logged_and_the_session_goes_on(
    mark, slot, parameters, is_async, leave
):
    scope = {"leave": leave}
    exec(f"def hook(self, {parameters}): leave()", scope)
    hook = hook_after_a_wait(scope["hook"]) if is_async else scope["hook"]
    with ModelDriver(type("Model", (Served,), {"hook": mark(hook)})) as driver:
        for _ in range(2):
            client = driver.connect()
            driver.step()
            client.upload("a.txt", b"a")
            client.send("well")
            client.leave()
            assert driver.status is SessionStatus.READY
        errors = texts(driver, LogKind.ERROR)
        assert len(errors) == 2
        assert all(text.startswith(f"@{slot} raised: ") for text in errors)


def test_a_dataclass_of_a_command_refuses_the_value(leave):
    @dataclass
    class Point:
        x: float

        def __post_init__(self):
            if self.x < 0:
                leave()

    class Model(Served):
        @event
        def move(self, to: Point): ...

    with ModelDriver(Model) as driver:
        client = driver.connect()
        with pytest.raises(
            CommandRejectedError, match="move: to must be a valid Point"
        ):
            client.send("move", to={"x": -1})
        client.send("move", to={"x": 1})


def test_a_default_that_cannot_be_made_again_refuses_the_command(leave):
    is_spent = False

    @dataclass(frozen=True)
    class Point:
        x: float

        def __post_init__(self):
            if is_spent:
                leave()

    class Model(Served):
        @event
        def move(self, to: Point = Point(1)): ...

    with ModelDriver(Model) as driver:
        client = driver.connect()
        client.send("move")
        is_spent = True
        with pytest.raises(
            CommandRejectedError, match="move: to must be a valid Point"
        ):
            client.send("move")


def test_a_coroutine_that_is_closed_closes_the_models_code():
    ended = []

    @types.coroutine
    def wait():
        yield

    async def code():
        try:
            await wait()
        finally:
            ended.append("closed")

    async def drive():
        await Guarded(Unguarded(), code())

    async def close():
        driving = drive()
        driving.send(None)
        driving.close()

    asyncio.run(close())
    assert ended == ["closed"]


def test_an_error_without_a_traceback_of_its_own_is_told_by_its_type(leave):
    notes = property(leave)
    error = type("Odd", (Exception,), {"__notes__": notes, "__str__": leave})()
    assert "Odd" in describe(error)
    assert summarize(error) == "Odd"


def test_a_task_of_the_authors_that_closes_its_generator_leaves_nobody_waiting():
    class Model(Served):
        @event
        async def leave(self):
            async def work():
                raise GeneratorExit

            await asyncio.ensure_future(work())

    with ModelDriver(Model) as driver:
        client = driver.connect()
        with pytest.raises(CommandError):
            client.send("leave")
        assert driver.status is SessionStatus.FAILED
        driver.restart()
        client.send("well")
        driver.step()

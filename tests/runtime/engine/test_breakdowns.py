"""No part of an engine ends unseen: the session fails, answers, and can go on.

Each test lets one of the engine's own tasks or callbacks raise where its own code runs,
which no model can do.
"""

import asyncio
import threading

import pytest

from reactor_runtime import Input, ReactorModel, ReactorPipeline, Video, event
from reactor_runtime import connected as hook
from reactor_runtime.engine.engine import Engine
from reactor_runtime.errors import CommandError, CommandRejectedError
from reactor_runtime.session.entry import LogKind
from reactor_runtime.session.status import SessionStatus
from reactor_runtime.testing import ModelDriver
from reactor_runtime.transports.base import Action
from reactor_runtime.transports.inprocess import InProcessClient
from tests.runtime.engine.models import Knobs, Picture, grey, texts

PATIENCE = 10.0


class Camera(Input):
    webcam: Video


class Stepped(ReactorPipeline):
    state: Knobs
    input: Camera

    @event
    async def wait(self):
        await asyncio.sleep(5)

    def inference(self):
        while True:
            yield Picture(main=grey(self.state.level))


class Driven(ReactorModel):
    state: Knobs
    input: Camera

    @event
    async def wait(self):
        await asyncio.sleep(5)

    async def run(self):
        while True:
            await self.connected.wait()
            await self.emit(Picture(main=grey(1)))


def fault(*_, **__):
    raise RuntimeError("a fault of the engine's own")


async def async_fault(*_, **__):
    fault()


def parts(driver):
    return driver.engine._service


def dispatcher(driver):
    return parts(driver).presences.dispatcher


# What to break, and what makes it run. Each entry is one task or callback.
def break_commands(driver, monkeypatch):
    """The task "reactor-commands" itself."""
    monkeypatch.setattr(dispatcher(driver), "_is_ready", fault)
    dispatcher(driver).work.fire()


def break_service(driver, monkeypatch):
    """Serving one command, in whichever task does it."""
    monkeypatch.setattr(dispatcher(driver), "greet_clients", async_fault)


def break_answer(driver, monkeypatch):
    """What follows a handler."""
    monkeypatch.setattr(driver.engine.gateway.state, "report", fault)


def break_presences(driver, monkeypatch):
    """The task "reactor-presences"."""
    monkeypatch.setattr(parts(driver).presences._core.changed, "wait", async_fault)
    parts(driver)._core.changed.fire()


def break_runner(driver, monkeypatch):
    """The task "reactor-run" or "reactor-steps"."""
    parts(driver).runner._task.cancel()


def break_wake(driver, monkeypatch):
    """The callback that tells the loop of something that came."""
    monkeypatch.setattr(driver.engine, "_on_input", fault)
    monkeypatch.setattr(driver.engine.gateway.inputs["webcam"], "_on_frame", fault)
    driver.feed("webcam", grey(1))


def break_showing(driver, monkeypatch):
    """The callback that shows a frame when it is due."""
    monkeypatch.setattr(driver.engine._core.ports, "_on_shown", fault)
    driver._run(driver.engine.control.resume())


def break_notices(driver, monkeypatch):
    """The callback that tells clients."""
    monkeypatch.setattr(driver.engine._core.ports, "_attempt", fault)
    driver.engine.set_contract(driver.engine.gateway.contract)


BREAKS = [
    break_commands,
    break_service,
    break_answer,
    break_presences,
    break_runner,
    break_wake,
    break_showing,
    break_notices,
]


@pytest.mark.parametrize("model", [Stepped, Driven])
@pytest.mark.parametrize("break_it", BREAKS, ids=lambda f: f.__name__)
def test_a_part_that_fails_fails_the_session_and_answers_what_is_owed(
    model, break_it, monkeypatch
):
    with ModelDriver(model) as driver:
        client = driver.connect()
        driver.step(2)
        running = client.submit("wait")
        driver.advance(0.1)
        waiting = client.submit("set_level", level=7)
        with monkeypatch.context() as broken:
            if break_it is break_showing:
                driver.run_until(running.done, "the handler")
            break_it(driver, broken)
            driver.run_until(lambda: running.done() and waiting.done(), "the answers")
            driver.run_until(
                lambda: driver.status is SessionStatus.FAILED, "the failure"
            )
        assert driver.engine.gateway.status.detail
        assert driver.engine.gateway.status.traceback or break_it is break_runner
        assert any(
            driver.engine.gateway.status.detail in e
            for e in texts(driver, LogKind.ERROR)
        )
        assert {running.result().code, waiting.result().code} <= {
            None,
            "internal_error",
        }
        with pytest.raises(CommandRejectedError, match="restart it") as refused:
            client.submit("set_level", level=8)
        assert refused.value.code == "unavailable"


@pytest.mark.parametrize("model", [Stepped, Driven])
@pytest.mark.parametrize("break_it", BREAKS, ids=lambda f: f.__name__)
def test_a_restart_goes_on_after_a_part_has_failed(model, break_it, monkeypatch):
    with ModelDriver(model) as driver:
        client = driver.connect()
        driver.step(2)
        with monkeypatch.context() as broken:
            break_it(driver, broken)
            if break_it in (break_service, break_answer):
                answer = client.submit("set_level", level=1)
                driver.run_until(answer.done, "the answer")
            driver.run_until(
                lambda: driver.status is SessionStatus.FAILED, "the failure"
            )
        driver.restart()
        client.send("set_level", level=9)
        before = len(client.frames)
        driver.step(2)
        assert len(client.frames) >= before + 2
        client.leave()
        assert driver.status is SessionStatus.READY
        driver.connect()
        driver.step()


@pytest.mark.parametrize("break_it", BREAKS, ids=lambda f: f.__name__)
def test_a_session_that_broke_can_be_left_and_stopped(break_it, monkeypatch):
    with ModelDriver(Stepped) as driver:
        client = driver.connect()
        driver.step()
        break_it(driver, monkeypatch)
        if break_it in (break_service, break_answer):
            client.submit("set_level", level=1)
        driver.run_until(lambda: driver.status is SessionStatus.FAILED, "the failure")
        monkeypatch.undo()
        client.leave()
        driver._run(asyncio.wait_for(driver.engine.stop(), 60))
        assert driver.status is SessionStatus.STOPPED
        assert not asyncio.all_tasks(driver._loop)


def test_whoever_cancels_every_task_of_the_loop_is_told_what_that_did():
    """In a notebook the engine's tasks are on the loop of everybody's cells."""
    with ModelDriver(Driven) as driver:
        client = driver.connect()
        running = client.submit("wait")
        driver.advance(0.1)

        async def cancel_all():
            for task in asyncio.all_tasks() - {asyncio.current_task()}:
                task.cancel()
            await asyncio.sleep(0.1)

        driver._run(cancel_all())
        assert driver.status is SessionStatus.FAILED
        assert "cancelled by somebody" in driver.engine.gateway.status.detail
        assert running.result().code
        driver.restart()
        client.send("set_level", level=3)
        driver.step()


def test_a_fault_that_stays_is_told_once(monkeypatch):
    with ModelDriver(Driven) as driver:
        client = driver.connect()
        monkeypatch.setattr(dispatcher(driver), "greet_clients", async_fault)
        driver.engine.gateway.connect("b", InProcessClient(driver.engine.gateway, "b"))
        driver.advance(5)
        assert len(texts(driver, LogKind.ERROR)) == 1
        monkeypatch.undo()
        driver.restart()
        client.send("set_level", level=1)


def test_the_end_of_a_presence_that_fails_still_ends_it(monkeypatch):
    with ModelDriver(Stepped) as driver:
        client = driver.connect()
        driver.step()
        with monkeypatch.context() as broken:
            broken.setattr(parts(driver).presences._emitter, "clear", fault)
            client.leave()
            driver.run_until(
                lambda: driver.status is SessionStatus.FAILED, "the failure"
            )
        driver.restart()
        again = driver.connect()
        driver.step()
        assert again.frames


def test_an_action_that_fails_is_logged_and_the_next_one_works(monkeypatch):
    with ModelDriver(Stepped) as driver:
        driver.connect()
        with monkeypatch.context() as broken:
            broken.setattr(driver.engine.control, "pause", async_fault)
            driver.engine.gateway.act(Action.PAUSE)
            driver.advance(0.1)
        assert "pause failed" in driver.last_error()
        driver.engine.gateway.act(Action.RESUME)
        driver.advance(0.1)
        assert driver.status is SessionStatus.RUNNING


@pytest.mark.parametrize("part", ["presences", "runner"])
def test_a_stop_that_fails_has_stopped_all_the_same(part, monkeypatch):
    driver = ModelDriver(Stepped).__enter__()
    client = driver.connect()
    with monkeypatch.context() as broken:
        broken.setattr(type(getattr(parts(driver), part)), "stop", async_fault)
        with pytest.raises(RuntimeError, match="engine's own"):
            driver._run(driver.engine.stop())
    assert driver.status is SessionStatus.STOPPED
    assert driver.model is None
    assert "could not end in order" in driver.last_error()
    driver.advance(0.1)
    assert client.closed == "stopped"
    driver.close()


def test_a_loop_that_was_closed_leaves_nobody_waiting():
    loop = asyncio.new_event_loop()
    outside = asyncio.new_event_loop()
    thread = threading.Thread(target=outside.run_forever)
    thread.start()
    engine = Engine(Stepped, delivery=outside)
    client = InProcessClient(engine.gateway, "a")

    async def begin():
        await engine.start()
        client.connect()
        await engine.first_frame(PATIENCE)

    loop.run_until_complete(begin())
    loop.close()
    try:
        answer = client.submit("set_level", level=1)
        assert answer.result(PATIENCE).code == "internal_error"
        assert engine.gateway.status.status is SessionStatus.FAILED
        assert "event loop has ended" in engine.gateway.status.detail
        with pytest.raises(CommandRejectedError, match="event loop has ended"):
            client.submit("set_level", level=2)
        engine.gateway.act(Action.RESTART)
        asyncio.run(asyncio.wait_for(engine.stop(), PATIENCE))
        assert engine.gateway.status.status is SessionStatus.STOPPED
        assert engine.model is None
    finally:
        outside.call_soon_threadsafe(outside.stop)
        thread.join(PATIENCE)
        outside.close()


class Refusing(Stepped):
    @event
    def refuse(self):
        raise UnreadableError("code", "text")

    @event
    def odd(self):
        raise CommandError(UnreadableError("code", "text"), "text")


class UnreadableError(CommandError):
    @property
    def code(self):
        raise RuntimeError("keep out")

    @code.setter
    def code(self, value):
        pass

    def __str__(self):
        raise RuntimeError("keep out")


@pytest.mark.parametrize("name", ["refuse", "odd"])
def test_an_error_that_cannot_be_read_is_an_answer_all_the_same(name):
    with ModelDriver(Refusing) as driver:
        client = driver.connect()
        answer = client.submit(name)
        driver.run_until(answer.done, "the answer")
        assert answer.result().code == "command_error"
        client.send("set_level", level=1)
        assert driver.status is SessionStatus.PAUSED


def test_a_hook_that_cannot_be_found_is_a_hook_that_raised():
    class Model(Stepped):
        def __getattribute__(self, name):
            if name == "come":
                raise RuntimeError("keep out")
            return object.__getattribute__(self, name)

        @hook
        def come(self): ...

    with ModelDriver(Model) as driver:
        client = driver.connect()
        driver.step()
        assert "@connected raised: RuntimeError: keep out" in driver.last_error()
        client.send("set_level", level=1)

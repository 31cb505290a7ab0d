"""An engine on a thread of its own, frames on another, commands from a third."""

import asyncio
import threading
from contextlib import contextmanager

import pytest

from reactor_runtime import ReactorPipeline, event
from reactor_runtime.engine.engine import Engine
from reactor_runtime.errors import CommandRejectedError
from reactor_runtime.session.status import SessionStatus
from reactor_runtime.transports.base import Action
from reactor_runtime.transports.inprocess import InProcessClient
from tests.runtime.engine.models import Knobs, Looping, Picture, Steady, grey

PATIENCE = 10.0


@contextmanager
def loop_thread(name):
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name=name)
    thread.start()
    try:
        yield loop
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(PATIENCE)
        loop.close()


@contextmanager
def running(model):
    with loop_thread("delivery") as outside, loop_thread("model") as inside:
        engine = Engine(model, delivery=outside)

        def run(coroutine):
            future = asyncio.run_coroutine_threadsafe(coroutine, inside)
            return future.result(PATIENCE)

        run(engine.start())
        try:
            yield engine, run
        finally:
            run(engine.stop())


class Watching(InProcessClient):
    """Notes the thread of each call, and tells when a frame came."""

    def __init__(self, gateway, client):
        super().__init__(gateway, client)
        self.threads = set()
        self.shown = threading.Event()

    def show(self, frame):
        super().show(frame)
        self.threads.add(threading.current_thread().name)
        self.shown.set()

    def notify(self, notice):
        super().notify(notice)
        self.threads.add(threading.current_thread().name)


@pytest.mark.parametrize("model", [Steady, Looping])
def test_frames_and_notices_reach_a_client_on_the_delivery_loop(model):
    with running(model) as (engine, _):
        client = Watching(engine.gateway, "a")
        client.connect()
        assert client.shown.wait(PATIENCE)
        client.submit("set_level", level=99).result(PATIENCE)
        assert client.threads == {"delivery"}


class Blocking(ReactorPipeline):
    state: Knobs
    outputs = (Picture,)
    entered = threading.Event()
    release = threading.Event()

    @event(dedupe=True)
    def encode(self, text: str):
        self.text = text

    def inference(self):
        while True:
            self.entered.set()
            assert self.release.wait(PATIENCE)
            yield grey(self.state.level)


def test_commands_are_judged_at_once_while_the_models_loop_is_blocked():
    Blocking.entered.clear()
    Blocking.release.clear()
    with running(Blocking) as (engine, _):
        client = Watching(engine.gateway, "a")
        client.connect()
        assert Blocking.entered.wait(PATIENCE)
        with pytest.raises(CommandRejectedError):
            client.submit("set_level", level=256)
        superseded = client.submit("encode", text="a")
        newest = client.submit("encode", text="b")
        level = client.submit("set_level", level=5)
        assert superseded.result(0).is_superseded
        assert not newest.done()
        Blocking.release.set()
        assert level.result(PATIENCE).code is None
        assert newest.result(PATIENCE).code is None
        assert engine.gateway.state_values() == {"level": 5}


def test_many_threads_may_send_at_once():
    with running(Steady) as (engine, _):
        client = Watching(engine.gateway, "a")
        client.connect()
        answers, lock = [], threading.Lock()

        def send():
            for level in range(50):
                answer = client.submit("set_level", level=level)
                with lock:
                    answers.append(answer)

        threads = [threading.Thread(target=send) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE)
        numbers = sorted(answer.result(PATIENCE).number for answer in answers)
        assert numbers == list(range(1, 201))


def test_the_model_is_paused_and_stepped_from_any_thread():
    with running(Steady) as (engine, run):
        client = Watching(engine.gateway, "a")
        client.connect()
        assert client.shown.wait(PATIENCE)
        engine.gateway.act(Action.PAUSE)
        engine.gateway.act(Action.STEP, 2)
        engine.gateway.act(Action.STEP, 0)
        run(
            _until(
                lambda: any("n must be" in e.text for e in engine.gateway.log.since())
            )
        )
        assert engine.gateway.status.status is SessionStatus.PAUSED
        engine.gateway.act(Action.RESUME)
        run(_until(lambda: engine.gateway.status.status is SessionStatus.RUNNING))
        engine.gateway.act(Action.RESTART)
        run(_until(lambda: len(client.frames) > 3))


async def _until(condition):
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.005)


def test_calls_after_the_end_of_the_loops_do_nothing():
    with running(Steady) as (engine, _):
        client = Watching(engine.gateway, "a")
        client.connect()
    engine.gateway.act(Action.PAUSE)
    engine.gateway.disconnect("a")
    assert engine.gateway.status.status is SessionStatus.STOPPED

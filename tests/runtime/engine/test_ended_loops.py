"""Calls from other threads that come after a loop has ended, or after the waiter."""

import asyncio

import pytest

from reactor_runtime import Input, InputFrame, Output, ReactorPipeline, Video, event
from reactor_runtime.engine.engine import Engine
from reactor_runtime.engine.running.inputs import InputTrack
from reactor_runtime.engine.virtual import VirtualClock
from reactor_runtime.errors import SessionStateError
from reactor_runtime.session.entry import LogKind
from reactor_runtime.session.request import CommandRequest
from reactor_runtime.supervision import post
from reactor_runtime.testing import ModelDriver
from reactor_runtime.transports.base import Action
from reactor_runtime.values import ClientId, TrackDirection, TrackInfo, TrackKind
from tests.runtime.engine.models import Steady, grey, texts

WEBCAM = TrackInfo("webcam", TrackKind.VIDEO, TrackDirection.IN)


class Camera(Input):
    webcam: Video


class Shown(Output):
    main: Video


class Mirror(ReactorPipeline):
    input: Camera
    outputs = (Shown,)

    def inference(self):
        while True:
            yield Shown(main=grey(1))


def ended_loop():
    loop = asyncio.new_event_loop()
    loop.close()
    return loop


class Port:
    def notify(self, notice): ...

    def show(self, frame): ...

    def play(self, block): ...

    def close(self, reason): ...


@pytest.fixture
def left_behind():
    """An engine whose loop was closed while a client was there."""
    loop = asyncio.new_event_loop()
    engine = Engine(Mirror, delivery=loop)
    loop.run_until_complete(engine.start())
    engine.gateway.connect(ClientId("a"), Port())
    for task in asyncio.all_tasks(loop):
        task.cancel()
        loop.run_until_complete(asyncio.gather(task, return_exceptions=True))
    loop.close()
    yield engine
    engine.gateway.disconnect(ClientId("a"))
    for store in engine.gateway._stores.values():
        store.delete_all()


def test_posting_to_an_ended_loop_says_that_it_did_not_work():
    assert post(ended_loop(), print, failed=print) is False


def test_a_frame_for_an_ended_loop_is_kept_and_nothing_raised():
    track = InputTrack(WEBCAM, ended_loop(), VirtualClock(), print)
    track.feed(InputFrame(grey(1)))
    assert track.total_received == 1


def test_nothing_that_other_threads_ask_of_an_ended_engine_raises(left_behind):
    left_behind.gateway.act(Action.PAUSE)
    left_behind.gateway.publish(ClientId("a"), "webcam")
    left_behind.gateway.feed(ClientId("a"), "webcam", grey(1))
    left_behind.gateway.unpublish(ClientId("a"), "webcam")
    upload = left_behind.gateway.begin_upload("a.bin", "x/y", 1)
    left_behind.gateway.write_upload(upload, b"a")
    assert left_behind.gateway.finish_upload(upload).size == 1
    left_behind.gateway.announce_upload(upload, ClientId("a"))


def test_an_output_is_no_place_for_frames(left_behind):
    with pytest.raises(KeyError, match="is an output; frames go to an input"):
        left_behind.gateway.feed(ClientId("a"), "main", grey(1))


def test_an_engine_that_was_never_started_takes_no_action():
    Engine(Steady, delivery=ended_loop()).gateway.act(Action.PAUSE)


def test_an_answer_that_nobody_waits_for_any_more_is_dropped():
    with ModelDriver(Steady) as driver:
        client = driver.connect()
        answer = driver.engine.gateway.submit(
            CommandRequest(client.id, "set_level", {"level": 5}, request_id="1")
        )
        assert answer.cancel()
        driver.settle()
        assert driver.state_values() == {"level": 5}


def test_a_session_that_has_ended_is_neither_held_nor_stepped():
    with ModelDriver(Steady) as driver:
        driver.connect()
    for action in (driver.engine.control.pause(), driver.engine.control.resume()):
        with pytest.raises(SessionStateError, match="load the model again"):
            asyncio.run(action)


def test_a_whole_number_of_steps_is_one_or_more():
    with ModelDriver(Steady) as driver:
        driver.connect()
        with pytest.raises(ValueError, match="n must be >= 1 step, got 0"):
            driver._run(driver.engine.control.step(0))
        driver.engine.gateway.act(Action.STEP, 0)
        driver.advance(0.1)
        assert any("n must be >= 1" in text for text in texts(driver, LogKind.NOTE))


@pytest.mark.parametrize("action", [Action.RESUME, Action.PAUSE, Action.RESTART])
def test_an_action_of_a_person_is_carried_out(action):
    with ModelDriver(Steady) as driver:
        driver.connect()
        driver.engine.gateway.act(action)
        driver.advance(0.5)
        expected = "running" if action is Action.RESUME else "paused"
        assert driver.status == expected


def test_a_handler_that_returns_no_message_is_answered_all_the_same():
    class Model(ReactorPipeline):
        def inference(self):
            while True:
                yield None

        @event
        def look(self):
            return None

    with ModelDriver(Model) as driver:
        assert driver.connect().send("look") is None

import asyncio
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from reactor_runtime import (
    CommandError,
    InputField,
    InputState,
    ModelMessage,
    ReactorModel,
    ReactorPipeline,
    event,
)
from reactor_runtime.contract import ModelContract
from reactor_runtime.errors import CommandRejectedError
from reactor_runtime.session.entry import LogKind
from reactor_runtime.testing import ModelDriver
from tests.runtime.engine.models import Knobs, Looping, Picture, Steady, grey, texts


class Answer(ModelMessage):
    value: int


class Talking(ReactorPipeline):
    state: Knobs

    def __init__(self):
        self.trace = []
        self.inside = 0

    @event
    def ask(self, value: int) -> Answer:
        return Answer(value=2 * value)

    @event
    async def slow(self, tag: str, seconds: float = 0.0):
        self.inside += 1
        assert self.inside == 1
        await asyncio.sleep(seconds)
        self.inside -= 1
        self.trace.append(tag)

    @event(dedupe=True)
    def encode(self, text: str = ""):
        self.trace.append(f"encode {text}")

    @event
    def refuse(self):
        raise CommandError("no_reference", "Upload a picture first")

    @event
    def crash(self):
        raise ZeroDivisionError("secret detail")

    @event
    def wrong(self):
        return 5

    @event
    def who(self, client):
        self.trace.append(client.id)

    @event
    async def whisper(self, client):
        await client.send(Answer(value=7))

    def inference(self):
        while True:
            yield Picture(main=grey(self.state.level))


def submit(client, name, **arguments):
    return client.submit(name, f"{name}-{arguments}", **arguments)


def test_commands_of_all_clients_run_in_arrival_order_one_at_a_time():
    with ModelDriver(Talking) as driver:
        a, b = driver.connect("a"), driver.connect("b")
        submit(a, "slow", tag="1", seconds=0.5)
        submit(b, "slow", tag="2")
        submit(a, "slow", tag="3", seconds=0.1)
        submit(b, "slow", tag="4")
        driver.settle()
        assert driver.model.trace == ["1", "2", "3", "4"]


def test_only_the_newest_of_queued_dedupe_commands_runs_in_its_place():
    with ModelDriver(Talking) as driver:
        client = driver.connect()
        submit(client, "slow", tag="busy", seconds=1.0)
        driver.advance(0.1)
        old = [submit(client, "encode", text=text) for text in "ab"]
        submit(client, "slow", tag="between")
        new = submit(client, "encode", text="c")
        driver.settle()
        assert driver.model.trace == ["busy", "between", "encode c"]
        assert [answer.result().is_superseded for answer in old] == [True, True]
        assert not new.result().is_superseded
        assert client.answers["encode-{'text': 'a'}"].is_superseded
        assert client.answers["encode-{'text': 'a'}"].code is None
        assert len(texts(driver, LogKind.COMMAND_SUPERSEDED)) == 2


def test_a_full_queue_refuses_the_newest_as_overloaded():
    with ModelDriver(Talking) as driver:
        client = driver.connect()
        submit(client, "slow", tag="busy", seconds=1.0)
        driver.advance(0.1)
        for _ in range(1024):
            client.submit("ask", value=1)
        with pytest.raises(CommandRejectedError) as caught:
            client.submit("ask", value=1)
        assert caught.value.code == "overloaded"
        driver.settle()
        assert client.send("ask", value=4).data == {"value": 8}


def test_what_a_handler_returns_is_the_answer_to_its_sender():
    with ModelDriver(Talking) as driver:
        a, b = driver.connect("a"), driver.connect("b")
        assert a.send("ask", value=4) == ("answer", {"value": 8})
        assert a.messages == b.messages == []
        assert b.answers == {}


def test_an_answer_that_nobody_asked_for_reaches_its_sender_as_a_message():
    with ModelDriver(Talking) as driver:
        a, b = driver.connect("a"), driver.connect("b")
        a.submit("ask", value=4)
        driver.settle()
        assert a.messages == [("answer", {"value": 8})]
        assert b.messages == []


def test_returning_nothing_acknowledges():
    with ModelDriver(Talking) as driver:
        client = driver.connect()
        answer = submit(client, "who")
        driver.settle()
        notice = answer.result()
        assert (notice.number, notice.message, notice.code) == (1, None, None)


def test_a_command_error_is_answered_with_its_code_and_text():
    with ModelDriver(Talking) as driver:
        client = driver.connect()
        answer = submit(client, "refuse")
        driver.settle()
        notice = answer.result()
        assert (notice.code, notice.text) == ("no_reference", "Upload a picture first")
        assert texts(driver, LogKind.COMMAND_FAILED) == [
            "refuse: Upload a picture first"
        ]
        assert not texts(driver, LogKind.ERROR)


def test_returning_what_is_no_message_acknowledges_and_is_noted_once():
    with ModelDriver(Talking) as driver:
        client = driver.connect()
        for _ in range(3):
            answer = submit(client, "wrong")
            driver.settle()
            notice = answer.result()
            assert (notice.message, notice.code) == (None, None)
        (note,) = texts(driver, LogKind.NOTE)
        assert "'wrong' returned a int" in note
        assert "ModelMessage would have been sent" in note
        assert not texts(driver, LogKind.ERROR)


def test_any_other_failure_is_logged_and_answered_without_detail():
    with ModelDriver(Talking) as driver:
        client = driver.connect()
        answer = submit(client, "crash")
        driver.settle()
        notice = answer.result()
        assert (notice.code, notice.text) == ("internal_error", "")
        error = driver.log.since()[-1]
        assert error.kind is LogKind.ERROR
        assert "secret detail" in error.text
        assert "Traceback" in error.data["traceback"]
        driver.step(2)
        assert len(client.frames) == 2


def test_an_invalid_command_has_no_effect_on_the_model():
    with ModelDriver(Talking) as driver:
        client = driver.connect()
        for name, arguments in [
            ("set_level", {"level": 256}),
            ("set_level", {"level": "5"}),
            ("set_level", {"levle": 5}),
            ("set_lever", {"level": 5}),
            ("slow", {"tag": "a", "extra": 1}),
        ]:
            with pytest.raises(CommandRejectedError):
                client.send(name, **arguments)
        driver.step()
        assert driver.state == Knobs()
        assert driver.model.trace == []
        assert len(texts(driver, LogKind.COMMAND_REJECTED)) == 5
        assert client.answers == {}


def test_a_handler_gets_the_client_that_sent_its_command():
    with ModelDriver(Talking) as driver:
        a, b = driver.connect("a"), driver.connect("b")
        b.send("who")
        a.send("whisper")
        assert driver.model.trace == ["b"]
        assert a.messages == [("answer", {"value": 7})]
        assert b.messages == []


def test_a_flood_of_commands_does_not_starve_the_steps():
    class Flooded(Talking):
        @event
        def again(self, client):
            pass

    with ModelDriver(Flooded) as driver:
        client = driver.connect()

        async def flood():
            while True:
                client.submit("again")
                await asyncio.sleep(0.001)

        task = driver._loop.create_task(flood())
        driver.run_for(1.0)
        task.cancel()
        assert len(client.frames) >= 25
        driver.settle()


def test_all_commands_queued_before_a_step_run_before_it():
    with ModelDriver(Talking) as driver:
        client = driver.connect()
        driver.step()
        for level in range(100):
            client.submit("set_level", level=level)
        driver.step()
        assert client.frame().pixels[0, 0, 0] == 99
        assert client.frame().command == 100


def test_frames_name_the_newest_command_that_ran_before_their_step():
    for model in (Steady, Looping):
        with ModelDriver(model) as driver:
            client = driver.connect()
            driver.step(2)
            client.send("set_level", level=200)
            driver.step(2)
            contains = {f.command: int(f.pixels[0, 0, 0]) for f in client.frames}
            assert contains == {0: 10, 1: 200}


def test_handlers_answer_while_the_model_is_held():
    with ModelDriver(Looping) as driver:
        client = driver.connect()
        driver.step()
        client.send("set_level", level=7)
        assert driver.model.level == 7


def test_handlers_answer_while_a_pipeline_waits_for_its_next_frame():
    class Slow(Steady):
        fps = 0.5

    with ModelDriver(Slow) as driver:
        client = driver.connect()
        driver.run_for(3.0)
        began = driver.clock.now()
        client.send("set_level", level=3)
        assert driver.clock.now() - began < 0.1


def test_handlers_run_only_between_the_yields_of_an_async_pipeline():
    class Careful(ReactorPipeline):
        state: Knobs

        def __init__(self):
            self.torn = 0

        async def inference(self):
            while True:
                before = self.state.level
                await asyncio.sleep(0.01)
                self.torn += before != self.state.level
                yield Picture(main=grey(self.state.level))

    with ModelDriver(Careful) as driver:
        client = driver.connect()

        async def drag():
            for level in range(100):
                client.submit("set_level", level=level)
                await asyncio.sleep(0.003)

        task = driver._loop.create_task(drag())
        driver.run_for(1.0)
        assert task.done()
        assert driver.model.torn == 0
        assert driver.state.level == 99


def test_commands_that_wait_when_the_last_client_leaves_are_answered():
    with ModelDriver(Talking) as driver:
        client = driver.connect()
        submit(client, "slow", tag="busy", seconds=0.5)
        driver.advance(0.1)
        waiting = submit(client, "ask", value=1)
        client.leave()
        assert waiting.result().code == "disconnected"
        assert "busy" in driver.model.trace


def test_a_handler_that_never_ends_is_cancelled_after_its_presence():
    class Stuck(Talking):
        @event
        async def hang(self):
            await asyncio.Event().wait()

    with ModelDriver(Stuck) as driver:
        client = driver.connect()
        answer = submit(client, "hang")
        driver.advance(0.1)
        client.leave()
        assert answer.result().code == "disconnected"
        driver.connect().send("ask", value=1)


def test_a_generated_setter_gives_way_to_a_handler_of_its_name():
    class Doubling(Steady):
        @event(name="set_level")
        def set_level(self, level: int = InputField(default=1, ge=0, le=99)):
            self.state.level = 2 * level

    with ModelDriver(Doubling) as driver:
        client = driver.connect()
        client.send("set_level", level=50)
        assert client.state == {"level": 100}


def test_a_run_model_may_have_a_state_with_setters():
    class Stateful(ReactorModel):
        state: Knobs

        async def run(self):
            while True:
                await self.connected.wait()
                await self.emit(Picture(main=grey(self.state.level)))

    with ModelDriver(Stateful) as driver:
        client = driver.connect()
        client.send("set_level", level=42)
        driver.step(2)
        assert client.frame().pixels[0, 0, 0] == 42


def test_clients_learn_what_a_run_model_writes_to_its_state():
    class Counting(ReactorModel):
        state: Knobs

        async def run(self):
            while True:
                await self.connected.wait()
                self.state.level += 1
                await self.emit(Picture(main=grey(self.state.level)))

    with ModelDriver(Counting) as driver:
        client = driver.connect()
        driver.step(3)
        assert client.state == {"level": 13}


def test_clients_learn_what_changed_in_the_state_after_a_step():
    class Walker(InputState):
        x: int = 0
        name: str = "walker"

    class Walking(ReactorPipeline):
        state: Walker

        def inference(self):
            while True:
                self.state.x += 1
                yield Picture(main=grey(1))

    with ModelDriver(Walking) as driver:
        a, b = driver.connect("a"), driver.connect("b")
        driver.step(3)
        assert a.state == {"x": 3, "name": "walker"}
        assert b.state["x"] == 3
        a.send("set_name", name="runner")
        assert b.state["name"] == driver.state_values()["name"] == "runner"


def test_the_log_has_arguments_as_json_that_nobody_else_holds():
    class Model(ReactorPipeline):
        outputs = (Picture,)

        @event
        def draw(self, points: list[float], more: Any = None): ...

        def inference(self):
            yield grey(1)

    more = {"kind": np.str_("line")}
    with ModelDriver(Model) as driver:
        client = driver.connect()
        client.send("draw", points=np.arange(2.0), more=more)
        more["kind"] = "changed"
        with pytest.raises(CommandRejectedError):
            client.send("draw", points={object()})
        kinds = (LogKind.COMMAND_ACCEPTED, LogKind.COMMAND_REJECTED)
        logged = [item.data for item in driver.log.since() if item.kind in kinds]
        json.dumps([dict(data) for data in logged])
        assert logged[0]["arguments"] == {
            "points": [0.0, 1.0],
            "more": {"kind": "line"},
        }


def test_clients_learn_that_true_became_one():
    class Loose(InputState):
        value: Any = True

    class Model(ReactorPipeline):
        outputs = (Picture,)
        state: Loose

        def inference(self):
            self.state.value = 1
            yield grey(1)

    with ModelDriver(Model) as driver:
        client = driver.connect()
        driver.step()
        assert client.state["value"] is not True


def test_a_large_command_is_judged_outside_of_the_lock(monkeypatch):
    with ModelDriver(Steady) as driver:
        client = driver.connect()
        begun, may_end = threading.Event(), threading.Event()
        parse = ModelContract.parse

        def slowly(*arguments):
            begun.set()
            assert may_end.wait(10)
            return parse(*arguments)

        monkeypatch.setattr(ModelContract, "parse", slowly)
        with ThreadPoolExecutor() as threads:
            answer = threads.submit(client.submit, "set_level", level=99)
            assert begun.wait(10)
            with driver.engine.gateway.lock:
                driver.engine.gateway.note("Meanwhile")
            assert not answer.done()
            may_end.set()
            driver.run_until(answer.result(10).done, "the handler")
        assert texts(driver, LogKind.COMMAND_ACCEPTED) == ["set_level"]
        driver.step()
        assert client.frame().pixels.max() == 99

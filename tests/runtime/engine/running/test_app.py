"""The step loop: input, work and output, with nothing in between."""

import asyncio
import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reactor_runtime import (
    ApplicationError,
    InputState,
    ModelMessage,
    Output,
    ReactorApp,
    StepCompleted,
    StepOutcome,
    Video,
    connected,
    disconnected,
    event,
)
from reactor_runtime.contract.target import check_runnable
from reactor_runtime.errors import ModelError, TargetError
from reactor_runtime.session.entry import LogKind
from reactor_runtime.session.status import SessionStatus
from reactor_runtime.testing import ModelDriver


class Picture(Output):
    main_video: Video


class Said(ModelMessage):
    step: int


class Knobs(InputState):
    level: int = 0
    ready: bool = True


def picture(level):
    return Picture(main_video=np.full((4, 4, 3), level, np.uint8))


class Plain(ReactorApp):
    """Only its work is its own."""

    state: Knobs

    def generate(self, given):
        return picture(given.level)


class Full(ReactorApp):
    """Refuses until it is ready, fails at level 13 and recovers from it."""

    state: Knobs

    def load(self, config):
        self.outcomes = []

    async def process_input(self):
        if not self.state.ready:
            raise ApplicationError("not ready")
        return self.state.level

    def generate(self, level):
        if level == 13:
            raise ValueError("bad luck")
        return level

    async def process_output(self, outcome):
        self.outcomes.append(outcome)
        await self.send(Said(step=len(self.outcomes)))
        if outcome.error is not None:
            return StepCompleted(error=outcome.error)
        if outcome.result == 7:
            return None
        return StepCompleted(picture(outcome.result), files={"a.bin": b"1"})


def texts(driver, kind):
    return [entry.text for entry in driver.log.since() if entry.kind is kind]


def test_the_state_goes_in_and_an_output_comes_out():
    with ModelDriver(Plain) as driver:
        client = driver.connect()
        client.send("set_level", level=5)
        driver.step(2)
        assert client.frame().pixels.max() == 5
        assert driver.engine.step_index == 2


def test_no_step_is_made_without_a_client():
    with ModelDriver(Plain) as driver:
        driver.run_for(1)
        assert driver.engine.step_index == 0
        driver.connect().leave()
        driver.run_for(1)
        assert driver.status is SessionStatus.READY


def test_an_outcome_is_frozen_and_says_how_long_the_work_took():
    class Slow(Full):
        def generate(self, level):
            driver.clock.advance(0.25)
            return level

    with ModelDriver(Slow) as driver:
        driver.connect()
        driver.step()
        (outcome,) = driver.model.outcomes
        assert outcome == StepOutcome(0, None, 0.25)
        with pytest.raises(dataclasses.FrozenInstanceError):
            outcome.result = 1


def test_without_a_declared_rate_the_rate_follows_the_work():
    class Slow(Plain):
        def generate(self, given):
            driver.clock.advance(0.1)
            return picture(0)

    with ModelDriver(Slow) as driver:
        driver.connect()
        driver.run_for(3)
        assert 8 < driver.model.output_buffer.fps < 10.5


def test_a_refusal_is_told_once_and_asked_again_and_is_no_step():
    with ModelDriver(Full) as driver:
        client = driver.connect()
        client.send("set_ready", ready=False)
        driver.run_for(0.5)
        told = [text for text in texts(driver, LogKind.NOTE) if "No step" in text]
        assert told == ["No step is made: not ready"]
        assert driver.model.outcomes == []
        client.send("set_ready", ready=True)
        driver.step(3)
        assert len(driver.model.outcomes) == 3
        assert driver.engine.step_index == 3


def test_a_step_that_is_asked_for_waits_for_an_input():
    with ModelDriver(Full) as driver:
        client = driver.connect()
        client.send("set_ready", ready=False)
        with pytest.raises(TimeoutError, match="next step took longer"):
            driver.step()
        client.send("set_ready", ready=True)
        driver.advance(1)
        # The step that was asked for is not made any more once nobody waits for it.
        assert len(driver.model.outcomes) <= 1


def test_a_paused_model_makes_no_step_though_it_was_refused_before():
    with ModelDriver(Full) as driver:
        client = driver.connect()
        client.send("set_ready", ready=False)
        driver.run_for(0.2)
        client.send("set_ready", ready=True)
        driver.advance(1)
        assert driver.model.outcomes == []


def test_an_error_of_the_work_is_for_process_output_to_judge():
    with ModelDriver(Full) as driver:
        client = driver.connect()
        client.send("set_level", level=13)
        driver.step(2)
        assert [str(o.error) for o in driver.model.outcomes] == ["bad luck"] * 2
        assert client.frame() is None
        assert "bad luck" in texts(driver, LogKind.ERROR)[0]
        client.send("set_level", level=3)
        driver.step()
        assert client.frame().pixels.max() == 3


def test_by_default_an_error_fails_the_session_and_a_restart_goes_on():
    class Failing(Plain):
        def generate(self, given):
            if given.level == 13:
                raise ValueError("bad luck")
            return picture(given.level)

    with ModelDriver(Failing) as driver:
        client = driver.connect()
        client.send("set_level", level=13)
        with pytest.raises(ModelError, match="A step raised: ValueError: bad luck"):
            driver.step()
        client.send("set_level", level=2)
        driver.restart()
        driver.step()
        assert client.frame().pixels.max() == 2


def test_a_result_that_is_no_output_names_both_ways_out():
    class Bare(Plain):
        def generate(self, given):
            return np.zeros((4, 4, 3), np.uint8)

    with ModelDriver(Bare) as driver:
        driver.connect()
        with pytest.raises(ModelError, match=r"return an Output .*def process_output"):
            driver.step()


def test_a_picture_that_is_none_fails_with_what_is_wrong_with_it():
    class Wrong(Plain):
        def generate(self, given):
            return Picture(main_video="text")

    with ModelDriver(Wrong) as driver:
        driver.connect()
        with pytest.raises(ModelError, match=r"A step raised: TypeError: .*main_video"):
            driver.step()


def test_what_process_output_sends_goes_before_what_it_shows():
    with ModelDriver(Full) as driver:
        client = driver.connect()
        heard = []
        client.show = lambda frame: heard.append(frame.step)
        client.notify = lambda notice: heard.append(type(notice).__name__)
        driver.step(2)
        relevant = [h for h in heard if h in (1, 2, "MessageNotice")]
        assert relevant == ["MessageNotice", 1, "MessageNotice", 2]


def test_a_class_with_a_run_has_its_own_loop():
    class Own(ReactorApp):
        async def process_input(self):
            raise AssertionError("nobody asks")

        async def run(self):
            await self.connected.wait()
            while True:
                await self.emit(picture(9))

    with ModelDriver(Own) as driver:
        client = driver.connect()
        driver.step()
        assert client.frame().pixels.max() == 9


def test_without_generate_the_load_says_what_to_define():
    class Empty(ReactorApp):
        pass

    with pytest.raises(TargetError, match="Empty has no generate; define def generate"):
        check_runnable(Empty)
    with ModelDriver(Empty) as driver:
        driver.connect()
        with pytest.raises(ModelError, match="Empty has no generate"):
            driver.step()


async def coroutine(self, given):
    return given


def generator(self, given):
    yield given


@pytest.mark.parametrize(
    ("name", "method", "told"),
    [
        ("generate", coroutine, r"generate is a plain method; await in process_input"),
        ("generate", generator, "generate cannot yield"),
        ("generate", lambda self: 1, r"generate takes \(self, given\)"),
        ("process_input", lambda self, given: 1, r"process_input takes \(self\)"),
        ("process_output", lambda self: 1, r"takes \(self, outcome\)"),
        ("generate", event(lambda self: 1, name="go"), "would hide 'generate'"),
    ],
)
def test_a_step_that_could_not_be_made_is_refused_with_the_class(name, method, told):
    if isinstance(method, type(lambda: 0)):
        method.__name__ = name
    with pytest.raises(TypeError, match=told):
        type("Wrong", (ReactorApp,), {name: method})


ACTIONS = st.lists(
    st.tuples(
        st.sampled_from(["ok", "refuse", "fail", "nothing", "slow"]),
        st.sampled_from([None, None, "ask", "leave", "hurry"]),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=30)
@given(ACTIONS)
def test_no_handler_lands_in_a_step_and_each_step_counts_once(actions):
    class Random(ReactorApp):
        def load(self, config):
            self.inside, self.made, self.todo = False, 0, "ok"

        def check(self):
            assert not self.inside, "something ran inside a step"

        @event
        async def ask(self):
            self.check()
            await asyncio.sleep(0.01)
            self.check()

        @connected
        def come(self):
            self.check()

        @disconnected
        def go(self):
            self.check()

        async def process_input(self):
            self.check()
            if self.todo == "refuse":
                self.todo = "ok"
                raise ApplicationError("later")
            self.inside = True
            await asyncio.sleep(0.002 if self.todo == "slow" else 0)
            return self.todo

        def generate(self, todo):
            if todo == "fail":
                raise ValueError(todo)
            return todo

        async def process_output(self, outcome):
            await self.send(Said(step=self.made))
            await asyncio.sleep(0.002 if outcome.result == "slow" else 0)
            self.inside = False
            self.made += 1
            if outcome.error is not None or outcome.result == "nothing":
                return None
            return picture(1)

    with ModelDriver(Random) as driver:
        client = driver.connect()
        for todo, deed in actions:
            driver.model.todo = todo
            answer = client.submit("ask", "r") if deed in ("ask", "hurry") else None
            if deed == "hurry":
                driver.run_for(0.01)
            else:
                driver.step()
            if answer is not None:
                driver.settle()
                assert answer.result().code is None
            if deed == "leave":
                client.leave()
                client = driver.connect()
        driver.settle()
        ended = [e for e in driver.log.since() if e.kind is LogKind.STEP_ENDED]
        assert len(ended) == driver.model.made == driver.engine.step_index
        assert not [e for e in driver.log.since() if e.kind is LogKind.ERROR]

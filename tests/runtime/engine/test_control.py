import asyncio

import pytest

from reactor_runtime.engine.guarding.guard import ModelInterruptedError
from reactor_runtime.errors import SessionStateError
from reactor_runtime.session.entry import LogKind
from reactor_runtime.session.status import SessionStatus
from reactor_runtime.testing import ModelDriver
from reactor_runtime.transports.base import Action
from tests.runtime.engine.models import Looping, Steady, texts


@pytest.mark.parametrize("model", [Steady, Looping])
def test_steps_that_are_asked_for_at_once_add_up(model):
    with ModelDriver(model) as driver:
        client = driver.connect()

        async def press_twice():
            await asyncio.gather(
                driver.engine.control.step(3), driver.engine.control.step(2)
            )

        driver._run(asyncio.wait_for(press_twice(), 10))
        driver.advance(1)
        assert len(client.frames) == 5
        assert driver.status is SessionStatus.PAUSED


@pytest.mark.parametrize("model", [Steady, Looping])
def test_pausing_takes_back_the_steps_that_have_not_begun(model):
    with ModelDriver(model) as driver:
        client = driver.connect()

        async def change_ones_mind():
            stepping = asyncio.ensure_future(driver.engine.control.step(1_000_000))
            await asyncio.sleep(1)
            await driver.engine.control.pause()
            await asyncio.wait_for(stepping, 1)

        driver._run(change_ones_mind())
        driver.advance(1)
        shown = len(client.frames)
        driver.advance(1)
        assert 20 <= shown == len(client.frames) <= 30


def test_an_action_that_does_not_fit_is_noted():
    with ModelDriver(Steady) as driver:
        driver.connect()
        driver.engine.gateway.act(Action.STEP, 0)
        driver.advance(0.1)
        assert texts(driver, LogKind.NOTE) == ["step: n must be >= 1 step, got 0"]


def test_a_stopped_session_cannot_be_stepped():
    with ModelDriver(Steady) as driver:
        driver._run(driver.engine.stop())
        with pytest.raises(SessionStateError, match="load the model again"):
            driver._run(driver.engine.control.step())


async def hold_by_an_interrupt(engine):
    engine._core.interrupted("step 1", ModelInterruptedError(KeyboardInterrupt()))


@pytest.mark.parametrize(
    "ask",
    [
        lambda engine: engine.control.pause(),
        lambda engine: engine.control.step(1),
        hold_by_an_interrupt,
    ],
    ids=["pause", "step", "interrupt"],
)
@pytest.mark.parametrize("is_before", [True, False])
def test_nobody_takes_back_what_a_person_holds(ask, is_before):
    with ModelDriver(Steady) as driver:
        driver.connect()
        driver._run(driver.engine.control.resume())
        if is_before:
            driver._run(ask(driver.engine))
        driver._run(driver.engine.control.hold_unwatched())
        assert driver.status is SessionStatus.PAUSED
        if not is_before:
            driver._run(ask(driver.engine))
        driver._run(driver.engine.control.release_unwatched())
        assert driver.status is SessionStatus.PAUSED
        driver._run(driver.engine.control.resume())
        assert driver.status is SessionStatus.RUNNING


def test_a_model_that_nobody_looked_at_goes_on_when_somebody_does():
    with ModelDriver(Steady) as driver:
        client = driver.connect()
        driver._run(driver.engine.control.resume())
        driver._run(driver.engine.control.hold_unwatched())
        driver.advance(1)
        shown = len(client.frames)
        driver.advance(1)
        assert len(client.frames) == shown
        driver._run(driver.engine.control.release_unwatched())
        driver.advance(1)
        assert len(client.frames) > shown


def test_resuming_a_model_that_nobody_looks_at_lets_it_run():
    with ModelDriver(Steady) as driver:
        driver.connect()
        driver._run(driver.engine.control.resume())
        driver._run(driver.engine.control.hold_unwatched())
        driver._run(driver.engine.control.resume())
        assert driver.status is SessionStatus.RUNNING
        driver._run(driver.engine.control.pause())
        driver._run(driver.engine.control.release_unwatched())
        assert driver.status is SessionStatus.PAUSED

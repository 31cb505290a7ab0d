import asyncio
import contextlib
import gc
import threading
import weakref

import pytest

from reactor_runtime import (
    ReactorModel,
    ReactorPipeline,
    UploadedFile,
    connected,
    event,
)
from reactor_runtime.engine.engine import Engine
from reactor_runtime.errors import (
    CommandRejectedError,
    ModelError,
    ModelLoadError,
    SessionStateError,
    UploadError,
)
from reactor_runtime.session.status import SessionStatus
from reactor_runtime.testing import ModelDriver
from reactor_runtime.transports.inprocess import InProcessClient
from tests.runtime.engine.models import Looping, Picture, Steady, grey

pytestmark = pytest.mark.usefixtures("small_heap")


class Keeping(Looping):
    """Holds on to itself in every way that a model does."""

    @connected
    def come(self):
        self.level = 10
        self.me = self

    @event
    def keep(self, image: UploadedFile):
        self.image = image

    @event
    def fail(self):
        raise ValueError(self)


class Broken(Steady):
    def inference(self):
        yield Picture(main=grey(1))
        raise ValueError(self)


def used(model):
    """A driver whose model has run, and a weak reference to the model."""
    driver = ModelDriver(model).__enter__()
    client = driver.connect()
    driver.step(1)
    return driver, client, weakref.ref(driver.model)


def test_after_stop_nothing_keeps_the_model_alive():
    for model in (Keeping, Steady):
        driver, client, alive = used(model)
        driver.run_for(0.5)
        driver.close()
        gc.collect()
        assert alive() is None
        assert client.frames
        assert driver.engine.gateway.log.since()


def test_a_model_that_failed_is_let_go_too():
    driver, _, alive = used(Broken)
    with pytest.raises(ModelError):
        driver.step()
    driver.close()
    gc.collect()
    assert alive() is None


def test_a_handler_that_failed_does_not_keep_the_model():
    driver, client, alive = used(Keeping)
    client.submit("fail")
    client.send("keep", image=UploadedFile.from_bytes(b"abc"))
    driver.close()
    gc.collect()
    assert alive() is None


def test_stop_leaves_no_task_and_no_thread():
    driver, _, _ = used(Keeping)
    driver.run_for(0.5)
    threads = threading.active_count()
    driver._run(driver.engine.stop())
    assert asyncio.all_tasks(driver._loop) == set()
    assert threading.active_count() == threads
    driver.close()


def test_stop_tells_clients_and_answers_what_waits():
    class Slow(Keeping):
        @event
        async def slow(self):
            await asyncio.sleep(0.5)

    driver, client, _ = used(Slow)
    running = client.submit("slow")
    driver.advance(0.1)
    waiting = client.submit("slow")
    driver.close()
    assert client.closed == "stopped"
    assert client.statuses[-1].status is SessionStatus.STOPPED
    assert running.result().code is None
    assert waiting.result().code == "stopped"


def test_stop_is_idempotent_also_at_once():
    driver, _, _ = used(Steady)

    async def thrice():
        await asyncio.gather(driver.engine.stop(), driver.engine.stop())
        await driver.engine.stop()

    driver._run(thrice())
    assert driver.status is SessionStatus.STOPPED
    driver.close()


def test_an_engine_that_was_never_started_can_be_stopped():
    driver = ModelDriver(Steady)
    driver.close()
    assert driver.status is SessionStatus.STOPPED


def test_a_stopped_session_takes_nothing_more():
    driver, client, _ = used(Steady)
    driver.close()
    with pytest.raises(SessionStateError, match="stopped"):
        driver.engine.gateway.connect(client.id, client)
    with pytest.raises(CommandRejectedError, match="not connected"):
        client.submit("set_level", level=1)
    with pytest.raises(UploadError):
        driver.engine.gateway.begin_upload("a", "x/y", 1)
    driver.engine.gateway.disconnect(client.id)
    driver.engine.gateway.feed  # noqa: B018 - there is no input track to feed
    with pytest.raises(SessionStateError, match="load the model again"):
        asyncio.run(driver.engine.control.resume())


def test_an_engine_is_started_once():
    driver, _, _ = used(Steady)
    with pytest.raises(SessionStateError, match="cannot take"):
        driver._run(driver.engine.start())
    driver.close()


def test_a_run_that_ignores_its_cancellation_is_closed():
    class Stubborn(ReactorModel):
        outputs = (Picture,)

        async def run(self):
            while True:
                with contextlib.suppress(asyncio.CancelledError):
                    await asyncio.sleep(1.0)

    driver = ModelDriver(Stubborn).__enter__()
    driver.connect()
    driver.run_for(0.5)
    driver.close()
    assert driver.status is SessionStatus.STOPPED


def test_an_async_load_can_be_cancelled():
    class Loading(Steady):
        async def load(self, config):
            await asyncio.sleep(100.0)

    driver = ModelDriver(Loading)

    async def cancel():
        task = asyncio.create_task(driver.engine.start())
        await asyncio.sleep(1.0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    driver._run(cancel())
    assert driver.status is SessionStatus.FAILED
    assert "cancelled" in driver.engine.gateway.status.detail
    driver.close()


def test_stopping_while_it_loads_cancels_the_load():
    class Loading(Steady):
        async def load(self, config):
            await asyncio.sleep(100.0)

    driver = ModelDriver(Loading)

    async def stop():
        task = asyncio.create_task(driver.engine.start())
        await asyncio.sleep(1.0)
        await driver.engine.stop()
        with pytest.raises(SessionStateError, match="stopped while it was loading"):
            await task

    driver._run(stop())
    assert driver.status is SessionStatus.STOPPED
    driver.close()


@pytest.mark.parametrize("turns", range(12))
def test_a_stop_in_any_turn_of_a_load_lets_the_model_go(turns):
    """Among them the turn in which ``load`` has ended and ``start`` has not gone on."""
    made = []

    class Loading(Steady):
        async def load(self, config):
            made.append(weakref.ref(self))
            for _ in range(5):
                await asyncio.sleep(0)

    driver = ModelDriver(Loading)
    kept = []

    async def stop():
        task = asyncio.create_task(driver.engine.start())
        for _ in range(turns):
            await asyncio.sleep(0)
        await driver.engine.stop()
        try:
            await task
        except SessionStateError as error:
            kept.append(error)  # as a handle keeps it

    driver._run(stop())
    assert driver.status is SessionStatus.STOPPED
    driver.close()
    gc.collect()
    assert all(alive() is None for alive in made)


def test_a_failed_load_lets_the_model_go():
    kept = []

    class Failing(Steady):
        def load(self, config):
            kept.append(weakref.ref(self))
            raise ValueError("no weights")

    driver = ModelDriver(Failing)
    with pytest.raises(ModelLoadError) as caught:
        driver.__enter__()
    assert driver.model is None
    caught.value.__cause__.__traceback__ = None
    del caught
    gc.collect()
    assert kept[0]() is None


async def test_an_engine_runs_on_the_loop_where_it_is_started():
    engine = Engine(Steady, delivery=asyncio.get_running_loop())
    before = asyncio.all_tasks()
    await engine.start()
    client = InProcessClient(engine.gateway, "a")
    client.connect()
    assert await engine.first_frame(5.0)
    assert client.frame().pixels[0, 0, 0] == 10
    await engine.stop()
    assert asyncio.all_tasks() == before


async def test_the_first_frame_is_not_waited_for_in_vain():
    class Silent(ReactorPipeline):
        def inference(self):
            while True:
                yield None

    engine = Engine(Silent, delivery=asyncio.get_running_loop())
    await engine.start()
    InProcessClient(engine.gateway, "a").connect()
    assert not await engine.first_frame(60.0)
    await engine.stop()


async def test_waiting_for_the_first_frame_ends_when_the_model_fails():
    class Failing(Steady):
        def inference(self):
            yield None
            raise ValueError("no frame")

    engine = Engine(Failing, delivery=asyncio.get_running_loop())
    await engine.start()
    InProcessClient(engine.gateway, "a").connect()
    assert not await engine.first_frame(60.0)
    await engine.stop()

"""A model that polls without waiting: the driver finishes, or names its line."""

import asyncio
import threading
import time

import numpy as np
import pytest

from reactor_runtime import ReactorModel, ReactorPipeline, connected, event
from reactor_runtime.engine import virtual
from reactor_runtime.engine.virtual import VirtualLoop
from reactor_runtime.testing import ModelDriver

BLACK = np.zeros((4, 4, 3), np.uint8)


class Polling(ReactorModel):
    """Waits for clients, a flag, a thread and time by asking again and again."""

    is_ready = False
    seconds = 0.0

    @event
    def make_ready(self):
        self.is_ready = True

    async def run(self):
        while not self.connected.is_set():  # noqa: ASYNC110 - as the files do
            await asyncio.sleep(0)
        while not self.is_ready:  # noqa: ASYNC110
            await asyncio.sleep(0)
        loop = asyncio.get_running_loop()
        while True:
            end = loop.time() + self.seconds
            while loop.time() < end:  # noqa: ASYNC110
                await asyncio.sleep(0)
            await self.emit(BLACK)


def test_polling_for_a_client_and_for_a_command_comes_to_its_end():
    with ModelDriver(Polling) as driver:
        client = driver.connect()
        client.send("make_ready")
        driver.step(3)
        assert client.frame() is not None


def test_polling_for_time_to_pass_comes_to_its_end():
    class Slow(Polling):
        seconds = 2.0

    with ModelDriver(Slow) as driver:
        driver.connect().send("make_ready")
        began = driver.clock.now()
        driver.step(2)
        assert driver.clock.now() - began > 2


def test_polling_for_a_thread_of_the_model_s_own_comes_to_its_end():
    class Threaded(Polling):
        @connected
        def begin(self):
            threading.Timer(0.1, self.make_ready).start()

    with ModelDriver(Threaded) as driver:
        driver.connect()
        driver.step()


@pytest.mark.slow  # a minute of virtual time takes four seconds
def test_polling_for_what_never_comes_is_named_with_its_line():
    began = time.monotonic()
    with ModelDriver(Polling) as driver:
        driver.connect()
        with pytest.raises(TimeoutError) as caught:
            driver.step()
    text = str(caught.value)
    assert "Polling: the next step took longer than 60 s of virtual time" in text
    assert "test_starving.py:" in text
    assert "in run never waits" in text
    assert "self.connected.wait()" in text
    assert time.monotonic() - began < 30


def test_a_task_of_the_model_s_own_that_polls_is_named(monkeypatch):
    monkeypatch.setattr(virtual, "STARVED_SECONDS", 0.2)

    class Busy(ReactorPipeline):
        def load(self, config):
            self.busy = asyncio.ensure_future(self.watch())

        async def watch(self):
            while not hasattr(self, "never"):  # noqa: ASYNC110
                await asyncio.sleep(0)

        async def inference(self):
            await asyncio.Event().wait()
            yield BLACK

    with ModelDriver(Busy) as driver:
        driver.connect()
        with pytest.raises(TimeoutError, match=r"test_starving.py:\d+ in watch never"):
            driver.step()
        driver.model.busy.cancel()


def test_a_long_wait_beside_a_poll_is_given_up_in_real_time(monkeypatch):
    monkeypatch.setattr(virtual, "STARVED_SECONDS", 0.2)
    with ModelDriver(Polling) as driver:
        driver.connect()
        with pytest.raises(TimeoutError, match="in run never waits"):
            driver.run_for(1e6)


def test_a_few_turns_in_a_row_take_no_time():
    loop = VirtualLoop()

    async def turn():
        began = loop.time()
        for _ in range(90):
            await asyncio.sleep(0)
        assert loop.time() == began
        assert not loop.is_starved
        for _ in range(90):
            await asyncio.sleep(0)
        assert loop.is_starved
        assert loop.time() > began
        await asyncio.sleep(1)
        assert not loop.is_starved

    loop.run_until_complete(turn())
    loop.close()

"""A model's code that never gives its loop back: the driver ends it and names it."""

import gc
import threading
import time
import weakref

import numpy as np
import pytest

from reactor_runtime import ReactorModel, ReactorPipeline, connected, event
from reactor_runtime.engine.guarding import stalls
from reactor_runtime.testing import ModelDriver

BLACK = np.zeros((4, 4, 3), np.uint8)


class Waiting(ReactorModel):
    is_ready = False
    count = 0

    async def run(self):
        self.spin()

    def spin(self):
        raise NotImplementedError


class Endless(Waiting):
    def spin(self):
        while True:
            pass


class Counting(Waiting):
    def spin(self):
        while True:
            self.count += 1


class ForAFlag(Waiting):
    def spin(self):
        while not self.is_ready:
            pass


class ForAClient(Waiting):
    def spin(self):
        while not self.connected.is_set():
            time.sleep(0.01)


class ByAHelper(Waiting):
    def spin(self):
        while not self.look():
            pass

    def look(self):
        values = [self.is_ready for _ in range(100)]
        return all(values)


class Swallowing(Waiting):
    def spin(self):
        while not self.is_ready:
            try:
                self.missing  # noqa: B018
            except Exception:  # noqa: BLE001
                continue


def drive(model):
    with ModelDriver(model) as driver:
        driver.connect()
        driver.step()


@pytest.mark.slow
@pytest.mark.parametrize(
    "model", [Endless, Counting, ForAFlag, ForAClient, ByAHelper, Swallowing]
)
def test_a_loop_that_never_gives_back_is_named(model, monkeypatch):
    monkeypatch.setattr(stalls, "STALLED_SECONDS", 0.5)
    with pytest.raises(TimeoutError, match=r"test_stalls.py:\d+ in spin goes round"):
        drive(model)


@pytest.mark.slow
def test_a_loop_that_never_gives_back_is_named_within_five_seconds():
    model, began = ForAFlag, time.monotonic()
    with pytest.raises(TimeoutError, match=r"test_stalls.py:\d+ in spin goes round"):
        drive(model)
    assert time.monotonic() - began < 5.5


class Simulated(ReactorPipeline):
    """Long steps of every kind, none of which goes round to no effect."""

    seconds = 2.6

    def inference(self):
        values = np.zeros(16)
        while True:
            time.sleep(self.seconds)
            yield BLACK
            end = time.perf_counter() + self.seconds
            while time.perf_counter() < end:
                pass
            yield BLACK
            began = time.time()
            while not time.time() - began > self.seconds:
                time.sleep(0.01)
            yield BLACK
            while values.sum() < 160:  # computes in place
                time.sleep(self.seconds / 160)
                values += 1 / 16
            values[:] = 0
            yield BLACK
            for _ in range(100):
                time.sleep(self.seconds / 100)
            yield BLACK


@pytest.mark.slow
def test_a_long_step_is_neither_ended_nor_named_as_a_loop_without_end(
    caplog, monkeypatch
):
    monkeypatch.setattr(stalls, "STALLED_SECONDS", 1.0)
    with ModelDriver(Simulated) as driver:
        driver.connect()
        driver.step(5)
    assert "goes round" not in caplog.text


class ForAThread(Waiting):
    @connected
    def begin(self):
        self.worker = threading.Timer(5.0, self.make_ready)
        self.worker.start()

    def make_ready(self):
        self.is_ready = True

    def wait(self):
        while not self.is_ready:
            time.sleep(0.001)

    async def run(self):
        await self.connected.wait()
        self.wait()
        while True:
            await self.emit(BLACK)


@pytest.mark.slow
def test_a_loop_that_waits_for_a_thread_of_the_model_s_own_is_let_go_on(caplog):
    with ModelDriver(ForAThread) as driver:
        client = driver.connect()
        driver.step()
        assert client.frame() is not None
    assert "in wait has gone round for 4 s" in caplog.text


class InAHandler(ReactorPipeline):
    is_over = False

    @event
    def wait(self):
        while not self.is_over:
            pass

    async def inference(self):
        while True:
            yield BLACK


def test_a_loop_that_was_ended_keeps_nothing_of_its_model(monkeypatch):
    monkeypatch.setattr(stalls, "STALLED_SECONDS", 0.1)
    with ModelDriver(InAHandler) as driver:
        client = driver.connect()
        model = weakref.ref(driver.model)
        with pytest.raises(TimeoutError, match="never gives the loop back"):
            client.send("wait")
    del client
    gc.collect()
    assert model() is None


def test_what_comes_after_an_ended_loop_goes_on(monkeypatch):
    monkeypatch.setattr(stalls, "STALLED_SECONDS", 0.1)
    with ModelDriver(InAHandler) as driver:
        client = driver.connect()
        with pytest.raises(TimeoutError, match=r"test_stalls.py:\d+ in wait goes"):
            client.send("wait")
        driver.step()
        assert client.frame() is not None
    assert not any(one.name == "reactor-stalls" for one in threading.enumerate())

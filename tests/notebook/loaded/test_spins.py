"""The notebook says which line of a model goes round, and of no other code."""

import asyncio
import time

import pytest

from reactor_notebook import api as kit
from tests.notebook.conftest import until

SPINNING = """import asyncio, time
import numpy as np
from reactor_runtime import *

BLACK = np.zeros((4, 4, 3), np.uint8)
over = []


class Still(ReactorModel):
    async def run(self):
        await self.connected.wait()
        await asyncio.Event().wait()


class Sync(Still):
    @event
    def look(self):
        while not over:
            pass  # the line


class Polling(Still):
    async def run(self):
        while not over:
            await asyncio.sleep(0)  # the line


class Blocking(Still):
    def load(self, config):
        while not over:
            time.sleep(0.005)  # the line


class Forward(ReactorPipeline):
    async def inference(self):
        values = np.zeros(4)
        while True:
            time.sleep(2.6)
            yield BLACK
            while values[0] < 26:
                time.sleep(0.1)
                values += 1
            values[:] = 0
            yield BLACK
            for _ in range(26):
                time.sleep(0.1)
            yield BLACK


class Busy(Still):
    async def run(self):
        while True:
            await self.emit(BLACK, drop=True)


class Waiting(Still):
    async def run(self):
        while True:
            await asyncio.sleep(0.001)
"""


def line_of(source, name):
    lines = source.splitlines()
    start = next(n for n, line in enumerate(lines) if f"class {name}(" in line)
    return next(n for n in range(start, len(lines)) if "# the line" in lines[n]) + 1


@pytest.fixture
async def spinning(notebook):
    """A notebook with the models; at the end every loop is let go."""
    await notebook.run(SPINNING)
    try:
        yield notebook
    finally:
        notebook.shell.user_ns["over"].append(True)
        await kit.controller().stop()


def said(notebook):
    log = notebook.shell.user_ns["h"].log
    return [entry.text for entry in log if "Await what it waits for" in entry.text]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("model", "deed", "what"),
    [
        ("Sync", "h.send('look')", "in look, goes round and never gives"),
        ("Polling", "", "in run, polls without ever waiting"),
    ],
)
async def test_after_two_seconds_a_spinning_line_is_named_once(
    spinning, model, deed, what
):
    began = time.monotonic()
    await spinning.run(f"h = %reactor_load {model} --thread\n{deed}")
    await until(lambda: said(spinning))
    assert 1.9 < time.monotonic() - began < 6
    await asyncio.sleep(0.5)  # it is not said again
    (text,) = said(spinning)
    line = line_of(SPINNING, model)
    assert f"line {line}, {what}" in text or f"line {line - 1}, {what}" in text
    assert "such as self.connected.wait()" in text


@pytest.mark.slow
@pytest.mark.parametrize("model", ["Forward", "Busy", "Waiting"])
async def test_a_long_step_and_a_model_that_waits_are_not_named(spinning, model):
    await spinning.run(f"h = %reactor_load {model} --thread")
    if model == "Forward":
        await spinning.run("await h.step(3)")
    else:
        await asyncio.sleep(3)  # longer than it takes to say so
    assert not said(spinning)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("model", "what"),
    [
        ("Blocking", "in load, goes round and never gives"),
        ("Polling", "in run, polls without ever waiting"),
    ],
)
def test_in_a_kernel_the_loading_cell_says_it(fresh, model, what):
    fresh.run(SPINNING)
    number = fresh.begin(f"h = %reactor_load {model}")
    text = fresh.late_text(what)
    line = line_of(SPINNING, model)
    assert "Cell In[" in text
    assert f"line {line}, " in text or f"line {line - 1}, " in text
    if model == "Blocking":
        fresh.interrupt()
        fresh.finish(number, fails=True)
    fresh.run("over.append(True)")

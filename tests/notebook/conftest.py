"""An IPython shell with a fake comm, and a real kernel."""

from __future__ import annotations

import asyncio
import atexit
import threading
import time

import comm
import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from reactor_notebook import api as kit
from tests.notebook.kernels import Kernel
from tests.notebook.shells import FakeComm, Notebook


@pytest.fixture(scope="module", autouse=True)
def small_collections(small_heap):
    """Each session ends with a collection."""


@pytest.fixture
async def notebook(monkeypatch):
    """A shell in which cells run on this test's loop, as in a kernel."""
    opened = []

    def create_comm(**options):
        opened.append(FakeComm(**options))
        return opened[-1]

    monkeypatch.setattr(comm, "create_comm", create_comm)
    InteractiveShell.clear_instance()
    config = Config()
    config.HistoryManager.enabled = False
    shell = InteractiveShell.instance(config=config)
    kit.controller.cache_clear()
    made = Notebook(shell, opened)
    await made.run("%load_ext reactor_notebook")
    before = set(threading.enumerate())
    yield made
    await kit.controller().stop()
    await until(lambda: set(threading.enumerate()) <= before)
    shell.reset(new_session=False)
    atexit.unregister(shell.atexit_operations)
    shell.atexit_operations()
    InteractiveShell.clear_instance()
    kit.controller.cache_clear()


@pytest.fixture(scope="module")
def kernel():
    """A kernel that the tests of one module share; each stops what it loads."""
    with Kernel() as running:
        running.run("%load_ext reactor_notebook")
        yield running


@pytest.fixture
def fresh(kernel):
    """The shared kernel; whatever the test loaded is stopped after it."""
    yield kernel
    kernel.run("%reactor_stop")


async def until(condition, seconds=10.0):
    """Wait until *condition* holds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "the condition did not come true in time"
        await asyncio.sleep(0.005)

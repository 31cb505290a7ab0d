"""The kit in plain Python, where an event loop ends and another one begins."""

import subprocess
import sys
import textwrap

import pytest

MODEL = """
import asyncio, gc, threading, weakref
import numpy as np
from reactor_notebook import reactor_load
from reactor_notebook.api import controller
from reactor_runtime import *

made = []


class Knobs(InputState):
    level: int = 1


class Steady(ReactorPipeline):
    state: Knobs

    def load(self, config):
        made.append(weakref.ref(self))

    @event
    async def wait(self):
        await asyncio.sleep(60)

    def inference(self):
        while True:
            yield np.zeros((4, 4, 3), np.uint8)


class Shown(Output):
    main: Video


Steady.outputs = (Shown,)


def threads():
    return sorted(t.name for t in threading.enumerate() if t.name.startswith("reactor"))
"""


def run(script):
    """Run *script* after the model; returns its lines."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", MODEL + textwrap.dedent(script)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "never awaited" not in done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout.splitlines()


def test_a_second_loop_may_load_what_the_first_one_left_running():
    lines = run(
        """
        async def work():
            handle = await reactor_load(Steady)
            await handle.send("set_level", level=3)
            return handle

        first = asyncio.run(work())
        second = asyncio.run(work())
        print(first.status, second.state is not None)
        controller().stop().result(10)
        gc.collect()
        print([alive() for alive in made], second.status)
        """
    )
    assert lines == ["stopped True", "[None, None] stopped"]


def test_a_handle_whose_loop_has_ended_answers_and_can_be_stopped():
    lines = run(
        """
        async def work():
            handle = await reactor_load(Steady)
            return handle, handle.send("wait")

        handle, waiting = asyncio.run(work())
        for attempt in (
            lambda: waiting.result(10),
            lambda: handle.send("set_level", level=3),
            lambda: handle.pause(),
            lambda: handle.restart(),
        ):
            try:
                attempt()
            except Exception as error:
                print(type(error).__name__)
        print(handle.status)
        handle.stop()
        gc.collect()
        print(handle.status, made[0](), threads())
        """
    )
    assert lines == [
        "CommandError",
        "CommandRejectedError",
        "SessionStateError",
        "SessionStateError",
        "failed",
        "stopped None []",
    ]


def test_a_script_that_ends_without_a_stop_ends():
    lines = run(
        """
        async def work():
            handle = await reactor_load(Steady)
            print(handle.status)

        asyncio.run(work())
        """
    )
    assert lines == ["running"]


SLOW = """
class Slow(Steady):
    @disconnected
    async def leave(self):
        await asyncio.sleep(0.5)
        print("has ended", flush=True)
"""


@pytest.mark.slow
def test_an_exit_waits_for_a_stop_that_nobody_waited_for():
    lines = run(
        SLOW
        + """
reactor_load(Slow, thread=True)
controller().stop()
print("exit")
"""
    )
    assert lines == ["exit", "has ended"]


@pytest.mark.slow
def test_an_exit_waits_for_a_stop_on_a_loop_that_is_left_open():
    lines = run(
        SLOW
        + """
async def work():
    await reactor_load(Slow)
    controller().stop()

import atexit
loop = asyncio.new_event_loop()
atexit.register(loop.close)
loop.run_until_complete(work())
print("exit")
"""
    )
    assert lines == ["exit", "has ended"]


@pytest.mark.slow
def test_an_exit_waits_for_the_session_that_another_one_replaced():
    lines = run(
        SLOW
        + """
async def work():
    await reactor_load(Slow, thread=True, name="one")
    reactor_load(Steady, thread=True, name="one")

asyncio.run(work())
print("exit")
"""
    )
    assert "has ended" in lines

"""Model code that keeps its thread: whoever waits for its end is sent on."""

import asyncio
import gc
import os
import signal
import subprocess
import sys
import threading

import pytest

from reactor_notebook import api as kit
from reactor_runtime.engine.hosting import patience
from tests.notebook.conftest import until
from tests.notebook.shells import MODELS

HANGING = """
import os
from reactor_runtime import *

inside = set()
reading, writing = os.pipe()


def wait():
    # It waits inside a C call: what is raised there rises when the call returns.
    try:
        inside.add("wait")
        os.read(reading, 1)
    except KeyboardInterrupt:  # it came just before the call
        os.read(reading, 1)
        raise


def spin():
    while "end" not in inside:
        inside.add("spin")


class Knobs(InputState):
    level: int = 0


class Still(ReactorModel):
    async def run(self):
        await self.connected.wait()
        await asyncio.Event().wait()


class InLoad(Still):
    def load(self, config):
        wait()


class InInit(Still):
    def __init__(self):
        super().__init__()
        wait()


class InStep(ReactorPipeline):
    state: Knobs

    def inference(self):
        while True:
            if self.state.level:
                wait()
            yield Idle


class InHandler(Still):
    @event
    def ask(self):
        wait()


class InGoodbye(Still):
    @disconnected
    def leave(self):
        wait()


class Deaf(Still):
    def load(self, config):
        try:
            spin()
        except BaseException:
            spin()
"""


@pytest.fixture
async def hanging(notebook, monkeypatch):
    """A notebook with the models; at the end every one of them is let go."""
    monkeypatch.setattr(patience, "CHECK_SECONDS", 0.05)
    await notebook.run(MODELS + HANGING)
    try:
        yield notebook
    finally:
        let_go(notebook)
        await kit.controller().stop()
        await until(lambda: not engine_threads())
        os.close(notebook.shell.user_ns["reading"])


def let_go(notebook):
    """Let every call return; once more does nothing."""
    names = notebook.shell.user_ns
    if "end" not in names["inside"]:
        names["inside"].add("end")
        os.close(names["writing"])


def engine_threads():
    return [t for t in threading.enumerate() if t.name.startswith("reactor-engine")]


async def interrupted(notebook, cell):
    """Run *cell* and press the stop button once its model hangs."""
    running = asyncio.create_task(notebook.run(cell, fails=True))
    await until(lambda: notebook.shell.user_ns["inside"])
    running.cancel()
    return await asyncio.wait_for(running, 10)


@pytest.mark.parametrize("model", ["InLoad", "InInit", "Deaf"])
async def test_the_stop_button_leaves_a_load_that_hangs(hanging, model):
    result = await interrupted(hanging, f"h = %reactor_load {model} --thread")
    assert f"{model} is stopped, but its thread is still busy at " in result.printed
    function = "spin" if model == "Deaf" else "wait"
    assert f"in {function}: Python cannot interrupt" in result.printed
    assert "You may load again" in result.printed
    assert f"Loading {model} was interrupted" in result.printed
    assert f"{model} failed to load" in hanging.text
    assert engine_threads()
    await hanging.run("b = %reactor_load Ball --thread\nawait b.step(2)")
    assert hanging.shell.user_ns["b"].status == "paused"


@pytest.mark.parametrize("stop", ["%reactor_stop", "await h.stop()"])
@pytest.mark.parametrize(
    ("model", "deed"),
    [
        ("InStep", "h.send('set_level', level=1)"),
        ("InHandler", "h.send('ask')"),
        ("InGoodbye", ""),
    ],
)
async def test_a_stop_leaves_model_code_that_hangs(hanging, model, deed, stop):
    await hanging.run(f"h = %reactor_load {model} --thread\n{deed}")
    if deed:
        await until(lambda: hanging.shell.user_ns["inside"])
    result = await asyncio.wait_for(hanging.run(stop), 10)
    assert f"{model} is stopped, but its thread is still busy at " in result.printed
    assert "in wait: " in result.printed
    assert hanging.shell.user_ns["h"].status == "stopped"
    assert (await hanging.run("%reactor_status")).result is None


async def test_loading_again_takes_the_place_of_what_hangs(hanging):
    await interrupted(hanging, "h = %reactor_load InLoad --thread --name one")
    await hanging.run("h = %reactor_load InHandler --thread --name one\nh.send('ask')")
    cell = "h = %reactor_load Ball --thread --name one\nawait h.step()"
    result = await asyncio.wait_for(hanging.run(cell), 10)
    assert "one is stopped, but its thread is still busy" in result.printed
    assert hanging.shell.user_ns["h"].status == "paused"


async def test_what_comes_back_late_ends_quietly_and_keeps_nothing(hanging):
    names = hanging.shell.user_ns
    await interrupted(hanging, "h = %reactor_load InInit --thread --name one")
    await hanging.run("h = %reactor_load Ball --thread --name one\nawait h.step()")
    shown = list(hanging.published)
    let_go(hanging)
    await until(lambda: len(engine_threads()) == 1)
    assert names["h"].status == "paused"
    assert hanging.published == shown
    assert hanging.widgets[0].is_closed
    gc.collect()
    made = [o for o in gc.get_objects() if type(o) is names["InInit"]]
    assert not made


async def test_an_end_that_takes_long_is_waited_for_where_the_loop_answers(hanging):
    await hanging.run(
        """
        class Slow(Still):
            @disconnected
            async def leave(self):
                for _ in range(40):
                    await asyncio.sleep(0.01)
                ended.append(True)

        ended = []
        h = %reactor_load Slow --thread
        """.replace("\n        ", "\n")
    )
    result = await hanging.run("await h.stop()")
    assert hanging.shell.user_ns["ended"] == [True]
    assert "busy" not in result.printed


SCRIPT = """
import os, signal, sys
# What a shell starts in the background ignores interrupts, and so do its children.
signal.signal(signal.SIGINT, signal.default_int_handler)
from reactor_notebook import reactor_load
from reactor_runtime import *


class Hanging(ReactorModel):
    def load(self, config):
        if "load" in sys.argv:
            self.hang()

    def hang(self):
        reading, _ = os.pipe()
        try:
            print("hangs", flush=True)
            os.read(reading, 1)
        except KeyboardInterrupt:  # it came just before the call
            os.read(reading, 1)

    @event
    def ask(self):
        self.hang()


handle = reactor_load(Hanging)
handle.send("ask")
"""


@pytest.fixture
def script(request):
    """A script whose model hangs."""
    process = subprocess.Popen(
        [sys.executable, "-X", "faulthandler", "-c", SCRIPT, *request.param],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout.readline() == "hangs\n"
        yield process
    finally:
        process.kill()
        process.communicate()


def end_of(script):
    """What it has said when it ended; what does not end says where it stands."""
    try:
        return script.communicate(timeout=30)
    except subprocess.TimeoutExpired:
        script.send_signal(signal.SIGABRT)
        _, errors = script.communicate()
        pytest.fail(f"it does not end; its threads:\n{errors}")


@pytest.mark.slow
@pytest.mark.parametrize("script", [["load"]], indirect=True)
def test_ctrl_c_ends_a_script_whose_model_hangs_in_its_load(script):
    script.send_signal(signal.SIGINT)
    _, errors = end_of(script)
    assert "Hanging is stopped, but its thread is still busy at <string>" in errors
    assert errors.rstrip().endswith("KeyboardInterrupt")
    assert script.returncode != 0


@pytest.mark.slow
@pytest.mark.parametrize("script", [[]], indirect=True)
def test_a_script_whose_model_hangs_comes_to_its_end(script):
    end_of(script)
    assert script.returncode == 0

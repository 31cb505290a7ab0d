"""The kit in a real kernel: what only a kernel's loop, signals and end can show."""

import re

import psutil
import pytest

from tests.notebook.kernels import Kernel
from tests.notebook.shells import MODELS

pytestmark = pytest.mark.slow

FORWARD_PASSES = """
import time

class Slow(Ball):
    def inference(self):
        while True:
            time.sleep(0.1)
            yield np.zeros((24, 32, 3), np.uint8)
"""

THREADS = "sorted(t.name for t in __import__('threading').enumerate())"


@pytest.fixture(scope="module")
def balls(kernel):
    kernel.run(MODELS)
    kernel.run(FORWARD_PASSES)
    return kernel


@pytest.fixture(autouse=True)
def stopped(balls):
    yield
    balls.run("%reactor_stop")


def test_the_cell_waits_for_the_model_and_shows_its_panel(balls):
    outputs = balls.run("h = %reactor_load Ball", "c1")
    kind = "application/vnd.jupyter.widget-view+json"
    assert [kind in data for data, _, _ in outputs.displays].count(True) == 1
    assert balls.value("h.status, h.frame().shape") == ("running (24, 32, 3)")


def test_await_gives_answers_in_a_cell(balls):
    balls.run("h = %reactor_load Ball", "c1")
    outputs = balls.run("print((await h.send('count', value=4)).value)")
    assert outputs.text == "5\n"


def test_the_static_output_has_text_and_a_picture(balls):
    balls.run("h = %reactor_load Ball", "c1")
    outputs = balls.run("await h.stop()")
    final = {key: data for data, key, update in outputs.displays if update}
    texts = [d["text/plain"] for key, d in final.items() if "-text-" in key]
    pictures = [d for key, d in final.items() if "-picture-" in key]
    assert texts[-1].startswith("Reactor: Ball · stopped")
    assert all("image/jpeg" in d for d in pictures)


def test_a_failing_load_is_the_author_s_traceback(balls):
    balls.run(
        "class Broken(Ball):\n    def load(self, config):\n        1 / 0  # the line"
    )
    outputs = balls.run("%reactor_load Broken", "c1", fails=True)
    assert outputs.error[0] == "ModelLoadError"
    assert "ZeroDivisionError" in outputs.traceback
    assert "the line" in outputs.traceback


def test_a_trivial_cell_starts_while_forward_passes_stream(balls):
    balls.run("h = %reactor_load Slow", "c1")
    step = int(balls.value("h._session.run.engine.step_index"))
    waits = [balls.run("pass").seconds for _ in range(10)]
    assert max(waits) < 2.0
    assert sorted(waits)[5] < 0.5
    balls.until(f"h._session.run.engine.step_index > {step + 3}")


def test_with_a_thread_the_model_goes_on_while_a_cell_blocks(balls):
    balls.run("h = %reactor_load Ball --thread", "c1")
    cell = (
        "import time\n"
        "before = h._session.run.engine.step_index\n"
        "answer = h.send('set_brightness', brightness=0.5)\n"
        "time.sleep(0.5)\n"
        "print(h._session.run.engine.step_index - before > 5, answer.done(),"
        " h.state.brightness)"
    )
    assert balls.run(cell).text == "True True 0.5\n"


def test_an_interrupt_stops_the_step_and_pauses_the_model(balls):
    balls.run(
        "class Stuck(Ball):\n"
        "    stuck = False\n"
        "    def inference(self):\n"
        "        for frame in super().inference():\n"
        "            if Stuck.stuck:\n"
        "                print('stuck', flush=True)\n"
        "            while Stuck.stuck:\n"
        "                pass\n"
        "            yield frame\n"
    )
    outputs = balls.run("h = %reactor_load Stuck --prints cell", "c1")
    assert outputs.error is None
    balls.begin("Stuck.stuck = True")
    balls.late_text("stuck")
    balls.interrupt()
    assert "in inference" in balls.late_text("Interrupted in step")
    assert balls.value("h.status") == "paused"
    balls.run("Stuck.stuck = False\nawait h.resume()")
    balls.until("h.status == 'running'")


def test_an_interrupt_cancels_an_awaiting_load(balls):
    balls.run(
        "import asyncio\n"
        "class Patient(Ball):\n"
        "    async def load(self, config):\n"
        "        print('loading', flush=True)\n"
        "        await asyncio.sleep(60)\n"
    )
    number = balls.begin("h = %reactor_load Patient", "c1")
    balls.late_text("loading")
    balls.interrupt()
    outputs = balls.finish(number, fails=True)
    assert outputs.errors == (
        "UsageError: Loading Patient was interrupted; no model is loaded.\n"
    )
    assert "No model is loaded" in balls.run("%reactor_status").text


@pytest.mark.parametrize("option", ["", "--thread"])
def test_an_interrupt_cancels_a_computing_load(balls, option):
    balls.run(
        "class Busy(Ball):\n"
        "    def load(self, config):\n"
        "        print('loading', flush=True)\n"
        "        while True:\n"
        "            pass\n"
    )
    number = balls.begin(f"h = %reactor_load Busy {option}", "c1")
    balls.late_text("loading")
    balls.interrupt()
    outputs = balls.finish(number, fails=True)
    assert "UsageError: Loading Busy was interrupted" in outputs.errors
    assert "No model is loaded" in balls.run("%reactor_status").text


def test_a_load_that_hangs_on_its_thread_can_be_left(balls):
    balls.run(
        "import os\n"
        "reading, writing = os.pipe()\n"
        "class Hanging(Ball):\n"
        "    def load(self, config):\n"
        "        try:\n"
        "            print('loading', flush=True)\n"
        "            os.read(reading, 1)\n"
        "        except KeyboardInterrupt:\n"
        "            os.read(reading, 1)\n"
    )
    number = balls.begin("h = %reactor_load Hanging --thread", "c1")
    balls.late_text("loading")
    balls.interrupt()
    outputs = balls.finish(number, fails=True)
    told = (
        r"Hanging is stopped, but its thread is still busy at Cell In\[\d+\], line \d"
    )
    assert re.search(told, outputs.errors)
    assert "UsageError: Loading Hanging was interrupted" in outputs.errors
    loaded = balls.run("b = %reactor_load Ball\nawait b.step()\nprint(b.status)", "c1")
    assert loaded.text == "paused\n"
    balls.run("os.close(writing)")
    balls.until("'Hanging' not in str(__import__('threading').enumerate())")
    assert balls.value("b.status") == "paused"


def test_a_step_on_a_thread_that_never_ends_can_be_stopped(balls):
    balls.run(
        "class Endless(Ball):\n"
        "    def inference(self):\n"
        "        yield np.zeros((4, 4, 3), np.uint8)\n"
        "        while True:\n"
        "            pass\n"
    )
    balls.run("h = %reactor_load Endless --thread", "c1")
    balls.run("await h.stop()\nprint(h.status)")
    assert balls.value("h.status") == "stopped"


def test_after_the_last_stop_no_thread_is_left(balls):
    balls.run("%reactor_stop")
    before = balls.value(THREADS)
    balls.run("a = %reactor_load Ball --thread", "c1")
    balls.run("b = %reactor_load Ball", "c2")
    assert balls.value(THREADS) != before
    balls.run("%reactor_stop")
    assert balls.value(THREADS) == before


def test_question_mark_prints_help(balls):
    balls.client.execute("%reactor_load?")
    reply = balls.client.get_shell_msg(timeout=20)
    while reply["msg_type"] != "execute_reply" or not reply["content"].get("payload"):
        reply = balls.client.get_shell_msg(timeout=20)
    text = reply["content"]["payload"][0]["data"]["text/plain"]
    assert "--idle-stop" in text
    assert "Load a model, show its panel" in text


@pytest.mark.parametrize("option", ["", "--thread"])
def test_a_shutdown_leaves_no_process_and_no_socket(option, tmp_path):
    note = tmp_path / "ended"
    with Kernel() as running:
        running.run("%load_ext reactor_notebook")
        running.run(MODELS)
        running.run(
            "class Last(Ball):\n"
            "    def inference(self):\n"
            "        try:\n"
            "            yield from super().inference()\n"
            "        finally:\n"
            f"            open({str(note)!r}, 'w').close()\n"
        )
        running.run(f"h = %reactor_load Last {option}", "c1")
        process = running.process
        port = int(running.value("h._session._io._server.port"))
        running.shut_down()
    assert not process.is_running()
    assert note.exists()
    listening = [c for c in psutil.net_connections("tcp4") if c.status == "LISTEN"]
    assert port not in {c.laddr.port for c in listening}


def test_a_step_loop_is_steered_paused_and_stepped(balls):
    balls.run(
        "class Walk(ReactorApp):\n"
        "    state: BallState\n"
        "    async def process_input(self):\n"
        "        if self.state.label == 'wait':\n"
        "            raise ApplicationError('no label')\n"
        "        return self.state.brightness\n"
        "    def generate(self, level):\n"
        "        return BallOutput(np.full((8, 8, 3), int(100 * level), np.uint8))\n"
    )
    balls.run("h = %reactor_load Walk", "c1")
    balls.run("await h.pause()\nawait h.send('set_brightness', brightness=2.0)")
    balls.run("before = h._session.run.engine.step_index\nawait h.step(3)")
    assert balls.value("h._session.run.engine.step_index - before") == "3"
    balls.until("h.frame().max() == 200")
    balls.run("await h.send('set_label', label='wait')\nawait h.resume()")
    balls.until("'No step is made: no label' in str(h.log)")
    balls.run("await h.send('set_label', label='go')")
    balls.until("h._session.run.engine.step_index > before + 5")

"""What a model prints in a real kernel: into its log, and in a load into its cell."""

import pytest

from tests.notebook.shells import MODELS

pytestmark = pytest.mark.slow

TALKATIVE = """
import logging, sys, threading, time
from pathlib import Path

early = logging.getLogger("early")
early.handlers = [logging.StreamHandler()]
early.propagate = False


class Talkative(Ball):
    def load(self, config):
        print("loading the weights")
        print("a warning of load", file=sys.stderr)

    @connected
    def arrive(self):
        print("somebody came")

    def inference(self):
        for step, frame in enumerate(super().inference()):
            if step == 3:
                print("step", step)
                early.warning("a record of step %d", step)
                thread = threading.Thread(target=print, args=("from a thread",))
                thread.start()
                thread.join()
            print("again and again")
            yield frame

    @event
    async def work(self):
        await asyncio.to_thread(print, "from a worker")
        asyncio.create_task(self.later())

    async def later(self):
        print("from a task")
"""

WAITING = """
class Waiting(Ball):
    def load(self, config):
        {before}
        deadline = time.monotonic() + 20
        while not Path({gate!r}).exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        print("through the gate")
"""


@pytest.fixture(scope="module")
def talkers(kernel):
    kernel.run(MODELS)
    kernel.run(TALKATIVE)
    return kernel


@pytest.fixture(autouse=True)
def stopped(talkers):
    yield
    talkers.run("%reactor_stop")


@pytest.fixture(params=["", "--thread"], ids=["kernel's loop", "own thread"])
def option(request):
    return request.param


def printed(kernel, name="h"):
    lines = f"[e.text for e in {name}.log if e.kind == 'printed']"
    return kernel.run(f"print('\\n'.join({lines}))").text.splitlines()


def test_a_load_prints_in_its_cell_and_steps_print_in_the_log(talkers, option):
    outputs = talkers.run(f"h = %reactor_load Talkative {option}", "c1")
    assert outputs.text == "loading the weights\n"
    assert outputs.errors == "a warning of load\n"
    talkers.until("'step 3' in [e.text for e in h.log]")
    outputs = talkers.run(
        "print('mine')\n"
        "early.warning('my record')\n"
        "await h.send('work')\n"
        "before = h._session.run.engine.step_index\n"
        "while h._session.run.engine.step_index < before + 5:\n"
        "    await asyncio.sleep(0.01)\n"
        "print('mine too')\n"
        "6 * 7"
    )
    assert outputs.text == "mine\nmine too\n"
    assert outputs.errors == "my record\n"
    assert outputs.result == "42"
    lines = printed(talkers)
    for line in (
        "loading the weights",
        "a warning of load",
        "somebody came",
        "step 3",
        "a record of step 3",
        "from a thread",
        "from a worker",
        "from a task",
        "again and again",
    ):
        assert line in lines
    assert "mine" not in lines
    assert "my record" not in lines


def test_the_log_keeps_the_last_500_lines(talkers, option):
    talkers.run(f"h = %reactor_load Talkative {option}", "c1")
    cell = (
        "class Flood(Ball):\n"
        "    def load(self, config):\n"
        "        for n in range(3000): print('line', n)\n"
    )
    talkers.run(cell)
    outputs = talkers.run(f"f = %reactor_load Flood {option}", "c2")
    assert outputs.text.count("\n") == 3000
    assert printed(talkers, "f") == [f"line {n}" for n in range(2500, 3000)]


def test_who_insists_has_the_prints_in_the_cell(talkers, option):
    talkers.run(f"h = %reactor_load Talkative --prints cell {option}", "c1")
    talkers.late_text("from a thread")
    talkers.until("'step 3' in [e.text for e in h.log]")


def test_a_cell_that_captures_output_gets_only_its_own(talkers, option):
    talkers.run(f"h = %reactor_load Talkative {option}", "c1")
    outputs = talkers.run(
        "from IPython.utils.capture import capture_output\n"
        "with capture_output() as caught:\n"
        "    print('caught')\n"
        "    before = h._session.run.engine.step_index\n"
        "    while h._session.run.engine.step_index < before + 5:\n"
        "        await asyncio.sleep(0.01)\n"
        "print(repr(caught.stdout))"
    )
    assert outputs.text == "'caught\\n'\n"


BARS = {
    "a line": ("print('reading shard 1')", "reading shard 1"),
    "a text bar": (
        "import tqdm.std;"
        " bar = tqdm.std.tqdm(total=4, desc='shards', mininterval=0); bar.update(1)",
        "shards:  25%",
    ),
    "a widget's bar": (
        "import tqdm.notebook;"
        " bar = tqdm.notebook.tqdm(total=4, desc='shards'); bar.update(1)",
        "shards:  25%",
    ),
}


@pytest.mark.parametrize("kind", BARS)
def test_the_last_line_of_a_load_that_blocks_is_told_meanwhile(
    talkers, option, kind, tmp_path
):
    before, expected = BARS[kind]
    gate = tmp_path / "gate"
    talkers.run(WAITING.format(before=before, gate=str(gate)))
    number = talkers.begin(f"h = %reactor_load Waiting {option}", "c1")
    try:
        told = talkers.late_display(expected)
    finally:  # whatever came, the load ends before the next test
        gate.touch()
    assert told.startswith("Reactor: loading Waiting … ")
    assert talkers.finish(number).error is None
    lines = printed(talkers)
    assert any(expected in line for line in lines)
    assert "through the gate" in lines

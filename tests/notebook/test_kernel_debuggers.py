"""Model code that asks a person: by input(), getpass(), or in a debugger."""

import pytest

from tests.notebook.shells import MODELS

pytestmark = pytest.mark.slow

ASKING = """
import getpass, pdb, sys
from IPython.core.debugger import Pdb

class Curious(Ball):
    question = None

    def inference(self):
        for frame in super().inference():
            ask, Curious.question = Curious.question, None
            if ask is not None:
                answer = ask()
            yield frame

    @event
    def ask(self):
        pdb.set_trace()
"""

ADVICE = "such as one with: await handle.step(). Or load it with --thread and attach"
STEP = "await h.step()\nprint('stepped')"
QUESTIONS = {
    # ipykernel's own breakpoint() is that of JupyterLab's debugger.
    "Python's breakpoint()": "sys.__breakpointhook__",
    "pdb.set_trace()": "pdb.set_trace",
    "IPython's debugger": "Pdb().set_trace",
}


@pytest.fixture
def curious(fresh):
    fresh.run(MODELS + ASKING)
    return fresh


@pytest.fixture(params=["", "--thread"])
def paused(curious, request):
    """A model, on the kernel's loop and on a thread, that a person steps."""
    curious.run(f"h = %reactor_load Curious {request.param}\nawait h.pause()", "c1")
    return curious


@pytest.mark.parametrize("debugger", QUESTIONS)
def test_a_debugger_asks_in_the_cell_that_steps(paused, debugger):
    paused.run(f"Curious.question = {QUESTIONS[debugger]}", "c2")
    number = paused.begin(STEP, "c3", answers=True)
    assert "db" in paused.answer(number, "p 'level', self.state.brightness")
    paused.answer(number, "c")
    outputs = paused.finish(number)
    assert "('level', 1.0)" in outputs.text
    assert outputs.text.endswith("stepped\n")
    assert paused.value("h.status") == "paused"


@pytest.mark.parametrize("ask", ["input", "getpass.getpass"])
def test_a_question_is_asked_in_the_cell_that_steps(paused, ask):
    paused.run(f"Curious.question = lambda: print('got', {ask}('How much? '))", "c2")
    number = paused.begin(STEP, "c3", answers=True)
    assert paused.answer(number, "lots") == "How much? "
    assert paused.finish(number).text == "stepped\n"
    assert "got lots" in paused.value("h.log")


def test_a_command_that_a_cell_awaits_may_ask_there(paused):
    number = paused.begin("await h.send('ask')\nprint('sent')", "c2", answers=True)
    paused.answer(number, "p 6 * 7")
    paused.answer(number, "c")
    assert paused.finish(number).text.splitlines()[-2:] == ["42", "sent"]


@pytest.mark.parametrize("option", ["", "--thread"])
@pytest.mark.parametrize("question", ["pdb.set_trace", "input"])
def test_where_no_cell_runs_nobody_is_asked_and_the_failure_says_what_works(
    curious, option, question
):
    curious.run(f"h = %reactor_load Curious {option}", "c1")
    curious.begin(
        "import threading\n"
        "def ask():\n"
        f"    Curious.question = {question}\n"
        "threading.Timer(0.3, ask).start()",
        "c2",
        answers=True,
    )
    text = curious.late_text(ADVICE)
    assert ("BdbQuit" if question == "pdb.set_trace" else "EOFError") in text
    curious.until("h.status == 'failed'")
    curious.run("await h.restart()")
    curious.until("h.status == 'running'")

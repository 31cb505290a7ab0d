"""Whatever surrounds the magics: they do their work, and say where nobody waits."""

import atexit
import time

import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from reactor_notebook import api as kit
from reactor_notebook.cell.surroundings import (
    is_within_cell,
    loop_ends_with_cell,
    may_await,
)
from reactor_notebook.cell.unawaited import ADVICE, UNAWAITED
from tests.notebook.cell.surrounding_code import (
    LOAD,
    NOT_WAITING,
    OTHERWISE,
    STOP,
    WAITING,
    files,
    surround,
)
from tests.notebook.conftest import until
from tests.notebook.shells import MODELS


@pytest.fixture
async def balls(notebook, tmp_path):
    """A notebook that has a model, and files that load and stop it."""
    await notebook.run(MODELS)
    notebook.folder = tmp_path
    yield notebook
    await notebook.run("%autoawait asyncio")


async def surrounded(balls, code, magic):
    """Run *magic* in *code*; returns the lines that say that nobody waits."""
    files(balls.folder, magic)
    result = await balls.run(surround(code, magic, balls.folder), "c1")
    assert "SyntaxError" not in result.printed
    assert "Error" not in result.printed, result.printed
    lines = [line for line in result.printed.splitlines() if ADVICE in line]
    return [line[line.index("Still") :] for line in lines]


def sessions():
    return kit.controller().sessions


async def stopped_by(balls, code):
    """Stop the session that runs by the magic in *code*; returns it and the lines."""
    (session,) = sessions()
    await until(lambda: session.status == "running")
    return session, await surrounded(balls, code, STOP)


@pytest.mark.parametrize("code", WAITING.values(), ids=WAITING)
async def test_what_can_be_waited_for_is(balls, code):
    assert await surrounded(balls, code, LOAD) == []
    assert [s.status for s in sessions()] == ["running"]
    session, lines = await stopped_by(balls, code)
    assert (session.status, lines) == ("stopped", [])


@pytest.mark.parametrize("code", NOT_WAITING.values(), ids=NOT_WAITING)
async def test_what_the_cell_cannot_wait_for_is_done_and_a_line_says_so(balls, code):
    lines = await surrounded(balls, code, LOAD)
    assert lines == [f"Still loading Ball: {ADVICE}"]
    session, lines = await stopped_by(balls, code)
    assert lines == [f"Still stopping Ball: {ADVICE}"]
    await until(lambda: session.status == "stopped")


@pytest.mark.parametrize("code", OTHERWISE.values(), ids=OTHERWISE)
async def test_of_what_is_no_business_of_the_cell_nothing_is_said(balls, code):
    assert await surrounded(balls, code, LOAD) == []
    await until(sessions)
    session, lines = await stopped_by(balls, code)
    assert lines == []
    await until(lambda: session.status == "stopped")


async def test_a_wrong_target_is_one_line_wherever_the_magic_stands(balls):
    result = await balls.run("%%time\n%reactor_load Bal", fails=True)
    assert "UsageError: No model named 'Bal'. Did you mean 'Ball'?" in result.printed
    assert ADVICE not in result.printed


async def test_a_load_that_fails_unawaited_is_told_with_the_author_s_traceback(
    balls, capfd
):
    await balls.run(
        "class Broken(Ball):\n    def load(self, config):\n        1 / 0  # the line"
    )
    await balls.run("%time h = %reactor_load Broken")
    handle = balls.shell.user_ns["h"]
    await until(lambda: handle.status == "stopped")
    told = []
    await until(lambda: told.append(capfd.readouterr().err) or "1 / 0" in "".join(told))
    assert "ZeroDivisionError" in "".join(told)


async def test_awaiting_may_be_turned_off_in_an_earlier_cell(balls):
    await balls.run("%autoawait off")
    result = await balls.run("h = %reactor_load Ball")
    assert f"Still loading Ball: {ADVICE}" in result.printed
    await until(lambda: balls.shell.user_ns["h"].status == "running")


async def test_an_alias_of_a_magic_is_waited_for(balls):
    await balls.run("%alias_magic show reactor_load\n%alias_magic end reactor_stop")
    await balls.run("h = %show Ball --name x")
    assert balls.shell.user_ns["h"].status == "running"
    await balls.run("%end x")
    assert balls.shell.user_ns["h"].status == "stopped"


async def test_a_load_that_nobody_awaits_but_that_ends_in_its_cell_is_not_told(balls):
    cell = "from reactor_notebook import reactor_load\nimport asyncio\n"
    cell += "h = reactor_load(Ball)\nwhile h.status != 'running' or h.is_ignored:\n"
    result = await balls.run(f"{cell}    await asyncio.sleep(0.01)")
    assert ADVICE not in result.printed


async def test_a_plain_call_of_the_function_is_told_too_and_may_be_awaited(balls):
    await balls.run("from reactor_notebook import reactor_load, reactor_stop")
    result = await balls.run("h = reactor_load(Ball)")
    assert f"Still loading Ball: {ADVICE}" in result.printed
    await balls.run("await h")
    assert balls.shell.user_ns["h"].status == "running"
    result = await balls.run("reactor_stop()")
    assert f"Still stopping Ball: {ADVICE}" in result.printed


async def test_what_began_between_two_cells_is_told_by_neither(balls):
    await balls.run("f = lambda: get_ipython().run_line_magic('reactor_load', 'Ball')")
    handle = balls.shell.user_ns["f"]()
    result = await balls.run("pass")
    assert handle.is_ignored
    assert ADVICE not in result.printed


async def test_a_load_that_was_replaced_is_not_told(balls):
    cell = "def f():\n    %reactor_load Ball --name x\nf()\nf()"
    result = await balls.run(cell)
    assert result.printed.count("Still loading x") == 1


async def test_a_cell_in_a_cell_belongs_to_the_outer_one(balls):
    await balls.run("%%capture\nh = %reactor_load Ball", "c1")
    first = balls.shell.user_ns["h"]
    await balls.run("%%capture\nh = %reactor_load Ball", "c1")
    await until(lambda: first.status == "stopped")
    assert [s.label for s in sessions()] == ["Ball"]


async def test_unloading_the_extension_leaves_no_callback_and_no_transformer(balls):
    await balls.run("%unload_ext reactor_notebook")
    callbacks = [c for found in balls.shell.events.callbacks.values() for c in found]
    names = {getattr(c, "__module__", "") for c in callbacks}
    assert not {name for name in names if name.startswith("reactor_notebook")}
    assert not balls.shell.input_transformers_post
    await balls.run("%load_ext reactor_notebook")


def test_without_a_shell_nobody_is_told_and_nothing_is_kept():
    InteractiveShell.clear_instance()
    UNAWAITED.before_cell(None)
    UNAWAITED.add(lambda: "Still loading for ever")
    assert UNAWAITED._begun == []


def test_code_of_no_shell_has_nothing_around_it():
    assert may_await()
    assert not is_within_cell()
    assert not loop_ends_with_cell()


@pytest.fixture
def plain_shell():
    """A shell whose cells are run by plain calls where no loop runs."""
    InteractiveShell.clear_instance()
    config = Config()
    config.HistoryManager.enabled = False
    shell = InteractiveShell.instance(config=config)
    kit.controller.cache_clear()
    shell.run_cell("%load_ext reactor_notebook").raise_error()
    shell.run_cell(MODELS).raise_error()
    yield shell
    shell.run_cell("%reactor_stop").raise_error()
    atexit.unregister(shell.atexit_operations)
    shell.atexit_operations()
    InteractiveShell.clear_instance()
    kit.controller.cache_clear()


@pytest.mark.parametrize(
    "cell", ["h = %reactor_load Ball", "%%time\nh = %reactor_load Ball"]
)
def test_where_the_loop_ends_with_the_cell_the_model_runs_on_between_cells(
    plain_shell, cell, capsys
):
    plain_shell.run_cell(cell).raise_error()
    assert ADVICE not in capsys.readouterr().out
    handle = plain_shell.user_ns["h"]
    assert handle.status == "running"
    step, end = handle.log[-1].step, time.monotonic() + 10
    while handle._session.run.engine.step_index <= step:
        assert time.monotonic() < end
        time.sleep(0.005)

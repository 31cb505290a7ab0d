"""What surrounds the magics in a real kernel, and in IPython's own scripts."""

import os
import subprocess
import sys

import pytest

from reactor_notebook.cell.unawaited import ADVICE, LATE
from tests.notebook.cell.surrounding_code import (
    LOAD,
    NOT_WAITING,
    STOP,
    WAITING,
    files,
    surround,
)
from tests.notebook.kernels import Kernel
from tests.notebook.shells import MODELS

pytestmark = pytest.mark.slow

SESSIONS = "__import__('reactor_notebook').api.controller().sessions"
STATUS = f"[str(s.status) for s in {SESSIONS}]"


@pytest.fixture(scope="module")
def balls(kernel):
    kernel.run("import reactor_notebook.api")
    kernel.run(MODELS)
    return kernel


@pytest.fixture(autouse=True)
def stopped(request):
    yield
    if "balls" in request.fixturenames:
        balls = request.getfixturevalue("balls")
        balls.run("%reactor_stop")


def surrounded(balls, code, magic, folder):
    """Run *magic* in *code*; returns the lines that say that nobody waits."""
    files(folder, magic)
    outputs = balls.run(surround(code, magic, folder), "c1")
    balls.run("%autoawait asyncio")
    assert "Error" not in outputs.errors
    return [line for line in outputs.text.splitlines() if ADVICE in line]


@pytest.mark.parametrize("name", ["nothing", "for", "an async function", "an f-string"])
def test_a_kernel_s_cell_waits_where_it_can(balls, name, tmp_path):
    assert surrounded(balls, WAITING[name], LOAD, tmp_path) == []
    assert balls.value(STATUS) == "['running']"
    assert surrounded(balls, WAITING[name], STOP, tmp_path) == []
    assert balls.value(SESSIONS) == "[]"


@pytest.mark.parametrize("code", NOT_WAITING.values(), ids=NOT_WAITING)
def test_a_kernel_s_cell_that_cannot_wait_says_so(balls, code, tmp_path):
    lines = surrounded(balls, code, LOAD, tmp_path)
    assert [line.strip() for line in lines] == [f"Still loading Ball: {ADVICE}"]
    balls.until(f"{STATUS} == ['running']")
    lines = surrounded(balls, code, STOP, tmp_path)
    assert [line.strip() for line in lines] == [f"Still stopping Ball: {ADVICE}"]
    balls.until(f"{SESSIONS} == []")


def test_the_cell_that_loads_the_extension_says_that_it_does_not_wait():
    with Kernel() as fresh:
        fresh.run(MODELS)
        outputs = fresh.run("%load_ext reactor_notebook\nh = %reactor_load Ball", "c1")
        assert outputs.text == f"Still loading Ball: {LATE}\n"
        fresh.until("h.status == 'running'")


SCRIPT = f"{MODELS}\nh = %reactor_load Ball\nprint('status', h.status)\n%reactor_stop\n"
LOADED = "%load_ext reactor_notebook\n"


@pytest.mark.parametrize(
    ("arguments", "script"),
    [
        (["{file}"], LOADED + SCRIPT),
        (["--ext", "reactor_notebook", "{file}"], SCRIPT),
        (["--ext", "reactor_notebook", "-c", "%run {file}"], SCRIPT),
        (["--ext", "reactor_notebook", "-c", "%time %run {file}"], SCRIPT),
        (["--ext", "reactor_notebook", "-c", "!{python} {file}"], LOADED + SCRIPT),
    ],
)
def test_a_script_of_ipython_s_waits(arguments, script, tmp_path):
    file = tmp_path / "script.ipy"
    file.write_text(script)
    python = f"{sys.executable} -m IPython"
    told = [a.format(file=file, python=python) for a in arguments]
    done = subprocess.run(
        [sys.executable, "-m", "IPython", "--colors=nocolor", *told],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "IPYTHONDIR": str(tmp_path)},
    )
    assert "status running" in done.stdout, done.stdout + done.stderr
    assert ADVICE not in done.stdout
    assert "Error" not in done.stdout + done.stderr

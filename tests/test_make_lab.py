"""``make lab`` says what it does, and opens the notebook with nothing in its way."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
import sysconfig
from pathlib import Path

import jsonschema
import pytest

ROOT = Path(__file__).parent.parent
STEP = [sys.executable, str(ROOT / "scripts" / "step.py")]


def step(title, code):
    """Run *code* as a step whose output is no terminal."""
    return subprocess.run(
        [*STEP, title, "--", sys.executable, "-c", code],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )


def test_a_step_is_one_line_with_its_seconds():
    done = step("Counting", "print('much that nobody reads')")
    assert done.returncode == 0
    assert re.fullmatch(r"Counting … \d+\.\d s\n", done.stdout)


def test_a_step_that_fails_prints_all_that_was_said():
    failed = step("Counting", "import sys; print('one'); sys.exit('no two')")
    assert failed.returncode == 1
    assert re.fullmatch(r"Counting … \d+\.\d s\none\nno two\n", failed.stdout)


def test_a_step_without_a_command_says_how_it_is_called():
    wrong = subprocess.run([*STEP, "Counting"], capture_output=True, encoding="utf-8")
    assert wrong.returncode == 1
    assert "Usage: step.py" in wrong.stderr


def test_on_a_terminal_a_step_shows_what_the_command_said_last():
    ours, theirs = pty.openpty()
    code = "print('Downloading', flush=True); input()"
    command = [*STEP, "Fetching", "--", sys.executable, "-c", code]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=theirs) as process:
        os.close(theirs)
        shown = read_until(ours, "Downloading")
        process.communicate(b"\n", timeout=60)
        shown += read_until(ours, "\n")
    os.close(ours)
    assert re.search(r"Fetching … \d+ s  Downloading", shown)
    last = shown.rpartition("\x1b[K")[2]
    assert re.fullmatch(r"Fetching … \d+\.\d s\r\n", last)


def read_until(terminal, wanted):
    shown = b""
    while wanted.encode() not in shown:
        shown += os.read(terminal, 1024)
    return shown.decode()


@pytest.fixture
def planned(tmp_path):
    """What ``make lab`` would run where nothing is installed yet."""
    command = ["make", "--dry-run", "lab", f"VENV={tmp_path}", "LABFLAGS=--port=1234"]
    done = subprocess.run(
        command, cwd=ROOT, check=True, capture_output=True, text=True, timeout=60
    )
    return done.stdout.splitlines()


def test_every_install_of_make_lab_is_a_step(planned):
    installs = [line for line in planned if " -m venv " in line or " install " in line]
    assert len(installs) == 3
    assert all("scripts/step.py" in line for line in installs)


def test_make_lab_opens_the_quickstart_and_takes_flags_last(planned):
    (lab,) = [line for line in planned if "jupyter lab" in line]
    opened = re.search(r"default_url=/lab/tree/(\S+)", lab)[1]
    assert (ROOT / opened).exists()
    assert lab.endswith(" --port=1234")


def test_make_lab_s_settings_are_jupyterlab_s():
    schemas = Path(sysconfig.get_path("data")) / "share/jupyter/lab/schemas"
    settings = json.loads((ROOT / "scripts" / "lab_settings.json").read_text())
    for plugin, values in settings.items():
        package, name = plugin.split(":")
        schema = json.loads((schemas / package / f"{name}.json").read_text())
        jsonschema.validate(values, schema)

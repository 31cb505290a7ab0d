"""mypy and pyright see of the public names what the files beside this one say.

Both count an ``ignore`` that nothing needs as an error, so that the wrong lines of
those files have to be wrong.
"""

import re
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
SAMPLES = [HERE / "authoring.py", HERE / "driving.py"]
CHECKERS = {
    "mypy": ["-m", "mypy", *SAMPLES],
    "pyright": ["-m", "pyright", "-p", HERE, "--pythonpath", sys.executable],
}


def check(name: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, *CHECKERS[name]]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


@pytest.mark.slow
@pytest.mark.parametrize("name", CHECKERS)
def test_a_checker_sees_what_the_samples_say(name):
    done = check(name)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("name", CHECKERS)
def test_a_line_that_is_right_may_not_be_marked_as_wrong(name, monkeypatch, tmp_path):
    marks = {"mypy": "# type: ignore[arg-type]", "pyright": "# pyright: ignore"}
    (tmp_path / "right.py").write_text(f"number: int = 3  {marks[name]}\n")
    rules = (HERE / "pyrightconfig.json").read_text()
    (tmp_path / "pyrightconfig.json").write_text(rules.replace("driving", "right"))
    places = {"mypy": [tmp_path / "right.py"], "pyright": ["-p", tmp_path]}
    monkeypatch.setitem(CHECKERS, name, ["-m", name, *places[name]])
    done = check(name)
    assert done.returncode == 1
    assert re.search("Unused|Unnecessary", done.stdout), done.stdout


def test_every_wrong_line_is_wrong_for_both():
    for sample in SAMPLES:
        for line in sample.read_text().split("\n"):
            if "  # type: ignore[" in line:
                assert "# pyright: ignore[" in line, line

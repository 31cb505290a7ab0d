"""The tests run on every Python that the package says it supports."""

import os
import re
import stat
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.scripts import load_script

ROOT = Path(__file__).parent.parent
SCRIPT = ROOT / "scripts" / "other_python.py"
MINE = "{}.{}".format(*sys.version_info)


@pytest.fixture
def script():
    return load_script("other_python")


@pytest.fixture
def path(tmp_path, monkeypatch):
    """A folder that is the whole PATH, but for the shell."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def executable(file, text):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"#!/bin/sh\n{text}\n")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    return file


def this_python(file):
    return executable(file, f'exec {sys.executable} "$@"')


def test_the_classifiers_name_the_pythons_that_the_tests_run_on(script):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    named = [
        found[1]
        for classifier in project["classifiers"]
        if (found := re.fullmatch(r".* :: Python :: (3\.\d+)", classifier))
    ]
    assert tuple(named) == script.SUPPORTED
    assert project["requires-python"] == f">={script.SUPPORTED[0]}"


def test_the_other_python_is_the_newest_that_is_not_this_one(script):
    assert script.other_version((3, 11)) == "3.13"
    assert script.other_version((3, 12)) == "3.13"
    assert script.other_version((3, 13)) == "3.11"


def test_a_python_on_the_path_is_found(script, path):
    assert script.find_python(MINE) is None
    found = this_python(path / f"python{MINE}")
    assert script.find_python(MINE) == found


def test_a_shim_that_does_not_run_gives_way_to_a_version_of_pyenv(
    script, path, tmp_path
):
    executable(path / f"python{MINE}", "exit 127")
    executable(path / "pyenv", f"echo {tmp_path}")
    folder = tmp_path / "versions" / f"{MINE}.5" / "bin"
    assert script.find_python(MINE) is None
    found = this_python(folder / f"python{MINE}")
    assert script.find_python(MINE) == found


def test_a_python_of_another_version_is_not_taken(script, path):
    this_python(path / "python3.13t")
    this_python(path / "python3.99")
    assert script.find_python("3.99") is None


def test_a_pyenv_that_fails_has_no_versions(script, path):
    executable(path / "pyenv", "exit 1")
    assert script.find_python(MINE) is None


def test_what_cannot_be_run_at_all_is_not_taken(script, path):
    broken = executable(path / f"python{MINE}", "")
    broken.write_text("#!/no/such/interpreter\n")
    assert script.find_python(MINE) is None


def test_without_the_other_python_the_run_is_skipped_with_a_word(path):
    done = subprocess.run(
        [sys.executable, SCRIPT], capture_output=True, text=True, env=dict(os.environ)
    )
    assert done.returncode == 0
    assert re.search(r"not run on it\. To have it: pyenv install 3\.1", done.stdout)


def test_an_environment_is_made_once_and_renewed_with_the_requirements(
    script, tmp_path
):
    calls = tmp_path / "calls"
    project = tmp_path / "pyproject.toml"
    project.write_text("")
    fake = executable(
        tmp_path / "python",
        f'echo "$@" >> {calls}\n'
        f'[ "$2" = venv ] && mkdir -p "$3/bin" && cp "$0" "$3/bin/python"\nexit 0',
    )
    made = script.environment("3.99", fake, tmp_path)
    assert made == tmp_path / ".venv-3.99" / "bin" / "python"
    first = calls.read_text().splitlines()
    assert [line.split()[1] for line in first] == ["venv", "pip", "pip"]
    assert first[-1].endswith("--group test")
    script.environment("3.99", fake, tmp_path)
    assert calls.read_text().splitlines() == first
    later = made.parent.parent.joinpath(".ready").stat().st_mtime + 1
    os.utime(project, (later, later))
    script.environment("3.99", fake, tmp_path)
    assert [line.split()[1] for line in calls.read_text().splitlines()[3:]] == [
        "pip",
        "pip",
    ]


def test_the_oldest_libraries_are_run_on_the_oldest_python(path):
    oldest = SCRIPT.with_name("oldest_libraries.py")
    done = subprocess.run(
        [sys.executable, oldest], capture_output=True, text=True, env=dict(os.environ)
    )
    assert done.returncode == 0
    assert re.search(r"oldest libraries\. To have it: pyenv install 3\.11", done.stdout)

"""What the command for a GPU's tests says where there is no GPU."""

import subprocess
import sys
from types import SimpleNamespace

import pytest

from tests.scripts import load_script


@pytest.fixture
def script():
    return load_script("gpu_tests")


def torch(version, *, is_available):
    cuda = SimpleNamespace(is_available=lambda: is_available)
    return SimpleNamespace(__version__=version, cuda=cuda)


@pytest.mark.parametrize(
    ("module", "reason"),
    [
        (None, "torch is not installed"),
        (torch("2.13.0+cpu", is_available=False), "torch 2.13.0+cpu sees no CUDA"),
    ],
)
def test_one_line_says_why_nothing_is_run(monkeypatch, capsys, script, module, reason):
    monkeypatch.setitem(sys.modules, "torch", module)
    monkeypatch.setattr(subprocess, "run", pytest.fail)
    assert script.main() == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert f"not run: {reason}" in line


def test_where_there_is_a_device_the_exit_code_is_that_of_the_tests(
    monkeypatch, script
):
    monkeypatch.setitem(sys.modules, "torch", torch("2.13.0", is_available=True))
    asked = []

    def run(command, check):
        asked.append(command)
        return SimpleNamespace(returncode=3)

    monkeypatch.setattr(script.subprocess, "run", run)
    assert script.main() == 3
    (command,) = asked
    assert command[:3] == [sys.executable, "-m", "pytest"]
    assert command[-3:] == ["-m", "gpu", "tests/gpu"]

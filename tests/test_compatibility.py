"""What docs/compatibility.md promises is there, and what is there is promised."""

import contextlib
import importlib
import inspect
import re
import subprocess
import sys
import tomllib
from importlib.metadata import entry_points
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from reactor_runtime import errors
from reactor_runtime.wire import panel

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs/compatibility.md").read_text()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
WHOLE = ["reactor_runtime", "reactor_runtime.testing", "reactor_notebook"]


def rows(heading: str) -> list[list[str]]:
    """The cells of the table under *heading*, without its own heading."""
    part = PAGE.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in part.split("\n") if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


NAMES = {
    module.strip("`"): re.findall(r"`(\w+)`", cell)
    for module, cell in rows("Public names")
}


@pytest.mark.parametrize("module", NAMES)
def test_every_name_that_is_promised_can_be_imported(module):
    found = importlib.import_module(module)
    for name in NAMES[module]:
        assert hasattr(found, name), f"{module}.{name}"


@pytest.mark.parametrize("module", WHOLE)
def test_every_name_that_is_exported_is_promised(module):
    assert sorted(NAMES[module]) == sorted(importlib.import_module(module).__all__)


def test_interface_has_the_names_of_the_root():
    assert ["`reactor_runtime.interface`", "the same"] in rows("Public names")
    interface = importlib.import_module("reactor_runtime.interface")
    assert sorted(interface.__all__) == sorted(NAMES["reactor_runtime"])


def test_every_error_that_is_raised_on_purpose_is_promised():
    raised = {
        name
        for name, found in vars(errors).items()
        if isinstance(found, type) and issubclass(found, errors.ReactorError)
    }
    assert set(NAMES["reactor_runtime.errors"]) == raised


def test_every_magic_is_promised_and_has_its_function():
    functions = {n for n in NAMES["reactor_notebook"] if n.startswith("reactor_")}
    assert set(re.findall(r"`%(reactor_\w+)`", PAGE)) == functions


def test_every_command_is_promised():
    commands = {point.name for point in entry_points(group="reactor.commands")}
    assert set(re.findall(r"`reactor (\w+)`", PAGE)) == commands


def test_the_version_of_the_panel_protocol_is_the_one_that_is_promised():
    assert f"[panel protocol](panel-protocol.md), version {panel.VERSION}:" in PAGE


def test_the_oldest_libraries_are_those_that_pip_takes():
    lab, test = (PROJECT["dependency-groups"][group] for group in ("lab", "test"))
    optional = PROJECT["project"]["optional-dependencies"]["torch"]
    wanted = map(
        Requirement, [*PROJECT["project"]["dependencies"], *optional, *lab, *test]
    )
    oldest = {
        canonicalize_name(one.name): next(iter(one.specifier)).version
        for one in wanted
        if one.specifier
    }
    oldest["python"] = PROJECT["project"]["requires-python"].removeprefix(">=")
    called = {"pyav": "av"}
    for what, version, _ in rows("What it runs on"):
        name = canonicalize_name(what.partition(",")[0].replace(" ", "-"))
        assert oldest[called.get(name, name)] == version, what


def homes() -> set[str]:
    """The files in which the public names are defined."""
    found = set()
    for module, names in NAMES.items():
        exported = importlib.import_module(module)
        for value in (exported, *(getattr(exported, name) for name in names)):
            with contextlib.suppress(TypeError):  # a constant has no file
                found.add(inspect.getsourcefile(value))
    return found


def wants_docstrings(file: str) -> bool:
    command = ["ruff", "check", "--no-cache", "--select", "D1", "--stdin-filename"]
    done = subprocess.run(
        [sys.executable, "-m", *command, file, "-"],
        cwd=ROOT,
        input="def public():\n    pass\n",
        capture_output=True,
        text=True,
    )
    assert done.returncode in (0, 1), done.stderr
    return "D103" in done.stdout


@pytest.mark.slow
def test_docstrings_are_demanded_where_public_names_come_from_and_not_elsewhere():
    assert [file for file in sorted(homes()) if not wants_docstrings(file)] == []
    assert not wants_docstrings("reactor_runtime/engine/another.py")
    assert not wants_docstrings("reactor_notebook/tuning/another.py")


def test_nothing_is_deprecated_without_being_listed():
    """A retired name warns, so ``DeprecationWarning`` stands in its module."""
    warning = [
        path
        for package in ("reactor_runtime", "reactor_notebook")
        for path in (ROOT / package).rglob("*.py")
        if re.search(r"warn\(.*DeprecationWarning", path.read_text(), re.DOTALL)
    ]
    assert warning == [] or "Retired now: none." not in PAGE

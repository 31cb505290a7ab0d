"""One version, said by the code, the package, the front end and the changelog."""

import json
import re
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import reactor_notebook
import reactor_runtime
from reactor_runtime import interface

ROOT = Path(__file__).parent.parent
FRONT_END = ROOT / "reactor_runtime/panel/frontend"
CHANGELOG = (ROOT / "CHANGELOG.md").read_text()
HEADINGS = re.findall(r"^## (.+)$", CHANGELOG, re.MULTILINE)


def test_both_packages_say_the_version_of_pyproject():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    for package in (reactor_runtime, interface, reactor_notebook):
        assert package.__version__ == project["version"]


def test_the_version_is_that_of_the_installed_package():
    assert reactor_runtime.__version__ == metadata.version("reactor-notebook")


def test_the_front_end_says_the_same_version():
    for name in ("package.json", "package-lock.json"):
        said = json.loads((FRONT_END / name).read_text())["version"]
        assert said == reactor_runtime.__version__, name


def test_the_newest_heading_of_the_changelog_is_that_version():
    unreleased, newest, *_ = HEADINGS
    assert unreleased == "Unreleased"
    assert newest == reactor_runtime.__version__


def test_every_change_is_one_line_under_what_it_changes():
    kinds = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    assert set(re.findall(r"^### (.+)$", CHANGELOG, re.MULTILINE)) <= kinds
    changes = CHANGELOG.partition("\n## ")[2].split("\n")[1:]
    odd = [line for line in changes if line and not line.startswith(("- ", "#"))]
    assert odd == []


def test_the_import_does_not_ask_what_is_installed():
    code = "import sys, reactor_runtime; print('importlib.metadata' in sys.modules)"
    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == "False"

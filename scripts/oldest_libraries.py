"""Run the tests with the oldest libraries that the package allows.

They are the lower bounds of ``pyproject.toml``, on the oldest Python that it allows,
since a library of those days has no wheels for a later one. uv chooses and installs
them. What an old library warns of is its own affair, so warnings are no errors here.
"""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from other_python import ROOT, SUPPORTED, find_python

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = ROOT / ".venv-oldest"
BROWSER_TESTS = "tests/browser/test_controls.py"


def environment(python: Path, root: Path = ROOT, folder: Path = FOLDER) -> Path:
    """Return the interpreter of an environment with the oldest libraries.

    It is made anew when the project's requirements have changed.

    Raises:
        subprocess.CalledProcessError: Something could not be installed.
    """
    inside, ready = folder / "bin" / "python", folder / ".ready"
    project = root / "pyproject.toml"
    if ready.exists() and ready.stat().st_mtime >= project.stat().st_mtime:
        return inside
    uv = [sys.executable, "-m", "uv"]
    subprocess.run([*uv, "venv", "-q", "--clear", "-p", python, folder], check=True)
    groups = ["--group", "lab", "--group", "test"]
    oldest = ["--resolution", "lowest-direct", "--editable", ".", *groups]
    subprocess.run(
        [*uv, "pip", "install", "-qp", inside, *oldest], check=True, cwd=root
    )
    ready.touch()
    return inside


def main() -> int:
    """Run the tests and return pytest's exit code, 0 where they are skipped."""
    version = SUPPORTED[0]
    python = find_python(version)
    if python is None:
        print(
            f"Python {version} is neither on PATH nor among pyenv's versions, so the "
            f"tests are not run with the oldest libraries. To have it: pyenv install "
            f"{version}"
        )
        return 0
    print(f"The tests with the oldest libraries, on Python {version}:", flush=True)
    pytest = [environment(python), "-m", "pytest", "-q", "-o", "filterwarnings=default"]
    # jupyter-core 5 warns where it is not told which folders to use.
    variables = {**os.environ, "JUPYTER_PLATFORM_DIRS": "1"}
    for tests in ([], ["-n", "0", "-m", "browser", BROWSER_TESTS]):
        done = subprocess.run([*pytest, *tests], cwd=ROOT, env=variables)
        if done.returncode:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Run the tests that need no browser on the other Python that the project supports.

It is looked for on PATH and among pyenv's versions, and gets a virtual environment of
its own, without torch. Where it is not on the machine the run is skipped with a word.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SUPPORTED = ("3.11", "3.13")
"""The Pythons that the tests run on, as the package's classifiers say."""

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 30.0
"""Seconds that an interpreter gets to say which one it is."""


def other_version(mine: tuple[int, int]) -> str:
    """Return the newest supported version that is not *mine*."""
    own = "{}.{}".format(*mine)
    return next(version for version in reversed(SUPPORTED) if version != own)


def find_python(version: str) -> Path | None:
    """Return an interpreter of *version*, ``None`` if the machine has none."""
    return next((path for path in _candidates(version) if _is(path, version)), None)


def environment(version: str, python: Path, root: Path = ROOT) -> Path:
    """Return the interpreter of a virtual environment with what the tests need.

    It is made with *python* at first, and brought up to date when the project's
    requirements have changed.

    Raises:
        subprocess.CalledProcessError: Something could not be installed.
    """
    folder = root / f".venv-{version}"
    inside, ready = folder / "bin" / "python", folder / ".ready"
    project = root / "pyproject.toml"
    if ready.exists() and ready.stat().st_mtime >= project.stat().st_mtime:
        return inside
    if not inside.exists():
        subprocess.run([python, "-m", "venv", folder], check=True)
    pip = [inside, "-m", "pip", "install", "--quiet"]
    subprocess.run([*pip, "--upgrade", "pip"], check=True)
    subprocess.run([*pip, "--editable", root, "--group", "test"], check=True, cwd=root)
    ready.touch()
    return inside


def main() -> int:
    """Run the tests and return pytest's exit code, 0 where they are skipped."""
    version = other_version(sys.version_info[:2])
    python = find_python(version)
    if python is None:
        print(
            f"Python {version} is neither on PATH nor among pyenv's versions, so the "
            f"tests are not run on it. To have it: pyenv install {version}"
        )
        return 0
    print(f"The tests without a browser on Python {version}:", flush=True)
    tests = [environment(version, python), "-m", "pytest", "-q"]
    return subprocess.run(tests, cwd=ROOT).returncode


def _candidates(version: str) -> Iterator[Path]:
    if found := shutil.which(f"python{version}"):
        yield Path(found)
    if (pyenv := shutil.which("pyenv")) is None:
        return
    asked = subprocess.run([pyenv, "root"], capture_output=True, text=True)
    if asked.returncode == 0:
        versions = Path(asked.stdout.strip()) / "versions"
        yield from sorted(versions.glob(f"{version}*/bin/python{version}"))


def _is(python: Path, version: str) -> bool:
    """Whether *python* runs and is *version*: a shim of pyenv may be of no use."""
    program = "import sys; print('{}.{}'.format(*sys.version_info))"
    try:
        answer = subprocess.run(
            [python, "-c", program], capture_output=True, text=True, timeout=PATIENCE
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.stdout.strip() == version


if __name__ == "__main__":
    sys.exit(main())

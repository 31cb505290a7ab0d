"""Build what Binder would build, in a temporary folder, and run the notebook in it."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from reactor_runtime.errors import SharingError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reactor_notebook.sharing.plan import SharePlan

NOTEBOOK_SECONDS = 600
_SHOWN_LINES = 30


def check(plan: SharePlan, tell: Callable[[str], object]) -> None:
    """Install what *plan* says and run its notebook there, as committed.

    Args:
        plan: What would be written; it need not have been.
        tell: Told each step.

    Raises:
        SharingError: A step failed; the end of what it said is included.
    """
    if "binder/requirements.txt" not in plan.files:
        raise SharingError(
            "An environment of conda's is not built here: only Binder can check it. "
            "Run: repo2docker ."
        )
    if not plan.repository.ref:
        raise SharingError("Nothing is committed, so there is nothing to check")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        checkout = _export(plan, folder / "checkout")
        tell("Making an empty environment")
        _run([sys.executable, "-m", "venv", str(folder / "environment")], checkout)
        python = folder / "environment/bin/python"
        tell("Installing what the files say")
        pip = [str(python), "-m", "pip", "install", "--quiet"]
        extra = [plan.pinned.local] if plan.pinned.local else []
        requirements = ["-r", str(checkout / "binder/requirements.txt")]
        _run([*pip, *requirements, *extra, "nbclient"], checkout)
        path = f"{python.parent}{os.pathsep}{os.environ.get('PATH', '')}"
        _run([str(checkout / "binder/postBuild")], checkout, path)
        tell(f"Running {plan.notebook}")
        execute = [str(python), "-m", "jupyter", "execute"]
        timeout = f"--timeout={NOTEBOOK_SECONDS}"
        _run([*execute, timeout, str(checkout / plan.notebook)], checkout, path)


def _export(plan: SharePlan, folder: Path) -> Path:
    """Put the last commit into *folder*, and the files of *plan* over it."""
    root = plan.repository.root
    archive = folder.parent / "checkout.tar"
    _run(["git", "-C", str(root), "archive", "-o", str(archive), "HEAD"], root)
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    for path, text in plan.files.items():
        file = folder / path
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
        file.chmod(0o755)
    return folder


def _run(command: Sequence[str], folder: Path, path: str | None = None) -> None:
    environment = {k: v for k, v in os.environ.items() if k != "VIRTUAL_ENV"}
    if path is not None:
        environment["PATH"] = path
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        said = "\n".join(done.stdout.splitlines()[-_SHOWN_LINES:])
        raise SharingError(f"{' '.join(command)} failed:\n{said}")

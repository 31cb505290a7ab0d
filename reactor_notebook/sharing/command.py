"""Sharing a notebook: from Python, as ``%reactor_share`` and as ``reactor share``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from reactor_notebook.cell.display import current_shell
from reactor_notebook.sharing.checking import check as check_plan
from reactor_notebook.sharing.plan import SharePlan, make_plan
from reactor_runtime.errors import ReactorError, SharingError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable


def reactor_share(
    notebook: str | Path | None = None,
    *,
    overwrite: bool = False,
    check: bool = False,
    tell: Callable[[str], object] = print,
) -> SharePlan:
    """Write what Binder needs to open *notebook*, and say what to do besides.

    The files go into ``binder/`` of the notebook's git repository. One that is there
    and says something else is shown as a difference, and left.

    Args:
        notebook: The notebook, by default the one that runs, or the only one here.
        overwrite: Whether files that differ are written, too.
        check: Whether to build the environment in a temporary folder, and to run the
            notebook in it.
        tell: Gets each line of what there is to say.

    Returns:
        What was worked out: its files, its problems and its badge.

    Raises:
        SharingError: There is no such notebook, or no repository, or the check failed.
    """
    plan = make_plan(_found(notebook))
    _write(plan, tell, overwrite=overwrite)
    for problem in plan.problems:
        tell(f"! {problem}")
    if check:
        check_plan(plan, tell)
        tell(f"{plan.notebook} runs in an environment of its own")
    if plan.badge:
        tell("Commit and push binder/; the badge for your README:")
        tell(plan.badge)
    return plan


def _write(plan: SharePlan, tell: Callable[[str], object], *, overwrite: bool) -> None:
    """Write the files of *plan*, and tell which, and which are left."""
    differences = {} if overwrite else plan.differences()
    written = plan.write(overwrite=overwrite)
    for path in written:
        tell(f"Wrote {path}")
    for path, difference in differences.items():
        tell(f"{path} says something else and is left; --overwrite writes it:")
        tell(difference.rstrip())
    if not written and not differences:
        tell("binder/ says it all already")


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``reactor share`` to the command line."""
    summary = "write what Binder needs to open a notebook, and print its badge"
    parser = commands.add_parser("share", help=summary, description=summary)
    parser.add_argument("notebook", nargs="?", help="by default the only one here")
    parser.add_argument(
        "--overwrite", action="store_true", help="also files that say something else"
    )
    parser.add_argument(
        "--check", action="store_true", help="build it in a temporary folder and run it"
    )
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    try:
        reactor_share(
            arguments.notebook, overwrite=arguments.overwrite, check=arguments.check
        )
    except ReactorError as error:
        print(error)  # noqa: T201 - the command's output
        return 1
    return 0


def _found(notebook: str | Path | None) -> Path:
    if notebook is not None:
        return Path(notebook)
    running = _running()
    if running is not None:
        return running
    here = sorted(Path.cwd().glob("*.ipynb"))
    if len(here) == 1:
        return here[0]
    names = ", ".join(path.name for path in here) or "none"
    raise SharingError(
        f"Which notebook is to be shared? Name it; in {Path.cwd()} there are: {names}"
    )


def _running() -> Path | None:
    """Return the notebook of this kernel, where the server or the editor says it."""
    shell = current_shell()
    told = shell.user_ns.get("__vsc_ipynb_file__") if shell is not None else None
    for name in (told, os.environ.get("JPY_SESSION_NAME")):
        if isinstance(name, str) and name.endswith(".ipynb") and Path(name).is_file():
            return Path(name)
    return None

"""Let a model's code ask in the cell that runs: by ``input()``, or in a debugger.

A kernel sends a question to the cell whose code asks. A model's code runs in tasks that
its loading cell began, and that cell's page no longer listens. So while another cell
runs, such as one that waits for ``handle.step()``, the question goes there. Where none
does nobody is asked: ``input()`` raises ``EOFError`` and a debugger ``BdbQuit``.
"""

from __future__ import annotations

import bdb
import contextvars
import sys
import threading
from typing import TYPE_CHECKING, Any, Self, TypeVar

from reactor_notebook.cell.display import current_shell
from reactor_notebook.cell.surroundings import is_within_cell

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

_PARENTS = ("_shell_parent", "_shell_parent_ident")
"""Where ipykernel 7 keeps the cell that code belongs to; ipykernel 6 knows one only."""


class Asking:
    """Knows the cell that runs. Use :data:`ASKING`, the one there is."""

    def __init__(self) -> None:
        self._cell: contextvars.Context | None = None

    def before_cell(self, _: object) -> None:
        """Take note of the cell that begins; IPython's ``pre_run_cell`` event.

        A cell within a cell belongs to the outer one, and one of a subshell to itself.
        """
        if _is_main_thread() and not is_within_cell():
            self._cell = contextvars.copy_context()

    def after_cell(self, _: object) -> None:
        """Forget the cell that ends; IPython's ``post_run_cell`` event."""
        if _is_main_thread() and not is_within_cell():
            self._cell = None

    def parents(self) -> dict[contextvars.ContextVar[Any], Any]:
        """Return what says, to the kernel, to whom the cell that runs belongs."""
        cell = self._cell
        if cell is None:  # as most often, and this is asked at each step
            return {}
        kernel = getattr(current_shell(), "kernel", None)
        variables = (getattr(kernel, name, None) for name in _PARENTS)
        return {
            variable: cell[variable]
            for variable in variables
            if isinstance(variable, contextvars.ContextVar) and variable in cell
        }

    def say(self, write: Callable[[str], T], text: str) -> T | None:
        """Call *write* with *text* as if the cell that runs did, if one does."""
        cell = self._cell
        return None if cell is None else cell.copy().run(write, text)


ASKING = Asking()
"""The cell of this process's shell."""


class Questions:
    """Entered round a model's code: what asks there asks in the cell that runs."""

    def __init__(self) -> None:
        self._entered: list[list[contextvars.Token[Any]]] = []

    def __enter__(self) -> Self:
        parents = ASKING.parents()
        self._entered.append([v.set(parent) for v, parent in parents.items()])
        return self

    def __exit__(self, *exc_info: object) -> None:
        for token in self._entered.pop():
            token.var.reset(token)


def is_debugged() -> bool:
    """Whether pdb, or a debugger made of it, follows the code of this thread."""
    return isinstance(getattr(sys.gettrace(), "__self__", None), bdb.Bdb)


def _is_main_thread() -> bool:
    return threading.current_thread() is threading.main_thread()

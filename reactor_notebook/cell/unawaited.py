"""Say at a cell's end what it has begun and did not wait for.

Inside another magic, a plain function or a script nobody can wait for a load, and
elsewhere nobody has to. The next line then meets a model that is not loaded yet; this
is the line that says why.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from reactor_notebook.cell.display import current_shell
from reactor_notebook.cell.surroundings import is_within_cell

if TYPE_CHECKING:
    from collections.abc import Callable

    from IPython.core.interactiveshell import InteractiveShell

ADVICE = (
    "this cell did not wait for it. Give the magic a line of its own, outside other "
    "magics, functions and scripts, or 'await' what it returns."
)


LATE = (
    "this cell did not wait for it, because %load_ext stands in the same cell. Give "
    "that a cell of its own before this one, or 'await' what the magic returns."
)


class Unawaited(threading.local):
    """What the cell that runs has begun; each thread that runs cells has its own.

    Use :data:`UNAWAITED`, the one there is.
    """

    def __init__(self) -> None:
        self._begun: list[Callable[[], str]] = []
        self._is_new = False

    def add(self, under_way: Callable[[], str]) -> None:
        """Ask *under_way* at the end of the cell.

        Args:
            under_way: Says what goes on although nobody waits for it, e.g. ``"Still
                loading Ball"``; empty where nothing does.
        """
        if current_shell() is not None:
            self._begun.append(under_way)

    def watch(self, shell: InteractiveShell, *, is_loading: bool = False) -> None:
        """From now on tell it after each cell of *shell*; once per shell.

        Args:
            shell: Whose cells.
            is_loading: Whether the cell that runs loads the extension: Python has read
                it already, so that it cannot wait for what else it begins.
        """
        self.leave(shell)
        self._is_new = is_loading
        shell.events.register("pre_run_cell", self.before_cell)
        shell.events.register("post_run_cell", self.after_cell)

    def leave(self, shell: InteractiveShell) -> None:
        """Tell nothing in *shell* any more."""
        for callbacks in shell.events.callbacks.values():
            callbacks[:] = [
                callback
                for callback in callbacks
                if callback not in (self.before_cell, self.after_cell)
            ]

    def before_cell(self, _: object) -> None:
        """Forget what was begun between two cells; IPython's ``pre_run_cell``."""
        if not is_within_cell():
            self._begun.clear()
            self._is_new = False

    def after_cell(self, _: object) -> None:
        """Print a line for each thing that goes on; IPython's ``post_run_cell``.

        What a cell within a cell has begun is told after the outer one, whose output is
        not captured.
        """
        if is_within_cell():
            return
        begun, self._begun = self._begun, []
        advice = LATE if self._is_new else ADVICE
        self._is_new = False
        for text in filter(None, (under_way() for under_way in begun)):
            print(f"{text}: {advice}")  # noqa: T201 - the cell's own output


UNAWAITED = Unawaited()
"""What this process's cells have begun."""

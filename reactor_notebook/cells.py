"""Which cell runs now, so that running it again replaces what it loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reactor_notebook.display import current_shell
from reactor_notebook.surroundings import is_within_cell

if TYPE_CHECKING:
    from collections.abc import Mapping


class CellWatch:
    """Remembers the id of the cell that began last, as IPython tells it."""

    def __init__(self) -> None:
        self.cell_id: str | None = None

    def before_cell(self, info: Any) -> None:
        """Take the id that the front end gave; IPython's ``pre_run_cell`` event.

        A cell within a cell belongs to the outer one.
        """
        if not is_within_cell():
            self.cell_id = getattr(info, "cell_id", None)


def current_cell(watch: CellWatch) -> str | None:
    """Return the id of the cell whose code asks, ``None`` if nobody gave it one.

    The kernel knows it for the code that asks, also while another cell runs; elsewhere
    it is the cell that *watch* saw begin.
    """
    kernel = getattr(current_shell(), "kernel", None)
    if kernel is None:
        return watch.cell_id
    parent: Mapping[str, Any] = kernel.get_parent() or {}
    found = (parent.get("metadata") or {}).get("cellId")
    return found if isinstance(found, str) else watch.cell_id

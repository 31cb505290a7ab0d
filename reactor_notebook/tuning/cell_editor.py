"""The seam where a page that can change its own cells plugs in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from concurrent.futures import Future


class CellEditor(Protocol):
    """Changes the text of a cell in the page that shows it."""

    def replace(self, cell_id: str, expected: str, text: str) -> Future[None]:
        """Put *text* in the place of *expected*, if that is what the cell holds.

        Args:
            cell_id: The cell.
            expected: What it must hold.
            text: What it is to hold.

        Returns:
            Done when the page has answered. Its exception is a ``TuningError`` that
            says why nothing was changed: the cell holds something else, is being run,
            or was deleted.
        """


class EditorSlot:
    """Holds the editor of the pages of this kernel, if one is connected."""

    def __init__(self) -> None:
        self.editor: CellEditor | None = None

    def connect(self, editor: CellEditor) -> None:
        """Let *editor* change cells from now on."""
        self.editor = editor

    def disconnect(self, editor: CellEditor) -> None:
        """Let *editor* go, unless another one has taken its place."""
        if self.editor is editor:
            self.editor = None


CELL_EDITOR = EditorSlot()

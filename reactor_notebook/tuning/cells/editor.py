"""The seam where a page that can change its own cells plugs in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Future


@dataclass(frozen=True, slots=True)
class CellEdit:
    """Another text for a cell.

    Args:
        cell_id: The cell.
        name: What people call it, e.g. ``cell [3]``.
        expected: What it must hold.
        text: What it is to hold.
    """

    cell_id: str
    name: str
    expected: str
    text: str


class CellEditor(Protocol):
    """Changes the text of cells in the page that shows them."""

    def replace(self, edits: Sequence[CellEdit]) -> Future[None]:
        """Carry out all of *edits*, or none of them.

        Returns:
            Done when the page has answered. Its exception is a ``TuningError`` that
            says why nothing was changed: a cell holds something else, is being run,
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

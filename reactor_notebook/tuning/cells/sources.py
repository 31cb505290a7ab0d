"""Which cell a class was written in, as it stood when it ran."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from reactor_notebook.cell.display import current_shell
from reactor_notebook.cell.surroundings import is_within_cell
from reactor_runtime.interface import InputState, ReactorModel

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that ran.

    Args:
        cell_id: What the front end calls it, ``None`` if it did not say.
        text: What stood in it.
        number: Its execution count.
    """

    cell_id: str | None
    text: str
    number: int

    def __str__(self) -> str:
        return f"cell [{self.number}]"


class CellSources:
    """Remembers each class of the notebook with its cell, while the class is there.

    Only classes that are made while it listens; of others :meth:`cell_of` knows what
    IPython's history knows.
    """

    def __init__(self) -> None:
        self._cells: WeakKeyDictionary[type, Cell | None] = WeakKeyDictionary()
        self._running: Cell | None = None

    @property
    def running(self) -> Cell | None:
        """The cell that runs now."""
        return self._running

    def begin(self) -> None:
        """Take the classes that are there already as those of cells of before.

        The cell that runs now was not announced.
        """
        for cls in _author_classes():
            self._cells.setdefault(cls, None)
        self._running = _requested_cell()

    def before_cell(self, info: Any) -> None:
        """Take the text of the cell that begins; IPython's ``pre_run_cell`` event."""
        shell = current_shell()
        if shell is None or is_within_cell():
            return
        cell_id = getattr(info, "cell_id", None)
        self._running = Cell(cell_id, info.raw_cell, shell.execution_count)

    def after_cell(self, _: object) -> None:
        """Note what the cell has defined; IPython's ``post_run_cell`` event."""
        for cls in _author_classes():
            self._cells.setdefault(cls, self._running)
        if not is_within_cell():
            self._running = None

    def cell_of(self, cls: type, filename: str) -> Cell | None:
        """Return the cell that *cls* was written in.

        Args:
            cls: A class of the notebook.
            filename: What the code that made it calls its file.
        """
        found = self._cells.get(cls, self._running)
        if found is None:
            return _from_history(filename)
        # Before or after the cell is announced, IPython counts it: it differs.
        return replace(found, number=_cell_numbers().get(filename, found.number))


def _author_classes() -> Iterator[type]:
    """Yield the notebook's states and models, and what inherits them."""
    waiting: list[type] = [InputState, ReactorModel]
    while waiting:
        inheriting: list[type] = waiting.pop().__subclasses__()
        waiting += inheriting
        yield from (cls for cls in inheriting if cls.__module__ == "__main__")


def is_cell_file(filename: str) -> bool:
    """Whether IPython gave this name to the code of a cell."""
    return filename in _cell_numbers()


def _requested_cell() -> Cell | None:
    """Return the cell that a page has asked this kernel to run, and that runs now."""
    shell = current_shell()
    kernel = getattr(shell, "kernel", None)
    if shell is None or kernel is None or not is_within_cell():
        return None
    parent = kernel.get_parent() or {}
    text = (parent.get("content") or {}).get("code")
    cell_id = (parent.get("metadata") or {}).get("cellId")
    if not isinstance(text, str):
        return None
    return Cell(cell_id, text, shell.execution_count)


def _from_history(filename: str) -> Cell | None:
    number = _cell_numbers().get(filename)
    shell = current_shell()
    if number is None or shell is None:
        return None
    manager = shell.history_manager
    known = [] if manager is None else manager.input_hist_raw
    return Cell(None, known[number], number) if number < len(known) else None


def _cell_numbers() -> dict[str, int]:
    compiler = getattr(current_shell(), "compile", None)
    numbers: dict[str, int] = getattr(compiler, "_filename_map", {})
    return numbers


CELL_SOURCES = CellSources()

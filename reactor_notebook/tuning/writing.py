"""Carry out what was planned, in files and in cells."""

from __future__ import annotations

from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING

from reactor_notebook.display import current_shell, print_error
from reactor_notebook.pending import Pending, completed
from reactor_notebook.tuning.cell_editor import CELL_EDITOR
from reactor_notebook.tuning.cell_sources import CELL_SOURCES, Cell
from reactor_notebook.tuning.disk import exchange, read_source
from reactor_notebook.tuning.history import Written
from reactor_notebook.tuning.planning import Planner
from reactor_runtime.errors import TuningError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from reactor_notebook.tuning.cell_editor import CellEditor
    from reactor_notebook.tuning.declared import Declared
    from reactor_notebook.tuning.history import Delta
    from reactor_notebook.tuning.planning import SourceChange, WritePlan


class WriteReceipt:
    """What ``write()`` returns: files are written, a page may be yet to answer.

    ``await`` it for the page's answer, or ignore it.

    Args:
        told: What was done, in words.
        pending: Done when the page has answered.
    """

    def __init__(self, told: str, pending: Pending[None]) -> None:
        self._told = told
        self._pending = pending

    def __await__(self) -> Generator[object, None, None]:
        return self._pending.__await__()

    def done(self) -> bool:
        """Return whether nothing is under way any more."""
        return self._pending.done()

    def result(self, timeout: float | None = None) -> None:
        """Block for the answer; for code without a running event loop.

        Raises:
            TuningError: The page refused it.
        """
        self._pending.result(timeout)

    def __repr__(self) -> str:
        return self._told


class Sources:
    """The sources of one model: as they were loaded, and as they were written since."""

    def __init__(self) -> None:
        self._loaded: dict[Path, bytes] = {}
        self._cells: dict[Cell, str] = {}

    def begin(self, declared: Declared, *, is_same_class: bool) -> None:
        """Take what was just loaded; the same class comes from what was read before."""
        if not is_same_class:
            self._loaded, self._cells = dict(declared.files), {}

    def planner(self, declared: Declared) -> Planner:
        """Return what works out changes of these sources."""
        return Planner(declared, self._loaded, self._cells)

    def write(
        self,
        plan: WritePlan,
        delta: Delta,
        written: Callable[[Written], None],
        *,
        proposes: bool = True,
    ) -> WriteReceipt:
        """Carry out *plan*.

        Args:
            plan: Without anything refused.
            delta: What the sources say differently afterwards.
            written: Called, in some thread, once it is done.
            proposes: Whether the text of a cell that no page can change goes into a
                new cell; else that is an error.

        Raises:
            TuningError: A file could not be written; none was.
        """
        cells = [one for one in plan.changes if isinstance(one.source, Cell)]
        editor = _editor_for(cells)
        if cells and editor is None and not proposes:
            names = ", ".join(change.before.name for change in cells)
            raise TuningError(
                f"Nothing was written: this page cannot change {names}. Run "
                "%reactor_export --write in a cell, which puts the new text into the "
                "next one, or copy the lines above"
            )
        if not plan.changes:
            return _written("Nothing to write: the sources say it all")
        files = self._write_files(plan)
        told = [f"{change.before.name} is written" for change in plan.changes]
        if editor is not None:
            return self._write_cells(editor, cells, files, delta, written)
        if cells:
            _propose(cells)
            told = [f"{path} is written" for path in files]
            told += [f"{change.before.name} is proposed below" for change in cells]
            elsewhere = {name for change in cells for name in change.names}
            delta = {
                key: pair for key, pair in delta.items() if key[0] not in elsewhere
            }
        if files:
            written(Written(files, {}, delta))
        return _written("; ".join([*told, *plan.notes]))

    def exchange(self, entry: Written, *, is_back: bool) -> None:
        """Take *entry* back, or write it again.

        Raises:
            TuningError: A source holds something else meanwhile; nothing was changed.
        """
        files = {
            path: pair[::-1] if is_back else pair for path, pair in entry.files.items()
        }
        for path, (expected, _) in files.items():
            if read_source(path) != expected:
                raise TuningError(
                    f"{path} has changed since it was written, so it stays as it is; "
                    "take the change back by hand"
                )
        self._exchange_all(files)
        for cell, texts in entry.cells.items():
            held, wanted = texts[::-1] if is_back else texts
            editor = CELL_EDITOR.editor
            if editor is not None and cell.cell_id is not None:
                asked = editor.replace(cell.cell_id, held, wanted)
                asked.add_done_callback(partial(_tell_refusal, str(cell)))
            self._cells[cell] = wanted

    def _write_files(self, plan: WritePlan) -> dict[Path, tuple[bytes, bytes]]:
        files = {
            change.source: (
                change.before.encoded(change.before.text),
                change.before.encoded(change.after),
            )
            for change in plan.changes
            if not isinstance(change.source, Cell)
        }
        self._exchange_all(files)
        return files

    def _exchange_all(self, files: dict[Path, tuple[bytes, bytes]]) -> None:
        """Exchange all of *files*, or none of them."""
        done: list[Path] = []
        try:
            for path, (expected, content) in files.items():
                exchange(path, expected, content)
                done.append(path)
        except TuningError:
            for path in done:
                exchange(path, files[path][1], files[path][0])
            raise
        for path, (_, content) in files.items():
            self._loaded[path] = content

    def _write_cells(
        self,
        editor: CellEditor,
        cells: list[SourceChange],
        files: dict[Path, tuple[bytes, bytes]],
        delta: Delta,
        written: Callable[[Written], None],
    ) -> WriteReceipt:
        done: Future[object] = Future()
        answers = []
        for change in cells:
            assert isinstance(change.source, Cell)
            cell_id = change.source.cell_id or ""
            answers.append(editor.replace(cell_id, change.before.text, change.after))

        def answered(_: Future[None]) -> None:
            if not all(answer.done() for answer in answers) or done.done():
                return
            failed = [error for one in answers if (error := one.exception())]
            if failed:
                done.set_exception(failed[0])
                return
            texts: dict[Cell, tuple[str, str]] = {}
            for change in cells:
                assert isinstance(change.source, Cell)
                texts[change.source] = (change.before.text, change.after)
                self._cells[change.source] = change.after
            written(Written(files, texts, delta))
            done.set_result(None)

        for answer in answers:
            answer.add_done_callback(answered)
        names = ", ".join(change.before.name for change in cells)
        return WriteReceipt(
            f"{names} sent to the page", Pending(done, f"write {names}")
        )


def _editor_for(cells: list[SourceChange]) -> CellEditor | None:
    """Return what can change *cells* in their page, ``None`` where nothing can.

    Raises:
        TuningError: One of them is being run.
    """
    editor = CELL_EDITOR.editor
    ids = [change.source.cell_id for change in cells if isinstance(change.source, Cell)]
    if editor is None or not ids or None in ids:
        return None
    running = CELL_SOURCES.running
    if running is not None and running.cell_id in ids:
        raise TuningError(
            f"{running} is being run, so its text stays; write again from another cell "
            "when it has ended"
        )
    return editor


def _propose(cells: list[SourceChange]) -> None:
    """Show what would change, and put the new text into a new cell."""
    ordered = sorted(cells, key=lambda change: getattr(change.source, "number", 0))
    for change in ordered:
        print(change.diff())  # noqa: T201 - the cell's output
    shell = current_shell()
    if shell is not None:
        text = "\n\n".join(change.after for change in ordered)
        shell.set_next_input(text, replace=False)


def _tell_refusal(name: str, asked: Future[None]) -> None:
    if (error := asked.exception()) is not None:
        print_error(f"{name} was not changed: {error}")


def _written(told: str) -> WriteReceipt:
    return WriteReceipt(told, completed(None, "write"))

"""Carry out what was planned, in files and in cells."""

from __future__ import annotations

from concurrent.futures import Future
from contextvars import copy_context
from typing import TYPE_CHECKING

from reactor_notebook.cell.display import current_shell, print_error
from reactor_notebook.cell.pending import Pending, completed
from reactor_notebook.tuning.cells.pages import CELL_EDITOR, CellEdit
from reactor_notebook.tuning.cells.sources import CELL_SOURCES, Cell
from reactor_notebook.tuning.disk import exchange, read_source
from reactor_notebook.tuning.history import Written
from reactor_notebook.tuning.planning import Planner
from reactor_runtime.errors import TuningError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Mapping
    from pathlib import Path

    from reactor_notebook.tuning.cells.pages import CellEditor
    from reactor_notebook.tuning.declared import Declared
    from reactor_notebook.tuning.history import Delta
    from reactor_notebook.tuning.planning import SourceChange, WritePlan


_CANNOT_CHANGE = (
    "Nothing was written: this page cannot change {}. Run %reactor_export --write in a "
    "cell, which puts the new text into the next one, or copy the lines above"
)


class WriteReceipt:
    """What ``write()`` returns: files are written, a page may be yet to answer.

    ``await`` it for the page's answer, or ignore it.

    Args:
        told: What was done, in words.
        pending: Done when the page has answered.
        answered: What there is to say once the page has done it.
    """

    def __init__(self, told: str, pending: Pending[None], answered: str = "") -> None:
        self._told = told
        self._pending = pending
        self._answered = answered or told
        self._is_heard = False

    def __await__(self) -> Generator[object, None, None]:
        self._is_heard = True
        return self._pending.__await__()

    def done(self) -> bool:
        """Return whether nothing is under way any more."""
        return self._pending.done()

    def result(self, timeout: float | None = None) -> None:
        """Block for the answer; for code without a running event loop.

        Raises:
            TuningError: The page refused it.
        """
        self._is_heard = True
        self._pending.result(timeout)

    def tell_if_ignored(self) -> None:
        """Print in this cell why the page refused it, unless somebody waits for it."""
        cell = copy_context()
        self._pending.when_done(lambda: cell.run(self._tell))

    def _tell(self) -> None:
        if not self._is_heard and (told := self._refusal()):
            print_error(told)

    def _refusal(self) -> str:
        try:
            self._pending.result()
        except TuningError as error:
            return f"Nothing was written: {error}"
        return ""

    def __repr__(self) -> str:
        if not self.done():
            return self._told
        return self._refusal() or self._answered


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
        names = ", ".join(change.before.name for change in cells)
        editor = _editor_for(cells)
        if cells and editor is None and not proposes:
            raise TuningError(_CANNOT_CHANGE.format(names))
        if not plan.changes:
            return _written("Nothing to write: the sources say it all")
        # Files first: they can be taken back where a page then refuses its cells.
        files = self._write_files(plan)
        told = [f"{path} is written" for path in files]
        if editor is not None:
            pending = self._write_cells(editor, cells, files, delta, written)
            sent, done = (
                "; ".join([*told, f"{names} {what}", *plan.notes])
                for what in ("sent to the page", "is written")
            )
            return WriteReceipt(sent, pending, done)
        if cells:
            _propose(cells)
            told += [f"{change.before.name} is proposed below" for change in cells]
            elsewhere = {name for change in cells for name in change.names}
            delta = {k: pair for k, pair in delta.items() if k[0] not in elsewhere}
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
        if entry.cells and CELL_EDITOR.editor is None:
            raise TuningError(
                f"{_names(entry.cells)} was changed by a page that is not there any "
                "more; take the change back there by Ctrl+Z, or open the notebook again"
            )
        for path, (expected, _) in files.items():
            if read_source(path) != expected:
                raise TuningError(
                    f"{path} has changed since it was written, so it stays as it is; "
                    "take the change back by hand"
                )
        self._exchange_all(files)
        texts = {
            cell: pair[::-1] if is_back else pair for cell, pair in entry.cells.items()
        }
        self._exchange_cells(texts)

    def _exchange_cells(self, texts: dict[Cell, tuple[str, str]]) -> None:
        """Have the page exchange what cells hold; what it refuses is printed."""
        if not texts:
            return
        editor, caller = CELL_EDITOR.editor, copy_context()
        assert editor is not None

        def answered(asked: Future[None]) -> None:
            if (error := asked.exception()) is None:
                return
            told = f"{_names(texts)} was not changed: {error}"
            caller.run(print_error, told)
            self._cells.update({cell: held for cell, (held, _) in texts.items()})

        self._cells.update({cell: wanted for cell, (_, wanted) in texts.items()})
        editor.replace(_edits(texts)).add_done_callback(answered)

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
    ) -> Pending[None]:
        texts = {
            change.source: (change.before.text, change.after)
            for change in cells
            if isinstance(change.source, Cell)
        }
        done: Future[object] = Future()

        def answered(asked: Future[None]) -> None:
            if (error := asked.exception()) is not None:
                done.set_exception(self._took_back(files, error))
                return
            self._cells.update({cell: text for cell, (_, text) in texts.items()})
            written(Written(files, texts, delta))
            done.set_result(None)

        editor.replace(_edits(texts)).add_done_callback(answered)
        return Pending(done, f"write {_names(texts)}")

    def _took_back(
        self, files: dict[Path, tuple[bytes, bytes]], error: BaseException
    ) -> BaseException:
        """Write *files* as they were before the cells were refused by *error*."""
        try:
            self._exchange_all({path: pair[::-1] for path, pair in files.items()})
        except TuningError as lost:
            return TuningError(f"{error}. What stands in files was written: {lost}")
        return error


def _edits(texts: Mapping[Cell, tuple[str, str]]) -> list[CellEdit]:
    return [
        CellEdit(cell.cell_id or "", str(cell), held, wanted)
        for cell, (held, wanted) in texts.items()
    ]


def _names(cells: Iterable[Cell]) -> str:
    return ", ".join(map(str, cells))


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


def _written(told: str) -> WriteReceipt:
    return WriteReceipt(told, completed(None, "write"))

"""Ask the pages of this kernel, one after the other, to change their cells.

A page is one notebook that JupyterLab or Notebook 7 shows. It is asked by a message on
the comm, which every page hears and only the one that is named obeys.
"""

from __future__ import annotations

import uuid
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol

from reactor_runtime.errors import TuningError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

VERSION = 1
"""Of the messages. A page that speaks another one is not asked."""

ANSWER_SECONDS = 5.0
"""How long one page may take to answer."""

MOST_PAGES = 32
"""Most pages that are remembered; the ones heard of longest ago go."""

_REFUSALS = {
    "absent": "{} is in no open notebook of this kernel: it was deleted, or its "
    "notebook was closed. Run its code in another cell, then write again",
    "changed": "{} no longer holds the code that ran, so it stays as it is; run it "
    "again, then write again",
    "running": "{} is being run or waits for its turn, so its text stays; write again "
    "from another cell when it has ended",
    "locked": '{} is locked: its metadata says "editable": false. Unlock it, or paste '
    "what diff() says",
    "unsavable": "the notebook of {} is read-only, so the change could not be saved; "
    "save it under another name, then write again",
}
_REFUSED = "the page does not change {}: {}"


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


@dataclass(slots=True)
class _Ask:
    """What pages are asked for.

    Args:
        edits: The new texts.
        waiting: The pages that may still be asked, the next one first.
        client: The page that is being asked.
        absent: The cell that the last page did not have.
        outcome: What the caller waits for.
    """

    edits: Sequence[CellEdit]
    waiting: list[str]
    client: str = ""
    absent: str = ""
    outcome: Future[None] = field(default_factory=Future)


class CellPages:
    """The pages of this kernel. While there is one it is the kernel's cell editor.

    Args:
        send: Sends a message to every page; from any thread.
        later: Calls a function in so many seconds; from any thread.
        last_client: Returns which page ran a cell last.
    """

    def __init__(
        self,
        send: Callable[[dict[str, Any]], object],
        later: Callable[[float, Callable[[], None]], object],
        last_client: Callable[[], str | None],
    ) -> None:
        self._send = send
        self._later = later
        self._last_client = last_client
        self._pages: dict[str, None] = {}
        self._asks: dict[str, _Ask] = {}
        self._lock = Lock()

    def announce(self) -> None:
        """Ask every page to say that it is there."""
        self._send({"type": "hello", "version": VERSION})

    def close(self) -> None:
        """Let every page go; what is asked fails."""
        with self._lock:
            self._pages.clear()
            asks, self._asks = self._asks, {}
        CELL_EDITOR.disconnect(self)
        for ask in asks.values():
            names = ", ".join(edit.name for edit in ask.edits)
            ask.outcome.set_exception(
                TuningError(
                    f"{names}: the extension was unloaded before the page had "
                    "answered; see there whether it is changed"
                )
            )

    def take(self, client: str, message: Mapping[str, Any]) -> None:
        """Take what the page *client* says; what is not understood is ignored."""
        kind, number = message.get("type"), message.get("ask")
        if kind == "gone":
            self._let_go(client)
        elif message.get("version") != VERSION:
            return
        elif kind == "here":
            self._welcome(client)
        elif kind in ("edited", "refused") and isinstance(number, str):
            self._welcome(client)  # it may have been too busy to answer in time
            with self._lock:
                ask = self._asks.get(number)
                if ask is None or ask.client != client:
                    return
            if kind == "edited":
                self._end(number, None)
            else:
                self._refused(number, ask, message)

    def replace(self, edits: Sequence[CellEdit]) -> Future[None]:
        """Ask the page that ran a cell last, and then the others, for *edits*."""
        with self._lock:
            waiting = list(reversed(self._pages))
            if (last := self._last_client()) in self._pages:
                waiting.sort(key=lambda client: client != last)
            number, ask = uuid.uuid4().hex, _Ask(edits, waiting)
            self._asks[number] = ask
        self._ask_next(number, ask)
        return ask.outcome

    def _welcome(self, client: str) -> None:
        with self._lock:
            self._pages.pop(client, None)
            self._pages[client] = None
            while len(self._pages) > MOST_PAGES:
                del self._pages[next(iter(self._pages))]
        CELL_EDITOR.connect(self)

    def _let_go(self, client: str) -> None:
        with self._lock:
            self._pages.pop(client, None)
            if not self._pages:
                CELL_EDITOR.disconnect(self)
            asked = [it for it in self._asks.items() if it[1].client == client]
        for number, ask in asked:
            self._ask_next(number, ask)

    def _ask_next(self, number: str, ask: _Ask) -> None:
        with self._lock:
            there = [one for one in ask.waiting if one in self._pages]
            ask.client, ask.waiting = next(iter(there), ""), there[1:]
        if not ask.client:
            self._end(number, TuningError(_nobody(ask)))
            return
        edits = [
            {"cell": edit.cell_id, "expected": edit.expected, "text": edit.text}
            for edit in ask.edits
        ]
        client = ask.client
        self._send(
            {
                "type": "edit",
                "version": VERSION,
                "ask": number,
                "client": client,
                "edits": edits,
            }
        )
        self._later(ANSWER_SECONDS, lambda: self._miss(number, client))

    def _miss(self, number: str, client: str) -> None:
        """Take a page that has not answered as one that went away without a word."""
        with self._lock:
            ask = self._asks.get(number)
        if ask is not None and ask.client == client:
            self._let_go(client)

    def _refused(self, number: str, ask: _Ask, message: Mapping[str, Any]) -> None:
        names = {edit.cell_id: edit.name for edit in ask.edits}
        name = names.get(str(message.get("cell")), ", ".join(names.values()))
        reason = str(message.get("reason"))
        if reason == "absent":
            ask.absent = name
            self._ask_next(number, ask)
        else:
            told = _REFUSALS.get(reason, _REFUSED)
            self._end(number, TuningError(told.format(name, reason)))

    def _end(self, number: str, error: TuningError | None) -> None:
        with self._lock:
            ask = self._asks.pop(number, None)
        if ask is None:
            return
        if error is None:
            ask.outcome.set_result(None)
        else:
            ask.outcome.set_exception(error)


def _nobody(ask: _Ask) -> str:
    """Say why no page has changed anything."""
    if ask.absent:
        return _REFUSALS["absent"].format(ask.absent)
    names = ", ".join(edit.name for edit in ask.edits)
    return (
        f"No page has answered for {names} within {ANSWER_SECONDS:.0f} s: it was "
        "closed or has lost its connection. Look there whether the cell is changed, "
        "and write again when the page is back"
    )

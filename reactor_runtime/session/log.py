"""The numbered, bounded log of what happened in a session."""

from __future__ import annotations

import heapq
import threading
from operator import itemgetter
from typing import TYPE_CHECKING, cast

from reactor_runtime.printable import one_line, shorten_middle
from reactor_runtime.session.entry import FREQUENT, LogEntry, LogKind
from reactor_runtime.session.newest import Newest
from reactor_runtime.session.printed import PrintedTail
from reactor_runtime.values import NO_METADATA, ClientId, JsonValue
from reactor_runtime.weight import KIB, MIB, trim, weigh

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


CAPACITY = 10_000
MOST_BYTES = 32 * MIB
LARGEST_DATA = 256 * KIB
LONGEST_TEXT = 4_000

_BARE_ENTRY = 300
"""Bytes of an entry without text and data."""


class SessionLog:
    """An append-only list of :class:`LogEntry`, the newest kept in memory.

    Of the kinds that come at frame rate the newest *capacity* entries are kept, of
    *most_bytes* together, and as many of all others, so that frames never push a
    command out. The oldest entry is forgotten; numbers go on. One entry never drives
    the others out: what is over 256 KiB of its data is left out of it, and so is the
    middle of a text of over 4,000 characters. The text is one line. Of what the model
    prints the newest 500 lines are kept, apart from all else.

    Any thread may append and read. Listeners are called in the appending thread, must
    return at once, and what they raise is lost with them: they are not called again.
    """

    def __init__(self, capacity: int = CAPACITY, most_bytes: int = MOST_BYTES) -> None:
        self._entries: Newest[LogEntry] = Newest(capacity, most_bytes)
        self._frequent: Newest[LogEntry] = Newest(capacity, most_bytes)
        self._printed = PrintedTail()
        self._last = 0
        # A model's finaliser may print wherever Python allocates, so also in here.
        self._lock = threading.RLock()
        self._listeners: dict[object, Callable[[LogEntry], None]] = {}

    @property
    def last_number(self) -> int:
        """Number of the newest entry, 0 when there is none."""
        return self._last

    def append(
        self,
        at: float,
        kind: LogKind,
        text: str,
        *,
        step: int = 0,
        client: ClientId | None = None,
        frame: int | None = None,
        data: Mapping[str, JsonValue] = NO_METADATA,
    ) -> LogEntry:
        """Add one entry and tell every listener."""
        text = one_line(shorten_middle(text, LONGEST_TEXT))[: 2 * LONGEST_TEXT]
        if (weight := weigh(data)) > LARGEST_DATA:
            data = cast("Mapping[str, JsonValue]", trim(data, LARGEST_DATA))
            weight = weigh(data)
        size = _BARE_ENTRY + len(text) + weight
        with self._lock:
            self._last += 1
            entry = LogEntry(
                self._last, at, kind, text, step, client, frame, data, size
            )
            self._keep(entry)
            listeners = tuple(self._listeners.items())
        for key, listener in listeners:
            if key not in self._listeners:  # ended by one that was called before it
                continue
            try:
                listener(entry)
            except Exception:  # noqa: BLE001 - a reader must not stop what it reads
                self._listeners.pop(key, None)
        return entry

    def since(self, number: int = 0) -> list[LogEntry]:
        """Entries after *number* that are still in memory, oldest first.

        None is missing between the first and the last of them but those of a kind
        that has been forgotten. A printed line that has changed stands where it stood
        at first.
        """
        with self._lock:
            shelves = [
                [(entry.number, entry) for entry in shelf]
                for shelf in (self._entries, self._frequent)
            ]
            printed = self._printed.placed()
        merged = heapq.merge(*shelves, printed, key=itemgetter(0))
        return [entry for _, entry in merged if entry.number > number]

    def _keep(self, entry: LogEntry) -> None:
        if entry.kind is LogKind.PRINTED:
            self._printed.append(entry)
        else:
            is_frequent = entry.kind in FREQUENT
            shelf = self._frequent if is_frequent else self._entries
            shelf.append(entry, entry.size)

    def subscribe(self, listener: Callable[[LogEntry], None]) -> Callable[[], None]:
        """Call *listener* with each new entry until the returned function is called."""
        key = object()
        with self._lock:
            self._listeners[key] = listener

        def unsubscribe() -> None:
            self._listeners.pop(key, None)

        return unsubscribe

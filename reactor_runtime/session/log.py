"""The numbered, bounded log of what happened in a session."""

from __future__ import annotations

import heapq
from collections import deque
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from reactor_runtime.values import NO_METADATA, ClientId, JsonValue

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class LogKind(StrEnum):
    """What a log entry tells."""

    STATUS = "status"
    CLIENT_JOINED = "client_joined"
    CLIENT_LEFT = "client_left"
    COMMAND_ACCEPTED = "command_accepted"
    COMMAND_REJECTED = "command_rejected"
    COMMAND_SUPERSEDED = "command_superseded"
    COMMAND_FAILED = "command_failed"
    STEP_STARTED = "step_started"
    STEP_ENDED = "step_ended"
    FRAME_SHOWN = "frame_shown"
    MESSAGE_SENT = "message_sent"
    FILE_ARRIVED = "file_arrived"
    CONTRACT_CHANGED = "contract_changed"
    NOTE = "note"
    ERROR = "error"


FREQUENT = frozenset({LogKind.STEP_STARTED, LogKind.STEP_ENDED, LogKind.FRAME_SHOWN})
"""Kinds that come at frame rate."""


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One thing that happened.

    Args:
        number: Position in the session, from 1, never reused.
        at: Seconds on the engine's clock.
        kind: What sort of thing it was.
        text: One line for a person.
        step: Index of the step that was running or had run last.
        client: The client concerned, if one was.
        frame: For a command from a viewer, the sequence of the frame that the viewer
            was looking at.
        data: Facts, by name, as JSON: a command's ``name``, ``arguments`` and
            ``number``; a rejection's ``field``, ``value``, ``constraint`` and ``code``;
            an error's ``traceback``.
    """

    number: int
    at: float
    kind: LogKind
    text: str
    step: int = 0
    client: ClientId | None = None
    frame: int | None = None
    data: Mapping[str, JsonValue] = field(default_factory=lambda: NO_METADATA)


class SessionLog:
    """An append-only list of :class:`LogEntry`, the newest kept in memory.

    Of the kinds that come at frame rate the newest *capacity* are kept, and as many of
    all others, so that frames never push a command out. The oldest entry is forgotten;
    numbers go on. The engine appends under its lock; any thread may read. Listeners
    are called in the appending thread, must return at once, and what they raise is
    lost with them: they are not called again.
    """

    def __init__(self, capacity: int = 10_000) -> None:
        if capacity < 1:
            raise ValueError(f"capacity must be >= 1 entry, got {capacity}")
        self._entries: deque[LogEntry] = deque(maxlen=capacity)
        self._frequent: deque[LogEntry] = deque(maxlen=capacity)
        self._last = 0
        self._listeners: list[Callable[[LogEntry], None]] = []

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
        self._last += 1
        entry = LogEntry(self._last, at, kind, text, step, client, frame, data)
        (self._frequent if kind in FREQUENT else self._entries).append(entry)
        for listener in tuple(self._listeners):
            try:
                listener(entry)
            except Exception:  # noqa: BLE001 - a reader must not stop what it reads
                self._listeners.remove(listener)
        return entry

    def since(self, number: int = 0) -> list[LogEntry]:
        """Entries after *number* that are still in memory, oldest first."""
        # Copying a deque is one step of the interpreter, so no append interrupts it.
        rare, frequent = list(self._entries), list(self._frequent)
        merged = heapq.merge(rare, frequent, key=lambda entry: entry.number)
        return [entry for entry in merged if entry.number > number]

    def subscribe(self, listener: Callable[[LogEntry], None]) -> Callable[[], None]:
        """Call *listener* with each new entry until the returned function is called."""
        self._listeners.append(listener)

        def unsubscribe() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return unsubscribe

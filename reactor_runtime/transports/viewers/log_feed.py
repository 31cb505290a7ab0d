"""The session's log on its way to panels: live, and its end for one that comes."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from reactor_runtime.session.entry import LogEntry, LogKind
from reactor_runtime.session.newest import Newest
from reactor_runtime.session.printed import PrintedNews
from reactor_runtime.supervision import call_later, logged, post
from reactor_runtime.transports.viewers.translation import (
    AT_FRAME_RATE,
    SENT_OTHERWISE,
    entry_json,
)
from reactor_runtime.weight import MIB

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from reactor_runtime.session.log import SessionLog
    from reactor_runtime.values import JsonValue

MOST_OWED = 10_000
MOST_OWED_BYTES = 64 * MIB

_TAIL = 200
_TAIL_BYTES = MIB
BUNDLE_SECONDS = 0.1
"""How long the first printed line of a bundle waits for others."""

# A report would be one more entry to send.
_UNSENT = logged("Sending log entries to the panels")


class LogFeed:
    """Passes log entries from whatever thread appends them to the delivery loop.

    Entries at frame rate and messages are left out, and what the model prints goes in
    bundles. To a loop that does not take them 10,000 entries, of 64 MiB together, are
    owed; the others are in the log only.

    Args:
        log: The session's log.
        loop: The delivery side's loop.
        deliver: Called on the loop with each entry.
        deliver_printed: Called on the loop with what was printed, oldest first.
    """

    def __init__(
        self,
        log: SessionLog,
        loop: asyncio.AbstractEventLoop,
        deliver: Callable[[LogEntry], None],
        deliver_printed: Callable[[list[LogEntry]], object],
    ) -> None:
        self._log = log
        self._loop = loop
        self._deliver = deliver
        self._printed = PrintedFeed(loop, deliver_printed)
        self._leave: Callable[[], None] | None = None
        # Two counters, each written by one side only, so that none is locked.
        self._entries_in = self._entries_out = 0
        self._bytes_in = self._bytes_out = 0

    def follow(self) -> None:
        """Deliver what is appended from now on. Idempotent."""
        if self._leave is None:
            self._leave = self._log.subscribe(self._take)

    def leave(self) -> None:
        """Deliver nothing more. Idempotent."""
        if self._leave is not None:
            self._leave()
            self._leave = None

    def tail(self) -> list[JsonValue]:
        """Return what a person reads: the newest 200 entries, of 1 MiB together.

        What is printed, at most 500 lines, pushes none of them out.
        """
        read = [
            entry
            for entry in self._log.since()
            if entry.kind in SENT_OTHERWISE or entry.kind not in AT_FRAME_RATE
        ]
        tail: Newest[LogEntry] = Newest(_TAIL, _TAIL_BYTES)
        for entry in read:
            if entry.kind is not LogKind.PRINTED:
                tail.append(entry, entry.size)
        first = tail[0].number if tail else 0
        return [
            entry_json(entry)
            for entry in read
            if entry.kind is LogKind.PRINTED or entry.number >= first
        ]

    def _take(self, entry: LogEntry) -> None:
        if entry.kind in AT_FRAME_RATE or entry.kind is LogKind.MESSAGE_SENT:
            return
        if entry.kind is LogKind.PRINTED:
            self._printed.add(entry)
            return
        if (
            self._entries_in - self._entries_out >= MOST_OWED
            or self._bytes_in - self._bytes_out > MOST_OWED_BYTES
        ):
            return
        self._entries_in += 1
        self._bytes_in += entry.size
        post(self._loop, self._pass_on, entry, failed=_UNSENT)

    def _pass_on(self, entry: LogEntry) -> None:
        self._entries_out += 1
        self._bytes_out += entry.size
        self._deliver(entry)


class PrintedFeed:
    """Collects printed entries and hands them on ten times a second.

    At most 500 wait; the oldest gives way.

    Args:
        loop: Where *send* is called.
        send: Takes the entries of one bundle, oldest first.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        send: Callable[[list[LogEntry]], object],
    ) -> None:
        self._loop = loop
        self._send = send
        self._lock = threading.Lock()
        self._news = PrintedNews()
        self._is_due = False

    def add(self, entry: LogEntry) -> None:
        """Put *entry* in line. From any thread; returns at once."""
        with self._lock:
            self._news.add(entry)
            is_due, self._is_due = self._is_due, True
        if not is_due:
            post(self._loop, self._wait, failed=_UNSENT)

    def _wait(self) -> None:
        call_later(self._loop, BUNDLE_SECONDS, self._hand_on, failed=_UNSENT)

    def _hand_on(self) -> None:
        with self._lock:
            entries, self._is_due = self._news.take(), False
        if entries:
            self._send(entries)

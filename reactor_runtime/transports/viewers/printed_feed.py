"""Send what a model prints to panels, in bundles, however fast it prints."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from reactor_runtime.session.printed import PrintedNews
from reactor_runtime.supervision import call_later, logged, post

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from reactor_runtime.session.log import LogEntry

BUNDLE_SECONDS = 0.1
"""How long the first line of a bundle waits for others."""

# A report would be one more entry to send.
_UNSENT = logged("Sending printed lines to the panels")


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

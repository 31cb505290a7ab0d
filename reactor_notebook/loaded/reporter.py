"""Tell the loading cell what it must not miss: progress, failures, the last picture.

Everything here runs on the I/O thread, so that a model that computes, or fails, never
waits for it; what it prints belongs to the cell that loaded the model.
"""

from __future__ import annotations

import contextvars
import time
from typing import TYPE_CHECKING

from reactor_notebook.cell.display import print_error
from reactor_runtime.session.entry import LogEntry, LogKind

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from reactor_notebook.loaded.io_thread import IoThread
    from reactor_notebook.widget.static_output import Snapshot, StaticOutput

SNAPSHOT_SECONDS = 30.0
PROGRESS_SECONDS = 1.0
PRINTED_ERRORS = 10


class Reporter:
    """Keeps one session's static output fresh and prints its failures.

    Args:
        io: The thread that does it.
        static: The session's static output.
        take: Takes a snapshot; called on the I/O thread.
    """

    def __init__(
        self, io: IoThread, static: StaticOutput, take: Callable[[], Snapshot]
    ) -> None:
        self._io = io
        self._static = static
        self._take = take
        self._context = contextvars.copy_context()
        self._cancel: Callable[[], None] | None = None
        self._printed = 0
        self._refreshed_at = 0.0
        self._has_picture = False

    def begin_loading(self, label: str, last_line: Callable[[], str]) -> None:
        """Show for how long *label* has been loading, once a second.

        Args:
            label: What people call the model.
            last_line: Returns what it printed last.
        """
        started = time.monotonic()

        def tick() -> None:
            seconds = time.monotonic() - started
            line = last_line()
            self._static.tell(
                f"loading {label} … {seconds:.0f} s; interrupt the kernel to cancel"
                + (f" · {line}" if line else "")
            )

        self.end()
        self._cancel = self._io.every(PROGRESS_SECONDS, tick)

    def begin_running(self) -> Future[object]:
        """Refresh the static output soon and then every 30 s.

        Until the first picture is there it is looked for every second.

        Returns:
            Done when it shows the first picture.
        """
        self.end()
        self._cancel = self._io.every(1.0, self._refresh_if_due)
        return self.refresh()

    def refresh(self) -> Future[object]:
        """Refresh the static output soon; the future may be ignored."""
        return self._io.offload(self._update)

    def end(self) -> None:
        """Stop what the two ``begin`` methods began."""
        if self._cancel is not None:
            self._cancel()
        self._cancel = None

    def entry(self, entry: LogEntry) -> None:
        """Print *entry* if it is an error. From any thread; returns at once."""
        if entry.kind is not LogKind.ERROR:
            return
        traceback = entry.data.get("traceback")
        text = f"{entry.text}\n{traceback}" if traceback else entry.text
        self._printed += 1
        if self._printed <= PRINTED_ERRORS:
            self.print(text.rstrip())
        elif self._printed == PRINTED_ERRORS + 1:
            self.print("Further errors are in the panel and in handle.log only.")

    def print(self, text: str) -> None:
        """Write *text* to the error output of the loading cell."""
        self._io.post(self._context.copy().run, print_error, text)

    def _refresh_if_due(self) -> None:
        age = time.monotonic() - self._refreshed_at
        if age >= SNAPSHOT_SECONDS or not self._has_picture:
            self.refresh()

    def _update(self) -> None:
        snapshot = self._take()
        self._refreshed_at = time.monotonic()
        self._has_picture = snapshot.pixels is not None
        self._static.update(snapshot)


def still_busy(label: str, place: str) -> str:
    """Return what a person is told of the session *label*, which was given up.

    Args:
        label: What people call the session.
        place: The line that its thread is in; may be empty.
    """
    where = f" at {place}" if place else ""
    return (
        f"{label} is stopped, but its thread is still busy{where}: Python cannot "
        "interrupt a call that does not come back to it. You may load again. What the "
        "call holds, memory too, is let go once it returns; if it never does, restart "
        "the kernel."
    )

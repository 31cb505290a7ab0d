"""What ``handle.log`` gives: the session log, live, readable at a glance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reactor_runtime.session.log import FREQUENT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from reactor_runtime.session.log import LogEntry


class LogView:
    """The entries of a session log, oldest first; live and read-only.

    All entries are there to iterate over; ``repr`` leaves out those at frame rate.
    """

    def __init__(self, read: Callable[[], list[LogEntry]]) -> None:
        self._read = read

    def __len__(self) -> int:
        return len(self._read())

    def __iter__(self) -> Iterator[LogEntry]:
        return iter(self._read())

    def __getitem__(self, index: int) -> LogEntry:
        return self._read()[index]

    def __repr__(self) -> str:
        entries = [entry for entry in self._read() if entry.kind not in FREQUENT]
        lines = [
            f"{e.number:>6} {e.at:10.3f} s  {e.kind:<18} {e.text}"
            for e in entries[-30:]
        ]
        if len(entries) > len(lines):
            lines.insert(0, f"… {len(entries) - len(lines)} earlier")
        return "\n".join(lines) if lines else "(empty log)"

"""What ``handle.log`` gives: the session log, live, readable at a glance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reactor_runtime.session.entry import FREQUENT, LogKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from reactor_runtime.session.entry import LogEntry


_SHOWN = 30
_SHOWN_PRINTED = 10


class LogView:
    """The entries of a session log, oldest first; live and read-only.

    All entries are there to iterate over. ``repr`` shows the last 30, without those at
    frame rate and with 10 printed lines at most: a model may print in every step.
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
            for e in _without_older_prints(entries)[-_SHOWN:]
        ]
        if len(entries) > len(lines):
            lines.insert(0, f"… {len(entries) - len(lines)} earlier")
        return "\n".join(lines) if lines else "(empty log)"


def _without_older_prints(entries: list[LogEntry]) -> list[LogEntry]:
    printed = [entry.number for entry in entries if entry.kind is LogKind.PRINTED]
    older = set(printed[:-_SHOWN_PRINTED])
    return [entry for entry in entries if entry.number not in older]

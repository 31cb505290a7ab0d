"""One history of what was tuned and what was written."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from reactor_runtime.errors import TuningError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from reactor_notebook.tuning.cells.sources import Cell

MOST_ENTRIES = 200
"""Most steps that can be taken back; the oldest go."""

Delta: TypeAlias = "Mapping[tuple[str, str], tuple[Any, Any]]"
"""Value before and value after, by parameter and setting."""


@dataclass(frozen=True, slots=True)
class Tuned:
    """Settings that were put in force.

    Args:
        delta: The settings.
    """

    delta: Delta


@dataclass(frozen=True, slots=True)
class Written:
    """Sources that were written.

    Args:
        files: What each file held before and holds now.
        cells: The same of cells.
        delta: What the sources said before and say now.
    """

    files: Mapping[Path, tuple[bytes, bytes]] = field(default_factory=dict)
    cells: Mapping[Cell, tuple[str, str]] = field(default_factory=dict)
    delta: Delta = field(default_factory=dict)


Entry: TypeAlias = Tuned | Written


class History:
    """What can be taken back and done again, the newest 200 steps."""

    def __init__(self) -> None:
        self._done: deque[Entry] = deque(maxlen=MOST_ENTRIES)
        self._undone: list[Entry] = []

    def push(self, entry: Entry) -> None:
        """Add what was just done; what was taken back cannot be done again."""
        self._done.append(entry)
        self._undone.clear()

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to do again."""
        return bool(self._undone)

    @property
    def last_done(self) -> Entry:
        """What :meth:`undone` would take back.

        Raises:
            TuningError: There is nothing.
        """
        if not self._done:
            raise TuningError("There is nothing to undo: nothing was tuned or written")
        return self._done[-1]

    @property
    def last_undone(self) -> Entry:
        """What :meth:`redone` would do again.

        Raises:
            TuningError: There is nothing.
        """
        if not self._undone:
            raise TuningError("There is nothing to redo: nothing was undone")
        return self._undone[-1]

    def undone(self) -> None:
        """Note that the last step was taken back."""
        self._undone.append(self._done.pop())

    def redone(self) -> None:
        """Note that it was done again."""
        self._done.append(self._undone.pop())

    def keep(self, names: Collection[str]) -> None:
        """Forget what the steps say of parameters that are not among *names*."""
        for entries in (self._done, self._undone):
            kept = [_of(entry, names) for entry in entries]
            entries.clear()
            entries.extend(e for e in kept if e.delta or isinstance(e, Written))

    def clear(self) -> None:
        """Forget every step."""
        self._done.clear()
        self._undone.clear()


def _of(entry: Entry, names: Collection[str]) -> Entry:
    delta = {key: pair for key, pair in entry.delta.items() if key[0] in names}
    return replace(entry, delta=delta)

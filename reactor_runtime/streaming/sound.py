"""Which blocks of sound a viewer gets: those that it can still hear in time.

Sound is sent as it is, so that a slow link cannot carry it at any quality. What waits
on the way would hold up answers and pictures, and be heard too late: it is dropped.
"""

from __future__ import annotations

from collections import deque

MOST_SECONDS = 1.0
"""Sound that may be on its way at once."""

LATE = 0.3
"""Seconds after which a block that every page reports is overdue."""

LATE_SPARSE = 1.0
"""The same where the page reports only four times a second."""


class SoundWindow:
    """The blocks of one track that one viewer has not reported.

    Nothing more goes while a second of sound is on its way, or while the oldest block
    of it is late. What does not go is dropped. All times are seconds on one clock.

    Args:
        is_sparse: Whether the page reports only now and then.

    Attributes:
        dropped: Blocks that did not go.
    """

    def __init__(self, *, is_sparse: bool) -> None:
        self.dropped = 0
        self._late = LATE_SPARSE if is_sparse else LATE
        self._flying: deque[tuple[int, float, float]] = deque()
        self._seconds = 0.0

    def offer(self, sequence: int, seconds: float, now: float) -> bool:
        """Whether the block *sequence*, *seconds* long, goes to the link now."""
        is_late = bool(self._flying) and now - self._flying[0][2] > self._late
        if is_late or (self._flying and self._seconds + seconds > MOST_SECONDS):
            self.dropped += 1
            return False
        self._flying.append((sequence, seconds, now))
        self._seconds += seconds
        return True

    def acknowledge(self, sequence: int) -> None:
        """The page has every block up to *sequence*."""
        while self._flying and self._flying[0][0] <= sequence:
            self._seconds -= self._flying.popleft()[1]
        if not self._flying:
            self._seconds = 0.0  # no rounding may add up

    def reset(self) -> None:
        """Forget what is on its way; the count stays."""
        self._flying.clear()
        self._seconds = 0.0

"""Which frame a viewer gets next, when each is acknowledged.

A viewer that keeps up has two or three frames on their way; more would add latency and
show nothing more. While the window is full only the newest frame waits: when a slot
comes free, everything older has been overtaken.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from reactor_runtime.values import Frame


class FrameGate(Protocol):
    """Decides which frames of one track go to one viewer.

    Every time is seconds on one monotonic clock. A frame that a method returns is to
    be sent at once and counts as being on its way.

    Attributes:
        dropped: Frames that newer ones overtook here.
        acknowledged: Frames that arrived, drawn or not.
    """

    dropped: int
    acknowledged: int

    def offer(self, frame: Frame, now: float) -> Frame | None:
        """Take a frame that is due; returns it if it may go, else keeps it."""

    def acknowledge(
        self, sequence: int, now: float, drawn_at: float | None = None
    ) -> Frame | None:
        """The viewer has drawn *sequence*; returns a waiting frame that may now go."""

    def release(self, now: float) -> Frame | None:
        """Return the waiting frame if it may go by now."""

    def release_at(self) -> float | None:
        """When to call :meth:`release`, ``None`` if only an ack can help."""

    def reset(self) -> None:
        """Forget what is on its way or waiting; the counts stay."""


class FrameWindow:
    """At most *size* unacknowledged frames, and the newest frame waiting.

    Args:
        size: How many frames may be on their way.

    Raises:
        ValueError: If *size* is less than 1.
    """

    def __init__(self, size: int) -> None:
        if size < 1:
            raise ValueError(f"size must be >= 1 frame, got {size}")
        self.dropped = 0
        self.acknowledged = 0
        self._size = size
        self._in_flight: deque[int] = deque()
        self._waiting: Frame | None = None

    @property
    def in_flight(self) -> int:
        """Frames sent and not yet acknowledged."""
        return len(self._in_flight)

    def offer(self, frame: Frame, now: float) -> Frame | None:
        """Take a frame that is due; returns it if it may go, else keeps it."""
        if self._waiting is not None:
            self.dropped += 1
        self._waiting = frame
        return self.release(now)

    def acknowledge(
        self, sequence: int, now: float, drawn_at: float | None = None
    ) -> Frame | None:
        """Free the slots of *sequence* and of every frame before it."""
        while self._in_flight and self._in_flight[0] <= sequence:
            self._in_flight.popleft()
            self.acknowledged += 1
        return self.release(now)

    def release(self, now: float) -> Frame | None:
        """Return the waiting frame if a slot is free."""
        if self._waiting is None or len(self._in_flight) >= self._size:
            return None
        frame, self._waiting = self._waiting, None
        self._in_flight.append(frame.sequence)
        return frame

    def release_at(self) -> float | None:
        """Never by itself: only an ack frees a slot."""
        return None

    def reset(self) -> None:
        """Forget what is on its way or waiting; the counts stay."""
        self._in_flight.clear()
        self._waiting = None

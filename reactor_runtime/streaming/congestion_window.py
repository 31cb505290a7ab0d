"""Which frame a viewer gets next, when each is acknowledged.

A viewer that keeps up has two or three frames on their way; more would add latency and
show nothing more. Over a long link more frames are under way at the same time, and on a
slow one a single frame may be too many: so the window follows the time that acks take.
While it is full only the newest frame waits: when a slot comes free, everything older
has been overtaken.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from reactor_runtime.values import Frame


class CongestionControl(Protocol):
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

    @property
    def in_flight(self) -> int:
        """Frames sent and not yet acknowledged."""

    @property
    def is_holding(self) -> bool:
        """Whether a frame waits for its slot."""

    def sent(self, sequence: int, now: float, size: int) -> None:
        """A frame that was returned goes to the link, encoded in *size* bytes."""

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


# Seconds that acks come late by. Two frames at 60 per second are 33 ms: less than
# that is no queue. Over a tenth of a second a person feels a slider lag; at 300 ms half
# a window goes at once, which is what this project promises to stay under.
_QUEUE_TO_GROW = 0.03
_QUEUE_TO_SHRINK = 0.1
_QUEUE_TO_HALVE = 0.3
_INTERVAL = 1 / 60
_MOST_IN_FLIGHT = 32
# A route that has become longer is believed after about ten acks, not after one that
# a busy page sent late.
_TRUST_IN_NEW_BASE = 0.1


@dataclass(slots=True)
class _SentFrame:
    sequence: int
    at: float
    was_alone: bool


class CongestionWindow:
    """A window of unacknowledged frames, and the newest frame waiting.

    It begins with one frame, because nobody knows the link, and has *size* as soon as
    acks come quickly. One frame more for each sixtieth of a second that the quickest
    ack takes, at most 32, fills a long link. When frames queue for over a tenth of a
    second it shrinks, down to one frame.

    Args:
        size: How many frames may be on their way on a short link.

    Raises:
        ValueError: If *size* is less than 1.
    """

    def __init__(self, size: int) -> None:
        if size < 1:
            raise ValueError(f"size must be >= 1 frame, got {size}")
        self.dropped = 0
        self.acknowledged = 0
        self._size = size
        self._limit = 1
        self._in_flight: deque[_SentFrame] = deque()
        self._waiting: Frame | None = None
        self._round_trip_min: float | None = None
        self._adjusted_at = float("-inf")
        self._was_full = False

    @property
    def in_flight(self) -> int:
        """Frames sent and not yet acknowledged."""
        return len(self._in_flight)

    @property
    def is_holding(self) -> bool:
        """Whether a frame waits for its slot."""
        return self._waiting is not None

    @property
    def limit(self) -> int:
        """How many frames may be on their way at the moment."""
        return self._limit

    def offer(self, frame: Frame, now: float) -> Frame | None:
        """Take a frame that is due; returns it if it may go, else keeps it."""
        if self._waiting is not None:
            self.dropped += 1
        self._waiting = frame
        released = self.release(now)
        self._was_full = self._was_full or released is None
        return released

    def sent(self, sequence: int, now: float, size: int) -> None:
        """Count the time of *sequence* on its way from *now* on."""
        for item in self._in_flight:
            if item.sequence == sequence:
                item.at = now

    def acknowledge(
        self, sequence: int, now: float, drawn_at: float | None = None
    ) -> Frame | None:
        """Free the slots of *sequence* and of every frame before it."""
        newest: _SentFrame | None = None
        while self._in_flight and self._in_flight[0].sequence <= sequence:
            newest = self._in_flight.popleft()
            self.acknowledged += 1
        if newest is not None:
            self._adjust(newest, max(0.0, now - newest.at), now)
        return self.release(now)

    def release(self, now: float) -> Frame | None:
        """Return the waiting frame if a slot is free."""
        if self._waiting is None or len(self._in_flight) >= self._limit:
            return None
        frame, self._waiting = self._waiting, None
        self._in_flight.append(_SentFrame(frame.sequence, now, not self._in_flight))
        return frame

    def release_at(self) -> float | None:
        """Never by itself: only an ack frees a slot."""
        return None

    def reset(self) -> None:
        """Forget what is on its way or waiting; the counts and the link's pace stay."""
        self._in_flight.clear()
        self._waiting = None

    def _adjust(self, item: _SentFrame, trip: float, now: float) -> None:
        if self._round_trip_min is None:
            self._limit = self._size if trip < _QUEUE_TO_SHRINK else 1
        if self._round_trip_min is None or trip < self._round_trip_min:
            self._round_trip_min = trip
        elif item.was_alone:
            # Nothing queued before it, so the link itself has become slower.
            self._round_trip_min += _TRUST_IN_NEW_BASE * (trip - self._round_trip_min)
        if item.at < self._adjusted_at:
            return  # it was sent under the former limit, and says nothing of this one
        queued = trip - self._round_trip_min
        if queued > _QUEUE_TO_SHRINK:
            halved = queued > _QUEUE_TO_HALVE
            self._limit = max(1, self._limit // 2 if halved else self._limit - 1)
            self._adjusted_at = now
        elif queued < _QUEUE_TO_GROW and self._was_full:
            most = min(
                _MOST_IN_FLIGHT, self._size + int(self._round_trip_min / _INTERVAL)
            )
            self._limit = max(self._limit, min(most, self._limit + 1))
            self._adjusted_at = now
        self._was_full = self._waiting is not None

"""What one track's link to one viewer achieves, from what was sent and acknowledged.

A frame that newer ones overtake says that something is too slow, but not what: the
link, the page or the encoder. Only a link that is full keeps frames on their way for
longer than it can, so both signs together count.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from reactor_runtime.streaming.round_trip import RoundTripMinimum

# Three frames at 60 per second.
_QUEUE_OF_A_FULL_LINK = 0.05
_TRIP_OF_A_LONG_LINK = 0.1
_WINDOW = 1.0
_MOST_REMEMBERED = 1024


@dataclass(frozen=True, slots=True)
class Reading:
    """How a link does, over about the last second.

    Args:
        source_rate: Frames per second that became due.
        arrival_rate: Frames per second that arrived, since the last
            :meth:`LinkMeter.mark` at most.
        measured_for: Seconds that *arrival_rate* was measured for.
        is_queueing: Whether frames were held back, and queued on the link.
        is_long: Whether frames were held back, and every ack took long.
    """

    source_rate: float
    arrival_rate: float
    measured_for: float
    is_queueing: bool
    is_long: bool


class LinkMeter:
    """Measures one link. Remembers the last second, at most 1,024 frames.

    Args:
        is_sparse: Whether the page reports only now and then, so that the time of a
            report says nothing about the link.
    """

    def __init__(self, *, is_sparse: bool = False) -> None:
        self._is_sparse = is_sparse
        self._offered: deque[float] = deque(maxlen=_MOST_REMEMBERED)
        self._overtaken: float | None = None
        self._in_flight: deque[tuple[int, float]] = deque(maxlen=_MOST_REMEMBERED)
        self._arrived: deque[float] = deque(maxlen=_MOST_REMEMBERED)
        self._queues: deque[tuple[float, float, float]] = deque(maxlen=_MOST_REMEMBERED)
        self._round_trip_min = RoundTripMinimum()
        self._marked_at = float("-inf")
        self._measured_since: float | None = None
        self._deaf_until = float("-inf")

    def offered(self, now: float) -> None:
        """A frame became due."""
        self._offered.append(now)

    def overtaken(self, now: float) -> None:
        """A frame was dropped for a newer one before it could go."""
        self._overtaken = now

    def sent(self, sequence: int, now: float) -> None:
        """An encoded frame was handed to the link."""
        self._in_flight.append((sequence, now))

    def acknowledged(
        self,
        sequence: int,
        now: float,
        drawn_at: float | None = None,
        received_at: float | None = None,
    ) -> float | None:
        """Every frame up to *sequence* has arrived; the times are the page's.

        Returns:
            Seconds from sending to this ack, less what the page took to draw; ``None``
            if it says nothing about the link.
        """
        sent_at: float | None = None
        while self._in_flight and self._in_flight[0][0] <= sequence:
            _, sent_at = self._in_flight.popleft()
            if sent_at >= self._marked_at:
                self._count(now)
        if sent_at is None or sent_at < max(self._marked_at, self._deaf_until):
            return None
        arrived_at = next(at for at in (received_at, drawn_at, now) if at is not None)
        queued = self._round_trip_min.excess(arrived_at - sent_at, now)
        trip = now - sent_at
        if received_at is not None and drawn_at is not None:
            trip -= max(0.0, drawn_at - received_at)
        self._queues.append((now, queued, max(0.0, trip)))
        return max(0.0, trip)

    def disturbed(self, now: float, seconds: float) -> None:
        """Let frames sent in the next *seconds* say nothing about the link."""
        self._deaf_until = now + seconds

    def mark(self, now: float) -> None:
        """Measure anew, with the frames sent from now on: they have another size."""
        self._marked_at = now
        self._forget()

    def reset(self) -> None:
        """Forget what is on its way and what was measured."""
        self._in_flight.clear()
        self._overtaken = None
        self._forget()

    def read(self, now: float) -> Reading:
        """Return how the link does."""
        since = now if self._measured_since is None else self._measured_since
        start = max(since, now - _WINDOW)
        elapsed = now - start
        is_overtaking = self._is_overtaking(now)
        arrived = sum(at > start for at in self._arrived)
        return Reading(
            source_rate=self._source_rate(now),
            arrival_rate=arrived / elapsed if elapsed > 0 else 0.0,
            measured_for=elapsed,
            is_queueing=is_overtaking
            and self._most_queued(now) > _QUEUE_OF_A_FULL_LINK,
            is_long=is_overtaking and self._least_trip(now) > _TRIP_OF_A_LONG_LINK,
        )

    def _count(self, now: float) -> None:
        if self._measured_since is None:
            self._measured_since = now
        self._arrived.append(now)

    def _forget(self) -> None:
        self._arrived.clear()
        self._queues.clear()
        self._measured_since = None

    def _source_rate(self, now: float) -> float:
        while self._offered and self._offered[0] < now - _WINDOW:
            self._offered.popleft()
        if len(self._offered) < 2:
            return float(len(self._offered))
        span = self._offered[-1] - self._offered[0]
        return (len(self._offered) - 1) / span if span > 0 else 0.0

    def _is_overtaking(self, now: float) -> bool:
        return self._overtaken is not None and now - self._overtaken <= _WINDOW

    def _most_queued(self, now: float) -> float:
        self._forget_queues(now)
        return max((queued for _, queued, _ in self._queues), default=0.0)

    def _least_trip(self, now: float) -> float:
        self._forget_queues(now)
        if self._is_sparse:
            return 0.0
        return min((trip for _, _, trip in self._queues), default=0.0)

    def _forget_queues(self, now: float) -> None:
        while self._queues and self._queues[0][0] < now - 1.5 * _WINDOW:
            self._queues.popleft()

"""Which frame a viewer gets next, on a link too slow to acknowledge each.

On a widget's comm an ack costs more than a frame. The page reports at most four times a
second which frame it drew when. From how much longer frames are on their way than the
quickest one was, the sender learns what is queued on the link, and keeps to so many
bytes per second that what is in flight stays under 300 ms: a little more while there is
no queue, less than what arrived when there is one, and nothing until it has drained.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reactor_runtime.streaming.round_trip import RoundTripMinimum

if TYPE_CHECKING:
    from reactor_runtime.values import Frame

LOWEST_RATE = 1.0
HIGHEST_RATE = 120.0
REPORT_INTERVAL = 0.25
MOST_IN_FLIGHT = 0.3
MOST_ENCODING = 3
SILENT_AFTER = 10.0

# Seconds of queue. The page reports every 250 ms, so each of these is judged on four
# readings a second at most: up slowly, down at once, and on only when it has drained.
_QUEUE_TO_SPEED_UP = 0.06
_QUEUE_TO_SLOW_DOWN = 0.1
_QUEUE_TO_GO_ON = 0.03
_FIRST_SPEED_UP = 2.0
_SPEED_UP = 1.1
_SLOW_DOWN = 0.85
_LATE_REPORT = 0.1
_TRICKLE_INTERVAL = 0.5
_TRICKLE_SHARE = 0.1
_NEW_SIZE_SHARE = 0.3
_MOST_REMEMBERED = 1024


@dataclass(slots=True)
class _SizedFrame:
    sequence: int
    at: float
    size: float
    is_encoded: bool = False


class SendRate:
    """A rate in bytes that follows the link, and the newest frame waiting.

    The first frame goes alone: how long it takes says where to begin. At most three
    frames are with the encoder, however fast the link: what waits there ages, too. A
    viewer that stops reporting gets at most two frames a second, and after ten seconds
    none, until it reports again: its page may be gone without a word, or its reports
    wait for a cell.
    """

    def __init__(self) -> None:
        self.dropped = 0
        self.acknowledged = 0
        self._in_flight: deque[_SizedFrame] = deque(maxlen=_MOST_REMEMBERED)
        self._encoding = 0
        self._waiting: Frame | None = None
        self._size = 1.0
        self._is_sized = False
        self._budget: float | None = None
        self._next_slot = self._drained_at = self._seen_at = 0.0
        self._round_trip_min = RoundTripMinimum()
        self._least_trip: float | None = None
        self._drawn_at: float | None = None
        self._was_held = False
        self._is_silent = False
        self._has_slowed = False
        self._changed_at = float("-inf")

    @property
    def rate(self) -> float:
        """Frames per second that may go, at their present size."""
        if self._budget is None:
            return LOWEST_RATE
        return min(HIGHEST_RATE, max(LOWEST_RATE, self._budget / self._size))

    @property
    def in_flight(self) -> int:
        """Frames sent and not yet reported as drawn or overtaken."""
        return len(self._in_flight)

    @property
    def is_holding(self) -> bool:
        """Whether a frame waits for its slot."""
        return self._waiting is not None

    def offer(self, frame: Frame, now: float) -> Frame | None:
        """Take a frame that is due; returns it if it may go, else keeps it."""
        if self._waiting is not None:
            self.dropped += 1
            self._was_held = True
        self._waiting = frame
        return self.release(now)

    def sent(self, sequence: int, now: float, size: int) -> None:
        """Count *size* bytes as being on their way from *now* on."""
        if not self._is_sized:
            self._size, self._is_sized = float(size), True
        for item in self._in_flight:
            if item.sequence == sequence:
                self._leave_encoder(item)
                item.at, item.size = now, float(size)
        # What this frame takes more than the usual one has to be made up for.
        if self._budget is not None:
            self._next_slot += max(0.0, size - self._size) / self._budget
        # A moving average: key frames are several times as large as what follows.
        self._size += _NEW_SIZE_SHARE * (size - self._size)

    def acknowledge(
        self, sequence: int, now: float, drawn_at: float | None = None
    ) -> Frame | None:
        """The viewer has drawn *sequence*; adapt the rate to how long that took."""
        arrived, newest = 0.0, None
        while self._in_flight and self._in_flight[0].sequence <= sequence:
            newest = self._in_flight.popleft()
            self._leave_encoder(newest)
            arrived += newest.size
            self.acknowledged += 1
        if newest is not None:
            self._adapt(newest, arrived, now, now if drawn_at is None else drawn_at)
        return self.release(now)

    def release(self, now: float) -> Frame | None:
        """Return the waiting frame if its slot has come."""
        self._seen_at = now
        self._is_silent = self._waited(now) > SILENT_AFTER
        if self._waiting is None or self._is_silent or now < self._slot():
            return None
        if self._encoding >= MOST_ENCODING:
            return None
        interval = 1 / self.rate
        # Half an interval of slack lets a source as fast as the rate jitter.
        self._next_slot = max(self._next_slot + interval, now + interval / 2)
        frame, self._waiting = self._waiting, None
        self._in_flight.append(_SizedFrame(frame.sequence, now, self._size))
        self._encoding += 1
        return frame

    def release_at(self) -> float | None:
        """When the waiting frame's slot comes.

        ``None`` where time does not help: the viewer has gone silent, or the encoder is
        behind and the next frame goes when one was :meth:`sent`.
        """
        if self._waiting is None or self._is_silent:
            return None
        return None if self._encoding >= MOST_ENCODING else self._slot()

    def reset(self) -> None:
        """Forget what is on its way or waiting; the counts and the rate stay."""
        self._in_flight.clear()
        self._encoding = 0
        self._waiting = None
        self._next_slot = self._drained_at = 0.0
        self._drawn_at = None
        self._is_silent = False

    def _leave_encoder(self, item: _SizedFrame) -> None:
        if not item.is_encoded:
            item.is_encoded = True
            self._encoding -= 1

    def _slot(self) -> float:
        if not self._in_flight:
            return self._next_slot
        slot = max(self._next_slot, self._drained_at)
        overdue_at = self._in_flight[0].at + self._patience()
        if max(slot, self._seen_at) < overdue_at:
            return slot
        return max(slot, self._in_flight[-1].at + self._trickle())

    def _patience(self) -> float:
        """How long the oldest frame may be on its way before a report is missed."""
        if self._least_trip is None:
            return 0.0
        return self._least_trip + REPORT_INTERVAL + _LATE_REPORT

    def _trickle(self) -> float:
        """Seconds between frames to a viewer whose report is overdue."""
        if self._budget is None:
            return MOST_IN_FLIGHT + REPORT_INTERVAL
        return max(_TRICKLE_INTERVAL, self._size / self._budget / _TRICKLE_SHARE)

    def _adapt(
        self, newest: _SizedFrame, arrived: float, now: float, drawn_at: float
    ) -> None:
        trip = max(0.001, now - newest.at)
        self._least_trip = min(trip, self._least_trip or trip)
        queued = self._round_trip_min.excess(drawn_at - newest.at, now)
        since = drawn_at - self._drawn_at if self._drawn_at is not None else 0.0
        self._drawn_at = drawn_at
        if self._budget is None:
            self._budget = newest.size / trip
        elif newest.at < self._changed_at:
            pass  # it was sent before the last change and tells of the old rate
        elif queued > _QUEUE_TO_SLOW_DOWN:
            pace = arrived / since if since > 0 else self._budget
            self._slow_down(min(pace, self._budget), now)
        elif queued < _QUEUE_TO_SPEED_UP and self._was_held:
            self._budget *= _SPEED_UP if self._has_slowed else _FIRST_SPEED_UP
            self._changed_at = now
        self._was_held = False
        self._budget = min(max(self._budget, LOWEST_RATE), HIGHEST_RATE * self._size)
        self._next_slot = min(self._next_slot, now + 1 / self.rate)

    def _slow_down(self, pace: float, now: float) -> None:
        """Keep below *pace*, the bytes per second that arrived, once it has drained."""
        self._budget = _SLOW_DOWN * pace
        self._has_slowed, self._changed_at = True, now
        backlog = sum(item.size for item in self._in_flight) / pace
        self._drained_at = now + max(0.0, backlog - _QUEUE_TO_GO_ON)

    def _waited(self, now: float) -> float:
        return now - self._in_flight[0].at if self._in_flight else 0.0

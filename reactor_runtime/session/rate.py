"""Which frame a viewer gets next, on a link too slow to acknowledge each.

On a widget's comm an ack costs more than a frame. The page reports at most four times a
second which frame it drew when. From how much longer frames are on their way than the
quickest one was, the sender learns what is queued on the link, and adapts its rate so
that what is in flight stays under 300 ms: up by a little while there is no queue, down
by a third when there is one.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reactor_runtime.values import Frame

FIRST_RATE = 30.0
LOWEST_RATE = 2.0
HIGHEST_RATE = 120.0
REPORT_INTERVAL = 0.25
MOST_IN_FLIGHT = 0.3
SILENT_AFTER = 10.0

_QUEUE_TO_SPEED_UP = 0.06
_QUEUE_TO_SLOW_DOWN = 0.12
_SPEED_UP = 1.06
_SLOW_DOWN = 0.67
_MOST_REMEMBERED = 1024


class FrameRate:
    """A rate that follows the link, and the newest frame waiting.

    A viewer that stops reporting gets two frames a second, and after ten seconds
    none, until it reports again: its page may be gone without a word.
    """

    def __init__(self) -> None:
        self.dropped = 0
        self.acknowledged = 0
        self.rate = FIRST_RATE
        self._in_flight: deque[tuple[int, float]] = deque(maxlen=_MOST_REMEMBERED)
        self._waiting: Frame | None = None
        self._next_slot = 0.0
        self._quickest: float | None = None
        self._was_held = False
        self._is_silent = False
        self._slowed_at = float("-inf")

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

    def sent(self, sequence: int, now: float) -> None:
        """Count the time of *sequence* on its way from *now* on."""
        for index, (number, _) in enumerate(self._in_flight):
            if number == sequence:
                self._in_flight[index] = (number, now)

    def acknowledge(
        self, sequence: int, now: float, drawn_at: float | None = None
    ) -> Frame | None:
        """The viewer has drawn *sequence*; adapt the rate to how long that took."""
        sent_at: float | None = None
        while self._in_flight and self._in_flight[0][0] <= sequence:
            _, sent_at = self._in_flight.popleft()
            self.acknowledged += 1
        if sent_at is not None:
            drawn_at = now if drawn_at is None else drawn_at
            self._adapt(drawn_at - sent_at, sent_at, now)
            self._next_slot = min(self._next_slot, now + 1 / self.rate)
        return self.release(now)

    def release(self, now: float) -> Frame | None:
        """Return the waiting frame if its slot has come."""
        self._is_silent = self._waited(now) > SILENT_AFTER
        if self._waiting is None or now < self._next_slot or self._is_silent:
            return None
        interval = 1 / self.rate
        if self._is_overdue(now):
            self.rate = max(LOWEST_RATE, self.rate * _SLOW_DOWN)
            interval = 1 / LOWEST_RATE
        # Half an interval of slack lets a source as fast as the rate jitter.
        self._next_slot = max(self._next_slot + interval, now + interval / 2)
        frame, self._waiting = self._waiting, None
        self._in_flight.append((frame.sequence, now))
        return frame

    def release_at(self) -> float | None:
        """When the waiting frame's slot comes; never for a viewer gone silent."""
        if self._waiting is None or self._is_silent:
            return None
        return self._next_slot

    def reset(self) -> None:
        """Forget what is on its way or waiting; the counts and the rate stay."""
        self._in_flight.clear()
        self._waiting = None
        self._next_slot = 0.0
        self._is_silent = False

    def _adapt(self, delay: float, sent_at: float, now: float) -> None:
        # The two clocks may differ by any constant, so only the excess over the
        # quickest frame means something.
        if self._quickest is None or delay < self._quickest:
            self._quickest = delay
        queued = delay - self._quickest
        if queued > _QUEUE_TO_SLOW_DOWN:
            # Frames sent before the last slow-down still tell of the old rate.
            if sent_at >= self._slowed_at:
                self.rate = max(LOWEST_RATE, self.rate * _SLOW_DOWN)
                self._slowed_at = now
        elif queued < _QUEUE_TO_SPEED_UP and self._was_held:
            self.rate = min(HIGHEST_RATE, self.rate * _SPEED_UP)
        self._was_held = False

    def _is_overdue(self, now: float) -> bool:
        return self._waited(now) > MOST_IN_FLIGHT + REPORT_INTERVAL

    def _waited(self, now: float) -> float:
        return now - self._in_flight[0][1] if self._in_flight else 0.0

"""How a viewer's pictures are encoded, as its link allows.

Down as far as needed at the first shortage, up one step at a time. What a link can
carry is only known by trying, so each step up is a trial: one that fails is tried again
after twice the time. The window bounds what is in flight all the while, so a trial
costs a moment of fewer frames, never a queue.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reactor_runtime.streaming.encodings import Encoding, LadderStep
    from reactor_runtime.streaming.meter import Reading

FLUENT_RATE = 24.0
"""Frames per second below which less quality is better than fewer frames."""

# Nine tenths of the source's rate count as all of it: counts over a second jitter.
_ENOUGH = 0.9
_SETTLE = 0.5
_SHORT_TRIP = 0.1
_ROOM = 1.15
# A failed trial doubles the wait for the next one, up to two minutes.
_FIRST_TRIAL = 1.0
_FIRST_CODEC_TRIAL = 5.0
_LAST_TRIAL = 120.0
_TRIAL_LASTS = 5.0
_PROVEN_AFTER = 20.0


class Adaptation:
    """Stands on one step of a ladder and moves with the link.

    Args:
        ladder: The steps, best first; at least one.
    """

    def __init__(self, ladder: Sequence[LadderStep]) -> None:
        self._ladder = ladder
        self._at = 0
        self._patience = [self._first_patience(i) for i in range(len(ladder))]
        self._moved_at = float("-inf")
        self._raised_at = float("-inf")
        self._short_at = float("-inf")

    @property
    def encoding(self) -> Encoding:
        """How pictures are encoded now."""
        return self._ladder[self._at].encoding

    def begin(self, trip: float, now: float) -> None:
        """Choose where to begin, from the seconds that the first frame took.

        If that was long, nobody knows yet whether the link is slow or far. Then it
        begins with pictures that are small enough for a slow one.
        """
        share = _SHORT_TRIP / trip if trip > _SHORT_TRIP else 1.0
        costs = [step.cost / self._ladder[0].cost for step in self._ladder]
        last = len(costs) - 1
        self._at = next((i for i, cost in enumerate(costs) if cost <= share), last)
        self._moved_at = now

    def update(self, reading: Reading, now: float) -> bool:
        """Move if *reading* says so; returns whether :attr:`encoding` is another."""
        before = self._at
        if self._is_short(reading):
            self._short_at = now
            if reading.measured_for >= _SETTLE:
                self._step_down(reading, now)
        elif self._at > 0 and self._may_rise(reading, now):
            self._at -= 1
            self._raised_at = now
        elif now - self._moved_at > _PROVEN_AFTER:
            self._patience[self._at] = self._first_patience(self._at)
        if self._at != before:
            self._moved_at = now
        return self._at != before

    def _is_short(self, reading: Reading) -> bool:
        wanted = _ENOUGH * reading.source_rate
        if self._has_video_below():
            is_limited = reading.is_queueing or reading.is_long
            return is_limited and reading.arrival_rate < wanted
        # A link that is only long gets fewer frames until its window has grown.
        return reading.is_queueing and reading.arrival_rate < min(wanted, FLUENT_RATE)

    def _has_video_below(self) -> bool:
        """Whether the next step is another codec, which costs no quality."""
        below = self._ladder[self._at + 1 : self._at + 2]
        return any(step.encoding.codec is not self.encoding.codec for step in below)

    def _step_down(self, reading: Reading, now: float) -> None:
        if now - self._raised_at < _TRIAL_LASTS:
            doubled = 2 * self._patience[self._at]
            self._patience[self._at] = min(_LAST_TRIAL, doubled)
        wanted = min(_ENOUGH * reading.source_rate, FLUENT_RATE)
        share = min(1.0, reading.arrival_rate / wanted) if wanted > 0 else 1.0
        if not reading.is_queueing:
            self._at += 1
            return
        affordable = self._ladder[self._at].cost * share
        last = len(self._ladder) - 1
        below = range(self._at + 1, last)
        self._at = next((i for i in below if self._ladder[i].cost <= affordable), last)

    def _may_rise(self, reading: Reading, now: float) -> bool:
        calm_since = max(self._moved_at, self._short_at)
        if now - calm_since < self._patience[self._at - 1]:
            return False
        if reading.source_rate < 1 or reading.arrival_rate < 1:
            return False
        if not reading.is_queueing:
            return True
        growth = self._ladder[self._at - 1].cost / self._ladder[self._at].cost
        return reading.arrival_rate >= _ROOM * FLUENT_RATE * growth

    def _first_patience(self, step: int) -> float:
        codecs = {s.encoding.codec for s in self._ladder[step : step + 2]}
        return _FIRST_TRIAL if len(codecs) == 1 else _FIRST_CODEC_TRIAL

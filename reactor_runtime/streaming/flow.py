"""One track on its way to one viewer: which frame, when, and how it is encoded.

It joins what bounds the frames in flight, the meter that watches the link and the
adaptation that follows it. All of it takes ``now`` and returns values.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reactor_runtime.streaming.adaptation import Adaptation
from reactor_runtime.streaming.meter import LinkMeter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reactor_runtime.streaming.congestion_window import CongestionControl
    from reactor_runtime.streaming.encodings import Encoding, LadderStep
    from reactor_runtime.values import Frame

STILL_AFTER = 0.3
"""Seconds without a new frame after which a stream rests."""

_LOOK_INTERVAL = 0.05
_STILL_INTERVALS = 3.0
_STILL_DISTURBS = 1.0


@dataclass(frozen=True, slots=True)
class Order:
    """A frame to be sent at once, and how to encode it."""

    frame: Frame
    encoding: Encoding


class TrackFlow:
    """Decides what one viewer gets of one track.

    Args:
        congestion: Decides which frames go when.
        ladder: The ways to encode that the viewer can decode, best first.
        is_sparse: Whether the page reports only now and then.
    """

    def __init__(
        self,
        congestion: CongestionControl,
        ladder: Sequence[LadderStep],
        *,
        is_sparse: bool = False,
    ) -> None:
        self.congestion = congestion
        self._adaptation = Adaptation(ladder)
        self._meter = LinkMeter(is_sparse=is_sparse)
        self._has_begun = False
        self._looked_at = float("-inf")
        self._newest: Frame | None = None
        self._resting: Frame | None = None
        self._offered_at: float | None = None
        self._interval = 0.0

    @property
    def encoding(self) -> Encoding:
        """How frames are encoded now."""
        return self._adaptation.encoding

    def use_ladder(self, ladder: Sequence[LadderStep]) -> None:
        """Choose from other encodings from now on, beginning with the best."""
        self._adaptation = Adaptation(ladder)

    def offer(self, frame: Frame, now: float) -> Order | None:
        """Take a frame that is due; returns what to send, if anything."""
        self._meter.offered(now)
        self._interval = 0.0 if self._offered_at is None else now - self._offered_at
        self._newest, self._offered_at, self._resting = frame, now, None
        dropped = self.congestion.dropped
        released = self.congestion.offer(frame, now)
        if self.congestion.dropped > dropped:
            self._meter.overtaken(now)
        return self._order(released)

    def sent(self, sequence: int, now: float, size: int) -> None:
        """An ordered frame goes to the link, encoded in *size* bytes."""
        self.congestion.sent(sequence, now, size)
        self._meter.sent(sequence, now)

    def acknowledge(
        self,
        sequence: int,
        now: float,
        drawn_at: float | None = None,
        received_at: float | None = None,
    ) -> Order | None:
        """The viewer has drawn *sequence*; returns what to send next, if anything."""
        trip = self._meter.acknowledged(sequence, now, drawn_at, received_at)
        if not self._has_begun and trip is not None:
            self._has_begun = True
            self._adaptation.begin(trip, now)
            self._meter.mark(now)
        elif now - self._looked_at >= _LOOK_INTERVAL:
            self._looked_at = now
            if self._adaptation.update(self._meter.read(now), now):
                self._meter.mark(now)
        return self._order(self.congestion.acknowledge(sequence, now, drawn_at))

    def release(self, now: float) -> Order | None:
        """Return what to send by now, if anything."""
        return self._order(self.congestion.release(now))

    def release_at(self) -> float | None:
        """When to call :meth:`release`, ``None`` if only an ack can help."""
        return self.congestion.release_at()

    def still_at(self) -> float | None:
        """When to call :meth:`still`, ``None`` if the picture is as good as it gets."""
        if self._newest is None or self._newest.is_blank or self._offered_at is None:
            return None
        interval = min(self._interval, 10 * STILL_AFTER)
        return self._offered_at + max(STILL_AFTER, _STILL_INTERVALS * interval)

    def still(self, now: float) -> Frame | None:
        """Return the newest frame if the stream rests, to be sent in high quality.

        While frames wait or are on their way it is too early; ask after the next ack.
        """
        at = self.still_at()
        if (
            at is None
            or now < at
            or self.congestion.in_flight
            or self.congestion.is_holding
        ):
            return None
        frame, self._newest = self._newest, None
        self._resting = frame
        self._meter.disturbed(now, _STILL_DISTURBS)
        return frame

    def is_resting(self, frame: Frame) -> bool:
        """Whether *frame* came from :meth:`still` and nothing has come since."""
        return self._resting is frame

    def reset(self) -> None:
        """Forget what is on its way or waiting; what is known of the link stays."""
        self.congestion.reset()
        self._meter.reset()
        self._newest = self._resting = None
        self._offered_at = None

    def _order(self, frame: Frame | None) -> Order | None:
        return None if frame is None else Order(frame, self._adaptation.encoding)

"""Decide when frames are due and when the model may make the next one.

Generative models produce frames in bursts; viewers need a steady cadence. What is here
turns frame rates and clock readings into due times, and holds the model back just long
enough that its next frame is ready when it is due. It reads no clock and starts no
timer: the caller passes ``now`` and does the waiting.
"""

from __future__ import annotations

import math
from collections import deque
from statistics import fmean, median_low

from reactor_runtime.fields.json_values import shorten
from reactor_runtime.fields.plain import plain_float

BREATH = 0.001
"""Seconds for which the loop is given back between two pieces of model code."""

LEAST_MARGIN = 0.001
MOST_MARGIN = 0.005
HIGHEST_MEASURED_FPS = 240.0

_RECENT = 5
_SMOOTHED = 8


def next_due(due: float, now: float, interval: float) -> float:
    """Return the place on the grid of the frame that follows the one due at *due*.

    A sender that keeps up, or is late by less than one interval, stays on the grid
    ``due + k * interval``, so neither rounding nor a late timer accumulates into
    drift. A sender that fell behind by a full interval or more starts a new grid at
    *now* instead of bursting to catch up.

    All times are seconds on the same monotonic clock.

    Raises:
        ValueError: If *interval* is not positive.
    """
    if interval <= 0:
        raise ValueError(f"interval must be > 0 seconds, got {interval}")
    scheduled = due + interval
    return scheduled if now - scheduled < interval else now


class WorkEstimate:
    """How long the model lately took between two emits.

    The median of the last few samples: one slow step (a compilation, a collection)
    does not make the model run ahead.
    """

    def __init__(self) -> None:
        self._samples: deque[float] = deque(maxlen=_RECENT)

    def add(self, seconds: float) -> None:
        """Take one more sample."""
        self._samples.append(max(seconds, 0.0))

    @property
    def seconds(self) -> float | None:
        """The estimate, ``None`` before the first sample."""
        return median_low(self._samples) if self._samples else None

    @property
    def margin(self) -> float:
        """How much earlier than the estimate says the model should start.

        As much as its slower steps take longer, the slowest left out: a batch that is
        late leaves a hole, one that is early only waits.
        """
        if not self._samples:
            return LEAST_MARGIN
        middle = median_low(self._samples)
        slower = sorted(self._samples)[-2:][0]
        return min(LEAST_MARGIN + (slower - middle), max(MOST_MARGIN, middle / 10))


class FrameRate:
    """Seconds between two frames: declared, or following the model's own pace.

    Args:
        fps: The declared rate, ``None`` if the model declares none.
        default: Rate to start from without a declared one.

    Raises:
        ValueError: If a rate is not a positive finite number.
    """

    def __init__(self, fps: float | None, default: float = 30.0) -> None:
        self._declared = None if fps is None else _checked(fps)
        self._default = _checked(default)
        self._measured: deque[float] = deque(maxlen=_SMOOTHED)

    @property
    def fps(self) -> float:
        """Frames per second in force."""
        return 1.0 / self.interval

    @property
    def interval(self) -> float:
        """Seconds from one frame to the next."""
        shortest = 1.0 / (self._declared or HIGHEST_MEASURED_FPS)
        if not self._measured:
            return shortest if self._declared else 1.0 / self._default
        typical = sorted(self._measured)[:-1] or list(self._measured)
        return max(fmean(typical), shortest)

    @property
    def is_declared(self) -> bool:
        """Whether the model named a rate."""
        return self._declared is not None

    def declare(self, fps: float | None) -> None:
        """Set the rate, ``None`` for the model's pace; what was measured is forgotten.

        Raises:
            ValueError: If *fps* is not a positive finite number.
        """
        self._declared = None if fps is None else _checked(fps)
        self._measured.clear()

    def measure(self, seconds: float) -> None:
        """Take one measured time per frame.

        The rate follows the mean of the last few, the slowest left out: the first
        frame of a model that still warms up must not hold up the next ones.
        """
        if not math.isfinite(seconds) or seconds < 0:
            raise ValueError(f"compute_time must be >= 0 seconds, got {seconds}")
        self._measured.append(seconds)

    def forget(self) -> None:
        """Drop what was measured."""
        self._measured.clear()


def _checked(fps: float) -> float:
    rate = plain_float(fps)
    if rate is None or rate <= 0:
        raise ValueError(f"fps must be a positive number, got {shorten(fps)}")
    return rate


class Pacer:
    """Gives frames their due times and tells how long the model must wait.

    Keeps the due times of at most ``max(buffer_size, batch)`` frames that have not
    been shown; :meth:`room_at` says when there is place for more.

    Raises:
        ValueError: If *buffer_size* is under 1.
    """

    def __init__(self, buffer_size: int) -> None:
        if buffer_size < 1:
            raise ValueError(f"buffer_size must be >= 1 frame, got {buffer_size}")
        self._buffer_size = buffer_size
        self._waiting: deque[float] = deque()
        self._grid: float | None = None
        self._interval = 0.0

    def queued(self, now: float) -> int:
        """How many frames are waiting to be shown at *now*."""
        while self._waiting and self._waiting[0] <= now:
            self._waiting.popleft()
        return len(self._waiting)

    def fitting(self, frames: int, now: float) -> int:
        """How many of *frames* can be queued at *now*."""
        limit = max(self._buffer_size, frames)
        return max(0, min(frames, limit - self.queued(now)))

    def room_at(self, frames: int, now: float) -> float:
        """When *frames* can be queued; *now* if they can be at once."""
        excess = self.queued(now) + frames - max(self._buffer_size, frames)
        return now if excess <= 0 else self._waiting[excess - 1]

    def schedule(
        self, frames: int, now: float, interval: float, lead: float | None = None
    ) -> list[float]:
        """Queue *frames* and return when each is due, none before *now*.

        Args:
            frames: How many.
            now: The time.
            interval: Seconds from one to the next, and after the last.
            lead: Seconds from the frame before them to the first, if not *interval*.
        """
        dues = []
        step = interval if lead is None else lead
        for _ in range(frames):
            if self._grid is None:
                self._grid = now
            else:
                self._grid = next_due(self._grid, now, step)
            step = interval
            dues.append(max(self._grid, now))
        self._waiting.extend(dues)
        self._interval = interval
        return dues

    def ready_at(self, now: float, work: WorkEstimate) -> float:
        """When the model should start on its next frames.

        That is as long before the queue has played as the model needs, so that what it
        makes is due just when it is done; *now* while that time is not known.
        """
        if self._grid is None or work.seconds is None:
            return now
        play_end = self._grid + self._interval
        return max(now, play_end - work.seconds - work.margin)

    @property
    def last_due(self) -> float | None:
        """When the newest frame is due, ``None`` if there was none."""
        return self._grid

    def clear(self) -> None:
        """Forget what is queued; the next frame is due at once."""
        self._waiting.clear()
        self._grid = None

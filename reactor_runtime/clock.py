"""Where the time is read.

Whoever waits does so with its loop's own timers, so a clock must agree with the
``time()`` of the loops that it is used with.
"""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    """Tells the time, to any thread."""

    def now(self) -> float:
        """Seconds since some fixed moment, never going back."""


class MonotonicClock:
    """The operating system's monotonic clock, which asyncio's own loops use, too."""

    def now(self) -> float:
        """Seconds since some fixed moment, never going back."""
        return time.monotonic()


MONOTONIC: Clock = MonotonicClock()

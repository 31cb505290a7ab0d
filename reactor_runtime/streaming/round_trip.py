"""The least delay that a link has shown lately: what it takes without a queue."""

from __future__ import annotations

_HALF_LIFE = 15.0


class RoundTripMinimum:
    """The minimum over the last 15 to 30 seconds.

    Two clocks may differ by any constant and drift apart slowly, so only the excess
    over this minimum says something.
    """

    def __init__(self) -> None:
        self._older: float | None = None
        self._newer: float | None = None
        self._since = float("-inf")

    def excess(self, delay: float, now: float) -> float:
        """Note *delay*; returns by how much it exceeds the least one, in seconds."""
        if now - self._since > _HALF_LIFE:
            self._older, self._newer, self._since = self._newer, None, now
        if self._newer is None or delay < self._newer:
            self._newer = delay
        least = self._newer if self._older is None else min(self._older, self._newer)
        return delay - least

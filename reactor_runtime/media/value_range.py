"""Decide which float means white, once per track, and scale by it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

# Rounding in a float network may end a hair above 1; that is still the unit range.
_UNIT_TOLERANCE = 1e-4
_LOWEST = -0.01
_HIGHEST_UNIT = 2.0


class ValueRange:
    """The float range of one track.

    A declared range holds. Otherwise the first frame that is not all zero decides:
    ``(0, 1)`` if nothing in it is over 1, else ``(0, 255)``; a later value over 2
    switches to ``(0, 255)``, once.

    Args:
        track: Name of the track, for messages.
        declared: ``Video.value_range`` as the model's author wrote it.
    """

    def __init__(self, track: str, declared: tuple[float, float] | None) -> None:
        self._track = track
        self._is_declared = declared is not None
        self._bounds = declared
        self._has_noted_nan = False
        self._notes: list[str] = []

    def take_notes(self) -> list[str]:
        """Return the decisions since the last call, one line each."""
        notes, self._notes = self._notes, []
        return notes

    def judge(self, low: float, high: float) -> tuple[float, float]:
        """Return ``(black, white)`` for a frame whose pixels span *low* to *high*.

        Raises:
            TypeError: If *low* is negative and no range was declared.
        """
        if math.isnan(low) or math.isnan(high):
            self._note_nan()
        if self._is_declared and self._bounds is not None:
            return self._bounds
        if low < _LOWEST:
            raise TypeError(
                f"Track {self._track!r} got a float frame with the value {low:.4g}; "
                "without a declared range pixels are 0 to 1 or 0 to 255. Subclass "
                "Video and set value_range, e.g. value_range = (-1.0, 1.0)."
            )
        if self._bounds is None:
            if low == high == 0 or math.isnan(high):
                return (0.0, 1.0)
            self._bounds = (0.0, 1.0) if high <= 1 + _UNIT_TOLERANCE else (0.0, 255.0)
            self._note(f"the first frame's largest value is {high:.4g}")
        elif self._bounds == (0.0, 1.0) and high > _HIGHEST_UNIT:
            self._bounds = (0.0, 255.0)
            self._note(f"a later frame has the value {high:.4g}")
        return self._bounds

    def to_uint8(self, pixels: npt.NDArray[Any]) -> npt.NDArray[np.uint8]:
        """Scale float *pixels* of any shape to a new ``uint8`` array.

        Values outside the range are clipped; what is not a number becomes black.

        Raises:
            TypeError: If a value is negative and no range was declared.
        """
        with np.errstate(invalid="ignore", over="ignore"):
            low, high = float(pixels.min()), float(pixels.max())
            black, white = self.judge(low, high)
            scaled: npt.NDArray[np.float32] = np.subtract(
                pixels, black, dtype=np.float32, casting="same_kind"
            )
            scaled *= np.float32(255.0 / (white - black))
            if math.isnan(low):
                np.nan_to_num(scaled, copy=False, nan=0.0, posinf=255.0, neginf=0.0)
        np.clip(scaled, 0.0, 255.0, out=scaled)
        np.rint(scaled, out=scaled)
        return scaled.astype(np.uint8)

    def _note(self, reason: str) -> None:
        bounds = self._bounds or (0.0, 1.0)
        self._notes.append(
            f"Track {self._track!r}: float pixels are read as {bounds[0]:g} to "
            f"{bounds[1]:g}, because {reason}. Set Video.value_range to fix it."
        )

    def _note_nan(self) -> None:
        if not self._has_noted_nan:
            self._has_noted_nan = True
            self._notes.append(
                f"Track {self._track!r}: a frame has values that are not a number; "
                "they are shown black."
            )

"""Decide which float means white, once per track, and scale by it.

A share of the pixels decides, never an extreme one: networks now and then put out a
value of 1.3, 65504, infinity or NaN, and one such pixel must not turn a picture black
or white.
"""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

_UNIT = (0.0, 1.0)
_BYTES = (0.0, 255.0)

# Rounding and ringing in a float network end above 1; that is still the unit range.
_HIGHEST_UNIT = 1.05
_LOWEST = -0.01

_FEW = 0.01
_HALF = 0.5
_FRAMES_TO_REVISE = 10

_MOST_SAMPLED = 4096
"""Pixels of a frame that are looked at; fewer would not tell one share in a hundred.

All pixels of 1280x720 would take 4 ms a frame, these take 0.1.
"""

_GOLDEN = 0.6180339887498949
"""Multiples of it never fall in step with the stripes of a picture, as a grid does."""


class ValueRange:
    """The float range of one track.

    A declared range holds. Otherwise the first frame that is not all zero decides: if
    99 in 100 of its finite values are at most 1.05 it is ``(0, 1)``, else ``(0, 255)``.
    When half of the finite values of ten frames in a row say otherwise the range is
    revised; a zero says nothing. Values outside the range are clipped, infinities at
    their end, and what is not a number is black.

    Args:
        track: Name of the track, for messages.
        declared: ``Video.value_range`` as the model's author wrote it.
    """

    def __init__(self, track: str, declared: tuple[float, float] | None) -> None:
        self._track = track
        self._is_declared = declared is not None
        self._bounds = declared
        self._against = 0
        self._has_noted_nan = False
        self._notes: list[str] = []

    def take_notes(self) -> list[str]:
        """Return the decisions since the last call, one line each."""
        notes, self._notes = self._notes, []
        return notes

    def judge(self, sample: npt.NDArray[Any]) -> tuple[float, float]:
        """Return ``(black, white)`` for the frame that *sample* was taken from.

        Args:
            sample: Floats of any shape: the frame, or what :func:`sampled` picks.

        Raises:
            TypeError: If 1 in 100 finite values is under -0.01 and no range was
                declared.
        """
        finite = sample[np.isfinite(sample)]
        if finite.size < sample.size and np.isnan(sample).any():
            self._note_nan()
        if self._is_declared and self._bounds is not None:
            return self._bounds
        if not finite.size:
            return self._bounds or _UNIT
        if np.count_nonzero(finite < _LOWEST) >= _FEW * finite.size:
            raise self._refuse_negative(finite)
        over = np.count_nonzero(finite > _HIGHEST_UNIT) / finite.size
        unit = np.count_nonzero(finite > 0) / finite.size - over
        if self._bounds is not None:
            self._revise(over if self._bounds == _UNIT else unit)
        elif over or unit:
            self._bounds = _UNIT if over <= _FEW else _BYTES
            share = f"{over:.1%}" if over else "none"
            self._note(f"{share} of the first frame's values are over 1.05")
        return self._bounds or _UNIT

    def to_uint8(self, pixels: npt.NDArray[Any]) -> npt.NDArray[np.uint8]:
        """Scale one float frame ``(H, W, C)`` to a new ``uint8`` array.

        Raises:
            TypeError: If 1 in 100 finite values is under -0.01 and no range was
                declared.
        """
        black, white = self.judge(sampled(pixels))
        with np.errstate(invalid="ignore", over="ignore"):
            scaled: npt.NDArray[np.float32] = np.subtract(
                pixels, black, dtype=np.float32, casting="same_kind"
            )
            scaled *= np.float32(255.0 / (white - black))
            # A minimum is NaN where any value is, and takes a quarter of the time of
            # np.isnan: 0.3 ms for 1280x720, not 1.1.
            if math.isnan(scaled.min()):
                self._note_nan()
                np.nan_to_num(scaled, copy=False, nan=0.0, posinf=255.0, neginf=0.0)
        np.clip(scaled, 0.0, 255.0, out=scaled)
        np.rint(scaled, out=scaled)
        return scaled.astype(np.uint8)

    def _revise(self, share: float) -> None:
        """Take the *share* of a frame's values that speaks against the range."""
        self._against = self._against + 1 if share >= _HALF else 0
        if self._against >= _FRAMES_TO_REVISE:
            self._against = 0
            self._bounds = _BYTES if self._bounds == _UNIT else _UNIT
            self._note(
                f"half of the values of {_FRAMES_TO_REVISE} frames in a row are "
                f"{'over 1.05' if self._bounds == _BYTES else 'between 0 and 1.05'}"
            )

    def _refuse_negative(self, finite: npt.NDArray[Any]) -> TypeError:
        low, high = float(finite.min()), float(finite.max())
        share = np.count_nonzero(finite < _LOWEST) / finite.size
        is_signed_unit = max(-low, high) <= _HIGHEST_UNIT
        example = (-1.0, 1.0) if is_signed_unit else (math.floor(low), math.ceil(high))
        return TypeError(
            f"Track {self._track!r} got a float frame in which {share:.1%} of the "
            f"values are negative, from {low:.4g} to {high:.4g}; without a declared "
            "range pixels are 0 to 1 or 0 to 255. Subclass Video and say which values "
            f"are black and white, e.g. value_range = {example}."
        )

    def _note(self, reason: str) -> None:
        black, white = self._bounds or _UNIT
        self._notes.append(
            f"Track {self._track!r}: float pixels are read as {black:g} to {white:g}, "
            f"because {reason}. To decide it yourself, subclass Video and set "
            "value_range."
        )

    def _note_nan(self) -> None:
        if not self._has_noted_nan:
            self._has_noted_nan = True
            self._notes.append(
                f"Track {self._track!r}: a frame has values that are not a number; "
                "they are shown black."
            )


def sampled(frame: Any) -> Any:
    """Return some 4,096 pixels of a frame ``(H, W, C)``, all of a small one.

    Works for arrays and tensors; the result is ``(n, C)`` or the frame itself.
    """
    height, width = frame.shape[:2]
    if height * width <= _MOST_SAMPLED:
        return frame
    rows, columns = _lattice(height, width)
    return frame[rows, columns]


@functools.lru_cache(maxsize=16)
def _lattice(
    height: int, width: int
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Return rows and columns spread evenly over a picture, in step with no pattern."""
    count = np.arange(_MOST_SAMPLED)
    rows = (count * height) // _MOST_SAMPLED
    columns = ((count * _GOLDEN) % 1.0 * width).astype(np.intp)
    return rows, columns

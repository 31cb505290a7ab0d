"""Lines through samples, and how sure their slopes are; pure arithmetic."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from statistics import fmean, median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Point = tuple[float, float]

_LEAST_POINTS = 3
_MOST_KINSHIP = 0.95


@dataclass(frozen=True, slots=True)
class FittedLine:
    """A least-squares line.

    Attributes:
        slope: Rise per unit of the first coordinate; nan of fewer than three points.
        error: Standard error of the slope. Neighbours that resemble one another count
            for less than independent samples would.
    """

    slope: float
    error: float

    def lower(self, sigmas: float) -> float:
        """What the slope is at least, *sigmas* standard errors below its estimate."""
        return self.slope - sigmas * self.error

    def upper(self, sigmas: float) -> float:
        """What the slope is at most."""
        return self.slope + sigmas * self.error


def fit(points: Sequence[Point]) -> FittedLine:
    """Return the line through *points*, in order of their first coordinate."""
    if len(points) < _LEAST_POINTS:
        return FittedLine(math.nan, math.nan)
    middle_x = fmean(x for x, _ in points)
    middle_y = fmean(y for _, y in points)
    spread = sum((x - middle_x) ** 2 for x, _ in points)
    if spread == 0:
        return FittedLine(math.nan, math.nan)
    slope = sum((x - middle_x) * (y - middle_y) for x, y in points) / spread
    rests = [y - middle_y - slope * (x - middle_x) for x, y in points]
    variance = sum(rest**2 for rest in rests) / (len(points) - 2)
    error = math.sqrt(variance / spread)
    return FittedLine(slope, error * _widening(rests))


def _widening(rests: Sequence[float]) -> float:
    """By how much the kinship of neighbours widens a standard error.

    As for a first-order autoregressive process; never under 1.
    """
    power = sum(rest**2 for rest in rests)
    if power == 0:
        return 1.0
    products = (a * b for a, b in itertools.pairwise(rests))
    kinship = min(_MOST_KINSHIP, max(0.0, sum(products) / power))
    return math.sqrt((1 + kinship) / (1 - kinship))


def medians_by_bin(samples: Iterable[Point], width: float) -> list[Point]:
    """The median of the samples in each bin of *width*, at the bin's middle.

    Bins without samples are left out.
    """
    bins: dict[int, list[float]] = {}
    for x, y in samples:
        bins.setdefault(math.floor(x / width), []).append(y)
    return [((number + 0.5) * width, median(ys)) for number, ys in sorted(bins.items())]

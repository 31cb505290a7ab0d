"""Decide which numbers a control offers: its ends, its step and its marks.

A control of a bounded number stops at *marks*: every multiple of its step between the
ends, the two ends themselves, and the default. So a range from -pi to pi stops at 0, at
both ends and wherever it began, and every mark is the double that its shortest decimal
text means. Nothing else about numbers is decided anywhere: the panel and the widgets of
a notebook draw what stands here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from functools import cached_property
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from reactor_runtime.values import JsonValue

SLIDER_POSITIONS = 200
"""About how many marks a slider has where nothing asks for more."""

MOST_POSITIONS = 1_000_000
"""Most marks that a step is made finer for."""

FINER = 100
"""How much finer than need be a step becomes so that an end or a default is on it."""

_ULPS = 4
_BOX_STEP = 0.01
# A double has 17 digits: a product with any count is exact, so the sum of many steps is
# rounded once, at its end.
_EXACT = Context(prec=80)


def slider_step(minimum: float, maximum: float, default: float | None) -> float:
    """Return the step of a slider of floats: 1, 2 or 5 times a power of ten.

    There are about 200 to the range. They are finer where an end or the default is
    smaller than that, and up to 100 times finer so that the ends and the default are
    multiples; never so fine that neighbours are the same double.
    """
    spread = _per_position(minimum, maximum)
    if spread <= 0:
        return 1.0
    anchors = [minimum, maximum]
    if default is not None and minimum <= default <= maximum:
        anchors.append(default)
    finest = max(
        spread / MOST_POSITIONS * SLIDER_POSITIONS,
        _ULPS * math.ulp(max(abs(minimum), abs(maximum))),
    )
    sizes = [abs(anchor) for anchor in anchors if anchor != 0]
    coarse = _nice_at_most(min([_nearest_nice(spread), *sizes]))
    if coarse < finest:
        return _nice_at_least(finest)
    return _aligned(coarse, finest, anchors)


def box_step(sizes: list[float]) -> float:
    """Return the step of a number box of floats: a tenth of the smallest of *sizes*.

    It is at most 0.01. Zeros among *sizes* say nothing.
    """
    known = [abs(size) / 10 for size in sizes if abs(size) >= 1e-300]
    return _nice_at_most(min([_BOX_STEP, *known]))


def multiple(step: float, count: int) -> float:
    """Return *count* steps as the double that is nearest to their decimal value."""
    return float(_EXACT.multiply(Decimal(repr(step)), Decimal(count)))


def is_multiple(value: float, step: float) -> bool:
    """Whether *value*, as its shortest decimal text, is a whole number of steps."""
    counted = _EXACT.divide(Decimal(repr(value)), Decimal(repr(step)))
    return counted == counted.to_integral_value()


@dataclass(frozen=True)
class Marks:
    """Where a slider stops, in ascending order.

    Args:
        minimum: The lower end.
        maximum: The upper end.
        step: Distance of the multiples.
        default: A mark of its own where it lies between the ends; ``None`` without.
    """

    minimum: float
    maximum: float
    step: float
    default: float | None = None

    def __len__(self) -> int:
        return self._last - self._first + 1 + len(self._extras)

    def __getitem__(self, index: int) -> float:
        """Return a mark by its *index*, from 0."""
        if not 0 <= index < len(self):
            raise IndexError(f"marks go from 0 to {len(self) - 1}, got {index}")
        for passed, extra in enumerate(self._extras):
            rank = self._below(extra) + passed
            if rank == index:
                return extra
            if rank > index:
                return multiple(self.step, self._first + index - passed)
        return multiple(self.step, self._first + index - len(self._extras))

    def nearest(self, value: float) -> int:
        """Return the index of the mark that is nearest to *value*."""
        inside = min(max(value, self.minimum), self.maximum)
        below = self._below(inside) + sum(extra < inside for extra in self._extras)
        around = range(max(below - 1, 0), min(below + 1, len(self)))
        return min(around, key=lambda index: abs(self[index] - inside))

    @cached_property
    def _first(self) -> int:
        return _count(self.minimum, self.step, ROUND_CEILING)

    @cached_property
    def _last(self) -> int:
        return _count(self.maximum, self.step, ROUND_FLOOR)

    @cached_property
    def _extras(self) -> tuple[float, ...]:
        """The marks that are no multiples, in ascending order."""
        wanted = {self.minimum, self.maximum}
        if self.default is not None and self.minimum <= self.default <= self.maximum:
            wanted.add(self.default)
        return tuple(sorted(v for v in wanted if not is_multiple(v, self.step)))

    def _below(self, value: float) -> int:
        """How many multiples are smaller than *value*."""
        return max(_count(value, self.step, ROUND_CEILING) - self._first, 0)


def _count(value: float, step: float, rounding: str) -> int:
    counted = _EXACT.divide(Decimal(repr(value)), Decimal(repr(step)))
    return int(counted.to_integral_value(rounding=rounding))


def _per_position(minimum: float, maximum: float) -> float:
    """Return the range's share of each of 200 positions, 0 for an empty range."""
    whole = maximum - minimum
    if whole == math.inf:
        return maximum / SLIDER_POSITIONS - minimum / SLIDER_POSITIONS
    return whole / SLIDER_POSITIONS


def _aligned(coarse: float, finest: float, anchors: list[float]) -> float:
    """Return the coarsest step that most of *anchors*, the first ones first, are on."""
    steps = [
        step
        for step in _nice_from(coarse)
        if step >= max(finest, coarse / FINER * (1 - 1e-9))
    ]
    kept: list[float] = []
    for anchor in anchors:
        fitting = [s for s in steps if is_multiple(anchor, s)]
        if fitting:
            steps = fitting
            kept.append(anchor)
    return steps[0]


def _nearest_nice(rough: float) -> float:
    around = _nice_around(rough)
    return min(around, key=lambda step: abs(math.log(step / rough)))


def _nice_at_most(limit: float) -> float:
    return max(step for step in _nice_around(limit) if step <= limit)


def _nice_at_least(limit: float) -> float:
    return min(step for step in _nice_around(limit) if step >= limit)


def _nice_around(rough: float) -> list[float]:
    exponent = math.floor(math.log10(rough))
    return _nice(range(exponent - 1, exponent + 2))


def _nice_from(coarse: float) -> list[float]:
    """Return *coarse* and the nice steps below it, down to a thousandth, descending."""
    exponent = math.floor(math.log10(coarse))
    steps = _nice(range(exponent - 3, exponent + 2))
    return sorted((step for step in steps if step <= coarse), reverse=True)


def _nice(exponents: range) -> list[float]:
    texts = (f"{factor}e{power}" for power in exponents for factor in (1, 2, 5))
    return [step for text in texts if 0 < (step := float(text)) < math.inf]


def number_or_none(value: JsonValue) -> float | None:
    """Return *value* if it is a number; ``True`` is none."""
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return cast("float", value) if is_number else None

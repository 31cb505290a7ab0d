"""What may grow during a soak, and by how much; pure arithmetic.

Over ten minutes a slope is measured well enough to be held to the promise. One minute
on a busy machine says less: there a slope must be far from nothing, and surely so, to
count. A queue that grows with an overrunning source does so by seconds and hundreds of
megabytes a minute.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.fits import fit, medians_by_bin
from benchmarks.samples import median, percentile

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from benchmarks.fits import FittedLine, Point

LONG_SECONDS = 300.0
"""A soak of at least this length is held to the promises themselves."""

LONG_WARM_SECONDS = 120.0
MOST_AGE_MS = 300.0

PAGE_PROCESS = "page's process"
_PROCESS_SIGMAS = 2.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What is allowed, per minute.

    Attributes:
        age_ms: Growth of the frames' age.
        megabytes: Growth of any memory.
        sigmas: How many standard errors a slope must be beyond its limit to break it.
        is_two_sided: Whether a falling age breaks the limit, too.
        p99_ms: The 99th percentile of the age on the comm, ``None`` for any.
    """

    age_ms: float
    megabytes: float
    sigmas: float
    is_two_sided: bool
    p99_ms: float | None


PROMISED = Limits(1.0, 1.0, 0.0, is_two_sided=True, p99_ms=MOST_AGE_MS)
SHORT = Limits(60.0, 60.0, 4.0, is_two_sided=False, p99_ms=None)


def limits_for(seconds: float) -> Limits:
    """The limits of a soak of *seconds*."""
    return PROMISED if seconds >= LONG_SECONDS else SHORT


def warm_seconds(seconds: float) -> float:
    """How much of a soak of *seconds* does not count: caches fill, heaps settle."""
    return min(LONG_WARM_SECONDS, seconds / 3)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a soak has watched.

    Attributes:
        name: What, with its unit.
        level: Its median.
        slope: Per minute; nan where there is none.
        error: Standard error of the slope.
        limit: As printed, ``""`` where nothing is promised.
        is_broken: Whether the limit was overrun.
    """

    name: str
    level: float
    slope: float
    error: float
    limit: str
    is_broken: bool


def judge_age(ages: Sequence[Point], limits: Limits, *, is_comm: bool) -> list[Finding]:
    """Judge the frames' ages: points of seconds and milliseconds."""
    seconds = medians_by_bin(ages, 1.0)
    line = fit([(x / 60, y) for x, y in seconds])
    sign = "±" if limits.is_two_sided else "≤"
    values = [ms for _, ms in ages]
    p99 = percentile(values, 0.99)
    most = limits.p99_ms if is_comm else None
    return [
        _finding(
            "frame age, ms",
            median(values),
            line,
            f"{sign} {limits.age_ms:g} /min",
            is_broken=_is_age_broken(line, limits),
        ),
        Finding(
            "frame age p99, ms",
            p99,
            math.nan,
            math.nan,
            "" if most is None else f"≤ {most:g}",
            most is not None and not p99 <= most,
        ),
    ]


def judge_memory(
    memory: Mapping[str, Sequence[Point]], limits: Limits
) -> list[Finding]:
    """Judge each memory: points of seconds and megabytes.

    A page's process keeps and returns decoded pictures as it likes: its slope must be
    beyond the limit for sure.
    """
    findings = []
    for name, points in memory.items():
        line = fit([(x / 60, y) for x, y in points])
        sigmas = limits.sigmas
        if name == PAGE_PROCESS:
            sigmas = max(sigmas, _PROCESS_SIGMAS)
        is_kept = line.lower(sigmas) <= limits.megabytes
        findings.append(
            _finding(
                f"{name}, MB",
                median(y for _, y in points),
                line,
                f"≤ {limits.megabytes:g} /min",
                is_broken=not is_kept,
            )
        )
    return findings


def _is_age_broken(line: FittedLine, limits: Limits) -> bool:
    if not line.lower(limits.sigmas) <= limits.age_ms:
        return True
    return limits.is_two_sided and not line.upper(limits.sigmas) >= -limits.age_ms


def _finding(
    name: str, level: float, line: FittedLine, limit: str, *, is_broken: bool
) -> Finding:
    return Finding(name, level, line.slope, line.error, limit, is_broken)

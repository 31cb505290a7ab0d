"""Numbers out of samples: medians, percentiles, gaps."""

from __future__ import annotations

import itertools
import statistics
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def percentile(samples: Sequence[float], share: float) -> float:
    """The sample below which *share* of all samples lie; nan without samples."""
    if not samples:
        return float("nan")
    ordered = sorted(samples)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def p95(samples: Sequence[float]) -> float:
    """The 95th percentile; nan without samples."""
    return percentile(samples, 0.95)


def median(samples: Iterable[float]) -> float:
    """The median; nan without samples."""
    known = [sample for sample in samples if sample == sample]
    return statistics.median(known) if known else float("nan")


def gaps(times: Sequence[float]) -> list[float]:
    """Time between each sample and the next."""
    return [later - earlier for earlier, later in itertools.pairwise(times)]

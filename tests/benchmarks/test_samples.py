"""Medians, percentiles, gaps."""

from __future__ import annotations

import math

from benchmarks.samples import gaps, median, p95


def test_the_95th_percentile_leaves_one_sample_in_twenty_above():
    assert p95([float(sample) for sample in range(100)]) == 95


def test_nothing_measured_is_nan_not_an_error():
    assert math.isnan(p95([]))
    assert math.isnan(median([]))
    assert median([math.nan, 3.0]) == 3.0


def test_gaps_are_between_neighbours():
    assert gaps([1.0, 1.5, 4.0]) == [0.5, 2.5]

"""Slopes and how sure they are."""

from __future__ import annotations

import math
import random

import pytest

from benchmarks.fits import fit, medians_by_bin


def test_a_line_is_found_exactly():
    line = fit([(float(x), 3 * x - 1.0) for x in range(10)])
    assert line.slope == pytest.approx(3)
    assert line.error == pytest.approx(0, abs=1e-9)


def test_two_points_or_one_place_have_no_slope():
    assert math.isnan(fit([(0.0, 1.0), (1.0, 2.0)]).slope)
    assert math.isnan(fit([(1.0, 1.0), (1.0, 2.0), (1.0, 3.0)]).slope)


def test_independent_noise_is_within_four_errors_of_the_true_slope():
    for seed in range(50):
        noise = random.Random(seed)
        line = fit([(float(x), 0.5 * x + noise.gauss(0, 5)) for x in range(60)])
        assert line.lower(4) <= 0.5 <= line.upper(4)


def test_noise_that_lingers_makes_a_slope_less_sure():
    noise = random.Random(1)
    shocks = [noise.gauss(0, 1) for _ in range(200)]
    drifting, level = [], 0.0
    for shock in shocks:
        level = 0.9 * level + shock
        drifting.append(level)
    line = fit([(float(x), y) for x, y in enumerate(drifting)])
    shuffled = noise.sample(drifting, len(drifting))
    independent = fit([(float(x), y) for x, y in enumerate(shuffled)])
    assert line.error > 2 * independent.error


def test_a_bin_has_its_median_and_an_empty_one_is_left_out():
    samples = [(0.1, 5.0), (0.2, 9.0), (0.9, 6.0), (2.5, 1.0)]
    assert medians_by_bin(samples, 1.0) == [(0.5, 6.0), (2.5, 1.0)]

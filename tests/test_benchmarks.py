"""The benchmarks' arithmetic and report; the measuring itself needs a browser."""

from __future__ import annotations

import math

import pytest

from benchmarks import report
from benchmarks.peers import newest_ages
from benchmarks.pictures import BITS, COUNT, SQUARE, rendered
from benchmarks.report import Row
from benchmarks.samples import gaps, median, p95


def test_the_95th_percentile_leaves_one_sample_in_twenty_above():
    assert p95([float(sample) for sample in range(100)]) == 95


def test_nothing_measured_is_nan_not_an_error():
    assert math.isnan(p95([]))
    assert math.isnan(median([]))
    assert median([math.nan, 3.0]) == 3.0


def test_gaps_are_between_neighbours():
    assert gaps([1.0, 1.5, 4.0]) == [0.5, 2.5]


@pytest.mark.parametrize(
    ("value", "target", "verdict"),
    [
        (56.0, "≥ 55", "ok"),
        (54.0, "≥ 55", "MISSED"),
        (54.0, "≤ 60", "ok"),
        (61.0, "≤ 60", "MISSED"),
        (math.nan, "≥ 55", "MISSED"),
        (1.0, "", ""),
    ],
)
def test_a_row_says_whether_its_target_is_met(value, target, verdict):
    assert Row("s", "q", value, target).verdict == verdict


def test_the_next_run_is_compared_with_the_one_before(tmp_path):
    rows = [Row("direct", "drawn/s", 59.5, "≥ 55")]
    assert report.previous(tmp_path) == {}
    report.write({"machine": "x"}, rows, tmp_path)
    before = report.previous(tmp_path)
    assert before == {"direct / drawn/s": 59.5}
    assert report.table(rows, before).splitlines()[-1].split()[-1] == "59.5"


def test_every_picture_can_be_told_by_its_stamp():
    pictures = rendered(160, 120)
    numbers = {
        sum((int(p[8, SQUARE * bit + 8, 0]) > 127) << bit for bit in range(BITS))
        for p in pictures
    }
    assert numbers == set(range(COUNT))


def test_a_repeated_stamp_means_the_newest_picture_made_before():
    created = {5: 1.0, 5 + COUNT: 3.0}
    assert newest_ages([(3.25, 5), (2.0, 5)], created) == [0.25, 1.0]

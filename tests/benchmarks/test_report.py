"""Rows, their verdicts, and the comparison with the runs before."""

from __future__ import annotations

import math

import pytest

from benchmarks import report
from benchmarks.report import Row


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


def test_what_the_last_run_left_out_is_compared_with_an_older_one(tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    old = report.write({}, [Row("a", "x", 1.0), Row("b", "x", 2.0)], first)
    new = report.write({}, [Row("a", "x", 3.0), Row("b", "x", math.nan)], second)
    both = tmp_path / "both"
    both.mkdir()
    old.rename(both / "20260101-000000.json")
    new.rename(both / "20260102-000000.json")
    assert report.previous(both) == {"a / x": 3.0, "b / x": 2.0}


def test_the_matrix_has_a_line_for_each_scenario():
    rows = [Row("a", "x", 1.0), Row("a", "y", 2000.0), Row("b", "y", 3.0)]
    lines = report.matrix(rows, ("x", "y"), {"a / x": 1.5}).splitlines()
    assert [line.split() for line in lines] == [
        ["scenario", "x", "y", "x", "before"],
        ["a", "1.0", "2000", "1.5"],
        ["b", "-", "3.0", "-"],
    ]

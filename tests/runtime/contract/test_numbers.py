"""Which numbers a control offers, over random bounds."""

import json
import math
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reactor_runtime.contract.numbers import Marks, is_multiple, slider_step

FIXTURE = Path(__file__).parents[2] / "fixtures" / "schema" / "marks.json"

finite = st.floats(allow_nan=False, allow_infinity=False)
usual = st.decimals(-1000, 1000, places=3).map(float)


@st.composite
def ranges(draw):
    """Two ends and a default between them."""
    numbers = draw(st.sampled_from([finite, usual]))
    one, other = draw(numbers), draw(numbers)
    # Both zeros are equal, and one of them is the lower end.
    low, high = sorted((one, other), key=lambda end: (end, math.copysign(1, end)))
    return low, high, draw(st.floats(low, high) | st.none())


def marks_of(low, high, default):
    return Marks(low, high, slider_step(low, high, default), default)


@pytest.mark.parametrize(
    ("low", "high", "default", "step"),
    [
        (0, 2, 1, 0.01),
        (0, 1, 0.5, 0.005),
        (0, 0.1, 0.0, 0.0005),
        (-1, 1, 0, 0.01),
        (0, 1000, 5, 5),
        (0, 360, 0, 2),
        (1, 1, 1, 1),
        (0, 1e-9, 0, 5e-12),
        (0, 1, 0.503, 0.001),
        (0, 1000, 7.5, 0.5),
        (0.25, 10, 1, 0.05),
        (1, 1000, 7.5, 0.5),
        (1e-6, 1, 1e-3, 1e-6),
        (-math.pi, math.pi, 0, 0.02),
        (0, 1, 1 / 3, 0.005),
        (1e15, 1e15 + 1, 1e15, 0.5),
        (0, 5e-324, 0, 1),
    ],
)
def test_a_step_is_one_two_or_five_of_a_power_of_ten(low, high, default, step):
    assert slider_step(low, high, default) == step


def test_a_range_of_angles_stops_at_both_ends_at_zero_and_where_it_began():
    marks = list(marks_of(-math.pi, math.pi, math.pi / 2))
    assert {-math.pi, 0.0, math.pi / 2, math.pi} <= set(marks)
    assert marks == sorted(marks)
    assert (marks[1], marks[-2]) == (-3.14, 3.14)


def test_marks_are_the_doubles_that_their_shortest_text_means():
    assert list(Marks(0, 0.5, 0.1)) == [0.0, 0.1, 0.2, 0.3, 0.4, 0.5]


NEIGHBOURS = (1.7976931348623155e308, 1.7976931348623157e308, None)
SMALLEST = (0.0, 5e-324, None)


@given(ranges())
@example(NEIGHBOURS)
@example(SMALLEST)
def test_every_slider_reaches_its_ends_and_its_default(drawn):
    low, high, default = drawn
    marks = marks_of(low, high, default)
    assert len(marks) >= 1
    assert (marks[0], marks[len(marks) - 1]) == (low, high)
    for wanted in (low, high, default):
        if wanted is not None:
            assert marks[marks.nearest(wanted)] == wanted


@given(ranges(), st.floats(0, 1))
def test_marks_ascend_and_each_is_the_nearest_to_itself(drawn, share):
    low, high, default = drawn
    marks = marks_of(low, high, default)
    index = round(share * (len(marks) - 1))
    assert marks.nearest(marks[index]) == index
    if index > 0:
        assert marks[index - 1] < marks[index]
        assert low <= marks[index - 1]


@given(ranges())
@example((-0.0, 0.0, None))
def test_a_range_across_zero_stops_at_zero(drawn):
    low, high, default = drawn
    if low <= 0 <= high:
        marks = marks_of(low, high, default)
        assert marks[marks.nearest(0.0)] == 0


thousandths = st.integers(-5000, 5000).map(lambda count: count / 1000)


@given(st.tuples(thousandths, thousandths, thousandths).map(sorted))
def test_ends_and_default_of_three_decimals_are_multiples_of_the_step(numbers):
    low, default, high = numbers
    step = slider_step(low, high, default)
    if high > low:
        assert all(is_multiple(value, step) for value in numbers)


def test_a_slider_has_a_bounded_number_of_marks():
    assert len(marks_of(1e-300, 1, None)) <= 1_000_003
    assert len(marks_of(-1.7e308, 1.7e308, 0)) <= 1_000_003


def test_there_is_no_mark_beyond_the_ends():
    marks = Marks(0, 1, 0.5)
    with pytest.raises(IndexError, match="0 to 2, got 3"):
        marks[3]


@pytest.mark.parametrize("case", json.loads(FIXTURE.read_text()))
def test_the_marks_are_those_that_the_panel_is_tested_with(case):
    marks = Marks(case["minimum"], case["maximum"], case["step"], case["default"])
    assert list(marks) == case["marks"]

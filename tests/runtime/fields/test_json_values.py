"""Python values as JSON."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, IntEnum, StrEnum

import numpy as np
import pytest

from reactor_runtime.fields.json_values import (
    NotJsonError,
    json_equal,
    json_for_display,
    to_json,
)
from reactor_runtime.interface import UploadedFile


class Level(IntEnum):
    LOW = 1


class Style(StrEnum):
    OIL = "oil"


class Corner(Enum):
    TOP_LEFT = (0, 0)


@dataclass
class Point:
    x: float
    y: tuple[int, ...]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (True, True),
        (3, 3),
        (2.5, 2.5),
        ("text", "text"),
        (Level.LOW, 1),
        (Style.OIL, "oil"),
        (Corner.TOP_LEFT, [0, 0]),
        ((1, (2, 3)), [1, [2, 3]]),
        ({"a": (1,)}, {"a": [1]}),
        (Point(1.5, (1, 2)), {"x": 1.5, "y": [1, 2]}),
        (np.float32(0.5), 0.5),
        (np.int64(7), 7),
        (np.bool_("x"), True),
        (np.array([[1, 2], [3, 4]], np.uint8), [[1, 2], [3, 4]]),
    ],
)
def test_python_values_become_json(value, expected):
    converted = to_json(value)
    assert json_equal(converted, expected)
    assert type(converted) is type(expected)


def test_an_enum_member_of_str_becomes_plain_text():
    assert type(to_json(Style.OIL)) is str


def test_the_result_shares_nothing_mutable_with_the_value():
    inner = [1]
    converted = to_json({"a": inner})
    inner.append(2)
    assert converted == {"a": [1]}


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_numbers_that_are_not_finite_are_no_json(value):
    for carried in (value, [value], {"a": value}, np.float32(value), np.array([value])):
        with pytest.raises(NotJsonError, match="is not a JSON number"):
            to_json(carried)


@pytest.mark.parametrize("value", [2**53, -(2**53), 10**30, np.uint64(2**60)])
def test_integers_that_a_double_does_not_carry_are_no_json(value):
    with pytest.raises(NotJsonError, match=r"2\^53"):
        to_json(value)


def test_the_largest_exact_integers_are_json():
    assert to_json(2**53 - 1) == 2**53 - 1
    assert to_json(-(2**53) + 1) == -(2**53) + 1


@pytest.mark.parametrize("value", [b"x", {1, 2}, object(), 1j, np.complex64(1j)])
def test_what_json_cannot_carry_is_named(value):
    with pytest.raises(NotJsonError, match="JSON cannot carry"):
        to_json(value)


def test_the_place_of_the_fault_is_named():
    with pytest.raises(NotJsonError) as caught:
        to_json({"points": [Point(1, ()), Point(float("nan"), ())]})
    assert caught.value.path == "['points'][1].x"


def test_keys_must_be_text():
    with pytest.raises(NotJsonError, match="keys must be text"):
        to_json({1: "a"})


def test_an_array_over_ten_thousand_elements_is_refused():
    assert len(to_json(np.zeros(10_000))) == 10_000
    with pytest.raises(NotJsonError, match="10001 elements"):
        to_json(np.zeros(10_001))


def test_text_that_is_not_unicode_is_refused():
    with pytest.raises(NotJsonError, match="Unicode"):
        to_json("\ud800")


def test_a_value_that_contains_itself_is_refused():
    endless: list[object] = []
    endless.append(endless)
    with pytest.raises(NotJsonError, match="nested deeper"):
        to_json(endless)


def test_an_uploaded_file_is_never_sent_as_json():
    with pytest.raises(NotJsonError, match="uploaded file"):
        to_json(UploadedFile.from_bytes(b"abc"))


def test_true_never_equals_one():
    assert not json_equal(left=True, right=1)
    assert not json_equal([True], [1])
    assert not json_equal({"a": False}, {"a": 0})
    assert json_equal(1, 1.0)
    assert json_equal([1, {"a": 2.0}], [1.0, {"a": 2}])
    assert not json_equal("1", 1)
    assert not json_equal([1], [1, 2])
    assert not json_equal({"a": 1}, [1])


def test_anything_can_be_shown():
    assert json_for_display(3) == 3
    assert json_for_display(float("nan")) == "nan"
    assert json_for_display(b"abc") == "b'abc'"
    long = json_for_display("x" * 100_000)
    assert isinstance(long, str)
    assert len(long) < 200


@dataclass
class Half:
    x: int = field(init=False)


class Hostile(Mapping):
    def __getitem__(self, key):
        raise RuntimeError("keep out")

    def __iter__(self):
        raise RuntimeError("keep out")

    def __len__(self):
        raise RuntimeError("keep out")

    def __repr__(self):
        raise RuntimeError("keep out")


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (Half(), r"\.x: is not set"),
        ([Hostile()], r"\[0\]: reading it raised RuntimeError"),
        ({Hostile: 1}, "keys must be text"),
        ({10**5000: 1}, "keys must be text, got an integer of about 5000 digits"),
        (10**5000, r"2\^53"),
    ],
    ids=["unset", "mapping", "class as key", "digits as key", "digits"],
)
def test_whatever_reading_a_value_raises_is_no_json(value, reason):
    with pytest.raises(NotJsonError, match=reason):
        to_json(value)


def test_what_cannot_even_be_printed_can_be_shown():
    for value in (Hostile(), [Hostile()], 10**5000, [10**5000]):
        assert len(json_for_display(value)) < 100

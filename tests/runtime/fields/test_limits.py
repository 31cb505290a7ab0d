"""What an author sets as limits is kept as plain numbers, or refused with advice."""

import json
import math
from decimal import Decimal
from enum import Enum, IntEnum
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reactor_runtime.fields import InputField, InvalidValueError, declare_argument
from reactor_runtime.fields.plain import plain_count, plain_float, plain_number
from reactor_runtime.fields.scope import Scope


class Level(IntEnum):
    LOW = 0
    HIGH = 2


class Half(Enum):
    LOW = 0.5


class Loud(int):
    def __int__(self):
        return 99

    def __repr__(self):
        return "loud"


def declare(annotation, info):
    return declare_argument("Owner", "value", annotation, info, Scope(()))


ZEROS = [
    0,
    0.0,
    np.float32(0),
    np.float64(0),
    np.int8(0),
    np.uint64(0),
    np.longdouble(0),
    np.array(0),
    np.array(0.0),
    Level.LOW,
    Loud(0),
    Fraction(0),
    Decimal(0),
]


def told(value):
    return type(value).__name__


@pytest.mark.parametrize("kind", [int, float, int | None])
@pytest.mark.parametrize("zero", ZEROS, ids=told)
def test_a_bound_of_any_numeric_type_is_the_plain_number(zero, kind):
    odd = declare(kind, InputField(1, ge=zero, le=2))
    plain = declare(kind, InputField(1, ge=0, le=2))
    assert json.loads(json.dumps(odd.schema())) == plain.schema()
    assert type(odd.info.ge) in (int, float)
    with pytest.raises(InvalidValueError, match=r"expected >= 0(\.0)?, got -1$"):
        odd.parse(-1)


@given(st.floats(-1e6, 1e6, width=32), st.sampled_from([np.float32, Fraction, Decimal]))
def test_a_bound_keeps_its_value(number, kind):
    argument = declare(float, InputField(ge=kind(number)))
    assert argument.info.ge == number
    assert argument.parse(number) == number


@pytest.mark.parametrize("three", [np.int64(3), np.uint8(3), 3.0, np.float32(3)])
def test_a_length_of_any_numeric_type_is_the_plain_number(three):
    text = declare(str, InputField(min_length=np.int8(1), max_length=three))
    assert json.loads(json.dumps(text.schema())) == {
        "type": "string",
        "minLength": 1,
        "maxLength": 3,
    }
    assert text.parse("abc") == "abc"
    with pytest.raises(InvalidValueError, match="at most 3 characters, got 4"):
        text.parse("abcd")


def test_choices_are_json_and_each_is_there_once():
    choices = [np.int64(1), 1.0, Level.HIGH, 2, np.float32(0.5)]
    argument = declare(float, InputField(np.float32(0.5), choices=choices))
    assert argument.info.choices == (1, 2, 0.5)
    assert json.loads(json.dumps(argument.schema())) == {
        "type": "number",
        "enum": [1, 2, 0.5],
        "default": 0.5,
    }


@pytest.mark.parametrize(
    ("kind", "default", "plain"),
    [
        (float, np.float32(0.5), 0.5),
        (float, Half.LOW, 0.5),
        (int, np.uint8(3), 3),
        (int, 3.0, 3),
        (int, Level.HIGH, 2),
        (bool, np.bool_("yes"), True),
        (str, np.str_("a"), "a"),
        (tuple[float, ...], (np.float32(0.5), 1), [0.5, 1]),
    ],
)
def test_a_default_is_kept_as_json(kind, default, plain):
    argument = declare(kind, InputField(default))
    assert argument.info.default == plain
    assert type(argument.info.default) is type(plain)
    assert json.loads(json.dumps(argument.schema()))["default"] == plain


def test_a_text_of_a_class_of_its_own_is_what_it_holds():
    class Shout(str):
        __slots__ = ()

        def __str__(self):
            return "SHOUTED"

    info = InputField(Shout("a"), choices=[Shout("a")], description=Shout("What"))
    schema = declare(str, info).schema()
    assert schema == {
        "type": "string",
        "enum": ["a"],
        "description": "What",
        "default": "a",
    }
    assert all(type(text) is str for text in (schema["default"], schema["enum"][0]))


@pytest.mark.parametrize(
    ("kind", "limits", "told"),
    [
        (
            int,
            {"le": 2**64 - 1},
            r"le=18446744073709551615 is beyond .* write le=2\*\*53 - 1$",
        ),
        (int, {"ge": -(2**60)}, r"ge=-1152921504606846976 .* write ge=-\(2\*\*53 - 1"),
        (float, {"le": 2**64}, r"le=18446744073709551616 .*le=1.8446744073709552e\+19"),
        (float, {"le": 10**400}, r"an integer of about 400 digits .* leave le out"),
        (int, {"le": np.uint64(2**64 - 1)}, r"write le=2\*\*53 - 1$"),
        (float, {"le": math.inf}, "finite number, got inf; leave le out .* upper"),
        (float, {"ge": -np.inf}, "finite number, got -inf; leave ge out .* lower"),
        (float, {"ge": np.float32("nan")}, r"ge must be a finite number, got .*nan"),
        (float, {"ge": "0"}, "ge must be a number, got '0'$"),
        (float, {"ge": True}, "ge must be a number, got True$"),
        (float, {"ge": np.bool_("x")}, "ge must be a number"),
        (float, {"ge": 1j}, "ge must be a number"),
        (float, {"ge": np.zeros(2)}, "ge must be a number"),
        (float, {"ge": np.zeros(1)}, "ge must be a number"),
        (str, {"min_length": 2.5}, "min_length must be a whole number from 0 .*2.5"),
        (str, {"max_length": True}, "max_length must be a whole number"),
        (str, {"max_length": 2**60}, r"max_length must be .* to 2\^53 - 1"),
        (float, {"choices": [Decimal(1)]}, r"carry Decimal; write float\(\.\.\.\)"),
        (float, {"default": Fraction(1, 3)}, r"carry Fraction; write float\(\.\.\.\)"),
        (float, {"description": 3}, "a description is one line of text, got 3"),
    ],
)
def test_what_cannot_be_kept_says_what_to_write(kind, limits, told):
    with pytest.raises(TypeError, match=rf"^Owner\.value: .*{told}"):
        declare(kind, InputField(**limits))


def test_the_advice_for_a_bound_that_is_too_large_can_be_followed():
    assert declare(int, InputField(le=2**53 - 1)).info.le == 2**53 - 1
    assert declare(float, InputField(le=1.8446744073709552e19)).info.le == 2.0**64


def test_no_description_is_as_good_as_none():
    assert declare(float, InputField(description=None)).schema() == {"type": "number"}


@pytest.mark.parametrize("sign", [1, -1])
def test_a_number_beyond_all_floats_is_a_number_and_no_float(sign):
    number = sign * 10**400
    assert plain_number(number) == number
    assert plain_float(number) is None
    assert plain_float(Fraction(number)) is None
    assert plain_number(Fraction(number)) == sign * math.inf


@pytest.mark.parametrize("value", [None, "3", b"3", [3], math.nan, math.inf, 2.5, -1])
def test_what_is_no_count_is_none(value):
    assert plain_count(value) is None

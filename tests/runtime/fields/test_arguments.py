"""Defaults and constraints, judged when the class is created."""

from dataclasses import dataclass
from enum import Enum
from typing import Any, Literal

import numpy as np
import pytest

from reactor_runtime.fields import (
    FieldInfo,
    InputField,
    InvalidValueError,
    declare_argument,
)
from reactor_runtime.fields.scope import Scope
from reactor_runtime.interface import UploadedFile
from reactor_runtime.values import UploadId, UploadReference


class Mode(Enum):
    FAST = "fast"
    EXACT = "exact"


@dataclass(frozen=True)
class Size:
    width: int
    height: int


def declare(annotation, info=None, name="value"):
    info = info if isinstance(info, FieldInfo) else InputField(info)
    return declare_argument("Owner", name, annotation, info, Scope(()))


def test_an_input_field_is_frozen():
    info = InputField(default=1.0, ge=0.0)
    with pytest.raises(AttributeError):
        info.ge = 2.0


def test_without_a_default_an_argument_is_required():
    argument = declare(float, InputField(ge=0))
    assert argument.required
    assert argument.default is None


def test_bounds_are_inclusive():
    argument = declare(float, InputField(1.0, ge=0.0, le=2.0))
    assert argument.parse(0) == 0.0
    assert argument.parse(2) == 2.0
    with pytest.raises(InvalidValueError, match=r"expected <= 2.0, got 2.01"):
        argument.parse(2.01)
    with pytest.raises(InvalidValueError, match=r"expected >= 0.0, got -0.1"):
        argument.parse(-0.1)


def test_a_length_is_told_as_a_number():
    text = declare(str, InputField("", max_length=1000))
    with pytest.raises(InvalidValueError) as refused:
        text.parse("x" * 1560)
    assert str(refused.value) == "expected at most 1000 characters, got 1560"
    optional = declare(list[int] | None, InputField(None, min_length=2))
    with pytest.raises(InvalidValueError, match=r"at least 2 items, got 1$"):
        optional.parse([7])


@pytest.mark.parametrize(
    ("ge", "le"), [(0.2, 0.8), (1e300, None), (None, -(2.0**60)), (2.5, 2.5)]
)
def test_bounds_that_no_integer_keeps_are_refused_at_once(ge, le):
    with pytest.raises(TypeError, match=r"no integer within .*no value fits"):
        declare(int, InputField(ge=ge, le=le))
    assert declare(float, InputField(ge=ge, le=le)).required


def test_lengths_hold_for_text_and_sequences():
    text = declare(str, InputField("ab", min_length=1, max_length=3))
    with pytest.raises(InvalidValueError, match="at least 1 characters"):
        text.parse("")
    with pytest.raises(InvalidValueError, match="at most 3 characters"):
        text.parse("abcd")
    items = declare(list[int], InputField((1,), min_length=1, max_length=2))
    with pytest.raises(InvalidValueError, match="at most 2 items"):
        items.parse([1, 2, 3])


def test_choices_are_exhaustive():
    style = declare(str, InputField("none", choices=["none", "oil"]))
    assert style.parse("oil") == "oil"
    with pytest.raises(InvalidValueError, match="one of 'none', 'oil'"):
        style.parse("sketch")


def test_true_is_not_among_choices_of_numbers():
    count = declare(Any, InputField(1, choices=[1, 2]))
    with pytest.raises(InvalidValueError):
        count.parse(value=True)


def test_choices_may_name_enum_members():
    mode = declare(Mode, InputField(Mode.FAST, choices=[Mode.FAST]))
    assert mode.parse("fast") is Mode.FAST
    with pytest.raises(InvalidValueError):
        mode.parse("exact")


def test_null_is_free_of_constraints_where_the_type_allows_it():
    argument = declare(float | None, InputField(None, ge=0.0))
    assert argument.parse(None) is None
    with pytest.raises(InvalidValueError):
        argument.parse(-1)


@pytest.mark.parametrize(
    ("annotation", "info", "parts"),
    [
        (float, InputField("x"), ["Owner.value", "'x'", "a number"]),
        (int, InputField(2.5), ["Owner.value", "2.5", "an integer"]),
        (float, InputField(3.0, le=2.0), ["Owner.value", "3.0", "<= 2.0"]),
        (str, InputField("", min_length=1), ["Owner.value", "''", "at least 1"]),
        (str, InputField("c", choices=["a"]), ["Owner.value", "'c'", "one of 'a'"]),
        (int, InputField(default=True), ["Owner.value", "True", "an integer"]),
        (float, InputField(float("nan")), ["Owner.value", "nan"]),
        (int, InputField(2**53), ["Owner.value", "2^53"]),
        (Mode, InputField("slow"), ["Owner.value", "'slow'", "one of 'fast'"]),
    ],
)
def test_a_default_that_breaks_its_own_rule_is_a_type_error(annotation, info, parts):
    with pytest.raises(TypeError) as caught:
        declare(annotation, info)
    for part in parts:
        assert part in str(caught.value)


@pytest.mark.parametrize("default", [[], {}, set(), [1], bytearray(b"")])
def test_a_mutable_default_is_a_type_error(default):
    with pytest.raises(TypeError, match=r"Owner\.value.*mutable"):
        declare(list[int], InputField(default))


@pytest.mark.parametrize(
    ("annotation", "info", "part"),
    [
        (str, InputField("a", ge=0), "ge=0 needs a type of int or float"),
        (bool, InputField(default=True, le=1), "le=1 needs"),
        (int, InputField(1, min_length=1), "min_length=1 needs a type of str"),
        (dict[str, int], InputField(max_length=1), "max_length=1 needs"),
        (float, InputField(1, ge=2, le=0), "ge=2 is above le=0"),
        (str, InputField("a", min_length=3, max_length=1), "above max_length"),
        (str, InputField("a", min_length=-1), "whole number from 0"),
        (float, InputField(1, ge="0"), "ge must be a number, got"),
        (float, InputField(1, le=float("nan")), "finite number"),
        (str, InputField("a", choices=[]), "choices is empty"),
        (str, InputField("a", choices=["a", 1]), "choice 1 is not of the field's type"),
        (UploadedFile, InputField(choices=["a"]), "uploaded file"),
        (list[UploadedFile], InputField(), "only possible by itself"),
    ],
)
def test_a_constraint_that_cannot_hold_is_a_type_error(annotation, info, part):
    with pytest.raises(TypeError, match=rf"Owner\.value.*{part}"):
        declare(annotation, info)


def test_choices_given_as_one_text_are_refused_at_once():
    with pytest.raises(TypeError, match=r"choices=\['abc'\]"):
        InputField("a", choices="abc")


def test_python_values_are_turned_into_json_and_judged_alike():
    number = declare(float, InputField(0.0, le=2.0))
    assert number.parse(np.float32(0.5)) == 0.5
    with pytest.raises(InvalidValueError):
        number.parse(np.bool_("x"))
    with pytest.raises(InvalidValueError):
        number.parse(np.float64("nan"))
    assert declare(Mode, InputField("fast")).parse(Mode.EXACT) is Mode.EXACT
    assert declare(list[int], InputField()).parse((1, 2)) == [1, 2]


def test_a_default_reaches_the_handler_as_the_declared_type():
    assert type(declare(float, InputField(1)).default) is float
    assert declare(Mode, InputField("fast")).default is Mode.FAST
    assert declare(list[int], InputField((1, 2))).default == [1, 2]


def test_a_default_that_is_mutable_for_the_handler_is_new_each_time():
    argument = declare(list[int], InputField((1, 2)))
    argument.default.append(3)
    assert argument.default == [1, 2]
    size = declare(Size, InputField(Size(1, 2)))
    assert size.default == Size(1, 2)
    assert size.default is not size.default


def test_the_description_and_moderation_are_shown_and_enforce_nothing():
    argument = declare(str, InputField("a", description="What to paint", moderate=True))
    assert argument.schema() == {
        "type": "string",
        "description": "What to paint",
        "default": "a",
        "x-reactor-moderate": True,
    }
    assert argument.parse("anything") == "anything"


def test_the_schema_carries_every_constraint():
    number = declare(float | None, InputField(1.0, ge=0.0, le=2.0))
    assert number.schema() == {
        "anyOf": [
            {"type": "number", "minimum": 0.0, "maximum": 2.0},
            {"type": "null"},
        ],
        "default": 1.0,
    }
    text = declare(str, InputField(min_length=1, max_length=9))
    assert text.schema() == {"type": "string", "minLength": 1, "maxLength": 9}
    items = declare(list[int], InputField(min_length=1, max_length=9))
    assert items.schema()["minItems"] == 1
    assert items.schema()["maxItems"] == 9
    style = declare(str, InputField("a", choices=["a", "b"]))
    assert style.schema() == {"type": "string", "enum": ["a", "b"], "default": "a"}


def test_an_upload_argument_takes_a_reference_and_no_json():
    argument = declare(UploadedFile, InputField(), "image")
    reference = UploadReference(UploadId("u1"), "a.png", "image/png", 3)
    assert argument.is_upload
    assert argument.parse(reference) is reference
    spelled = {"upload_id": "u1", "name": "a.png", "mime_type": "image/png", "size": 3}
    assert argument.parse(spelled) == reference
    for wrong in ("u1", None, {}, {"upload_id": 3}, {"upload_id": "u", "size": "3"}):
        with pytest.raises(InvalidValueError):
            argument.parse(wrong)


def test_an_optional_upload_argument_takes_null():
    assert declare(UploadedFile | None, InputField(None)).parse(None) is None


def test_only_an_upload_argument_takes_a_reference():
    with pytest.raises(InvalidValueError):
        declare(str, InputField("")).parse(UploadReference(UploadId("u1")))


@pytest.mark.parametrize(
    ("annotation", "info", "good", "bad"),
    [
        (str, InputField(None), "a", 1),
        (int, InputField(None, ge=3), 3, 2),
        (str, InputField(None, choices=["a"]), "a", "b"),
        (list[int], InputField(None, max_length=1), [1], [1, 2]),
        (Mode, InputField(None), "fast", "slow"),
        (str | None, InputField(None), "a", 1),
    ],
)
def test_none_as_a_default_makes_the_type_optional(annotation, info, good, bad):
    argument = declare(annotation, info)
    assert argument.default is None
    assert argument.default_json is None
    assert argument.parse(None) is None
    assert argument.parse(good) is not None
    assert {"type": "null"} in argument.schema()["anyOf"]
    with pytest.raises(InvalidValueError):
        argument.parse(bad)


def test_none_as_a_default_makes_a_file_optional():
    argument = declare(UploadedFile, InputField(None))
    assert argument.is_upload
    assert argument.is_nullable
    assert argument.parse(None) is None


def test_what_takes_none_already_stays_as_it_is():
    assert declare(Any, InputField(None)).value_type == declare(Any).value_type
    assert not declare(Literal["a", None], InputField(None)).is_nullable


def test_none_as_a_default_makes_the_field_of_a_dataclass_optional():
    @dataclass
    class Brush:
        name: str = None
        width: int = 1

    argument = declare(Brush, InputField())
    assert argument.parse({"width": 2}) == Brush(None, 2)
    assert argument.parse({"name": None}) == Brush(None, 1)
    with pytest.raises(InvalidValueError):
        argument.parse({"name": 3})


def test_a_default_that_is_not_there_says_so():
    assert repr(InputField().default) == "UNSET"


def test_a_value_given_in_python_is_shown_as_json():
    assert declare(Mode).to_json(Mode.FAST) == "fast"

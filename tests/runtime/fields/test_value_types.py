"""JSON in, accepted or refused, for every supported type."""

import typing
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Literal, Optional

import pytest

from reactor_runtime.fields import InputField, InvalidValueError
from reactor_runtime.fields.annotations import value_type
from reactor_runtime.fields.json_values import to_json
from reactor_runtime.fields.scope import AnnotationError, Scope
from reactor_runtime.fields.value_types import enum_schema
from reactor_runtime.interface import UploadedFile


class Mode(Enum):
    FAST = "fast"
    EXACT = 2
    OFF = False


@dataclass
class Point:
    x: float
    y: float = 0.0


@dataclass
class Stroke:
    points: list[Point]
    width: int = 1
    tags: list[str] = field(default_factory=list)


def parse(annotation, value):
    return value_type(annotation, Scope(())).parse(to_json(value))


def refusal(annotation, value):
    with pytest.raises(InvalidValueError) as caught:
        parse(annotation, value)
    return caught.value


ACCEPTED = [
    (bool, True, True),
    (int, 2, 2),
    (int, 2.0, 2),
    (int, 2**53 - 1, 2**53 - 1),
    (float, 2, 2.0),
    (float, 2.5, 2.5),
    (str, "", ""),
    (Literal["a", 1], "a", "a"),
    (Literal["a", 1], 1.0, 1),
    (Literal[True], True, True),
    (Mode, "fast", Mode.FAST),
    (Mode, 2.0, Mode.EXACT),
    (Mode, False, Mode.OFF),
    (int | None, None, None),
    (Optional[int], 3, 3),  # noqa: UP045 - the older spelling works too
    (list[int], [1, 2.0], [1, 2]),
    (tuple[int, str], [1, "a"], (1, "a")),
    (tuple[float, ...], [1, 2, 3], (1.0, 2.0, 3.0)),
    (tuple[()], [], ()),
    (dict[str, float], {"a": 1}, {"a": 1.0}),
    (Point, {"x": 1}, Point(1.0, 0.0)),
    (Any, {"a": [1, None]}, {"a": [1, None]}),
    (list[Mode], ["fast", 2], [Mode.FAST, Mode.EXACT]),
]


@pytest.mark.parametrize(("annotation", "value", "expected"), ACCEPTED)
def test_values_of_the_type_are_accepted(annotation, value, expected):
    parsed = parse(annotation, value)
    assert parsed == expected
    assert type(parsed) is type(expected)


REFUSED = [
    (bool, 1),
    (bool, "true"),
    (bool, None),
    (int, True),
    (int, 2.5),
    (int, "2"),
    (int, 1e300),
    (int, 2.0**53),
    (float, False),
    (float, "2"),
    (float, None),
    (str, 1),
    (str, None),
    (Literal[1], True),
    (Literal[0], False),
    (Literal["1"], 1),
    (Mode, 0),
    (Mode, "FAST"),
    (int | None, "x"),
    (list[int], [1, True]),
    (list[int], "12"),
    (list[int], {"0": 1}),
    (tuple[int, str], [1]),
    (tuple[int, str], [1, "a", "b"]),
    (tuple[float, ...], [1, None]),
    (dict[str, float], {"a": True}),
    (dict[str, float], [1]),
    (Point, {}),
    (Point, {"x": 1, "z": 2}),
    (Point, {"x": True}),
    (Point, [1, 2]),
    (list[Literal[1, 2]], [True]),
    (dict[str, Mode], {"a": 0}),
]


@pytest.mark.parametrize(("annotation", "value"), REFUSED)
def test_values_of_another_type_are_refused(annotation, value):
    assert refusal(annotation, value).constraint


def test_a_json_array_is_a_list_and_a_tuple():
    assert parse(list[int], (1, 2)) == [1, 2]
    assert parse(tuple[int, int], [1, 2]) == (1, 2)


def test_the_place_of_a_fault_inside_a_container_is_named():
    error = refusal(list[Stroke], [{"points": [{"x": 1}, {"x": "a"}]}])
    assert error.path == "[0].points[1].x"
    assert error.value == "a"
    assert error.constraint == "a number"


def test_a_nested_dataclass_has_defaults_and_factories():
    stroke = parse(Stroke, {"points": []})
    assert stroke == Stroke([], 1, [])
    assert parse(Stroke, {"points": [], "tags": ["a"]}).tags == ["a"]
    assert refusal(Stroke, {"points": [], "width": True}).path == ".width"


def test_a_nested_dataclass_takes_no_input_field():
    @dataclass
    class Spot:
        size: int = InputField(default=3, ge=1)

    with pytest.raises(AnnotationError, match=r"Spot\.size.*plain default"):
        value_type(Spot, Scope(()))


def test_what_a_dataclass_refuses_in_post_init_is_refused():
    @dataclass
    class Even:
        n: int

        def __post_init__(self):
            if self.n % 2:
                raise ValueError("n must be even")

    assert parse(Even, {"n": 2}).n == 2
    assert "n must be even" in refusal(Even, {"n": 3}).constraint


@pytest.mark.parametrize(
    ("annotation", "part"),
    [
        (bytes, "bytes is not supported"),
        (complex, "not supported"),
        (object, "not supported"),
        (int | str, "not supported"),
        (int | str | None, "not supported"),
        (set[int], "not supported"),
        (dict[int, str], "not supported"),
        (Literal[b"x"], "JSON cannot carry"),
        (type(None), "not supported"),
    ],
)
def test_an_unsupported_type_is_named_with_the_supported_ones(annotation, part):
    with pytest.raises(AnnotationError, match=part):
        value_type(annotation, Scope(()))


def test_annotated_is_not_supported():
    from typing import Annotated

    with pytest.raises(AnnotationError, match="Annotated"):
        value_type(Annotated[int, "x"], Scope(()))


def test_an_enum_whose_values_are_no_json_is_refused():
    class Raw(Enum):
        A = b"a"

    with pytest.raises(AnnotationError, match=r"Raw.*JSON cannot carry bytes"):
        value_type(Raw, Scope(()))


def test_a_dataclass_that_contains_itself_is_refused():
    @dataclass
    class Node:
        next: "Node | None" = None

    with pytest.raises(AnnotationError, match="contains itself"):
        value_type(Node, Scope(({"Node": Node},)))


@pytest.mark.parametrize(
    ("annotation", "schema"),
    [
        (bool, {"type": "boolean"}),
        (int, {"type": "integer"}),
        (float, {"type": "number"}),
        (str, {"type": "string"}),
        (Any, {}),
        (Literal["a", "b"], {"type": "string", "enum": ["a", "b"]}),
        (Literal["a", 1], {"enum": ["a", 1]}),
        (Literal[1, 2.5], {"type": "number", "enum": [1, 2.5]}),
        (Mode, {"enum": ["fast", 2, False]}),
        (int | None, {"anyOf": [{"type": "integer"}, {"type": "null"}]}),
        (Any | None, {}),
        (list[int], {"type": "array", "items": {"type": "integer"}}),
        (
            dict[str, int],
            {"type": "object", "additionalProperties": {"type": "integer"}},
        ),
        (tuple[int, ...], {"type": "array", "items": {"type": "integer"}}),
        (
            tuple[int, str],
            {
                "type": "array",
                "prefixItems": [{"type": "integer"}, {"type": "string"}],
                "items": False,
                "minItems": 2,
                "maxItems": 2,
            },
        ),
        (
            Point,
            {
                "type": "object",
                "title": "Point",
                "properties": {
                    "x": {"type": "number"},
                    "y": {"type": "number", "default": 0.0},
                },
                "additionalProperties": False,
                "required": ["x"],
            },
        ),
    ],
)
def test_every_type_has_a_json_schema(annotation, schema):
    assert value_type(annotation, Scope(())).schema() == schema


@pytest.mark.parametrize(
    ("bare", "value", "got"),
    [
        (list, [1, "a", None], [1, "a", None]),
        (typing.List, [], []),  # noqa: UP006
        (tuple, [1, [2]], (1, [2])),
        (typing.Tuple, [], ()),  # noqa: UP006
        (dict, {"a": [1]}, {"a": [1]}),
        (typing.Dict, {}, {}),  # noqa: UP006
    ],
)
def test_a_bare_container_holds_anything(bare, value, got):
    assert parse(bare, value) == got
    assert parse(bare | None, None) is None
    assert parse(list[bare], [value]) == [got]
    assert "null" not in refusal(bare, "text").constraint


def test_a_class_that_only_inherits_a_dataclass_is_refused():
    class Deep(Point):
        z: float = 0.0

    with pytest.raises(AnnotationError, match="write @dataclass before class Deep"):
        value_type(Deep, Scope(()))


def test_whatever_a_dataclass_raises_refuses_the_value():
    @dataclass
    class Positive:
        x: int

        def __post_init__(self):
            if self.x <= 0:
                raise ArithmeticError("x must be positive")

    refused = refusal(Positive, {"x": 0})
    assert refused.constraint == "a valid Positive: x must be positive"


def test_a_fault_inside_a_nullable_value_keeps_its_place():
    with pytest.raises(InvalidValueError) as caught:
        parse(list[int] | None, [1, "two"])
    assert caught.value.path == "[1]"
    assert "null" not in caught.value.constraint


@pytest.mark.parametrize(
    "value",
    [
        {"upload_id": "u", "name": 3},
        {"upload_id": "u", "mime_type": None},
        {"upload_id": ""},
        "u",
    ],
)
def test_a_file_is_an_object_that_names_it(value):
    with pytest.raises(InvalidValueError, match="file"):
        parse(UploadedFile, value)


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ((None,), "null"),
        ((True, False), "boolean"),
        ((1, 2), "integer"),
        ((1, 2.5), "number"),
        (("a",), "string"),
        (({"a": 1},), "object"),
        (([1], [2]), "array"),
        ((1, "a"), None),
    ],
)
def test_a_set_of_values_of_one_kind_says_which(values, kind):
    assert enum_schema(values).get("type") == kind


@pytest.mark.parametrize("annotation", [[int], {"a": int}, "[int]"])
def test_what_is_no_type_at_all_is_not_supported(annotation):
    with pytest.raises(AnnotationError, match="is not supported; use bool"):
        value_type(annotation, Scope((vars(typing) | {"int": int},)))


def test_an_enum_without_members_is_refused():
    class Empty(Enum):
        pass

    with pytest.raises(AnnotationError, match="the Enum Empty has no members"):
        value_type(Empty, Scope(()))


def test_a_field_that_the_dataclass_works_out_itself_is_not_taken():
    @dataclass
    class Box:
        side: float
        area: float = field(init=False, default=0.0)

        def __post_init__(self):
            self.area = self.side**2

    assert parse(Box, {"side": 3}).area == 9
    assert "only the fields side" in refusal(Box, {"side": 3, "area": 1}).constraint


def test_a_type_that_is_quoted_inside_another_is_found():
    assert parse(typing.List["int"], [1, 2.0]) == [1, 2]  # noqa: UP006


def test_members_that_are_the_same_as_json_are_refused():
    class Mode(Enum):
        FAST = (1,)
        EXACT = [1]  # noqa: RUF012 - no Enum takes it for a default

    with pytest.raises(AnnotationError, match=r"Mode has .*FAST.* and .*EXACT.*\[1\]"):
        value_type(Mode, Scope(()))
    with pytest.raises(
        AnnotationError, match=r"1 and 1\.0, which are the same as JSON"
    ):
        value_type(Literal[1, 1.0], Scope(()))
    assert parse(Literal[1, True, "1"], True) is True  # noqa: FBT003

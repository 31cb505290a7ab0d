"""Validation, for any JSON."""

import copy
import json
import math
from dataclasses import asdict, dataclass
from enum import Enum
from typing import Any, Literal

from hypothesis import given
from hypothesis import strategies as st

from reactor_runtime.contract import ModelContract
from reactor_runtime.errors import CommandRejectedError
from reactor_runtime.fields import InputField, json_equal, to_json
from reactor_runtime.interface import InputState, ReactorModel


class Mode(Enum):
    FAST = "fast"
    ONE = 1
    OFF = None


@dataclass
class Point:
    x: float
    label: str = "a"


class State(InputState):
    flag: bool = False
    count: int = InputField(default=1, ge=-5, le=50)
    speed: float = InputField(default=1.0, ge=0.0, le=2.0)
    prompt: str = InputField(default="ab", min_length=1, max_length=5)
    style: str = InputField(default="a", choices=["a", "b"])
    literal: Literal[1, "x", True] = "x"
    mode: Mode = Mode.FAST
    maybe: int | None = None
    sizes: list[int] = (1,)
    pair: tuple[int, str] = (1, "a")
    table: dict[str, float] = InputField()
    point: Point = InputField()
    extra: Any = None


class Model(ReactorModel):
    state: State


CONTRACT = ModelContract.of(Model)
FIELDS = {field.name: field for field in CONTRACT.state.fields}
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.integers(-60, 60)
    | st.floats()
    | st.floats(-3, 3)
    | st.sampled_from([0.0, 1.0, 2.0, -0.0])
    | st.text(max_size=8)
    | st.sampled_from(["a", "b", "x", "fast", "1", "true"])
)
JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["x", "label", "y"]), inner, max_size=3)
    ),
    max_leaves=6,
)


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def is_whole(value):
    return is_number(value) and value == int(value)


def is_json(value):
    match value:
        case bool() | None:
            return True
        case int():
            return abs(value) < 2**53
        case float():
            return math.isfinite(value)
        case list():
            return all(map(is_json, value))
        case dict():
            return all(is_json(item) for pair in value.items() for item in pair)
        case str():
            return not any("\ud800" <= letter <= "\udfff" for letter in value)


# What the rules say, written a second time and in the plainest way.
RULES = {
    "flag": lambda v: isinstance(v, bool),
    "count": lambda v: is_whole(v) and -5 <= v <= 50,
    "speed": lambda v: is_number(v) and 0 <= v <= 2,
    "prompt": lambda v: isinstance(v, str) and 1 <= len(v) <= 5,
    "style": lambda v: v in ("a", "b"),
    "literal": lambda v: v is True or v == "x" or (is_number(v) and v == 1),
    "mode": lambda v: v is None or v == "fast" or (is_number(v) and v == 1),
    "maybe": lambda v: v is None or (is_whole(v) and abs(v) < 2**53),
    "sizes": lambda v: (
        isinstance(v, list) and all(is_whole(i) and abs(i) < 2**53 for i in v)
    ),
    "pair": lambda v: (
        isinstance(v, list)
        and len(v) == 2
        and is_whole(v[0])
        and abs(v[0]) < 2**53
        and isinstance(v[1], str)
    ),
    "table": lambda v: isinstance(v, dict) and all(map(is_number, v.values())),
    "point": lambda v: (
        isinstance(v, dict)
        and set(v) <= {"x", "label"}
        and is_number(v.get("x"))
        and isinstance(v.get("label", ""), str)
    ),
    "extra": lambda v: True,
}


def judge(name, data):
    """Return the command, or what refused it."""
    try:
        return CONTRACT.parse(name, data), None
    except CommandRejectedError as error:
        return None, error


@given(name=st.sampled_from(sorted(RULES)), value=JSON)
def test_json_is_accepted_exactly_where_the_rules_say(name, value):
    state = CONTRACT.state.create()
    before = copy.deepcopy(asdict(state))
    parsed, rejection = judge(f"set_{name}", {name: value})
    assert (rejection is None) == (is_json(value) and RULES[name](value))
    if rejection is not None:
        assert asdict(state) == before
        assert rejection.field.startswith(name)
        assert rejection.constraint
        json.dumps(rejection.value, allow_nan=False)
        return
    setattr(state, parsed.contract.state_field, parsed.arguments[name])
    others = {key: item for key, item in asdict(state).items() if key != name}
    assert others == {key: item for key, item in before.items() if key != name}


@given(name=st.sampled_from(sorted(RULES)), value=JSON)
def test_an_accepted_value_survives_the_way_to_json_and_back(name, value):
    field = FIELDS[name]
    if not (is_json(value) and RULES[name](value)):
        return
    parsed = field.parse(value)
    shown = to_json(parsed)
    again = field.parse(json.loads(json.dumps(shown, allow_nan=False)))
    assert again == parsed
    assert type(again) is type(parsed)
    if name != "point":
        assert json_equal(shown, value)


@given(value=JSON)
def test_no_default_is_shared_between_two_states(value):
    first, second = CONTRACT.state.create(), CONTRACT.state.create()
    first.sizes.append(value)
    first.extra = value
    assert second.sizes == [1]
    assert second.extra is None


@given(
    name=st.text(max_size=12) | st.sampled_from(sorted(CONTRACT.commands)),
    data=st.dictionaries(st.text(max_size=6) | st.sampled_from(sorted(RULES)), JSON),
)
def test_any_command_is_parsed_or_rejected_and_nothing_else(name, data):
    parsed, rejection = judge(name, data)
    if rejection is not None:
        assert rejection.code == "invalid_command"
    else:
        assert parsed.name == name
        assert set(parsed.arguments) == {name.removeprefix("set_")}

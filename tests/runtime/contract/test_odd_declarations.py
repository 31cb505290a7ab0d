"""A class that passes its check has documents that can be dumped, and plain numbers."""

import json
from decimal import Decimal
from enum import Enum, IntEnum
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reactor_runtime.contract import ModelContract
from reactor_runtime.fields import InputField
from reactor_runtime.interface import (
    Audio,
    InputState,
    MessageField,
    ModelMessage,
    Output,
    ReactorModel,
    Video,
    event,
)
from reactor_runtime.streaming.pacing import FrameRate


class Rate(IntEnum):
    SLOW = 24


class Name(str, Enum):  # noqa: UP042 - what authors write
    SHOW = "show"


def model_of(number, text):
    """A model all of whose declarations went through *number* or *text*."""
    one, empty = number(1), text("")

    class State(InputState):
        level: float = InputField(number(1), ge=number(0), le=number(2))
        seed: int = InputField(number(7), ge=number(0), description=text("Which"))
        size: int = InputField(number(2), choices=[number(1), number(2)])
        prompt: str = InputField(text("a"), min_length=number(1))
        style: str = InputField(text("a"), choices=[text("a"), text("b")])

    class Progress(ModelMessage):
        name = text("progress")
        step: int = MessageField(number(0), description=text("From 0"))

    class Signed(Video):
        value_range = (number(-1), number(1))

    class Audio16k(Audio):
        sample_rate = number(16_000)

    class Shown(Output):
        picture: Signed
        sound: Audio16k

    class Model(ReactorModel):
        state: State
        fps = number(24)
        buffer_size = number(8)
        outputs = (Shown,)
        messages = (Progress,)

        @event(name=text("show"), description=text("Show it"))
        def show_it(self, level: float = one, note: str = empty):
            """Show it."""

    return ModelContract.of(Model)


def documents(contract):
    return json.loads(json.dumps([contract.openapi(), contract.controls_json()]))


PLAIN = model_of(int, str)


class Text(str):
    __slots__ = ()

    def __str__(self):
        return "never shown"


@pytest.mark.parametrize(
    "number",
    [float, np.float32, np.float64, np.int64, np.int32],
    ids=lambda kind: kind.__name__,
)
@pytest.mark.parametrize("text", [np.str_, Text], ids=lambda kind: kind.__name__)
def test_numbers_and_texts_of_any_type_declare_the_same(number, text):
    contract = model_of(number, text)
    assert documents(contract) == documents(PLAIN)
    assert all(type(name) is str for name in (*contract.commands, *contract.messages))
    for value, kind, plain in [
        (contract.fps, float, 24),
        (contract.buffer_size, int, 8),
        (contract.track("sound").sample_rate, int, 16_000),
    ]:
        assert (value, type(value)) == (plain, kind)


@pytest.mark.parametrize(
    ("default", "kind"),
    [
        (np.float32(0.5), "number"),
        (np.int8(3), "integer"),
        (np.bool_("x"), "boolean"),
        (Text("a"), "string"),
        (np.str_("a"), "string"),
    ],
)
def test_a_default_of_an_odd_type_stands_for_the_type_that_travels(default, kind):
    class Model(ReactorModel):
        @event
        def set_it(self, it=default): ...

    schema = ModelContract.of(Model).json_schema("set_it")
    assert schema["properties"]["it"]["type"] == kind


@pytest.mark.parametrize(
    ("fps", "plain"),
    [
        (np.float32(24), 24.0),
        (np.int64(24), 24.0),
        (Rate.SLOW, 24.0),
        (Fraction(30_000, 1001), 30_000 / 1001),
        (Decimal("29.97"), 29.97),
    ],
)
def test_a_rate_is_any_number_of_frames(fps, plain):
    contract = ModelContract.of(type("Model", (ReactorModel,), {"fps": fps}))
    assert contract.fps == plain
    rate = FrameRate(None)
    rate.declare(fps)
    assert rate.fps == pytest.approx(plain)


@pytest.mark.parametrize("fps", ["24", True, np.array([24.0]), 10**400, None])
def test_what_is_no_rate_is_refused_in_words(fps):
    if fps is not None:
        with pytest.raises(TypeError, match=r"Model\.fps is frames per second > 0"):
            type("Model", (ReactorModel,), {"fps": fps})
        with pytest.raises(ValueError, match="fps must be a positive number"):
            FrameRate(None).declare(fps)
    rate = FrameRate(24)
    rate.declare(None)
    assert not rate.is_declared


def test_the_name_of_an_event_may_be_a_member_of_an_enum():
    class Model(ReactorModel):
        @event(name=Name.SHOW, description=None)
        def show_it(self):
            """Show it."""

    contract = ModelContract.of(Model)
    assert list(contract.commands) == ["show"]
    assert type(contract.command("show").name) is str
    assert contract.command("show").description == "Show it."


numbers = st.one_of(
    st.integers(-(10**20), 10**20),
    st.floats(),
    st.floats(width=32).map(np.float32),
    st.integers(-128, 127).map(np.int8),
    st.fractions(),
    st.decimals(),
    st.booleans(),
    st.booleans().map(np.bool_),
    st.floats(allow_nan=False).map(np.array),
    st.sampled_from([Rate.SLOW, "1", None, 1j, np.zeros(2), np.longdouble(1)]),
)


@given(
    kind=st.sampled_from([int, float, int | None, str, list[int]]),
    limits=st.dictionaries(
        st.sampled_from(["ge", "le", "min_length", "max_length", "default"]),
        numbers,
        max_size=3,
    ),
    choices=st.none() | st.lists(numbers, max_size=3),
)
def test_a_declaration_is_refused_or_can_be_dumped(kind, limits, choices):
    if isinstance(limits.get("default"), np.ndarray):
        del limits["default"]
    body = {"x": InputField(**limits, choices=choices), "__annotations__": {"x": kind}}
    try:
        state = type("State", (InputState,), body)
    except TypeError:
        return
    model = type("Model", (ReactorModel,), {"__annotations__": {"state": state}})
    contract = ModelContract.of(model)
    json.dumps([contract.openapi(), contract.controls_json()], allow_nan=False)

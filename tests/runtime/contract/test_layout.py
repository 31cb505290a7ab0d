"""Which control a parameter gets."""

from dataclasses import dataclass
from enum import Enum
from typing import Any, Literal

import pytest

from reactor_runtime.contract import ModelContract
from reactor_runtime.contract.layout import label_of
from reactor_runtime.interface import (
    InputField,
    InputState,
    ReactorModel,
    UploadedFile,
    event,
)


class Mode(Enum):
    FAST = 1
    EXACT = "exact"


def control(annotation, default=None, **info):
    """Return the control of a state field of that type."""
    field = InputField(**info) if default is None else InputField(default, **info)
    namespace = {"__annotations__": {"value": annotation}, "value": field}
    state = type("State", (InputState,), namespace)
    model = type("Model", (ReactorModel,), {"__annotations__": {"state": state}})
    (only,) = ModelContract.of(model).controls_json()
    return only


@dataclass(frozen=True)
class Spot:
    x: float
    y: float


@dataclass(frozen=True)
class Brush:
    tip: str = "round"
    size: float = 1.0
    mode: Mode = Mode.FAST


@dataclass(frozen=True)
class Nested:
    brush: Brush = Brush()


def test_the_fields_of_a_dataclass_have_controls_with_its_values():
    shown = control(Brush, default=Brush(size=3.0))
    kinds = [(part["name"], part["kind"], part["default"]) for part in shown["fields"]]
    assert kinds == [
        ("tip", "text", "round"),
        ("size", "number", 3.0),
        ("mode", "choice", 1),
    ]


def test_a_new_key_of_a_dictionary_has_a_first_value():
    assert control(dict[str, bool])["item"]["default"] is False
    assert control(dict[str, Mode])["item"]["default"] == 1


@pytest.mark.parametrize(
    ("annotation", "default", "names", "length", "step"),
    [
        (tuple[int, int], (1, 2), None, 2, 1),
        (list[int], (1,), None, None, 1),
        (list[float], (0.5, 0.002), None, None, 0.0002),
        (Spot, Spot(1.0, 2.0), ["x", "y"], 2, 0.01),
    ],
)
def test_numbers_have_a_box_each(annotation, default, names, length, step):
    shown = control(annotation, default=default)
    told = (shown["names"], shown["length"], shown["step"], shown["integer"])
    assert told == (names, length, step, step == 1)


@pytest.mark.parametrize(
    ("annotation", "info", "kind"),
    [
        (float, {"ge": 0, "le": 1}, "slider"),
        (int, {"ge": 0, "le": 9}, "slider"),
        (float | None, {"ge": 0, "le": 1}, "slider"),
        (float, {"ge": 0}, "number"),
        (float, {"le": 0}, "number"),
        (int, {}, "number"),
        (str, {"choices": ["a", "b"]}, "choice"),
        (int, {"choices": [1, 2]}, "choice"),
        (float, {"ge": 0, "le": 1, "choices": [0, 1]}, "choice"),
        (Literal["a", "b"], {}, "choice"),
        (Mode, {}, "choice"),
        (Mode | None, {}, "choice"),
        (bool, {}, "checkbox"),
        (bool | None, {}, "checkbox"),
        (str, {}, "text"),
        (UploadedFile, {}, "file"),
        (UploadedFile | None, {}, "file"),
        (list[int], {}, "numbers"),
        (list[float] | None, {}, "numbers"),
        (tuple[int, int], {}, "numbers"),
        (tuple[float, ...], {}, "numbers"),
        (Spot, {}, "numbers"),
        (list[str], {}, "chips"),
        (tuple[float, str], {}, "json"),
        (list[bool], {}, "json"),
        (list[list[float]], {}, "json"),
        (dict[str, int], {}, "dict"),
        (dict[str, Mode], {}, "dict"),
        (dict[str, list[int]], {}, "json"),
        (dict, {}, "json"),
        (Brush, {}, "object"),
        (Nested, {}, "json"),
        (Any, {}, "json"),
    ],
)
def test_the_type_and_the_constraints_decide(annotation, info, kind):
    shown = control(annotation, **info)
    assert shown["kind"] == kind
    assert shown["command"] == "set_value"
    assert shown["argument"] == shown["name"] == "value"
    assert shown["state"] is True


def test_a_control_without_a_default_is_required():
    shown = control(float, ge=0, le=1)
    assert (shown["default"], shown["required"]) == (None, True)
    shown = control(float, 0.5, ge=0, le=1, description="How much")
    assert (shown["default"], shown["required"]) == (0.5, False)
    assert shown["description"] == "How much"


def test_a_control_says_where_none_is_allowed():
    assert control(float | None)["nullable"] is True
    assert control(float)["nullable"] is False


def test_a_slider_has_bounds_and_a_nice_step():
    shown = control(float, ge=0.0, le=2.0)
    assert (shown["minimum"], shown["maximum"], shown["step"]) == (0.0, 2.0, 0.01)
    assert shown["integer"] is False
    shown = control(int, ge=0, le=2**32)
    assert (shown["step"], shown["integer"]) == (1, True)


@pytest.mark.parametrize(
    ("info", "ends"),
    [
        ({"ge": 0.5, "le": 9.5}, (1, 9)),
        ({"ge": -0.5, "le": 0.5}, (0, 0)),
        ({"ge": -2.0, "le": 7.0}, (-2, 7)),
        ({"ge": -1e300, "le": 1e300}, (-(2**53 - 1), 2**53 - 1)),
    ],
)
def test_the_ends_of_an_integer_slider_are_allowed_integers(info, ends):
    shown = control(int, **info)
    assert shown["kind"] == "slider"
    assert (shown["minimum"], shown["maximum"], shown["step"]) == (*ends, 1)
    assert all(type(shown[name]) is int for name in ("minimum", "maximum", "step"))


def test_the_end_of_an_integer_box_is_an_allowed_integer():
    assert control(int, ge=0.5)["minimum"] == 1
    assert control(int, le=0.5)["maximum"] == 0


@pytest.mark.parametrize(
    ("info", "step"),
    [
        ({}, 0.01),
        ({"default": 250.0}, 0.01),
        ({"default": 1e-4}, 1e-5),
        ({"ge": 1e-6}, 1e-7),
        ({"default": 0.0, "ge": 0}, 0.01),
    ],
)
def test_an_arrow_key_in_a_number_box_goes_no_further_than_the_numbers_need(info, step):
    assert control(float, **info)["step"] == step


def test_options_are_called_by_value_or_by_name():
    assert control(Mode)["options"] == [
        {"label": "FAST", "value": 1},
        {"label": "exact", "value": "exact"},
    ]
    assert control(Mode, choices=[Mode.EXACT])["options"] == [
        {"label": "exact", "value": "exact"}
    ]
    assert control(int, choices=[1, 2])["options"] == [
        {"label": "1", "value": 1},
        {"label": "2", "value": 2},
    ]


def test_options_that_would_read_alike_say_their_json():
    class Size(Enum):
        S = 1
        L = "S"

    options = control(Literal[1, "1", True])["options"]
    assert [option["label"] for option in options] == ["1 (1)", '1 ("1")', "True"]
    options = control(Size)["options"]
    assert [option["label"] for option in options] == ["S (1)", 'S ("S")']


@pytest.mark.parametrize(
    ("default", "info", "multiline"),
    [
        ("short", {}, False),
        ("x" * 61, {}, True),
        ("two\nlines", {}, True),
        ("short", {"max_length": 201}, True),
        ("short", {"max_length": 200}, False),
    ],
)
def test_a_text_box_has_several_lines_where_long_text_is_expected(
    default, info, multiline
):
    assert control(str, default, **info)["multiline"] is multiline


def test_a_file_may_be_optional():
    assert control(UploadedFile)["optional"] is False
    assert control(UploadedFile | None)["optional"] is True


def test_a_structured_editor_has_the_schema():
    shown = control(list[int], min_length=1)
    assert shown["schema"] == {
        "type": "array",
        "items": {"type": "integer"},
        "minItems": 1,
    }


class State(InputState):
    prompt: str = "a meadow"
    speed: float = InputField(default=5.0, ge=0, le=9)


class Model(ReactorModel):
    state: State

    @event(description="Change the scene")
    def set_prompt(self, prompt: str = InputField(default="", max_length=300)):
        pass

    @event
    def set_speed(self, speed: float = InputField(default=1.0, ge=0, le=2)):
        pass

    @event
    def set_style(self, style: str = "oil"):
        pass

    @event
    def set_size(self, width: int = 2):
        pass

    @event
    def set_place(self, place: str, client):
        pass

    @event(name="start_over", description="Forget everything")
    def reset(self):
        pass


def shown(name):
    (found,) = [
        item for item in ModelContract.of(Model).controls_json() if item["name"] == name
    ]
    return found


def test_a_set_event_with_its_own_parameter_is_a_live_control():
    style = shown("style")
    assert (style["kind"], style["command"], style["state"]) == (
        "text",
        "set_style",
        False,
    )


def test_an_injected_client_is_no_parameter():
    assert shown("place")["kind"] == "text"


def test_a_live_control_of_a_state_field_has_the_handlers_constraints():
    prompt = shown("prompt")
    assert (prompt["state"], prompt["max_length"]) == (True, 300)
    assert prompt["description"] == "Change the scene"


def test_a_live_control_of_a_state_field_starts_at_the_fields_default():
    assert shown("prompt")["default"] == "a meadow"
    assert shown("speed")["default"] == 1.0  # 5.0 is out of the handler's bounds


def test_a_set_event_with_another_parameter_is_a_form():
    form = shown("set_size")
    assert form["kind"] == "form"
    assert [field["name"] for field in form["fields"]] == ["width"]
    assert "command" not in form["fields"][0]
    assert "state" not in form["fields"][0]


def test_an_event_without_parameters_is_a_button():
    assert shown("start_over") == {
        "kind": "button",
        "name": "start_over",
        "command": "start_over",
        "label": "Start over",
        "description": "Forget everything",
        "answer": None,
    }


def test_labels_read_like_words():
    assert label_of("set_oil_paint") == "Set oil paint"
    assert label_of("x") == "X"

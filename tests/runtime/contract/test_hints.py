"""``ui`` and ``keys``: what an author suggests to panels, and never an error."""

from dataclasses import dataclass
from typing import Any, ClassVar

import pytest

from reactor_runtime import InputField, InputState, ReactorPipeline, event
from reactor_runtime.contract import ModelContract
from reactor_runtime.testing import ModelDriver


class Look(InputState):
    ui: ClassVar = {
        "brightness": {"step": 0.05, "unit": "EV", "group": "Light"},
        "style": {"label": "Painter", "order": -1, "widget": "area"},
    }

    brightness: float = InputField(default=1.0, ge=0.0, le=3.0)
    style: str = "oil"
    sigma: float = InputField(default=1.0, ge=0.01, le=100.0)
    seed: int = 0
    count: int = InputField(default=4, ge=1, le=64)
    gain: float = 0.5


def model_of(**attributes):
    body = {"__annotations__": {"state": Look}, "inference": lambda self: iter(())}
    return type("Model", (ReactorPipeline,), body | attributes)


def controls(model):
    return {control.name: control for control in ModelContract.of(model).controls()}


def test_a_hint_of_the_state_reaches_its_control():
    light = controls(model_of())["brightness"]
    assert light.step == 0.05
    assert light.to_json()["hint"] == {"unit": "EV", "group": "Light"}
    style = controls(model_of())["style"]
    assert (style.label, style.multiline) == ("Painter", True)
    assert style.to_json()["hint"] == {"widget": "area", "order": -1}


def test_the_model_s_hints_are_added_to_the_state_s_and_go_before_them():
    model = model_of(ui={"brightness": {"unit": "stops"}, "set_seed": {"hidden": True}})
    assert controls(model)["brightness"].hint.unit == "stops"
    assert controls(model)["brightness"].hint.group == "Light"
    assert controls(model)["seed"].hint.hidden


def test_an_argument_of_an_event_is_named_after_its_command():
    @event
    def jump(self, height: float = 1.0):
        pass

    model = model_of(jump=jump, ui={"jump.height": {"unit": "m"}})
    form = controls(model)["jump"]
    assert form.fields[0].hint.unit == "m"
    assert form.to_json()["fields"][0]["hint"] == {"unit": "m"}


@pytest.mark.parametrize(
    ("name", "soft", "ends"),
    [
        ("gain", (0, 2), (0.0, 2.0)),
        ("brightness", (-1, 2), (0.0, 2.0)),
        ("seed", (0.5, 9.5), (1, 9)),
        ("seed", (-1e300, 1e300), (-(2**53) + 1, 2**53 - 1)),
        ("brightness", (8, 9), (0.0, 3.0)),
    ],
)
def test_soft_ends_make_a_slider_within_what_is_allowed(name, soft, ends):
    control = controls(model_of(ui={name: {"soft": soft}}))[name]
    assert (control.kind, control.minimum, control.maximum) == ("slider", *ends)
    parsed = ModelContract.of(model_of()).parse("set_gain", {"gain": 77})
    assert parsed.arguments["gain"] == 77


def test_a_slider_takes_no_ends_for_two_numbers():
    shown = controls(model_of(ui={"gain": {"soft": ((0, 1), (0, 2))}}))["gain"]
    assert shown.kind == "number"


@dataclass(frozen=True)
class Aim:
    x: float = 0.0
    y: float = 0.0


def pad_of(kind, default, hint):
    body = {"__annotations__": {"aim": kind}, "aim": InputField(default=default)}
    state = type("Aimed", (InputState,), body)
    model = model_of(__annotations__={"state": state}, ui={"aim": hint})
    return controls(model)["aim"].to_json()


@pytest.mark.parametrize(
    ("kind", "default", "hint", "pad", "step"),
    [
        (tuple[float, float], (0, 0), {"soft": (-1, 1)}, [[-1, 1], [-1, 1]], 0.01),
        (Aim, Aim(), {"soft": ((0, 64), (0, 48))}, [[0, 64], [0, 48]], 0.2),
        (tuple[float, float], (0, 0), {"soft": (0, 1), "step": 0.5}, [[0, 1]] * 2, 0.5),
        (tuple[int, int], (0, 0), {"soft": (0.5, 9.5)}, [[1, 9], [1, 9]], 1),
        (tuple[int, int], (0, 0), {"soft": (0.5, 1.2)}, None, 1),
        (tuple[float, float, float], (0, 0, 0), {"soft": (0, 1)}, None, 0.01),
        (tuple[float, float], (0, 0), {"step": 2}, None, 2),
        (tuple[int, int], (0, 0), {"step": 0.2}, None, 1),
    ],
)
def test_two_numbers_with_soft_ends_have_a_pad(kind, default, hint, pad, step):
    shown = pad_of(kind, default, hint)
    assert (shown.get("pad"), shown["step"]) == (pad, step)


def test_what_goes_without_saying():
    shown = controls(model_of())
    assert shown["sigma"].hint.scale == "log"
    assert shown["brightness"].hint.scale == ""
    assert shown["seed"].hint.widget == "seed"
    model = model_of(ui={"count": {"scale": "log"}, "brightness": {"scale": "log"}})
    assert controls(model)["count"].hint.scale == "log"
    assert controls(model)["brightness"].hint.scale == "", "a logarithm of 0"


def test_a_whole_number_steps_by_whole_numbers():
    assert controls(model_of(ui={"count": {"step": 0.2}}))["count"].step == 1
    assert controls(model_of(ui={"count": {"step": 4}}))["count"].step == 4


@pytest.mark.parametrize(
    ("ui", "told"),
    [
        ({"gain": {"step": -1}}, "step cannot be -1"),
        ({"gain": {"step": True}}, "step cannot be True"),
        ({"gain": {"unit": 3}}, "unit cannot be 3"),
        ({"gain": {"soft": (2, 1)}}, "soft cannot be"),
        ({"gain": {"soft": ((0, 1), (2, 1))}}, "soft cannot be"),
        ({"gain": {"soft": (0, 1, 2)}}, "soft cannot be"),
        ({"gain": {"widget": "knob"}}, "widget cannot be 'knob'"),
        ({"gain": {"colour": 1}}, "'colour' is no hint; there are: step, unit"),
        ({"gain": 3}, "it is no dictionary of hints"),
        ({"gaim": {}}, "'gaim' is no field and no command of it; it has: "),
        ({3: {}}, "3 is no field and no command"),
        (["gain"], "Model.ui is the model's own"),
        ("dark", "Model.ui is the model's own"),
    ],
)
def test_what_does_not_fit_is_left_out_and_said_once_in_the_log(ui, told):
    model = model_of(ui=ui)
    assert "hint" not in controls(model)["gain"].to_json()
    with ModelDriver(model) as driver:
        said = [entry.text for entry in driver.log.since() if told in entry.text]
    assert len(said) == 1
    assert model.ui == ui


def test_an_empty_dictionary_suggests_nothing_and_is_not_spoken_of():
    contract = ModelContract.of(model_of(ui={}, keys={}))
    assert (contract.hints.keys, contract.hints.left_out) == ((), ())


def test_a_field_of_that_name_is_a_field():
    @dataclass
    class Own(InputState):
        ui: str = "dark"
        keys: str = "qwerty"

    class Model(ReactorPipeline):
        state: Own
        ui: Any = None

        def inference(self):
            yield None

    contract = ModelContract.of(Model)
    assert list(contract.commands) == ["set_ui", "set_keys"]
    assert contract.hints.left_out == ()


class Walker(ReactorPipeline):
    keys: ClassVar = {
        "W": ("set_forward", True, False),
        " ": "jump",
        "ArrowUp": ("turn", 1, 0),
        "x": "nothing",
        "y": ("turn", "far", 0),
        "z": "turn",
        "q": ("mix", 1, 2),
    }
    forward = False

    @event
    def set_forward(self, *, forward: bool):
        self.forward = forward

    @event
    def jump(self):
        pass

    @event
    def turn(self, by: int):
        pass

    @event
    def mix(self, a: int, b: int):
        pass

    def inference(self):
        yield None


def test_keys_are_bound_to_commands():
    bound = {one.key: one.to_json() for one in ModelContract.of(Walker).hints.keys}
    assert bound == {
        "w": {
            "key": "w",
            "command": "set_forward",
            "argument": "forward",
            "pressed": True,
            "released": False,
        },
        " ": {
            "key": " ",
            "command": "jump",
            "argument": None,
            "pressed": None,
            "released": None,
        },
        "ArrowUp": {
            "key": "ArrowUp",
            "command": "turn",
            "argument": "by",
            "pressed": 1,
            "released": 0,
        },
    }


def test_a_key_that_fits_no_command_is_left_out_with_its_reason():
    said = "\n".join(ModelContract.of(Walker).hints.left_out)
    assert "keys['x'] is left out: write a command, or (command, pressed" in said
    assert "keys['y'] is left out: turn does not take it" in said
    assert "keys['z'] is left out: turn needs by; write ('turn', ..., ...)" in said
    assert "keys['q'] is left out: mix takes 2 arguments" in said


@pytest.mark.parametrize("keys", [["w"], "wasd", {3: "jump"}, {"": "jump"}])
def test_keys_of_the_author_s_own_are_let_be(keys):
    model = type("Own", (Walker,), {"keys": keys})
    assert ModelContract.of(model).hints.keys == ()
    assert "is the model's own" in ModelContract.of(model).hints.left_out[0]

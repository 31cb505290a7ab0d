"""Which settings of a parameter a panel can tune, and by which control."""

from dataclasses import dataclass
from enum import Enum
from typing import Any, ClassVar, Literal

import pytest

from reactor_runtime import (
    InputField,
    InputState,
    ReactorPipeline,
    UploadedFile,
    event,
)
from reactor_runtime.contract import ModelContract
from reactor_runtime.contract.setting_controls import (
    read_setting,
    setting_controls,
    setting_json,
)
from reactor_runtime.contract.tuning import find_tunable, settings_of
from reactor_runtime.fields import UNSET


class Mood(Enum):
    CALM = "calm"
    WILD = "wild"


@dataclass(frozen=True)
class Spot:
    x: float = 0.0
    y: float = 0.0


class Knobs(InputState):
    level: float = InputField(0.5, ge=0.0, le=1.0)
    count: int = 3
    words: str = ""
    is_on: bool = True
    mood: Mood = Mood.CALM
    size: Literal[256, 512] = 256
    tags: list[str] = ()
    spot: Spot = Spot()
    weights: list[float] = ()
    plan: dict[str, int] | None = None
    looks: Any = None
    own: int = 1


class Tuned(ReactorPipeline):
    state: Knobs
    ui: ClassVar = {"spot": {"soft": ((0, 1), (0, 2))}}

    def inference(self):
        yield None

    @event
    def set_own(self, own: int):
        self.state.own = own

    @event
    def paint(self, image: UploadedFile, where: int | None):
        """Takes a file, and a number that must be said."""


CONTRACT = ModelContract.of(Tuned)


def controls(name):
    said = settings_of(CONTRACT)
    return {one.name: one for one in setting_controls(CONTRACT, name, said)}


NUMBER = {"ge": "number", "le": "number", "choices": "numbers", "step": "number",
          "soft": "numbers"}  # fmt: skip
TEXT = {"min_length": "number", "max_length": "number"}


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("level", {"default": "slider", **NUMBER}),
        ("count", {"default": "number", **NUMBER}),
        ("words", {"default": "text", **TEXT, "choices": "chips"}),
        ("is_on", {"default": "checkbox"}),
        ("mood", {"default": "choice", "choices": "chips"}),
        ("size", {"default": "choice", "choices": "json"}),
        ("tags", {"default": "chips", **TEXT}),
        ("spot", {"default": "numbers", "step": "number", "soft": "json"}),
        ("weights", {"default": "numbers", **TEXT, "step": "number"}),
        ("plan", {}),
        ("looks", {"default": "json"}),
        ("own", {"step": "number", "soft": "numbers"}),
        ("set_own.own", {"default": "number", **NUMBER}),
        ("paint.image", {}),
        ("paint.where", {"default": "number", **NUMBER}),
    ],
)
def test_each_setting_has_the_control_of_its_type(name, kinds):
    found = controls(name)
    assert {setting: one.kind for setting, one in found.items()} == kinds


def test_a_controls_default_is_what_the_source_says():
    assert controls("level")["le"].default == 1.0
    assert controls("level")["step"].default is None
    assert controls("spot")["soft"].default == [[0, 1], [0, 2]]


def test_a_default_that_is_not_there_is_required_and_taken_away_again():
    control = controls("set_own.own")["default"]
    assert (control.required, control.nullable) == (True, False)
    tunable = find_tunable(CONTRACT, "set_own.own")
    assert read_setting(tunable, "default", None) is UNSET
    assert setting_json(UNSET) is None


def test_a_default_that_could_be_changed_becomes_one_that_cannot():
    read = {
        name: read_setting(find_tunable(CONTRACT, name), "default", value)
        for name, value in {"tags": ["a"], "spot": {"x": 1.0, "y": 2.0}}.items()
    }
    assert read == {"tags": ("a",), "spot": Spot(1.0, 2.0)}
    with pytest.raises(TypeError, match=r"Knobs\.spot: "):
        read_setting(find_tunable(CONTRACT, "spot"), "default", {"x": "far"})


def test_a_whole_number_for_a_float_is_one():
    tunable = find_tunable(CONTRACT, "level")
    for setting, value in {"le": 3, "choices": [1, 2], "default": 1}.items():
        read = read_setting(tunable, setting, value)
        assert repr(read) in ("3.0", "[1.0, 2.0]", "1.0")
    assert repr(read_setting(find_tunable(CONTRACT, "count"), "le", 3)) == "3"


def test_none_is_a_default_where_it_is_a_value():
    tunable = find_tunable(CONTRACT, "paint.where")
    assert read_setting(tunable, "default", None) is None


def test_every_control_says_by_which_name_it_is_tuned():
    found = {}
    for control in CONTRACT.controls_json():
        for one in [control, *control.get("fields", [])]:
            found[control["name"], one["name"]] = one.get("tune")
    assert found["level", "level"] == "level"
    assert found["own", "own"] == "set_own.own"
    assert found["paint", "where"] == "paint.where"
    assert found["paint", "image"] is None
    assert found["paint", "paint"] is None

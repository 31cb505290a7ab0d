"""A contract with other limits than its class says."""

from dataclasses import dataclass
from enum import Enum
from typing import Any, ClassVar

import pytest

from reactor_runtime import InputField, InputState, ReactorModel, ReactorPipeline, event
from reactor_runtime.contract import ModelContract
from reactor_runtime.contract.tuning import (
    check_settings,
    find_tunable,
    is_same_setting,
    retuned,
    settings_of,
    tunables,
)
from reactor_runtime.errors import CommandRejectedError, TuningError
from reactor_runtime.fields import UNSET


class TunedPalette(Enum):
    FIRE = "fire"
    ICE = "ice"


class TunedBase(InputState):
    brightness: float = InputField(1.0, ge=0.0, le=2.0)


class TunedState(TunedBase):
    label: str = None
    sizes: tuple[int, int] = (1, 2)
    palette: TunedPalette = TunedPalette.FIRE
    gain: float = InputField(1.0, ge=0.0)

    ui: ClassVar = {"brightness": {"step": 0.1}}


class TunedModel(ReactorPipeline):
    state: TunedState

    def inference(self):
        yield None

    @event
    def set_gain(self, gain: float = InputField(1.0, le=4.0)):
        """A handler in place of a setter."""

    @event
    def set_style(self, style: str = "ember", count: int = 1):
        """Two arguments."""

    @event
    def set_speed(self, speed: int = InputField(2, ge=1)):
        """A live argument without a field."""


@pytest.fixture
def contract():
    return ModelContract.of(TunedModel)


def tuned(contract, name, **settings):
    return retuned(contract, contract, {(name, k): v for k, v in settings.items()})


def test_a_tuned_range_judges_commands_and_draws_the_slider(contract):
    wide = tuned(contract, "brightness", le=3.0, step=0.5)
    assert wide.parse("set_brightness", {"brightness": 2.5}).arguments
    assert wide.controls()[0].maximum == 3.0
    assert wide.controls()[0].step == 0.5
    with pytest.raises(CommandRejectedError):
        contract.parse("set_brightness", {"brightness": 2.5})


def test_the_class_and_its_contract_stay_as_they_are(contract):
    tuned(contract, "brightness", le=3.0, default=2.5)
    assert ModelContract.of(TunedModel) is contract
    assert contract.state.create().brightness == 1.0


def test_a_tuned_default_is_that_of_the_next_state(contract):
    other = tuned(contract, "brightness", default=0.5)
    assert other.state.create().brightness == 0.5
    assert tuned(contract, "sizes", default=[3, 4]).state.create().sizes == (3, 4)
    ice = tuned(contract, "palette", default="ice").state.create()
    assert ice.palette is TunedPalette.ICE


def test_a_state_that_takes_no_defaults_gets_them_afterwards():
    @dataclass(init=False)
    class OwnInit(InputState):
        level: float = 1.0

        def __init__(self):
            self.level = 9.0

    class OwnInitModel(ReactorPipeline):
        state: OwnInit

        def inference(self):
            yield None

    own = ModelContract.of(OwnInitModel)
    assert tuned(own, "level", default=2.0).state.create().level == 2.0


def test_a_type_takes_none_only_where_its_default_is_none(contract):
    text = tuned(contract, "label", default="x")
    assert not text.state.fields[1].is_nullable
    assert contract.state.fields[1].is_nullable
    nothing = tuned(contract, "brightness", default=None)
    assert nothing.parse("set_brightness", {"brightness": None}).arguments


def test_a_handler_s_argument_is_tuned_by_its_command(contract):
    other = tuned(contract, "set_style.style", max_length=5, description="How")
    with pytest.raises(CommandRejectedError, match="at most 5"):
        other.parse("set_style", {"style": "too long"})
    assert other.command("set_style").arguments[0].info.description == "How"
    assert (
        other.command("set_style").arguments[1]
        == contract.command("set_style").arguments[1]
    )


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"le": -1}, r"TunedBase\.brightness: ge=0\.0 is above le=-1"),
        ({"default": 5}, r"the default 5 is not valid: expected <= 2\.0"),
        ({"choices": [3.0]}, "the default 1.0 is not valid: expected"),
        ({"min_length": 2}, "needs a type of str, list or tuple"),
        ({"ge": "low"}, "ge must be a number"),
        ({"choices": "ab"}, "choices needs a list"),
        ({"description": 3}, "a description is one line of text"),
    ],
)
def test_what_a_declaration_refuses_is_refused_in_its_words(
    contract, settings, message
):
    with pytest.raises(TypeError, match=message):
        tuned(contract, "brightness", **settings)


def test_names_of_parameters(contract):
    assert list(tunables(contract)) == [
        "brightness", "label", "sizes", "palette", "gain",
        "set_gain.gain", "set_style.style", "set_style.count", "set_speed.speed",
    ]  # fmt: skip
    assert find_tunable(contract, "brightness").owner is TunedBase
    assert find_tunable(contract, "set_brightness.brightness").name == "brightness"
    assert find_tunable(contract, "speed").name == "set_speed.speed"
    assert find_tunable(contract, "speed").hint_names == ("speed", "set_speed")
    assert find_tunable(contract, "set_style.count").where == "TunedModel.set_style"


def test_a_parameter_that_is_not_there_is_named_with_the_closest(contract):
    with pytest.raises(TuningError, match=r"'brightnes'.*Did you mean 'brightness'"):
        find_tunable(contract, "brightnes")
    with pytest.raises(TuningError, match="There are: brightness, label"):
        find_tunable(contract, "zzz")


def test_a_setting_that_is_none_is_refused(contract):
    brightness = find_tunable(contract, "brightness")
    with pytest.raises(TypeError, match="'steps' is no setting; did you mean 'step'"):
        check_settings(brightness, {"steps": 1})
    with pytest.raises(TypeError, match="is no setting; there are: default"):
        check_settings(brightness, {"zzz": 1})
    with pytest.raises(TypeError, match="step cannot be -1"):
        check_settings(brightness, {"step": -1})
    with pytest.raises(TypeError, match="is mutable"):
        check_settings(brightness, {"default": [1]})
    check_settings(brightness, {"step": None, "soft": (0, 1), "le": None})


def test_a_field_that_a_handler_sets_sends_its_constraints_there(contract):
    gain = find_tunable(contract, "gain")
    with pytest.raises(TuningError, match=r"tune 'set_gain\.gain' instead"):
        check_settings(gain, {"le": 2.0})


def test_a_field_that_a_handler_sets_has_its_own_default(contract):
    check_settings(find_tunable(contract, "gain"), {"default": 2.0})
    assert tuned(contract, "gain", default=2.0).state.create().gain == 2.0


def test_hints_are_set_and_taken_away(contract):
    none = tuned(contract, "brightness", step=None, unit="m", hidden=False)
    hint = none.hints.controls["set_brightness"]
    assert (hint.step, hint.unit) == (None, "m")
    argument = tuned(contract, "set_style.count", soft=(0, 9))
    assert argument.hints.controls["set_style.count"].soft == (0, 9)


def test_settings_are_compared_as_json():
    assert is_same_setting(1, 1.0)
    assert not is_same_setting(1, is_same_setting(1, 1))
    assert is_same_setting((1, 2), [1, 2])
    assert not is_same_setting(None, UNSET)
    assert is_same_setting(UNSET, UNSET)


def test_a_model_without_a_state_has_its_handlers_only():
    class Stateless(ReactorModel):
        @event
        def go(self, anything: Any, n: int = 1):
            """Two arguments."""

    own = ModelContract.of(Stateless)
    assert settings_of(own)["go.anything", "default"] is UNSET
    assert tuned(own, "go.n", ge=0).command("go").arguments[1].info.ge == 0
    empty = ModelContract.of(type("Empty", (ReactorModel,), {}))
    with pytest.raises(TuningError, match="There are: none"):
        find_tunable(empty, "x")


def test_what_joined_the_contract_stays(contract):
    joined = contract.for_output(object())
    assert joined.output_tracks
    wide = retuned(joined, contract, {("brightness", "le"): 3.0})
    assert wide.output_tracks == joined.output_tracks

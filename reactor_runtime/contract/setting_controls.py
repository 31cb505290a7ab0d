"""Which control each setting of a parameter gets, where its limits are tuned."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from reactor_runtime.contract.controls import (
    ChipsControl,
    JsonControl,
    NumberControl,
    NumbersControl,
    SliderControl,
    ValueControl,
)
from reactor_runtime.contract.hints import NO_HINT, Hint
from reactor_runtime.contract.layout import control_for
from reactor_runtime.contract.tuning import CONSTRAINTS, find_tunable
from reactor_runtime.fields import UNSET, to_json
from reactor_runtime.fields.containers import (
    DataclassType,
    DictType,
    ListType,
    TupleType,
)
from reactor_runtime.fields.value_types import (
    FloatType,
    IntType,
    InvalidValueError,
    OneOfType,
    StrType,
    UploadType,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reactor_runtime.contract.model_contract import ModelContract
    from reactor_runtime.contract.tuning import Tunable
    from reactor_runtime.values import JsonValue

_LABELS = {
    "default": ("Default", "default: its value in the next session"),
    "ge": ("Minimum", "ge: the smallest number allowed"),
    "le": ("Maximum", "le: the largest number allowed"),
    "min_length": ("Shortest", "min_length: the fewest characters or items allowed"),
    "max_length": ("Longest", "max_length: the most characters or items allowed"),
    "choices": ("Choices", "choices: the only values allowed"),
    "step": ("Step", "ui step: how far an arrow key and the slider go"),
    "soft": ("Slider", "ui soft: the slider's ends; other values stay allowed"),
}

_NUMBERS: dict[str, JsonValue] = {"type": "array", "items": {"type": "number"}}
_TEXTS: dict[str, JsonValue] = {"type": "array", "items": {"type": "string"}}


def setting_controls(
    contract: ModelContract, name: str, said: Mapping[tuple[str, str], Any]
) -> tuple[ValueControl, ...]:
    """Return a control for each setting of a parameter that can be tuned in a panel.

    The default of a control is what the source says, so that a control whose value is
    another one is changed, and its reset takes the change back.

    Args:
        contract: The one in force.
        name: The parameter, as :func:`find_tunable` takes it.
        said: What the source says of each setting.

    Raises:
        TuningError: There is no such parameter.
    """
    tunable = find_tunable(contract, name)
    hint = contract.hints.controls.get(tunable.hint, NO_HINT)
    return tuple(
        _control(setting, tunable, hint, said[tunable.name, setting])
        for setting in _settings(tunable)
        if not (setting in CONSTRAINTS and tunable.replaced_by)
    )


def setting_json(value: Any) -> JsonValue:
    """Return a setting as a panel reads it; what is not set is ``None``."""
    return None if value is UNSET else to_json(value)


def read_setting(tunable: Tunable, setting: str, value: JsonValue) -> Any:
    """Return what a panel sends for a setting as a declaration would say it.

    Raises:
        TypeError: It is a default that is no value of the parameter.
    """
    if isinstance(tunable.argument.bare_type, FloatType):
        value = _as_floats(value)
    if setting == "default":
        return _read_default(tunable, value)
    return None if setting == "choices" and value == [] else value


def _as_floats(value: JsonValue) -> JsonValue:
    """Return *value* with floats for whole numbers: a page does not tell them apart."""
    if isinstance(value, list):
        return [_as_floats(item) for item in value]
    return float(value) if type(value) is int else value


def _read_default(tunable: Tunable, value: JsonValue) -> Any:
    argument = tunable.argument
    if value is None and argument.required and not argument.is_nullable:
        return UNSET
    if isinstance(argument.bare_type, DataclassType) and value is not None:
        try:
            return argument.value_type.parse(value)
        except InvalidValueError as error:
            raise TypeError(f"{tunable.where}.{argument.name}: {error}") from error
    return _unshared(value)


def _unshared(value: JsonValue) -> Any:
    """Return *value* with tuples for lists: a default is nothing that could change."""
    return tuple(map(_unshared, value)) if isinstance(value, list) else value


def _settings(tunable: Tunable) -> list[str]:
    match tunable.argument.bare_type:
        case UploadType():
            return []
        case DictType():  # a default that no two sessions would share is none
            return []
        case IntType() | FloatType():
            return ["default", "ge", "le", "choices", "step", "soft"]
        case StrType():
            return ["default", "min_length", "max_length", "choices"]
        case ListType() | TupleType(is_open=True):
            lengths = ["min_length", "max_length"]
            return ["default", *lengths, *(["step"] if _holds_numbers(tunable) else [])]
        case OneOfType():
            return ["default", "choices"]
        case _:
            more = ["step", "soft"] if _holds_numbers(tunable) else []
            return ["default", *more]


def _holds_numbers(tunable: Tunable) -> bool:
    return isinstance(control_for(tunable.argument, NO_HINT), NumbersControl)


def _control(setting: str, tunable: Tunable, hint: Hint, said: Any) -> ValueControl:
    own = control_for(tunable.argument, hint)
    label, description = _LABELS[setting]
    common: dict[str, Any] = {
        "name": setting,
        "label": label,
        "description": description,
        "default": setting_json(said),
        "required": said is UNSET,
        "nullable": True,
    }
    if setting == "default":
        plain = Hint(unit=hint.unit, scale=own.hint.scale)
        is_nullable = tunable.argument.is_nullable
        return replace(own, **{**common, "hint": plain, "nullable": is_nullable})
    is_integer = isinstance(tunable.argument.bare_type, IntType)
    number: dict[str, Any] = {"integer": is_integer, "step": _step(own)}
    match setting:
        case "ge" | "le" | "step":
            return NumberControl(**common, **number)
        case "min_length" | "max_length":
            return NumberControl(**common, integer=True, step=1, minimum=0)
        case "soft" if not isinstance(own, NumbersControl):
            return _numbers(common, number, length=2)
        case "choices" if isinstance(tunable.argument.bare_type, IntType | FloatType):
            return _numbers(common, number, length=None)
        case "choices" if _are_texts(tunable):
            return ChipsControl(**common, schema=_TEXTS)
    return JsonControl(**common, schema={})


def _numbers(
    common: dict[str, Any], number: dict[str, Any], *, length: int | None
) -> ValueControl:
    return NumbersControl(
        **common, **number, schema=_NUMBERS, names=None, length=length
    )


def _step(own: ValueControl) -> float:
    if isinstance(own, SliderControl | NumberControl | NumbersControl):
        return own.step
    return 1


def _are_texts(tunable: Tunable) -> bool:
    kind = tunable.argument.bare_type
    if isinstance(kind, OneOfType):
        return all(isinstance(to_json(member), str) for member in kind.members)
    return isinstance(kind, StrType)

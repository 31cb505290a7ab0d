"""Which control a parameter gets: the only slider-or-dropdown rule."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from reactor_runtime.contract.controls import (
    ButtonControl,
    CheckboxControl,
    ChipsControl,
    ChoiceControl,
    Control,
    DictControl,
    FileControl,
    FormControl,
    JsonControl,
    NumberControl,
    NumbersControl,
    ObjectControl,
    Option,
    SliderControl,
    TextControl,
    ValueControl,
)
from reactor_runtime.contract.hinted import hinted
from reactor_runtime.contract.hints import NO_HINT, Hint
from reactor_runtime.contract.numbers import box_step, number_or_none, slider_step
from reactor_runtime.fields import Argument, FieldInfo, InvalidValueError, to_json
from reactor_runtime.fields.containers import (
    DataclassType,
    DictType,
    ListType,
    TupleType,
)
from reactor_runtime.fields.limits import integer_ends
from reactor_runtime.fields.value_types import (
    BoolType,
    FloatType,
    IntType,
    OneOfType,
    StrType,
    UploadType,
    ValueType,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reactor_runtime.contract.commands import CommandContract, StateContract
    from reactor_runtime.values import JsonValue

NO_HINTS: Mapping[str, Hint] = MappingProxyType({})

_FIRST: Mapping[type[ValueType], JsonValue] = MappingProxyType(
    {IntType: 0, FloatType: 0.0, StrType: "", BoolType: False}
)
"""What the value of a key is that a person has just added."""

_LONG_DEFAULT = 60
_LONG_LIMIT = 200


def controls_of(
    commands: Mapping[str, CommandContract],
    state: StateContract | None,
    hints: Mapping[str, Hint] = NO_HINTS,
) -> tuple[Control, ...]:
    """Return one control for each command, in order.

    A command ``set_<p>`` whose only argument is ``<p>`` is that parameter's live
    control. Where the state has a field of that name the control follows it and starts
    at the field's default; the constraints are the handler's.

    Args:
        commands: By name.
        state: What they follow.
        hints: By command, or by ``"command.argument"``.
    """
    known = () if state is None else state.fields
    fields = {field.name: field for field in known}
    return tuple(_control(command, fields, hints) for command in commands.values())


def control_for(argument: Argument, hint: Hint) -> ValueControl:
    """Return the control that *argument* gets, of no command."""
    return hinted(_value_control(argument, description=""), hint)


def label_of(name: str) -> str:
    """Return a parameter's or command's name as a person reads it."""
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def _control(
    command: CommandContract, fields: Mapping[str, Argument], hints: Mapping[str, Hint]
) -> Control:
    hint, live = hints.get(command.name, NO_HINT), command.live_argument
    if live is not None:
        field = fields.get(live.name)
        control = _value_control(
            live if field is None else _with_default_of(field, live),
            command=command.name,
            state=field is not None,
            description=live.info.description or command.description,
            tune=command.state_field if command.method is None else _of(command, live),
        )
        return hinted(control, hint)
    common: dict[str, Any] = {
        "command": command.name,
        "label": hint.label or label_of(command.name),
        "description": command.description,
        "answer": command.answer,
        "hint": hint,
    }
    if not command.arguments:
        return ButtonControl(**common)
    inner = (
        hinted(
            _value_control(
                item, description=item.info.description, tune=_of(command, item)
            ),
            hints.get(_of(command, item), NO_HINT),
        )
        for item in command.arguments
    )
    return FormControl(**common, fields=tuple(inner))


def _of(command: CommandContract, argument: Argument) -> str:
    return f"{command.name}.{argument.name}"


def _with_default_of(field: Argument, live: Argument) -> Argument:
    if field.required:
        return live
    try:
        live.parse(field.default_json)
    except InvalidValueError:
        return live
    return replace(live, info=replace(live.info, default=field.info.default))


def _value_control(
    argument: Argument,
    *,
    description: str,
    command: str | None = None,
    state: bool = False,
    tune: str | None = None,
) -> ValueControl:
    common: dict[str, Any] = {
        "name": argument.name,
        "label": label_of(argument.name),
        "description": description,
        "default": argument.default_json,
        "required": argument.required,
        "nullable": argument.is_nullable,
        "command": command,
        "state": state,
        "tune": tune or "",
    }
    kind = argument.bare_type
    options = _options(argument)
    if options is not None:
        return ChoiceControl(**common, options=options)
    match kind:
        case BoolType():
            return CheckboxControl(**common)
        case IntType() | FloatType():
            return _number(argument, common, is_integer=isinstance(kind, IntType))
        case StrType():
            return _text(argument, common)
        case UploadType():
            common["tune"] = ""
            return FileControl(
                **common, optional=argument.is_nullable or not argument.required
            )
        case _:
            return _structured(argument, common)


def _structured(argument: Argument, common: dict[str, Any]) -> ValueControl:
    """Return boxes or chips where all that the value holds is numbers or texts."""
    common["schema"] = argument.schema()
    names: tuple[str, ...] | None = None
    length: int | None = None
    match argument.bare_type:
        case ListType(StrType()):
            return ChipsControl(**common)
        case ListType(item):
            kinds: tuple[ValueType, ...] = (item,)
        case TupleType(items, is_open):
            kinds, length = items, None if is_open else len(items)
        case DataclassType(_, members):
            kinds = tuple(member.kind for member in members)
            names, length = tuple(member.name for member in members), len(members)
        case DictType(value):
            return _dictionary(value, common)
        case _:
            kinds = ()
    is_integer = bool(kinds) and all(isinstance(kind, IntType) for kind in kinds)
    if not kinds or not all(isinstance(kind, IntType | FloatType) for kind in kinds):
        return _object(argument, common)
    return NumbersControl(
        **common,
        names=names,
        length=length,
        step=1 if is_integer else _numbers_step(argument.default_json),
        integer=is_integer,
    )


def _object(argument: Argument, common: dict[str, Any]) -> ValueControl:
    """Return rows for the fields of a dataclass, where each has a control."""
    kind, default = argument.bare_type, argument.default_json
    if not isinstance(kind, DataclassType):
        return JsonControl(**common)
    held = default if isinstance(default, dict) else {}
    parts = [
        _part(member.name, member.kind, held.get(member.name))
        for member in kind.members
    ]
    if not all(map(_stands_in_a_row, parts)):
        return JsonControl(**common)
    return ObjectControl(**common, fields=tuple(parts))


def _dictionary(value: ValueType, common: dict[str, Any]) -> ValueControl:
    """Return rows for the keys, where a value has a control and a first value."""
    item = _part("value", value, None)
    first = _FIRST.get(type(value))
    if isinstance(item, ChoiceControl):
        first = item.options[0].value
    if first is None or not _stands_in_a_row(item):
        return JsonControl(**common)
    return DictControl(**common, item=replace(item, default=first, required=False))


def _part(name: str, kind: ValueType, default: JsonValue) -> ValueControl:
    inner = Argument(name, kind, FieldInfo())
    return replace(_value_control(inner, description=""), default=default)


def _stands_in_a_row(control: ValueControl) -> bool:
    return not isinstance(control, (FileControl, JsonControl))


def _numbers_step(default: JsonValue) -> float:
    items = default.values() if isinstance(default, dict) else default
    numbers = map(number_or_none, items) if isinstance(items, Iterable) else ()
    return box_step([number for number in numbers if number is not None])


def _options(argument: Argument) -> tuple[Option, ...] | None:
    kind, choices = argument.bare_type, argument.info.choices
    if isinstance(kind, OneOfType):
        members = kind.members if choices is None else map(kind.parse, choices)
        named = [(kind.label(item), to_json(item)) for item in members]
    elif choices is None:
        return None
    else:
        named = [(str(item), item) for item in choices]
    taken = Counter(label for label, _ in named)
    # 1 and "1" read alike; as JSON they do not.
    return tuple(
        Option(label if taken[label] == 1 else f"{label} ({json.dumps(value)})", value)
        for label, value in named
    )


def _number(
    argument: Argument, common: dict[str, Any], *, is_integer: bool
) -> ValueControl:
    low, high = argument.info.ge, argument.info.le
    default = number_or_none(argument.default_json)
    step = 1.0
    if is_integer:
        low, high = integer_ends(low, high)
        step = 1
    if low is None or high is None:
        if not is_integer:
            step = box_step([n for n in (low, high, default) if n is not None])
        return NumberControl(
            **common, minimum=low, maximum=high, step=step, integer=is_integer
        )
    if not is_integer:
        step = slider_step(low, high, default)
    return SliderControl(
        **common, minimum=low, maximum=high, step=step, integer=is_integer
    )


def _text(argument: Argument, common: dict[str, Any]) -> ValueControl:
    default, info = argument.default_json, argument.info
    text = default if isinstance(default, str) else ""
    is_long = len(text) > _LONG_DEFAULT or "\n" in text
    is_roomy = info.max_length is not None and info.max_length > _LONG_LIMIT
    return TextControl(
        **common,
        multiline=is_long or is_roomy,
        min_length=info.min_length,
        max_length=info.max_length,
    )

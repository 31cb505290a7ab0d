"""A control as its author's hint would have it; the constraints stay."""

from __future__ import annotations

import math
from dataclasses import fields, replace
from typing import TYPE_CHECKING, cast

from reactor_runtime.contract.controls import (
    NumberControl,
    NumbersControl,
    SliderControl,
    TextControl,
    ValueControl,
)
from reactor_runtime.contract.numbers import number_or_none, slider_step
from reactor_runtime.fields.json_values import MAX_INTEGER

if TYPE_CHECKING:
    from reactor_runtime.contract.hints import Ends, Hint

_LOG_FACTOR = 1_000
"""Of a range of so many times its lower end a linear slider shows one end only."""


def hinted(control: ValueControl, hint: Hint) -> ValueControl:
    """Return *control* as *hint* would have it; the constraints stay."""
    if isinstance(control, (SliderControl, NumberControl)):
        control = _hinted_number(control, hint)
        hint = _with_habits(control, hint)
    if isinstance(control, NumbersControl):
        control = _hinted_numbers(control, hint)
    if isinstance(control, TextControl) and hint.widget in ("text", "area"):
        control = replace(control, multiline=hint.widget == "area")
    return replace(control, hint=hint, label=hint.label or control.label)


def _hinted_number(
    control: SliderControl | NumberControl, hint: Hint
) -> SliderControl | NumberControl:
    step = control.step if hint.step is None else hint.step
    if control.integer:
        step = max(1, round(step))
    if hint.soft is None:
        return replace(control, step=step)
    low, high = hint.soft
    if isinstance(low, tuple) or isinstance(high, tuple):
        return replace(control, step=step)
    low = low if control.minimum is None else max(low, control.minimum)
    high = high if control.maximum is None else min(high, control.maximum)
    if control.integer:
        low = max(math.ceil(low), -MAX_INTEGER)
        high = min(math.floor(high), MAX_INTEGER)
    if low >= high:
        return replace(control, step=step)
    if hint.step is None and not control.integer:
        step = slider_step(low, high, number_or_none(control.default))
    common = {field.name: getattr(control, field.name) for field in fields(control)}
    limits = (control.minimum, control.maximum)
    ends = {"minimum": low, "maximum": high, "step": step, "limits": limits}
    return SliderControl(**{**common, **ends})


def _hinted_numbers(control: NumbersControl, hint: Hint) -> NumbersControl:
    pairs = _ends(hint) if control.length == 2 else ()
    if control.integer:
        pairs = tuple((math.ceil(low), math.floor(high)) for low, high in pairs)
    has_pad = bool(pairs) and all(low < high for low, high in pairs)
    step = control.step if hint.step is None else hint.step
    if has_pad and hint.step is None:
        step = min(slider_step(low, high, None) for low, high in pairs)
    if control.integer:
        step = max(1, round(step))
    pad = (pairs[0], pairs[1]) if has_pad else None
    return replace(control, step=step, pad=pad)


def _ends(hint: Hint) -> tuple[Ends, ...]:
    """Return the soft ends of two numbers, empty where nothing is said of them."""
    if hint.soft is None:
        return ()
    is_each = isinstance(hint.soft[0], tuple)
    return cast("tuple[Ends, ...]", hint.soft if is_each else (hint.soft,) * 2)


def _with_habits(control: SliderControl | NumberControl, hint: Hint) -> Hint:
    """Return *hint* with what goes without saying."""
    is_slider = isinstance(control, SliderControl)
    low, high = (control.minimum or 0, control.maximum or 0) if is_slider else (0, 0)
    if low <= 0:
        hint = replace(hint, scale="")
    elif not hint.scale and high / low >= _LOG_FACTOR:
        hint = replace(hint, scale="log")
    if control.integer and control.name == "seed" and not hint.widget:
        hint = replace(hint, widget="seed")
    return hint

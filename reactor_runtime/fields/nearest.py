"""Find the value that a parameter admits and that is nearest to another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reactor_runtime.fields.limits import integer_ends
from reactor_runtime.fields.value_types import IntType, InvalidValueError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reactor_runtime.fields.arguments import Argument
    from reactor_runtime.values import JsonValue


def nearest(argument: Argument, value: JsonValue) -> JsonValue:
    """Return *value* where *argument* admits it, else what it admits instead.

    That is the closest number, a text or a list cut to the length, and where nothing is
    near the default, or the first choice. *value* itself comes back where nothing is
    admitted that could be known.
    """
    return next(
        (found for found in _candidates(argument, value) if _admits(argument, found)),
        value,
    )


def _candidates(argument: Argument, value: JsonValue) -> Iterator[JsonValue]:
    info = argument.info
    yield value
    choices = info.choices or ()
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        numbers = [
            choice
            for choice in choices
            if isinstance(choice, (int, float)) and not isinstance(choice, bool)
        ]
        yield from sorted(numbers, key=lambda choice: abs(choice - value))
        yield _clamped(argument, value)
    if isinstance(value, (str, list)) and info.max_length is not None:
        yield value[: info.max_length]
    if not argument.required:
        yield argument.default_json
    yield from choices


def _clamped(argument: Argument, value: float) -> float:
    low, high = argument.info.ge, argument.info.le
    if isinstance(argument.bare_type, IntType):
        low, high = integer_ends(low, high)
        value = round(value)
    if low is not None and value < low:
        return low
    return high if high is not None and value > high else value


def _admits(argument: Argument, value: JsonValue) -> bool:
    try:
        argument.parse(value)
    except InvalidValueError:
        return False
    return True

"""Python values as JSON, under the rules that every value here obeys.

``true`` is no number, numbers are finite, integers fit a double exactly, text is valid
Unicode. A value given in Python is turned into JSON by :func:`to_json` and then judged
like one that came over a wire.
"""

from __future__ import annotations

import math
import reprlib
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import Enum
from numbers import Real
from typing import TYPE_CHECKING, Any, cast

import numpy as np

if TYPE_CHECKING:
    from reactor_runtime.values import JsonValue


MAX_INTEGER = 2**53 - 1
"""Largest integer that a JSON number carries exactly everywhere."""

MAX_ARRAY_ELEMENTS = 10_000
"""Most elements of a numpy array that is turned into a list."""

MAX_DEPTH = 64
"""Deepest nesting of arrays and objects."""


class Upload:
    """Base of the type that stands for an uploaded file in an annotation.

    A parameter of such a type is filled from an upload, never from JSON.
    """

    __slots__ = ()


class NotJsonError(ValueError):
    """A Python value that JSON cannot carry.

    Attributes:
        path: Where in the value it is, e.g. ``"[2].x"``; empty for the value itself.
        reason: What is wrong, e.g. ``"NaN is not a JSON number"``.
    """

    def __init__(self, path: str, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"{path}: {reason}" if path else reason)


def to_json(value: object) -> JsonValue:
    """Return *value* as JSON, sharing nothing mutable with it.

    Enum members become their values, tuples lists, dataclasses objects, numpy scalars
    and arrays (up to 10,000 elements) numbers and lists. The value's own code may run;
    ``shown.py`` reads without it.

    Raises:
        NotJsonError: Naming the place and the reason, whatever the value's code raised.
    """
    return _convert(value, "", 0)


def json_equal(left: JsonValue, right: JsonValue) -> bool:
    """Whether two JSON values are equal; ``true`` and ``1`` are not, 1 and 1.0 are."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, str) or isinstance(right, str):
        return isinstance(left, str) and isinstance(right, str) and left == right
    if isinstance(left, Mapping) or isinstance(right, Mapping):
        if not (isinstance(left, Mapping) and isinstance(right, Mapping)):
            return False
        return left.keys() == right.keys() and all(
            json_equal(item, right[key]) for key, item in left.items()
        )
    if isinstance(left, (list, tuple)) and isinstance(right, (list, tuple)):
        return len(left) == len(right) and all(map(json_equal, left, right))
    return left == right


def json_for_display(value: object, limit: int = 200) -> JsonValue:
    """Return *value* as JSON for a log or an error, whatever it is.

    A text beyond *limit* characters is cut to half of that; what else is longer, and
    what JSON cannot carry, becomes a short text about it.
    """
    try:
        converted = to_json(value)
    except NotJsonError:
        return shorten(value)
    if isinstance(converted, str) and len(converted) > limit:
        return f"{converted[: limit // 2]}…"
    if isinstance(converted, (list, dict)) and len(repr(converted)) > limit:
        return shorten(converted)
    return converted


def describe(value: object, limit: int = 200) -> str:
    """Return *value* as a sentence quotes it: once, and on one line."""
    try:
        converted = to_json(value)
    except NotJsonError:
        return shorten(value)
    told = repr(converted)
    return told if len(told) <= limit else shorten(converted)


def shorten(value: object) -> str:
    """``repr(value)``, cut to a length that fits one line; never raises."""
    brief = reprlib.Repr()
    brief.maxstring = brief.maxother = 80
    brief.maxlevel = 2
    if type(value) is int:
        return about_integer(value)
    try:
        return brief.repr(value)
    except Exception:  # noqa: BLE001 - a repr of anybody's, or a number too long for it
        return f"<{type(value).__name__}>"


def about_integer(value: int) -> str:
    """The digits of *value*, or how many there are about, where they are too many."""
    digits = round(value.bit_length() * math.log10(2))
    return str(value) if digits <= 80 else f"an integer of about {digits} digits"


def _convert(value: Any, path: str, depth: int) -> JsonValue:
    if depth > MAX_DEPTH:
        raise NotJsonError(path, f"nested deeper than {MAX_DEPTH} levels")
    try:
        return _convert_value(value, path, depth)
    except NotJsonError:
        raise
    except Exception as error:
        # The value's own code has run: a property, an iterator, an attribute unset.
        reason = f"reading it raised {type(error).__name__}"
        raise NotJsonError(path, reason) from error


def _convert_value(value: Any, path: str, depth: int) -> JsonValue:
    # The order matters: True is an int, a StrEnum's member a str, np.float64 a float.
    if value is None or isinstance(value, bool):
        return cast("JsonValue", value)
    if isinstance(value, Enum):
        return _convert(value.value, path, depth + 1)
    if isinstance(value, np.generic):
        return _convert_numpy_scalar(value, path, depth)
    # What a subclass holds, not what its own methods turn it into.
    if isinstance(value, int):
        return _checked_integer(int.__int__(value), path)
    if isinstance(value, float):
        return _checked_float(float.__float__(value), path)
    if isinstance(value, str):
        return _checked_text(str.__str__(value), path)
    if isinstance(value, np.ndarray):
        return _convert_array(value, path, depth)
    if isinstance(value, (list, tuple)):
        return _convert_items(value, path, depth)
    if isinstance(value, Mapping):
        return _convert_mapping(value, path, depth)
    if isinstance(value, Upload):
        raise NotJsonError(path, "an uploaded file cannot be sent as JSON")
    if is_dataclass(value) and not isinstance(value, type):
        return _convert_mapping(_fields_of(value, path), path, depth, separator=".")
    advice = "; write float(...)" if isinstance(value, (Real, Decimal)) else ""
    raise NotJsonError(path, f"JSON cannot carry {type(value).__name__}{advice}")


def _fields_of(value: Any, path: str) -> dict[str, object]:
    named: dict[str, object] = {}
    for field in fields(value):
        try:
            named[field.name] = getattr(value, field.name)
        except AttributeError:
            raise NotJsonError(f"{path}.{field.name}", "is not set") from None
    return named


def _convert_numpy_scalar(value: np.generic, path: str, depth: int) -> JsonValue:
    plain = value.item()
    if isinstance(plain, (np.generic, complex, bytes)):
        raise NotJsonError(path, f"JSON cannot carry numpy {value.dtype}")
    return _convert(plain, path, depth + 1)


def _convert_array(value: np.ndarray, path: str, depth: int) -> JsonValue:
    if value.size > MAX_ARRAY_ELEMENTS:
        raise NotJsonError(
            path,
            f"an array of {value.size} elements is over the limit of "
            f"{MAX_ARRAY_ELEMENTS}; send a picture or sound on a track",
        )
    return _convert(value.tolist(), path, depth)


def _convert_items(items: Iterable[object], path: str, depth: int) -> JsonValue:
    return [
        _convert(item, f"{path}[{index}]", depth + 1)
        for index, item in enumerate(items)
    ]


def _convert_mapping(
    items: Mapping[Any, object], path: str, depth: int, separator: str = ""
) -> JsonValue:
    converted: dict[str, JsonValue] = {}
    for key, item in list(items.items()):
        if not isinstance(key, str):
            raise NotJsonError(path, f"keys must be text, got {shorten(key)}")
        name = _checked_text(str.__str__(key), path)
        inner = f"{path}.{name}" if separator else f"{path}[{name!r}]"
        converted[name] = _convert(item, inner, depth + 1)
    return converted


def _checked_integer(value: int, path: str) -> int:
    if abs(value) > MAX_INTEGER:
        raise NotJsonError(path, "integers go from -(2^53 - 1) to 2^53 - 1")
    return value


def _checked_float(value: float, path: str) -> float:
    if not math.isfinite(value):
        raise NotJsonError(path, f"{value} is not a JSON number")
    return value


def _checked_text(value: str, path: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError:
        raise NotJsonError(path, "the text is not valid Unicode") from None
    return value

"""Bounds, lengths and choices on top of a type: judged once, then kept by every value.

:func:`settle` makes the limits that an author sets plain, or says what is wrong with
them, when the class is created. What has been through it needs no check.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

from reactor_runtime.fields.containers import ListType, TupleType
from reactor_runtime.fields.json_values import (
    MAX_INTEGER,
    NotJsonError,
    json_equal,
    shorten,
    to_json,
)
from reactor_runtime.fields.plain import plain_count, plain_number
from reactor_runtime.fields.scope import AnnotationError
from reactor_runtime.fields.value_types import (
    FloatType,
    IntType,
    InvalidValueError,
    NullableType,
    StrType,
    UploadType,
    ValueType,
    enum_schema,
    one_of,
)

if TYPE_CHECKING:
    from reactor_runtime.fields.info import FieldInfo
    from reactor_runtime.values import JsonValue


def settle(kind: ValueType, info: FieldInfo) -> FieldInfo:
    """Return *info* with plain numbers as its limits, and JSON as its choices.

    Raises:
        AnnotationError: If a limit does not fit *kind*, or another limit.
    """
    base = kind.inner if isinstance(kind, NullableType) else kind
    settled = replace(
        info,
        ge=_bound(base, "ge", info.ge),
        le=_bound(base, "le", info.le),
        min_length=_length_limit(base, "min_length", info.min_length),
        max_length=_length_limit(base, "max_length", info.max_length),
        choices=_choices(base, info.choices),
    )
    _check_order("ge", settled.ge, "le", settled.le)
    _check_order("min_length", settled.min_length, "max_length", settled.max_length)
    if isinstance(base, IntType):
        _check_integers(settled)
    return settled


def integer_ends(ge: float | None, le: float | None) -> tuple[int | None, int | None]:
    """Return the smallest and the largest integer between two bounds.

    An end without a bound stays ``None``.

    Raises:
        ValueError: If there is no integer between them.
    """
    low = None if ge is None else max(math.ceil(ge), -MAX_INTEGER)
    high = None if le is None else min(math.floor(le), MAX_INTEGER)
    least = -MAX_INTEGER if low is None else low
    most = MAX_INTEGER if high is None else high
    if least > most:
        bounds = {">=": ge, "<=": le}
        told = [f"{sign} {end}" for sign, end in bounds.items() if end is not None]
        raise ValueError(f"no integer within +-(2^53 - 1) is {' and '.join(told)}")
    return low, high


def _bound(base: ValueType, name: str, bound: object) -> float | None:
    if bound is None:
        return None
    if not isinstance(base, (IntType, FloatType)):
        raise AnnotationError(f"{name}={shorten(bound)} needs a type of int or float")
    number = plain_number(bound)
    if number is None:
        raise AnnotationError(f"{name} must be a number, got {shorten(bound)}")
    if isinstance(number, int):
        return _exact(base, name, number)
    if not math.isfinite(number):
        side = "lower" if name == "ge" else "upper"
        raise AnnotationError(
            f"{name} must be a finite number, got {shorten(bound)}; leave {name} out "
            f"where there is no {side} bound"
        )
    is_whole = isinstance(base, IntType) and number.is_integer()
    return int(number) if is_whole and abs(number) <= MAX_INTEGER else number


def _exact(base: ValueType, name: str, number: int) -> int:
    if abs(number) <= MAX_INTEGER:
        return number
    raise AnnotationError(
        f"{name}={shorten(number)} is beyond +-(2^53 - 1), up to where JSON carries "
        f"integers exactly; {_instead(base, name, number)}"
    )


def _instead(base: ValueType, name: str, number: int) -> str:
    """Say what to write in place of an integer that is too large."""
    if isinstance(base, IntType):
        return f"write {name}={'-(2**53 - 1)' if number < 0 else '2**53 - 1'}"
    try:
        return f"write {name}={float(number)!r}"
    except OverflowError:
        return f"leave {name} out"


def _length_limit(base: ValueType, name: str, limit: object) -> int | None:
    if limit is None:
        return None
    if not isinstance(base, (StrType, ListType, TupleType)):
        raise AnnotationError(
            f"{name}={shorten(limit)} needs a type of str, list or tuple"
        )
    count = plain_count(limit)
    if count is None or count > MAX_INTEGER:
        raise AnnotationError(
            f"{name} must be a whole number from 0 to 2^53 - 1, got {shorten(limit)}"
        )
    return count


def _check_order(low: str, least: float | None, high: str, most: float | None) -> None:
    if least is not None and most is not None and least > most:
        raise AnnotationError(f"{low}={least} is above {high}={most}: no value fits")


def _check_integers(info: FieldInfo) -> None:
    try:
        integer_ends(info.ge, info.le)
    except ValueError as error:
        raise AnnotationError(f"{error}: no value fits") from None


def _choices(
    base: ValueType, choices: tuple[Any, ...] | None
) -> tuple[JsonValue, ...] | None:
    """Return each choice as JSON, once."""
    if choices is None:
        return None
    if not choices:
        raise AnnotationError("choices is empty: no value fits")
    if isinstance(base, UploadType):
        raise AnnotationError("choices cannot limit an uploaded file")
    allowed: list[JsonValue] = []
    for choice in choices:
        try:
            converted = to_json(choice)
            parsed = base.parse(converted)
        except (InvalidValueError, NotJsonError) as error:
            raise AnnotationError(
                f"the choice {shorten(choice)} is not of the field's type: {error}"
            ) from error
        plain = parsed if isinstance(base, IntType) else converted
        if not any(json_equal(plain, known) for known in allowed):
            allowed.append(plain)
    return tuple(allowed)


@dataclass(frozen=True, slots=True)
class ConstrainedType(ValueType):
    """A type whose values must also keep the constraints of a ``FieldInfo``.

    ``null``, where the type allows it, is free of them. *info* has been through
    :func:`settle`.
    """

    inner: ValueType
    info: FieldInfo

    def parse(self, value: JsonValue) -> Any:
        """Return what the inner type makes of *value*, if every constraint holds."""
        parsed = self.inner.parse(value)
        if value is not None and (fault := broken_constraint(self.info, value)):
            raise fault
        return parsed

    def schema(self) -> dict[str, JsonValue]:
        """Return the inner schema with the constraints' keywords."""
        keywords = _keywords(self.inner, self.info)
        if isinstance(self.inner, NullableType) and keywords:
            inner = ConstrainedType(self.inner.inner, self.info).schema()
            return {"anyOf": [inner, {"type": "null"}]}
        return {**self.inner.schema(), **keywords}


def broken_constraint(info: FieldInfo, value: JsonValue) -> InvalidValueError | None:
    """Return how *value* breaks the first constraint of *info* that it does break.

    *value* must be of a type that the constraints fit.
    """
    if info.choices is not None and not any(
        json_equal(choice, value) for choice in info.choices
    ):
        return InvalidValueError(one_of(info.choices), value)
    if info.ge is not None and cast("float", value) < info.ge:
        return InvalidValueError(f">= {info.ge}", value)
    if info.le is not None and cast("float", value) > info.le:
        return InvalidValueError(f"<= {info.le}", value)
    if limit := _broken_length(info, value):
        return InvalidValueError(limit, value, got=str(_length(value)))
    return None


def _broken_length(info: FieldInfo, value: JsonValue) -> str | None:
    unit = "characters" if isinstance(value, str) else "items"
    if info.min_length is not None and _length(value) < info.min_length:
        return f"at least {info.min_length} {unit}"
    if info.max_length is not None and _length(value) > info.max_length:
        return f"at most {info.max_length} {unit}"
    return None


def _length(value: JsonValue) -> int:
    return len(value) if isinstance(value, Sequence) else 0


def _keywords(base: ValueType, info: FieldInfo) -> dict[str, JsonValue]:
    is_text = isinstance(base, StrType)
    limits: dict[str, JsonValue] = {
        "minimum": info.ge,
        "maximum": info.le,
        "minLength" if is_text else "minItems": info.min_length,
        "maxLength" if is_text else "maxItems": info.max_length,
    }
    keywords: dict[str, JsonValue] = {
        name: limit for name, limit in limits.items() if limit is not None
    }
    if info.choices is not None:
        keywords.update(enum_schema(info.choices))
    return keywords

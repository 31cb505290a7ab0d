"""Bounds, lengths and choices on top of a type."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from reactor_runtime.fields.containers import ListType, TupleType
from reactor_runtime.fields.json_values import (
    MAX_INTEGER,
    NotJsonError,
    json_equal,
    shorten,
    to_json,
)
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


@dataclass(frozen=True, slots=True)
class ConstrainedType(ValueType):
    """A type whose values must also keep the constraints of a ``FieldInfo``.

    ``null``, where the type allows it, is free of them.
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
        if isinstance(self.inner, NullableType):
            inner = ConstrainedType(self.inner.inner, self.info).schema()
            return {"anyOf": [inner, {"type": "null"}]}
        return {**self.inner.schema(), **_keywords(self.inner, self.info)}


def constrain(kind: ValueType, info: FieldInfo) -> ValueType:
    """Return *kind* narrowed by *info*'s constraints, or *kind* itself without any.

    Raises:
        AnnotationError: If a constraint does not fit the type or another constraint.
    """
    if not _has_constraints(info):
        return kind
    base = kind.inner if isinstance(kind, NullableType) else kind
    _check_bounds(base, info)
    _check_lengths(base, info)
    _check_choices(base, info)
    return ConstrainedType(kind, info)


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


def broken_constraint(info: FieldInfo, value: JsonValue) -> InvalidValueError | None:
    """Return how *value* breaks the first constraint of *info* that it does break.

    *value* must be of a type that the constraints fit, and *info* must have been
    through :func:`constrain`.
    """
    if info.choices is not None and not any(
        json_equal(to_json(choice), value) for choice in info.choices
    ):
        allowed = tuple(to_json(choice) for choice in info.choices)
        return InvalidValueError(one_of(allowed), value)
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


def _has_constraints(info: FieldInfo) -> bool:
    limits = (info.ge, info.le, info.min_length, info.max_length, info.choices)
    return any(limit is not None for limit in limits)


def _check_bounds(base: ValueType, info: FieldInfo) -> None:
    for name, bound in (("ge", info.ge), ("le", info.le)):
        if bound is None:
            continue
        if not isinstance(base, (IntType, FloatType)):
            raise AnnotationError(f"{name}={bound!r} needs a type of int or float")
        _check_number(name, bound)
    if info.ge is not None and info.le is not None and info.ge > info.le:
        raise AnnotationError(f"ge={info.ge} is above le={info.le}: no value fits")
    if isinstance(base, IntType):
        _check_integers(info)


def _check_integers(info: FieldInfo) -> None:
    try:
        integer_ends(info.ge, info.le)
    except ValueError as error:
        raise AnnotationError(f"{error}: no value fits") from None


def _check_number(name: str, bound: object) -> None:
    try:
        FloatType().parse(to_json(bound))
    except (InvalidValueError, NotJsonError):
        raise AnnotationError(
            f"{name} must be a finite number, got {bound!r}"
        ) from None


def _check_lengths(base: ValueType, info: FieldInfo) -> None:
    limits = (("min_length", info.min_length), ("max_length", info.max_length))
    for name, limit in limits:
        if limit is None:
            continue
        if not isinstance(base, (StrType, ListType, TupleType)):
            raise AnnotationError(
                f"{name}={limit!r} needs a type of str, list or tuple"
            )
        if not _is_count(limit):
            raise AnnotationError(f"{name} must be a whole number >= 0, got {limit!r}")
    if (
        info.min_length is not None
        and info.max_length is not None
        and info.min_length > info.max_length
    ):
        raise AnnotationError(
            f"min_length={info.min_length} is above max_length={info.max_length}: "
            "no value fits"
        )


def _is_count(limit: object) -> bool:
    return isinstance(limit, int) and not isinstance(limit, bool) and limit >= 0


def _check_choices(base: ValueType, info: FieldInfo) -> None:
    if info.choices is None:
        return
    if not info.choices:
        raise AnnotationError("choices is empty: no value fits")
    if isinstance(base, UploadType):
        raise AnnotationError("choices cannot limit an uploaded file")
    for choice in info.choices:
        try:
            base.parse(to_json(choice))
        except (InvalidValueError, NotJsonError) as error:
            raise AnnotationError(
                f"the choice {shorten(choice)} is not of the field's type: {error}"
            ) from error


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
        keywords.update(enum_schema(tuple(map(to_json, info.choices))))
    return keywords

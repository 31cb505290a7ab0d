"""Bounds, lengths and choices on top of a type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from reactor_runtime.fields.json_values import json_equal
from reactor_runtime.fields.value_types import (
    InvalidValueError,
    NullableType,
    StrType,
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

    ``null``, where the type allows it, is free of them. *info* has been through
    :func:`~reactor_runtime.fields.limits.settle`.
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

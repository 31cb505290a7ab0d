"""The types that one value of a command may have, as validators of JSON.

Each is a frozen value that knows how to turn JSON into what a handler receives, and how
to say so as JSON Schema.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from reactor_runtime.fields.json_values import (
    MAX_INTEGER,
    describe,
    json_equal,
    json_for_display,
    to_json,
)
from reactor_runtime.fields.redefinition import current_member
from reactor_runtime.values import JsonValue, UploadId, UploadReference


class InvalidValueError(ValueError):
    """A JSON value that its type or a constraint refuses.

    Attributes:
        constraint: What was expected, e.g. ``"<= 2.0"``.
        value: What came, shortened if it is long.
        path: Where it is inside the argument, e.g. ``"[2].x"``; usually empty.
        got: What came as a sentence tells it, e.g. ``"2.5"``, ``"'red'"`` or, where
            only its length matters, ``"1560"``.
    """

    def __init__(
        self, constraint: str, value: object, path: str = "", got: str | None = None
    ) -> None:
        self.constraint = constraint
        self.value = json_for_display(value)
        self.path = path
        self.got = describe(value) if got is None else got
        super().__init__(f"expected {constraint}, got {self.got}")

    def within(self, place: str) -> InvalidValueError:
        """Return the same fault, seen from the container that holds *place*."""
        path = place + self.path
        return InvalidValueError(self.constraint, self.value, path, self.got)


class ValueType(ABC):
    """What values a parameter takes."""

    __slots__ = ()

    @abstractmethod
    def parse(self, value: JsonValue) -> Any:
        """Return what a handler receives for *value*.

        Args:
            value: JSON as :func:`~reactor_runtime.fields.json_values.to_json` returns
                it: finite numbers, no tuples.

        Raises:
            InvalidValueError: If *value* is not of this type.
        """

    @abstractmethod
    def schema(self) -> dict[str, JsonValue]:
        """Return this type as JSON Schema."""


@dataclass(frozen=True, slots=True)
class AnyType(ValueType):
    """Any JSON value."""

    def parse(self, value: JsonValue) -> Any:
        return value

    def schema(self) -> dict[str, JsonValue]:
        return {}


@dataclass(frozen=True, slots=True)
class BoolType(ValueType):
    """``true`` or ``false``, and no number."""

    def parse(self, value: JsonValue) -> bool:
        if not isinstance(value, bool):
            raise InvalidValueError("true or false", value)
        return value

    def schema(self) -> dict[str, JsonValue]:
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True)
class IntType(ValueType):
    """A whole number that a double carries exactly; ``2.0`` is one."""

    def parse(self, value: JsonValue) -> int:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise InvalidValueError("an integer", value)
        if isinstance(value, float) and not value.is_integer():
            raise InvalidValueError("an integer", value)
        if abs(value) > MAX_INTEGER:
            raise InvalidValueError("an integer within +-(2^53 - 1)", value)
        return int(value)

    def schema(self) -> dict[str, JsonValue]:
        return {"type": "integer"}


@dataclass(frozen=True, slots=True)
class FloatType(ValueType):
    """A finite number."""

    def parse(self, value: JsonValue) -> float:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise InvalidValueError("a number", value)
        return float(value)

    def schema(self) -> dict[str, JsonValue]:
        return {"type": "number"}


@dataclass(frozen=True, slots=True)
class StrType(ValueType):
    """Text."""

    def parse(self, value: JsonValue) -> str:
        if not isinstance(value, str):
            raise InvalidValueError("text", value)
        return value

    def schema(self) -> dict[str, JsonValue]:
        return {"type": "string"}


@dataclass(frozen=True, slots=True)
class OneOfType(ValueType):
    """One of a fixed set of values: a ``Literal`` or an ``Enum``.

    Args:
        members: What a handler receives, in declaration order.
    """

    members: tuple[Any, ...]

    def parse(self, value: JsonValue) -> Any:
        """Return the member that travels as *value*, of the ``Enum`` as it is now."""
        for member in self.members:
            if json_equal(to_json(member), value):
                return current_member(member) if isinstance(member, Enum) else member
        raise InvalidValueError(one_of(self.values), value)

    @property
    def values(self) -> tuple[JsonValue, ...]:
        """The members as they travel."""
        return tuple(to_json(member) for member in self.members)

    def label(self, member: object) -> str:
        """What a person calls *member*."""
        if isinstance(member, Enum) and not isinstance(member.value, str):
            return member.name
        return str(to_json(member))

    def schema(self) -> dict[str, JsonValue]:
        """Return the values, and their common JSON type if they have one."""
        return enum_schema(self.values)


@dataclass(frozen=True, slots=True)
class NullableType(ValueType):
    """A value or ``null``."""

    inner: ValueType

    def parse(self, value: JsonValue) -> Any:
        """Return ``None`` for ``null``, else what the inner type makes of *value*."""
        if value is None:
            return None
        try:
            return self.inner.parse(value)
        except InvalidValueError as error:
            if error.path:
                raise
            raise InvalidValueError(
                f"{error.constraint}, or null", value, got=error.got
            ) from None

    def schema(self) -> dict[str, JsonValue]:
        """Return the inner schema, or null."""
        inner = self.inner.schema()
        return {"anyOf": [inner, {"type": "null"}]} if inner else {}


@dataclass(frozen=True, slots=True)
class UploadType(ValueType):
    """A file that was uploaded before the command that names it."""

    def parse(self, value: JsonValue) -> UploadReference:
        """Return the reference that the JSON object *value* spells."""
        if not isinstance(value, Mapping):
            raise InvalidValueError("an uploaded file", value)
        upload_id, size = value.get("upload_id"), value.get("size", 0)
        name, mime_type = value.get("name", ""), value.get("mime_type", "")
        if not isinstance(upload_id, str) or not upload_id:
            raise InvalidValueError("an uploaded file with an upload_id", value)
        if not isinstance(name, str) or not isinstance(mime_type, str):
            raise InvalidValueError("a file's name and mime_type as text", value)
        return UploadReference(
            UploadId(upload_id),
            name,
            mime_type or "application/octet-stream",
            IntType().parse(size),
        )

    def schema(self) -> dict[str, JsonValue]:
        """Return a reference to the schema of an upload."""
        return {"$ref": "#/components/schemas/ReactorUploadReference"}


def one_of(values: tuple[JsonValue, ...]) -> str:
    """Say "one of ..." about *values*."""
    return "one of " + ", ".join(repr(value) for value in values)


def enum_schema(values: tuple[JsonValue, ...]) -> dict[str, JsonValue]:
    """Return the schema of a fixed set of values, with their type if they share one."""
    types = {_json_type(value) for value in values}
    if types == {"integer", "number"}:
        types = {"number"}
    schema: dict[str, JsonValue] = {"type": types.pop()} if len(types) == 1 else {}
    return {**schema, "enum": list(values)}


def _json_type(value: JsonValue) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "number"
        case str():
            return "string"
        case Mapping():
            return "object"
        case _:
            return "array"

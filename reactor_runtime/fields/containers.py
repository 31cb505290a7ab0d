"""Validators of JSON arrays and objects."""

from __future__ import annotations

import contextlib
import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reactor_runtime.errors import text_of
from reactor_runtime.fields.info import UNSET
from reactor_runtime.fields.redefinition import current_class
from reactor_runtime.fields.value_types import InvalidValueError, ValueType

if TYPE_CHECKING:
    from reactor_runtime.values import JsonValue


def _parse_at(kind: ValueType, value: JsonValue, place: str) -> Any:
    try:
        return kind.parse(value)
    except InvalidValueError as error:
        raise error.within(place) from None


@dataclass(frozen=True, slots=True)
class ListType(ValueType):
    """A list whose items are all of one type."""

    item: ValueType

    def parse(self, value: JsonValue) -> list[Any]:
        if not isinstance(value, list):
            raise InvalidValueError("a list", value)
        return [
            _parse_at(self.item, item, f"[{index}]") for index, item in enumerate(value)
        ]

    def schema(self) -> dict[str, JsonValue]:
        """Return an array with one schema for all items."""
        return {"type": "array", "items": self.item.schema()}


@dataclass(frozen=True, slots=True)
class TupleType(ValueType):
    """A tuple: a type for each place, or one type for any number of places.

    Args:
        items: Type of each place; exactly one if *is_open*.
        is_open: Whether the tuple may have any length (``tuple[T, ...]``).
    """

    items: tuple[ValueType, ...]
    is_open: bool = False

    def parse(self, value: JsonValue) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise InvalidValueError("a list", value)
        kinds = self.items * len(value) if self.is_open else self.items
        if len(kinds) != len(value):
            raise InvalidValueError(f"a list of {len(kinds)} items", value)
        return tuple(
            _parse_at(kind, item, f"[{index}]")
            for index, (kind, item) in enumerate(zip(kinds, value, strict=True))
        )

    def schema(self) -> dict[str, JsonValue]:
        """Return an array with a schema for each place, or one for all."""
        if self.is_open:
            return {"type": "array", "items": self.items[0].schema()}
        return {
            "type": "array",
            "prefixItems": [item.schema() for item in self.items],
            "items": False,
            "minItems": len(self.items),
            "maxItems": len(self.items),
        }


@dataclass(frozen=True, slots=True)
class DictType(ValueType):
    """A dictionary from text to values of one type."""

    value: ValueType

    def parse(self, value: JsonValue) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            raise InvalidValueError("an object", value)
        return {
            key: _parse_at(self.value, item, f"[{key!r}]")
            for key, item in value.items()
        }

    def schema(self) -> dict[str, JsonValue]:
        """Return an object with one schema for all its values."""
        return {"type": "object", "additionalProperties": self.value.schema()}


@dataclass(frozen=True, slots=True)
class Member:
    """One field of a dataclass that is the type of a parameter.

    Args:
        name: The field's name.
        kind: Its type, constraints included.
        default: JSON that stands for the field where it is left out, :data:`UNSET` if
            the dataclass itself has to say (a factory) or the field is required.
        is_required: Whether the object must have the field.
    """

    name: str
    kind: ValueType
    default: Any = UNSET
    is_required: bool = True

    def schema(self) -> dict[str, JsonValue]:
        """Return the field's schema with its default."""
        if self.default is UNSET:
            return self.kind.schema()
        return {**self.kind.schema(), "default": self.default}


@dataclass(frozen=True, slots=True)
class DataclassType(ValueType):
    """A dataclass, given as a JSON object with its fields."""

    cls: type[Any]
    members: tuple[Member, ...]

    def parse(self, value: JsonValue) -> Any:
        """Return a new instance; what its constructor raises refuses the value."""
        if not isinstance(value, Mapping):
            raise InvalidValueError(f"an object ({self.cls.__name__})", value)
        known = {member.name for member in self.members}
        for key in value:
            if key not in known:
                raise InvalidValueError(
                    f"only the fields {', '.join(sorted(known))}", key, f".{key}"
                )
        arguments = {}
        for member in self.members:
            if member.name in value:
                item = value[member.name]
            elif member.is_required:
                raise InvalidValueError("a value", None, f".{member.name}")
            elif member.default is UNSET:
                continue
            else:
                item = copy.deepcopy(member.default)
            arguments[member.name] = _parse_at(member.kind, item, f".{member.name}")
        current = current_class(self.cls)
        if current is not self.cls:
            # A redefinition with other fields is not what the old code can use.
            with contextlib.suppress(InvalidValueError):
                return _make(current, arguments, value)
        return _make(self.cls, arguments, value)

    def schema(self) -> dict[str, JsonValue]:
        """Return an object with exactly the dataclass's fields."""
        schema: dict[str, JsonValue] = {
            "type": "object",
            "title": self.cls.__name__,
            "properties": {member.name: member.schema() for member in self.members},
            "additionalProperties": False,
        }
        required = [member.name for member in self.members if member.is_required]
        return {**schema, "required": required} if required else schema


def _make(cls: type[Any], arguments: dict[str, Any], value: JsonValue) -> Any:
    """Return a *cls* for *value*; whatever its constructor raises refuses that."""
    try:
        return cls(**arguments)
    except KeyboardInterrupt:  # of the person whose call this is
        raise
    except BaseException as error:
        reason = text_of(error) or type(error).__name__
        raise InvalidValueError(f"a valid {cls.__name__}: {reason}", value) from error

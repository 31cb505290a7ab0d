"""What a model keeps, as JSON for people to see, without running the model's code.

A property, an ``__iter__`` or a ``__repr__`` of an author's may raise anything, take
long, or wait for a lock that the author's own thread holds. So only what is stored is
read, by the methods of the built-in types themselves, and what cannot be read like
that becomes a short text.
"""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from enum import Enum
from types import MemberDescriptorType
from typing import TYPE_CHECKING, Any

import numpy as np

from reactor_runtime.fields.json_values import (
    MAX_ARRAY_ELEMENTS,
    MAX_DEPTH,
    MAX_INTEGER,
    Upload,
    about_integer,
)

if TYPE_CHECKING:
    from reactor_runtime.values import JsonValue

MOST_VALUES = 100_000
"""Most values, at any depth, that are shown of one field."""

MOST_FLAWS = 8
"""Most flaws that are told of one field."""

_LONGEST_TEXT = 80
_ATTEMPTS = 10
_FILE_FIELDS = ("name", "mime_type", "size")

# Their text is written by C code or by the standard library, from plain values.
_TEXT_MODULES = frozenset(
    {"datetime", "decimal", "fractions", "ipaddress", "pathlib", "uuid"}
)
_TEXT_TYPES = frozenset({complex, range})
_BYTES = frozenset({bytes, bytearray, memoryview})


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something that is not shown as it is.

    Args:
        path: Where in the value it is, e.g. ``"[2].x"``; empty for the value itself.
        reason: What about it, e.g. ``"is not set"``.
    """

    path: str
    reason: str

    def __str__(self) -> str:
        return f"{self.path} {self.reason}".strip()


@dataclass(frozen=True, slots=True)
class Shown:
    """A value as people see it.

    Args:
        value: JSON that shares nothing mutable with the value.
        flaws: What of it is not shown as it is, at most :data:`MOST_FLAWS`.
    """

    value: JsonValue
    flaws: tuple[Flaw, ...] = ()


def show_attribute(owner: object, name: str) -> Shown:
    """Return what *owner* stores under *name*; ``None`` where nothing is stored.

    Never raises, and runs no code of *owner* or of what it stores.
    """
    reader = _ValueReader()
    return Shown(reader.attribute(owner, name, ""), tuple(reader.flaws))


class _ValueReader:
    def __init__(self) -> None:
        self.flaws: list[Flaw] = []
        self._left = MOST_VALUES

    def attribute(self, owner: object, name: str, path: str) -> JsonValue:
        try:
            value = _stored(owner, name)
        except AttributeError:
            self._note(path, "is not set")
            return None
        except Exception:  # noqa: BLE001 - a class that is not what classes are
            self._note(path, "cannot be read")
            return None
        return self.read(value, path, 0)

    def read(self, value: Any, path: str, depth: int) -> JsonValue:
        kind = type(value)
        if value is None or kind is bool:
            plain: JsonValue = value
            return plain
        self._left -= 1
        if depth > MAX_DEPTH or self._left < 0:
            what = "nested too deep" if depth > MAX_DEPTH else "too long"
            return self._text(path, f"is {what} to be shown", "…")
        try:
            return self._read(value, kind, path, depth)
        except Exception as error:  # noqa: BLE001 - a reader never raises
            reason = f"cannot be read ({type(error).__name__})"
            return self._text(path, reason, _type_text(kind))

    def _read(self, value: Any, kind: type, path: str, depth: int) -> JsonValue:
        if issubclass(kind, Enum):
            return self.read(_stored(value, "_value_"), path, depth + 1)
        if issubclass(kind, np.generic):
            return self._read_scalar(value, path, depth)
        if issubclass(kind, int):
            return self._read_integer(int.__int__(value), path)
        if issubclass(kind, float):
            return self._read_float(float.__float__(value), path)
        if issubclass(kind, str):
            return self._read_text(str.__str__(value), path)
        if issubclass(kind, np.ndarray):
            return self._read_array(value, path, depth)
        if issubclass(kind, list | tuple):
            return self._read_items(value, kind, path, depth)
        if issubclass(kind, dict):
            return self._read_dict(value, path, depth)
        if issubclass(kind, Upload):
            return self._read_fields(value, _FILE_FIELDS, path, depth)
        if _of_class(kind, "__dataclass_fields__") is not _MISSING:
            fields: Any = dataclasses.fields
            names = [field.name for field in fields(kind)]
            return self._read_fields(value, names, path, depth)
        return self._read_other(value, kind, path)

    def _read_scalar(self, value: np.generic, path: str, depth: int) -> JsonValue:
        plain = np.generic.item(value)
        if isinstance(plain, np.generic):  # what Python has no number for
            text = np.generic.__str__(value)
            return self._text(path, f"is a numpy {value.dtype}", text)
        return self.read(plain, path, depth + 1)

    def _read_integer(self, value: int, path: str) -> JsonValue:
        if abs(value) <= MAX_INTEGER:
            return value
        reason = "is an integer beyond 2^53 - 1"
        return self._text(path, reason, about_integer(value))

    def _read_float(self, value: float, path: str) -> JsonValue:
        if math.isfinite(value):
            return value
        return self._text(path, f"is {value}", str(value))

    def _read_text(self, value: str, path: str) -> JsonValue:
        try:
            value.encode()
        except UnicodeEncodeError:
            plain = value.encode("utf-8", "replace").decode()
            return self._text(path, "is no valid Unicode", plain)
        return value

    def _read_array(
        self, value: np.ndarray[Any, Any], path: str, depth: int
    ) -> JsonValue:
        shape, dtype = np.ndarray.shape.__get__(value), np.ndarray.dtype.__get__(value)
        if math.prod(shape) > MAX_ARRAY_ELEMENTS:
            return self._text(
                path,
                f"has more than {MAX_ARRAY_ELEMENTS} elements",
                f"an array of {dtype}, shape {shape}",
            )
        return self.read(np.ndarray.tolist(value), path, depth)

    def _read_items(self, value: Any, kind: type, path: str, depth: int) -> JsonValue:
        base: Any = list if issubclass(kind, list) else tuple
        size = base.__len__(value)
        if size > self._left:
            return self._text(path, "is too long to be shown", f"{size} items")
        items = base.__getitem__(value, slice(None))
        return [
            self.read(item, f"{path}[{index}]", depth + 1)
            for index, item in enumerate(items)
        ]

    def _read_dict(self, value: dict[Any, Any], path: str, depth: int) -> JsonValue:
        size = dict.__len__(value)
        if size > self._left:
            return self._text(path, "is too long to be shown", f"{size} entries")
        shown: dict[str, JsonValue] = {}
        for key, item in _entries(value):
            name = self._key(key, path)
            shown[name] = self.read(item, f"{path}[{name!r}]", depth + 1)
        return shown

    def _key(self, key: object, path: str) -> str:
        if type(key) is not str:
            self._note(path, "has keys that are no text")
        shown = self.read(key, path, MAX_DEPTH)
        return shown if isinstance(shown, str) else str(shown)

    def _read_fields(
        self, value: object, names: list[str] | tuple[str, ...], path: str, depth: int
    ) -> JsonValue:
        shown: dict[str, JsonValue] = {}
        for name in names:
            inner = f"{path}.{name}"
            try:
                stored = _stored(value, name)
            except AttributeError:
                self._note(inner, "is not set")
                shown[name] = None
            else:
                shown[name] = self.read(stored, inner, depth + 1)
        return shown

    def _read_other(self, value: object, kind: type, path: str) -> JsonValue:
        reason = f"is a {_name(kind)}, which JSON cannot carry"
        is_plain = kind.__module__.partition(".")[0] in _TEXT_MODULES
        if is_plain or kind in _TEXT_TYPES:
            return self._text(path, reason, str(value))
        if kind in _BYTES:
            start = bytes(memoryview(value)[:_LONGEST_TEXT])  # type: ignore[arg-type]
            return self._text(path, reason, repr(start))
        return self._text(path, reason, _type_text(kind))

    def _text(self, path: str, reason: str, text: str) -> str:
        self._note(path, reason)
        return text if len(text) <= _LONGEST_TEXT else text[: _LONGEST_TEXT - 1] + "…"

    def _note(self, path: str, reason: str) -> None:
        flaw = Flaw(path, reason)
        # Every odd key of a dictionary is the same flaw at the same place.
        if len(self.flaws) < MOST_FLAWS and flaw not in self.flaws:
            self.flaws.append(flaw)


_MISSING = object()


def _stored(owner: object, name: str) -> Any:
    """Return what is stored under *name*, where no code has to run to get it.

    A property or another descriptor of an author's is returned itself.

    Raises:
        AttributeError: Nothing is stored.
    """
    found = _of_class(type(owner), name)
    kind = type(found)
    if kind is not MemberDescriptorType and _of_class(kind, "__get__") is not _MISSING:
        return found
    # Of the object itself, or of a slot: what its class overrides is not asked.
    return object.__getattribute__(owner, name)


def _of_class(kind: type, name: str) -> Any:
    for base in kind.__mro__:
        if name in base.__dict__:
            return base.__dict__[name]
    return _MISSING


def _entries(value: dict[Any, Any]) -> list[tuple[Any, Any]]:
    """Return the entries of a dictionary that another thread may be changing."""
    for _ in range(_ATTEMPTS - 1):
        try:
            return list(dict.items(value))
        except RuntimeError:  # its size changed meanwhile
            continue
    return list(dict.items(value))


def _type_text(kind: type) -> str:
    return f"<{_name(kind)}>"


def _name(kind: type) -> str:
    return str(type.__getattribute__(kind, "__name__"))

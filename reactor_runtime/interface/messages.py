"""What a model tells its clients."""

from __future__ import annotations

import dataclasses
import re
from typing import Any, ClassVar

from reactor_runtime.fields.arguments import is_mutable
from reactor_runtime.fields.info import UNSET
from reactor_runtime.fields.json_values import shorten
from reactor_runtime.fields.plain import plain_description, plain_text
from reactor_runtime.fields.scope import AnnotationError, Scope
from reactor_runtime.interface.records import (
    Record,
    allow_required_after_default,
    body_scope,
    own_annotations,
)

_BOUNDARY = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")

_METADATA_KEY = "reactor"


def snake_case(name: str) -> str:
    """Return a class's name as it travels: ``HTTPStatus`` → ``http_status``."""
    return _BOUNDARY.sub("_", name).lower()


@dataclasses.dataclass(frozen=True, slots=True)
class MessageFieldInfo:
    """What :func:`MessageField` said about one field."""

    default: Any = UNSET
    description: str = ""


def MessageField(  # noqa: N802 - the authoring contract's name, used like a class
    default: Any = UNSET, *, description: str = ""
) -> Any:
    """Document one field of a message; without *default* it is required.

    Returns:
        A frozen :class:`MessageFieldInfo`; typed ``Any`` so that it can stand as the
        default of a field of any type.
    """
    return MessageFieldInfo(default, description)


class ModelMessage(Record, is_base=True):
    """Base of every message; it travels as ``{"type": ..., "data": {...}}``.

    The type is the class's name in snake case, or the text of a class attribute
    ``name`` without an annotation; the data are the fields. Numpy scalars, and arrays
    of up to 10,000 elements, become numbers and lists. A required field that follows
    one with a default is keyword-only.

    Example::

        class Progress(ModelMessage):
            step: int
            total: int = MessageField(100, description="Steps in all.")

    ``@dataclass`` on the class is optional.
    """

    _reactor_own_types: ClassVar[dict[str, Any]] = {}
    _reactor_own_infos: ClassVar[dict[str, MessageFieldInfo]] = {}

    @classmethod
    def _reactor_declare(cls, scope: Scope) -> None:
        cls._reactor_own_types = {}
        cls._reactor_own_infos = {}
        inside = body_scope(cls, scope)
        for name, annotation in own_annotations(cls).items():
            try:
                cls._reactor_own_types[name] = inside.resolve(annotation)
            except AnnotationError:  # described as "anything"; values are judged anyway
                cls._reactor_own_types[name] = Any
            _take_info(cls, name)
        allow_required_after_default(cls)
        _check_name(cls)


def wire_type(cls: type[ModelMessage]) -> str:
    """Return the type as which messages of *cls* travel.

    It is the class attribute ``name``, unless that is a field, or else the class's name
    in snake case.
    """
    name = plain_text(vars(cls).get("name"))
    if name is not None and "name" not in message_types(cls):
        return name
    return snake_case(cls.__name__)


def message_infos(cls: type[ModelMessage]) -> dict[str, MessageFieldInfo]:
    """Return what ``MessageField`` said about each field that used it, by name."""
    found: dict[str, MessageFieldInfo] = {}
    for base in reversed(cls.__mro__):
        found.update(vars(base).get("_reactor_own_infos", {}))
    return found


def message_types(cls: type[ModelMessage]) -> dict[str, Any]:
    """Return the resolved annotation of each field, by name, inherited ones first."""
    found: dict[str, Any] = {}
    for base in reversed(cls.__mro__):
        found.update(vars(base).get("_reactor_own_types", {}))
    return found


def _check_name(cls: type[ModelMessage]) -> None:
    if not wire_type(cls).strip():
        raise TypeError(
            f"{cls.__name__}.name is the type of the message on the wire, got "
            f"{wire_type(cls)!r}; write a name, or leave it out"
        )


def _take_info(cls: type[ModelMessage], name: str) -> None:
    default = vars(cls).get(name, UNSET)
    if isinstance(default, MessageFieldInfo):
        description = plain_description(f"{cls.__name__}.{name}", default.description)
        info = dataclasses.replace(default, description=description)
        cls._reactor_own_infos[name] = info
        default = default.default
        if default is UNSET:
            delattr(cls, name)
        else:
            setattr(cls, name, default)
    if default is not UNSET and is_mutable(default):
        raise TypeError(
            f"{cls.__name__}.{name}: the default {shorten(default)} is mutable, so "
            "messages would share it; write field(default_factory=...)"
        )

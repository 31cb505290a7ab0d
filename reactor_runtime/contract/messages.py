"""One message that a model may send, and how it travels."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import numpy as np

from reactor_runtime.fields import NotJsonError, to_json
from reactor_runtime.fields.annotations import nullable, value_type
from reactor_runtime.fields.scope import AnnotationError, Scope
from reactor_runtime.interface.messages import (
    ModelMessage,
    message_infos,
    message_types,
    wire_type,
)
from reactor_runtime.interface.records import ensure_dataclass

if TYPE_CHECKING:
    from reactor_runtime.values import JsonValue

MessageClass: TypeAlias = "type[ModelMessage]"


@dataclass(frozen=True, slots=True)
class MessageContract:
    """One message.

    Args:
        type: What it is called on the wire.
        cls: Its class.
        description: One line for a person: the first line of the class's docstring.
    """

    type: str
    cls: MessageClass
    description: str

    @classmethod
    def of(cls, message: MessageClass) -> MessageContract:
        """Return the contract of a message class."""
        ensure_dataclass(message)
        return cls(wire_type(message), message, _description(message))

    def schema(self) -> dict[str, JsonValue]:
        """Return the JSON Schema of the message's data."""
        types, infos = message_types(self.cls), message_infos(self.cls)
        properties: dict[str, JsonValue] = {}
        required: list[JsonValue] = []
        for field in dataclasses.fields(cast("Any", self.cls)):
            schema = _schema(
                types.get(field.name, Any), takes_none=field.default is None
            )
            info = infos.get(field.name)
            if info is not None and info.description:
                schema["description"] = info.description
            if field.default is not dataclasses.MISSING:
                schema |= _default(field.default)
            elif field.default_factory is dataclasses.MISSING:
                required.append(field.name)
            properties[field.name] = schema
        schema = {
            "type": "object",
            "title": self.cls.__name__,
            "properties": properties,
        }
        if self.description:
            schema["description"] = self.description
        return {**schema, "required": required} if required else schema


def encode_data(message: ModelMessage) -> dict[str, JsonValue]:
    """Return a message's fields as JSON.

    Raises:
        TypeError: Naming the field that JSON cannot carry.
    """
    data: dict[str, JsonValue] = {}
    for field in dataclasses.fields(cast("Any", message)):
        try:
            data[field.name] = to_json(getattr(message, field.name))
        except NotJsonError as error:
            raise TypeError(
                f"{type(message).__name__}.{field.name}{error.path} cannot be sent: "
                f"{error.reason}"
            ) from error
    return data


def _default(value: object) -> dict[str, JsonValue]:
    try:
        return {"default": to_json(value)}
    except NotJsonError:
        return {}


def _schema(annotation: Any, *, takes_none: bool) -> dict[str, JsonValue]:
    if isinstance(annotation, type):
        if issubclass(annotation, np.bool_):
            return {"type": "boolean"}
        if issubclass(annotation, np.integer):
            return {"type": "integer"}
        if issubclass(annotation, np.floating):
            return {"type": "number"}
        if issubclass(annotation, np.ndarray):
            return {"type": "array"}
    try:
        kind = value_type(annotation, Scope(()))
        return dict((nullable(kind) if takes_none else kind).schema())
    except AnnotationError:
        return {}


def _description(message: MessageClass) -> str:
    text = vars(message).get("__doc__") or ""
    if text.startswith(f"{message.__name__}("):  # what @dataclass writes by itself
        return ""
    return str(text).strip().partition("\n")[0].strip()

"""A contract as one OpenAPI 3.1 document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from reactor_runtime.contract.commands import CommandContract, command_schema

if TYPE_CHECKING:
    from reactor_runtime.contract.messages import MessageContract
    from reactor_runtime.values import JsonValue, TrackInfo

Document: TypeAlias = Mapping[str, Any]
"""A document of a contract, or a part of one, as it is read."""

_UPLOAD_REFERENCE: dict[str, JsonValue] = {
    "type": "object",
    "format": "reactor-upload-reference",
    "properties": {
        "upload_id": {"type": "string"},
        "name": {"type": "string"},
        "mime_type": {"type": "string"},
        "size": {"type": "integer"},
    },
    "required": ["upload_id", "name", "mime_type", "size"],
}


def openapi_document(
    name: str,
    description: str,
    tracks: tuple[TrackInfo, ...],
    commands: tuple[CommandContract, ...],
    messages: tuple[MessageContract, ...],
) -> dict[str, JsonValue]:
    """Return the document: commands as paths, messages as webhooks, tracks beside.

    Args:
        name: The model's name, the document's title.
        description: One line for a person.
        tracks: Their direction is the model's: ``in`` is what it reads.
        commands: Each becomes ``/events/<name>``.
        messages: Each becomes a webhook and a schema under its class's name.
    """
    schemas: dict[str, JsonValue] = {
        message.cls.__name__: message.schema() for message in messages
    }
    takes_files = any(item.is_upload for each in commands for item in each.arguments)
    if takes_files:
        schemas["ReactorUploadReference"] = _UPLOAD_REFERENCE
    by_type = {message.type: message for message in messages}
    return {
        "openapi": "3.1.0",
        "info": {"title": name, "version": "1", "description": description},
        "x-reactor": {"tracks": [_track(track) for track in tracks]},
        "paths": {
            f"/events/{command.name}": {"post": _operation(command, by_type)}
            for command in commands
        },
        "webhooks": {message.type: {"post": _webhook(message)} for message in messages},
        "components": {"schemas": schemas},
    }


def operations(items: Document) -> dict[str, Document]:
    """Return the operations of ``paths`` or ``webhooks`` by their names."""
    found = [item["post"] for item in items.values()]
    return {operation["operationId"]: operation for operation in found}


def body_of(operation: Document) -> Document:
    """Return the schema of what an operation is sent."""
    schema: Document = operation["requestBody"]["content"]["application/json"]["schema"]
    return schema


def _track(track: TrackInfo) -> dict[str, JsonValue]:
    return {
        "name": track.name,
        "kind": track.kind.value,
        "direction": track.direction.value,
    }


def _operation(
    command: CommandContract, messages: dict[str, MessageContract]
) -> dict[str, JsonValue]:
    operation: dict[str, JsonValue] = {
        "operationId": command.name,
        "summary": command.description,
        "requestBody": _body(command_schema(command)),
    }
    if command.dedupe:
        operation["x-reactor-dedupe"] = True
    answer = messages.get(command.answer or "")
    if answer is None:
        return {**operation, "responses": {"202": {"description": "Accepted"}}}
    content = {"application/json": {"schema": _reference(answer)}}
    return {
        **operation,
        "responses": {"200": {"description": answer.type, "content": content}},
    }


def _webhook(message: MessageContract) -> dict[str, JsonValue]:
    operation: dict[str, JsonValue] = {
        "operationId": message.type,
        "requestBody": _body(_reference(message)),
        "responses": {"200": {"description": "Received"}},
    }
    return {**operation, "summary": message.description}


def _body(schema: dict[str, JsonValue]) -> dict[str, JsonValue]:
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def _reference(message: MessageContract) -> dict[str, JsonValue]:
    return {"$ref": f"#/components/schemas/{message.cls.__name__}"}

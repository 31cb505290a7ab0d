"""A contract as TypeScript types, for whoever writes a page that talks to the model."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from textwrap import indent

from reactor_runtime.contract.openapi import Document, body_of, operations

_FILE = "ReactorUploadReference"
_PLAIN = {
    "string": "string",
    "number": "number",
    "integer": "number",
    "boolean": "boolean",
    "null": "null",
}
_NAME = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")


def typescript(document: Document) -> str:
    """Return a module of types for *document*, an OpenAPI document of a contract.

    It exports an interface for each message, ``Commands`` (the arguments of each),
    ``Answers`` (what a command answers, where it does), ``Messages`` (by their types)
    and ``Tracks``; where a message is called so, with ``Model`` before it. What a
    client may leave out of a command is optional; of a message nothing is left out.
    """
    title, schemas = document["info"]["title"], document["components"]["schemas"]

    def own(name: str, comment: str, members: Iterator[str]) -> str:
        # A message may be called so: TypeScript would make one interface of the two.
        return _interface(f"Model{name}" if name in schemas else name, comment, members)

    parts = [
        f"/** Commands and messages of {_quiet(title)}, written by"
        " `reactor schema --typescript`. */\n",
        *_interfaces(schemas),
        own("Commands", "The arguments of each command.", _commands(document)),
        own("Answers", "What a command answers.", _answers(document)),
        own("Messages", "The data of each message.", _messages(document)),
        own("Tracks", "As the model has them.", _tracks(document)),
    ]
    return "\n".join(parts)


def _interfaces(schemas: Document) -> Iterator[str]:
    for name, schema in schemas.items():
        is_sent = name != _FILE
        members = _members(schema, is_whole=is_sent)
        yield _interface(name, schema.get("description", ""), members)


def _commands(document: Document) -> Iterator[str]:
    for name, operation in operations(document["paths"]).items():
        written = _type(body_of(operation), is_whole=False)
        yield _member(name, written, operation["summary"])


def _answers(document: Document) -> Iterator[str]:
    for name, operation in operations(document["paths"]).items():
        answer = operation["responses"].get("200")
        if answer is not None:
            schema = answer["content"]["application/json"]["schema"]
            yield _member(name, _type(schema, is_whole=True))


def _messages(document: Document) -> Iterator[str]:
    for kind, operation in operations(document["webhooks"]).items():
        written = _type(body_of(operation), is_whole=True)
        yield _member(kind, written, operation["summary"])


def _tracks(document: Document) -> Iterator[str]:
    for track in document["x-reactor"]["tracks"]:
        kind, direction = json.dumps(track["kind"]), json.dumps(track["direction"])
        yield _member(track["name"], f"{{ kind: {kind}; direction: {direction} }}")


def _interface(name: str, comment: str, members: Iterator[str]) -> str:
    lines = [indent(member, "  ") for member in members]
    body = "\n".join(["{", *lines, "}"]) if lines else "{}"
    return f"{_comment(comment)}export interface {name} {body}\n"


def _members(schema: Document, *, is_whole: bool) -> Iterator[str]:
    for name, written, comment, is_there in _fields(schema, is_whole=is_whole):
        yield _member(name, written, comment, is_there=is_there)


def _fields(
    schema: Document, *, is_whole: bool
) -> Iterator[tuple[str, str, str, bool]]:
    """Of each field the name, the type, the comment, and whether it is always there."""
    required = schema.get("required", ())
    for name, field in schema["properties"].items():
        written = _type(field, is_whole=is_whole)
        comment = field.get("description", "")
        yield name, written, comment, is_whole or name in required


def _member(
    name: str, written: str, comment: str = "", *, is_there: bool = True
) -> str:
    key = name if _NAME.fullmatch(name) else json.dumps(name)
    return f"{_comment(comment)}{key}{'' if is_there else '?'}: {written};"


def _comment(text: str) -> str:
    return f"/** {_quiet(text)} */\n" if text else ""


def _quiet(text: str) -> str:
    """Return *text* on one line, with nothing in it that would end a comment."""
    return " ".join(text.split()).replace("*/", "*\\/")


def _type(schema: Document, *, is_whole: bool) -> str:
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "anyOf" in schema:
        return " | ".join(_type(each, is_whole=is_whole) for each in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(json.dumps(value) for value in schema["enum"])
    kind = schema.get("type")
    if kind == "array":
        return _array(schema, is_whole=is_whole)
    if kind == "object":
        return _object(schema, is_whole=is_whole)
    return _PLAIN.get(str(kind), "unknown")


def _array(schema: Document, *, is_whole: bool) -> str:
    if "prefixItems" in schema:
        items = [_type(item, is_whole=is_whole) for item in schema["prefixItems"]]
        return f"[{', '.join(items)}]"
    item = _type(schema.get("items") or {}, is_whole=is_whole)
    return f"({item})[]" if " " in item else f"{item}[]"


def _object(schema: Document, *, is_whole: bool) -> str:
    values = schema.get("additionalProperties")
    if "properties" in schema:
        members = [
            _member(name, written, is_there=is_there)
            for name, written, _, is_there in _fields(schema, is_whole=is_whole)
        ]
        return f"{{ {' '.join(members)} }}" if members else _dictionary("never")
    if isinstance(values, Mapping):
        return _dictionary(_type(values, is_whole=is_whole))
    return _dictionary("unknown")


def _dictionary(kind: str) -> str:
    return f"{{ [name: string]: {kind} }}"

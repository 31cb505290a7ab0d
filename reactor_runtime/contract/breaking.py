"""What of a newer contract breaks whoever was written against an older one.

Both are OpenAPI documents as :mod:`reactor_runtime.contract.openapi` writes them. What
clients send must still be taken, so a command may only become more liberal; what they
are sent must still be what they were told, so a message may only become stricter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from reactor_runtime.contract.openapi import Document, body_of, operations

_LEAST = ("minimum", "minLength", "minItems")
_MOST = ("maximum", "maxLength", "maxItems")


def breaking_changes(old: Document, new: Document) -> list[str]:
    """Return what breaks a client of *old* at *new*: one line each, empty if nothing.

    Raises:
        KeyError: One of them is no document of a contract.
    """
    return [
        *_changed_commands(old, new),
        *_changed_messages(old, new),
        *_changed_tracks(old, new),
    ]


def _changed_commands(old: Document, new: Document) -> Iterator[str]:
    taken = _Comparison(wide=new, narrow=old, is_taken=True)
    known = operations(new["paths"])
    for name, before in operations(old["paths"]).items():
        after = known.get(name)
        if after is None:
            yield f"command {name!r} is gone"
            continue
        yield from taken.gaps(body_of(after), body_of(before), name)
        answered, answers = _answer(before), _answer(after)
        if answered not in ("nothing", answers):
            yield f"{name}: answers {answers}, it answered {answered}"


def _changed_messages(old: Document, new: Document) -> Iterator[str]:
    given = _Comparison(wide=old, narrow=new, is_taken=False)
    known = operations(new["webhooks"])
    for kind, before in operations(old["webhooks"]).items():
        after = known.get(kind)
        if after is None:
            yield f"message {kind!r} is gone"
            continue
        yield from given.gaps(body_of(before), body_of(after), kind)


def _changed_tracks(old: Document, new: Document) -> Iterator[str]:
    tracks = {track["name"]: track for track in new["x-reactor"]["tracks"]}
    for before in old["x-reactor"]["tracks"]:
        name = before["name"]
        after = tracks.get(name)
        if after is None:
            yield f"track {name!r} is gone"
            continue
        for key in ("kind", "direction"):
            if before[key] != after[key]:
                yield f"track {name!r}: {key} was {before[key]}, is {after[key]}"


def _answer(operation: Document) -> str:
    answer = operation["responses"].get("200")
    return "nothing" if answer is None else repr(answer["description"])


@dataclass(frozen=True, slots=True)
class _Comparison:
    """Finds what a narrow schema allows and a wide one does not.

    Args:
        wide: The document of the one that must allow at least as much.
        narrow: The document of the other.
        is_taken: Whether clients send these values, so that the wide one is the newer.
    """

    wide: Document
    narrow: Document
    is_taken: bool

    def gaps(self, wide: Document, narrow: Document, where: str) -> Iterator[str]:
        """What of *narrow* is not in *wide*, one line each that begins with *where*."""
        options = list(_variants(wide, self.wide))
        variants = list(_variants(narrow, self.narrow))
        for variant in variants:
            found = [list(self._gaps(option, variant, where)) for option in options]
            is_one_of_many = len(options) + len(variants) > 2
            if is_one_of_many and not any(_fits(each, variant) for each in options):
                yield f"{where}: {_kind(variant)} {self._told}"
            else:
                yield from min(found, key=len)

    @property
    def _told(self) -> str:
        return "is not taken any more" if self.is_taken else "may come now"

    def _gaps(self, wide: Document, narrow: Document, where: str) -> Iterator[str]:
        if "type" not in wide and "enum" not in wide:
            return  # it allows anything
        if not _fits(wide, narrow):
            yield self._was(where, "", _kind(wide), _kind(narrow))
        elif "enum" in wide:
            yield from self._other_values(wide["enum"], narrow, where)
        else:
            yield from self._outside(wide, narrow, where)
            yield from self._inside(wide, narrow, where)

    def _other_values(
        self, allowed: list[Any], narrow: Document, where: str
    ) -> Iterator[str]:
        values = narrow.get("enum")
        if values is None:
            yield self._was(where, "", _listed(allowed), "anything")
            return
        for value in values:
            if value not in allowed:
                yield f"{where}: {value!r} {self._told}"

    def _outside(self, wide: Document, narrow: Document, where: str) -> Iterator[str]:
        """Bounds of *wide* that *narrow* does not keep."""
        for keys, is_least in ((_LEAST, True), (_MOST, False)):
            for key in keys:
                if key not in wide:
                    continue
                bound, other = wide[key], _extreme(narrow, key, is_least=is_least)
                if other is None or (other < bound if is_least else other > bound):
                    told = "none" if other is None else other
                    yield self._was(where, key, bound, told)

    def _inside(self, wide: Document, narrow: Document, where: str) -> Iterator[str]:
        places = [schema.get("prefixItems", []) for schema in (wide, narrow)]
        for index, (one, other) in enumerate(zip_longest(*places, fillvalue={})):
            yield from self.gaps(one, other, f"{where}[{index}]")
        if "items" in wide and wide["items"] is not False:
            yield from self.gaps(wide["items"], narrow.get("items") or {}, f"{where}[]")
        values = wide.get("additionalProperties"), narrow.get("additionalProperties")
        if isinstance(values[0], Mapping):
            other = values[1] if isinstance(values[1], Mapping) else {}
            yield from self.gaps(values[0], other, f"{where}.*")
        if "properties" in wide:
            yield from self._members(wide, narrow, where)

    def _members(self, wide: Document, narrow: Document, where: str) -> Iterator[str]:
        known, members = wide["properties"], narrow.get("properties", {})
        required, kept = wide.get("required", ()), narrow.get("required", ())
        old, new = (members, known) if self.is_taken else (known, members)
        for name in old:
            place = f"{where}.{name}"
            if name not in new:
                yield f"{place} is gone"
                continue
            if name in required and name not in kept:
                told = "is required now" if self.is_taken else "may be missing now"
                yield f"{place} {told}"
            yield from self.gaps(known[name], members[name], place)
        for name in required:
            if self.is_taken and name not in members:
                yield f"{where}.{name} is new and required"

    def _was(self, where: str, what: str, wide: object, narrow: object) -> str:
        old, new = (narrow, wide) if self.is_taken else (wide, narrow)
        what = f"{what} " if what else ""
        return f"{where}: {what}was {old}, is {new}"


def _variants(schema: Document, document: Document) -> Iterator[Document]:
    """The plain schemas of which a value fits one; references are followed."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        schema = document["components"]["schemas"][name]
    if "anyOf" not in schema:
        yield schema
        return
    for option in schema["anyOf"]:
        yield from _variants(option, document)


def _fits(wide: Document, narrow: Document) -> bool:
    """Whether the type of *narrow* is one of those of *wide*."""
    if "type" not in wide:
        return True
    kinds = _kind(wide), _kind(narrow)
    return kinds[0] == kinds[1] or kinds == ("number", "integer")


def _kind(schema: Document) -> str:
    """What a person calls the type of *schema*."""
    if schema.get("format") == "reactor-upload-reference":
        return "a file"
    if "type" in schema:
        return str(schema["type"])
    return _listed(schema["enum"]) if "enum" in schema else "anything"


def _listed(values: list[Any]) -> str:
    return f"one of {', '.join(map(repr, values))}"


def _extreme(schema: Document, key: str, *, is_least: bool) -> float | None:
    """The least or the most that *schema* allows of what *key* bounds."""
    values = schema.get("enum")
    if values is None:
        return schema.get(key)
    sizes = [len(value) if isinstance(value, str) else value for value in values]
    return min(sizes) if is_least else max(sizes)

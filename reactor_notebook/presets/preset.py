"""One preset: the values, what they were made for, and what of them still fits."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

from reactor_runtime.contract.controls import ValueControl
from reactor_runtime.errors import CommandRejectedError, PresetError
from reactor_runtime.printable import one_line, shorten_middle

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from reactor_runtime.contract import ModelContract
    from reactor_runtime.values import JsonValue

LARGEST = 2**20
"""Bytes of a preset's JSON: half of what a link to a panel takes at once."""

_LONGEST_NAME = 80

_UNKNOWN = "the model has no such field now"

_TOLD_ONLY = ("description", "default", "title")
"""What a schema says that no value depends on."""


@dataclass(frozen=True, slots=True)
class Fitting:
    """What of a preset a model takes.

    Args:
        values: What it takes, by the name of the field.
        left_out: Why it does not take the others, by name.
    """

    values: Mapping[str, JsonValue]
    left_out: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Preset:
    """Values of a model's state.

    Args:
        model: The model's name.
        schema: The :func:`schema_hash` of the contract that they were made under.
        saved: When, in UTC, as ISO 8601.
        values: JSON by the name of the field, in the order of the class.
    """

    model: str
    schema: str
    saved: str
    values: Mapping[str, JsonValue]

    def to_text(self) -> str:
        """Return the preset as the text of its file.

        Raises:
            PresetError: It is too large to be read again.
        """
        content = {
            "model": self.model,
            "schema": self.schema,
            "saved": self.saved,
            "values": dict(self.values),
        }
        text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
        if not _is_unicode(text):  # a file of somebody's, with "\\ud800" in it
            text = json.dumps(content, indent=2) + "\n"
        check_size(len(text.encode()), "What would be kept")
        return text


def read_preset(text: str, where: str) -> Preset:
    """Return the preset that *text* holds.

    Args:
        text: JSON, as :meth:`Preset.to_text` writes it.
        where: What it is called in an error.

    Raises:
        PresetError: It is something else.
    """
    expected = 'a JSON object with "model" and "values", as a saved preset has them'
    check_size(len(text.encode(errors="replace")), where)
    try:
        found: Any = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise PresetError(f"{where} is no JSON ({error}). Give {expected}.") from None
    values = found.get("values") if isinstance(found, dict) else None
    if not isinstance(found, dict) or not isinstance(values, dict):
        raise PresetError(f"{where} is no preset. Give {expected}.")
    words = {name: found.get(name, "") for name in ("model", "schema", "saved")}
    for name, word in words.items():
        if not isinstance(word, str):
            raise PresetError(
                f"{where}: {name!r} must be a text, got {type(word).__name__}. "
                f"Give {expected}."
            )
    return Preset(words["model"], words["schema"], words["saved"], values)


def check_size(size: int, where: str) -> None:
    """Refuse a text of *size* bytes that is larger than a preset may be.

    Raises:
        PresetError: It is.
    """
    if size > LARGEST:
        raise PresetError(
            f"{where} has {size} bytes, a preset at most {LARGEST}. Keep what is so "
            "large in a file of your own."
        )


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number of JSON")


def fit(values: Mapping[str, object], contract: ModelContract) -> Fitting:
    """Judge *values* by the fields that *contract* has now."""
    fields = {control.name: control for control in _state_controls(contract)}
    taken: dict[str, JsonValue] = {}
    left_out: dict[str, str] = {}
    # In the order of the class, whatever the file's is.
    for name in [*filter(values.__contains__, fields), *values]:
        if name in taken or name in left_out:
            continue
        value: Any = values[name]
        reason = _complaint(contract, name, fields.get(name), value)
        if reason:
            left_out[shorten_middle(one_line(name), _LONGEST_NAME)] = one_line(reason)
        elif reason is not None:
            taken[name] = value
    return Fitting(taken, left_out)


def _complaint(
    contract: ModelContract, name: str, control: ValueControl | None, value: Any
) -> str | None:
    """Say why *value* cannot be set; ``None`` if it is nothing, a file not there."""
    if control is None or control.command is None:
        declared = () if contract.state is None else contract.state.fields
        is_known = any(field.name == name for field in declared)
        return "no command sets it alone" if is_known else _UNKNOWN
    if control.kind == "file":
        return None if value is None else "a file is not kept"
    try:
        contract.parse(control.command, {name: value})
    except CommandRejectedError as error:
        place = (error.field or name).removeprefix(name)
        return f"{place} {error.reason or error.message}".strip()
    return ""


def schema_hash(contract: ModelContract) -> str:
    """Return a short name for what values may be kept: fields and their JSON schemas.

    Descriptions, defaults and what an author suggests for the panel do not count.
    """
    schemas = {
        control.name: _bare(contract.json_schema(control.command))
        for control in _state_controls(contract)
        if control.command is not None
    }
    text = json.dumps(schemas, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _state_controls(contract: ModelContract) -> Iterator[ValueControl]:
    for control in contract.controls():
        if isinstance(control, ValueControl) and control.state:
            yield control


def _bare(schema: JsonValue) -> JsonValue:
    if isinstance(schema, dict):
        kept = {key: item for key, item in schema.items() if key not in _TOLD_ONLY}
        return {key: _bare(item) for key, item in kept.items()}
    if isinstance(schema, list):
        return [_bare(item) for item in schema]
    return schema

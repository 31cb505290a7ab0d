"""One preset: the values, what they were made for, and what of them still fits."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reactor_runtime.contract.controls import ValueControl
from reactor_runtime.errors import CommandRejectedError, ReactorError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from reactor_runtime.contract import ModelContract
    from reactor_runtime.values import JsonValue

LARGEST = 2**22
"""Characters of a preset's JSON; a longer one is not read."""

_TOLD_ONLY = ("description", "default", "title")
"""What a schema says that no value depends on."""


class PresetError(ReactorError):
    """A preset could not be kept, found or read; the text says what to do."""


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
        """Return the preset as the text of its file."""
        content = {
            "model": self.model,
            "schema": self.schema,
            "saved": self.saved,
            "values": dict(self.values),
        }
        return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def read_preset(text: str, where: str) -> Preset:
    """Return the preset that *text* holds.

    Args:
        text: JSON, as :meth:`Preset.to_text` writes it.
        where: What it is called in an error.

    Raises:
        PresetError: It is something else.
    """
    expected = 'a JSON object with "model" and "values", as a saved preset has them'
    if len(text) > LARGEST:
        raise PresetError(
            f"{where} has {len(text)} characters, a preset at most {LARGEST}. "
            f"Give {expected}."
        )
    try:
        found: Any = json.loads(text)
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


def fit(values: Mapping[str, object], contract: ModelContract) -> Fitting:
    """Judge *values* by the fields that *contract* has now."""
    fields = {control.name: control for control in _state_controls(contract)}
    taken: dict[str, JsonValue] = {}
    left_out: dict[str, str] = {}
    # In the order of the class, whatever the file's is.
    for name in [*filter(values.__contains__, fields), *values]:
        if name in taken or name in left_out:
            continue
        control = fields.get(name)
        value: Any = values[name]
        if control is None:
            left_out[name] = "the model has no such field now"
        elif control.kind == "file":
            left_out[name] = "a file is not kept"
        elif control.command is not None:
            try:
                contract.parse(control.command, {name: value})
            except CommandRejectedError as error:
                left_out[name] = error.reason or str(error)
            else:
                taken[name] = value
    return Fitting(taken, left_out)


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

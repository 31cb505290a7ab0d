"""The ``InputState`` of a model: made anew for each presence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reactor_runtime.contract.commands import CommandContract
from reactor_runtime.fields import Argument, NotJsonError, to_json
from reactor_runtime.fields.json_values import json_for_display
from reactor_runtime.interface.records import ensure_dataclass
from reactor_runtime.interface.state import InputState, public_fields
from reactor_runtime.interface.uploads import UploadedFile

if TYPE_CHECKING:
    from reactor_runtime.values import JsonValue


@dataclass(frozen=True, slots=True)
class StateContract:
    """What clients may change.

    Args:
        cls: The author's class.
        fields: Its public fields, inherited ones first.
    """

    cls: type[InputState]
    fields: tuple[Argument, ...]

    @classmethod
    def of(cls, state: type[InputState]) -> StateContract:
        """Return the contract of an ``InputState`` class."""
        ensure_dataclass(state)
        return cls(state, public_fields(state))

    def create(self) -> InputState:
        """Return a new state with all defaults, sharing nothing with another one."""
        return self.cls()

    def values(self, state: InputState) -> dict[str, JsonValue]:
        """Return the public fields of *state* as JSON, whatever the model put there.

        A file becomes its name, type and size; what JSON cannot carry, a short text.
        """
        return {
            field.name: _shown(getattr(state, field.name, None))
            for field in self.fields
        }

    def setter(self, field: Argument) -> CommandContract:
        """Return the generated command that sets *field*."""
        return CommandContract(
            name=f"set_{field.name}",
            description=field.info.description,
            arguments=(field,),
            state_field=field.name,
        )


def _shown(value: object) -> JsonValue:
    if isinstance(value, UploadedFile):
        return {
            "name": value.name,
            "mime_type": value.mime_type,
            "size": value.size,
        }
    try:
        return to_json(value)
    except NotJsonError:
        return json_for_display(value)

"""The ``InputState`` of a model: made anew for each presence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reactor_runtime.contract.commands import CommandContract
from reactor_runtime.fields.redefinition import renew_members
from reactor_runtime.fields.shown import Shown, show_attribute
from reactor_runtime.interface.records import ensure_dataclass
from reactor_runtime.interface.state import InputState, public_fields

if TYPE_CHECKING:
    from reactor_runtime.fields import Argument
    from reactor_runtime.values import JsonValue


@dataclass(frozen=True, slots=True)
class StateContract:
    """What clients may change.

    Args:
        cls: The author's class.
        fields: Its public fields, inherited ones first.
        tuned: Names of the fields whose defaults are others than the class says.
    """

    cls: type[InputState]
    fields: tuple[Argument, ...]
    tuned: frozenset[str] = frozenset()

    @classmethod
    def of(cls, state: type[InputState]) -> StateContract:
        """Return the contract of an ``InputState`` class."""
        ensure_dataclass(state)
        return cls(state, public_fields(state))

    def create(self) -> InputState:
        """Return a new state with all defaults, sharing nothing with another one."""
        given = {field.name: field for field in self.fields if field.name in self.tuned}
        known = self.cls.__dataclass_fields__
        initial = {name for name in given if known[name].init}
        if not self.cls.__dataclass_params__.init:  # type: ignore[attr-defined]
            initial = set()  # the author's own __init__ takes what it takes
        state = self.cls(**{name: given[name].default for name in initial})
        for name in given.keys() - initial:
            setattr(state, name, given[name].default)
        renew_members(state)
        return state

    def shown(self, state: object) -> dict[str, Shown]:
        """Return the public fields of *state*, whatever the model put there.

        Never raises, runs no code of the model's and waits for no lock of its. A file
        becomes its name, type and size; what JSON cannot carry, a short text.
        """
        return {field.name: show_attribute(state, field.name) for field in self.fields}

    def values(self, state: object) -> dict[str, JsonValue]:
        """Return the public fields of *state* as JSON; see :meth:`shown`."""
        return {name: shown.value for name, shown in self.shown(state).items()}

    def setter(self, field: Argument) -> CommandContract:
        """Return the generated command that sets *field*."""
        return CommandContract(
            name=f"set_{field.name}",
            description=field.info.description,
            arguments=(field,),
            state_field=field.name,
        )

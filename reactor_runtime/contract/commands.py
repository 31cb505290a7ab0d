"""What clients may ask for: commands, how their data is judged, the state they set."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from reactor_runtime.errors import CommandRejectedError
from reactor_runtime.fields import Argument, InvalidValueError
from reactor_runtime.fields.json_values import json_for_display
from reactor_runtime.fields.redefinition import renew_members
from reactor_runtime.fields.shown import Shown, show_attribute
from reactor_runtime.interface.records import ensure_dataclass
from reactor_runtime.interface.state import InputState, public_fields

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reactor_runtime.fields import Argument
    from reactor_runtime.values import JsonValue, UploadReference


NO_UPLOADS: Mapping[str, UploadReference] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class CommandContract:
    """One command.

    Args:
        name: What clients call it.
        description: One line for a person.
        arguments: What it takes, in declaration order.
        dedupe: Whether a newer queued command of that name replaces an older one.
        answer: Type of the message that answers it, ``None`` if it is only
            acknowledged.
        method: Name of the handler, ``None`` for the setter of a state field.
        state_field: The field of the ``InputState`` that the command is about, ``None``
            if there is none. With a *method*, only that method writes the field.
        takes_client: Whether the handler has a parameter ``client``.
    """

    name: str
    description: str
    arguments: tuple[Argument, ...]
    dedupe: bool = False
    answer: str | None = None
    method: str | None = None
    state_field: str | None = None
    takes_client: bool = False

    @property
    def live_argument(self) -> Argument | None:
        """The argument ``<p>`` of a command ``set_<p>`` that takes nothing else."""
        if len(self.arguments) != 1:
            return None
        only = self.arguments[0]
        return only if self.name == f"set_{only.name}" else None

    def argument(self, name: str) -> Argument:
        """Return the argument called *name*.

        Raises:
            CommandRejectedError: If there is none, naming the closest.
        """
        for argument in self.arguments:
            if argument.name == name:
                return argument
        known = [argument.name for argument in self.arguments]
        constraint = f"one of the arguments {', '.join(known)}" if known else "none"
        raise self.rejection(
            name,
            f"is no argument of it. {_advice(name, known, 'It takes')}",
            constraint=constraint,
        )

    def rejection(
        self, field: str, reason: str, *, constraint: str, value: object = None
    ) -> CommandRejectedError:
        """Return the error that refuses this command for what came as *field*.

        *reason* ends a sentence that begins with the field.
        """
        return CommandRejectedError(
            f"{self.name}: {field} {reason}",
            command=self.name,
            field=field,
            value=json_for_display(value),
            constraint=constraint,
            reason=reason,
        )

    def parse(
        self,
        data: Mapping[str, Any],
        uploads: Mapping[str, UploadReference] = NO_UPLOADS,
    ) -> Mapping[str, Any]:
        """Return the arguments as the handler receives them, defaults filled in.

        An uploaded file stays an
        :class:`~reactor_runtime.values.UploadReference`; whoever calls the handler
        fetches it.

        Raises:
            CommandRejectedError: Naming field, value and constraint.
        """
        given: dict[str, Any] = {**data, **uploads}
        for name in given:
            argument = self.argument(str(name))
            if name in uploads and not argument.is_upload:
                raise self.rejection(name, "takes no file", constraint="no file")
        return {
            argument.name: self._value(argument, given) for argument in self.arguments
        }

    def _value(self, argument: Argument, given: Mapping[str, Any]) -> Any:
        name = argument.name
        if name not in given and argument.required:
            raise self.rejection(name, "is required", constraint="required")
        try:
            # A default is made anew each time, by code of the author's where it is one
            # of a dataclass.
            return argument.parse(given[name]) if name in given else argument.default
        except InvalidValueError as error:
            raise self.rejection(
                f"{name}{error.path}",
                f"must be {error.constraint}, got {error.got}",
                value=error.value,
                constraint=error.constraint,
            ) from error


@dataclass(frozen=True, slots=True)
class ParsedCommand:
    """A command that may run.

    Args:
        name: The command's name.
        contract: The command.
        arguments: Every argument as the handler receives it, files still as
            :class:`~reactor_runtime.values.UploadReference`.
    """

    name: str
    contract: CommandContract
    arguments: Mapping[str, Any]


def unknown_command(name: object, known: Mapping[str, object]) -> CommandRejectedError:
    """Return the error that refuses a command that does not exist."""
    shown = json_for_display(name)
    text = shown if isinstance(shown, str) else repr(shown)
    advice = _advice(text, list(known), "The model has")
    return CommandRejectedError(
        f"No command named {text!r}. {advice}",
        command=text,
        constraint=f"one of {', '.join(known)}" if known else "none",
    )


def command_schema(command: CommandContract) -> dict[str, JsonValue]:
    """Return the JSON Schema of a command's data."""
    schema: dict[str, JsonValue] = {
        "type": "object",
        "properties": {item.name: item.schema() for item in command.arguments},
        "additionalProperties": False,
    }
    required = [item.name for item in command.arguments if item.required]
    return {**schema, "required": required} if required else schema


def _advice(name: str, known: list[str], intro: str) -> str:
    if close := difflib.get_close_matches(name, known, n=1):
        return f"Did you mean {close[0]!r}?"
    return f"{intro}: {', '.join(known)}." if known else f"{intro} none."


@dataclass(frozen=True, slots=True)
class StateContract:
    """The ``InputState`` of a model, made anew for each presence.

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

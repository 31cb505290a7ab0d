"""The one description of a model, worked out from its class."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast

from reactor_runtime.contract.assembly import (
    commands_of,
    description_of,
    is_same,
    lists_output,
    messages_of,
    tracks_of_model,
    with_bare_track,
    with_output,
)
from reactor_runtime.contract.commands import (
    NO_UPLOADS,
    CommandContract,
    ParsedCommand,
    StateContract,
    command_schema,
    unknown_command,
)
from reactor_runtime.contract.discovery import used_classes
from reactor_runtime.contract.hints import Hints, hints_of
from reactor_runtime.contract.layout import controls_of
from reactor_runtime.contract.messages import MessageContract, encode_data
from reactor_runtime.contract.openapi import openapi_document
from reactor_runtime.errors import CommandRejectedError
from reactor_runtime.fields.json_values import json_for_display
from reactor_runtime.interface.app import is_app
from reactor_runtime.interface.declarations import hooks_of, inputs_of, state_of
from reactor_runtime.interface.messages import ModelMessage
from reactor_runtime.interface.records import ensure_dataclass
from reactor_runtime.interface.rules import (
    declared_buffer_size,
    declared_fps,
    load_arguments,
)
from reactor_runtime.interface.tracks import Input, Output, tracks_of
from reactor_runtime.values import (
    JsonValue,
    TrackDirection,
    TrackInfo,
    UploadReference,
)

if TYPE_CHECKING:
    from pathlib import Path

    from reactor_runtime.contract.controls import Control
    from reactor_runtime.interface.handlers import HookDeclaration
    from reactor_runtime.interface.model import ReactorModel

_CACHE = "_reactor_contract"


@dataclass(frozen=True, slots=True)
class Hooks:
    """The lifecycle hooks of a model; ``None`` where it has none.

    ``client_connected`` and ``client_disconnected`` are those with a parameter
    ``client``: they run for every client.
    """

    connected: HookDeclaration | None = None
    disconnected: HookDeclaration | None = None
    client_connected: HookDeclaration | None = None
    client_disconnected: HookDeclaration | None = None
    session_started: HookDeclaration | None = None
    session_ended: HookDeclaration | None = None
    file_uploaded: HookDeclaration | None = None


@dataclass(frozen=True, slots=True, eq=False)
class ModelContract:
    """What a model offers: validation, dispatch, documents and controls read this.

    A running session holds one and may swap it for another of the same class.

    Args:
        model: The class.
        name: What people call it.
        description: One line for a person.
        fps: The declared rate, ``None`` if a pipeline declares none.
        buffer_size: Most frames that wait to be shown.
        is_pipeline: Whether the runtime steps it.
        is_app: Whether such a step is one of a ``ReactorApp``, and no ``yield``.
        commands: By name: state setters first, then events, as declared.
        messages: By type.
        tracks: Inputs, then outputs, each in declaration order.
        outputs: The ``Output`` classes that it may emit.
        input: The ``Input`` class, ``None`` without one.
        state: Its ``InputState``, ``None`` without one.
        hooks: Its lifecycle hooks.
        hints: What its author suggests to people's panels.
    """

    model: type[ReactorModel]
    name: str
    description: str
    fps: float | None
    buffer_size: int
    is_pipeline: bool
    is_app: bool
    commands: Mapping[str, CommandContract]
    messages: Mapping[str, MessageContract]
    tracks: tuple[TrackInfo, ...]
    outputs: tuple[type[Output], ...]
    input: type[Input] | None
    state: StateContract | None
    hooks: Hooks
    hints: Hints

    @classmethod
    def of(cls, model: type[ReactorModel]) -> ModelContract:
        """Return the contract of *model*; the same one while nothing has changed.

        Raises:
            TypeError: If two tracks or two messages have one name.
        """
        outputs, messages = used_classes(model)
        # Not getattr: a subclass would get the contract of its base.
        cached = vars(model).get(_CACHE)
        if isinstance(cached, ModelContract) and _is_current(cached, outputs, messages):
            return cached
        made = _contract_of(model, outputs, messages)
        setattr(model, _CACHE, made)
        return made

    def command(self, name: str) -> CommandContract:
        """Return the command called *name*.

        Raises:
            CommandRejectedError: If there is none, naming the closest.
        """
        given: object = name
        found = self.commands.get(given) if isinstance(given, str) else None
        if found is None:
            raise unknown_command(name, self.commands)
        return found

    def parse(
        self,
        name: str,
        data: Mapping[str, Any],
        uploads: Mapping[str, UploadReference] = NO_UPLOADS,
    ) -> ParsedCommand:
        """Judge a command; nothing is changed.

        Args:
            name: The command's name.
            data: Arguments by name, JSON or Python values.
            uploads: Arguments by name that are uploaded files.

        Raises:
            CommandRejectedError: Naming field, value and constraint.
        """
        command = self.command(name)
        if not isinstance(data, Mapping):
            raise CommandRejectedError(
                f"{name}: the data must be an object, got {type(data).__name__}",
                command=name,
                value=json_for_display(data),
                constraint="an object",
            )
        arguments = MappingProxyType(dict(command.parse(data, uploads)))
        return ParsedCommand(name, command, arguments)

    def encode_message(self, message: ModelMessage) -> tuple[str, dict[str, JsonValue]]:
        """Return type and data of *message* as they travel.

        Raises:
            TypeError: If it is no message, or JSON cannot carry a field.
        """
        listed = self._listed(message)
        if listed is None:
            return self.for_message(message).encode_message(message)
        return listed.type, encode_data(message)

    def payloads(self, output: object) -> dict[str, Any]:
        """Return what *output* holds for each track; those left ``None`` are left out.

        Args:
            output: An instance of an ``Output``, or the bare payload of a model with a
                single output track, or without any ``Output``.

        Raises:
            TypeError: If it is neither, naming what to write.
        """
        if isinstance(output, Output):
            values = {
                track.name: getattr(output, track.name)
                for track in tracks_of(type(output))
            }
            return {name: item for name, item in values.items() if item is not None}
        tracks = self.for_output(output).output_tracks
        if len(tracks) == 1:
            return {tracks[0].name: output}
        names = " or ".join(listed.__name__ for listed in self.outputs)
        raise TypeError(
            f"{self.name} has {len(tracks)} output tracks, so it cannot emit a bare "
            f"{type(output).__name__}; emit an instance of {names}"
        )

    def for_output(self, output: object) -> ModelContract:
        """Return the contract under which *output* can be shown.

        It is this one, but for an ``Output`` that is seen for the first time, and the
        first bare frame of a model that was not known to show any: that makes one track
        ``main_video``.

        Raises:
            TypeError: If another track has the same name.
        """
        if isinstance(output, Output):
            if lists_output(self.outputs, type(output)):
                return self
            outputs = with_output(self.outputs, type(output))
            tracks = tracks_of_model(self.model, self.input, outputs)
            return replace(self, outputs=outputs, tracks=tracks)
        if self.output_tracks:
            return self
        return replace(self, tracks=with_bare_track(self.model, self.tracks))

    def for_message(self, message: ModelMessage) -> ModelContract:
        """Return the contract under which *message* can be sent.

        It is this one, but for a message that is seen for the first time.

        Raises:
            TypeError: If it is no message, or another one has the same type.
        """
        if self._listed(message):
            return self
        classes = [listed.cls for listed in self.messages.values()]
        messages = messages_of(self.model, [*classes, type(message)])
        return replace(self, messages=MappingProxyType(messages))

    def _listed(self, message: ModelMessage) -> MessageContract | None:
        """Return what is known of a message, ``None`` if it is seen for the first time.

        Raises:
            TypeError: If it is no message.
        """
        given: object = message
        if not isinstance(given, ModelMessage):
            raise TypeError(
                f"{self.name} can only send a ModelMessage, got {type(given).__name__}"
            )
        known = self.messages.values()
        return next((item for item in known if is_same(item.cls, type(given))), None)

    def create_inputs(self, buffers: Mapping[str, object]) -> dict[str, Input]:
        """Return the model's attributes that hold its input tracks' buffers.

        ``input`` is one of them, unless the model has no input track.
        """
        if self.input is None:
            return {}
        made = self.input(**buffers)
        return dict.fromkeys(["input", *inputs_of(self.model)], made)

    def load_arguments(
        self, config: Mapping[str, Any], config_path: Path | None
    ) -> dict[str, Any]:
        """Return the keyword arguments that the model's ``load`` wants."""
        given = {"config": dict(config), "config_path": config_path}
        wanted = load_arguments(self.model)
        return {name: given[source] for name, source in wanted.items()}

    def track(self, name: str) -> TrackInfo:
        """Return the track called *name*. Raises ``KeyError``, naming those known."""
        for track in self.tracks:
            if track.name == name:
                return track
        known = ", ".join(track.name for track in self.tracks) or "none"
        raise KeyError(f"{self.name} has no track {name!r}; it has: {known}")

    @property
    def input_tracks(self) -> tuple[TrackInfo, ...]:
        """The tracks that the model reads."""
        return tuple(t for t in self.tracks if t.direction is TrackDirection.IN)

    @property
    def output_tracks(self) -> tuple[TrackInfo, ...]:
        """The tracks that the model emits."""
        return tuple(t for t in self.tracks if t.direction is TrackDirection.OUT)

    def json_schema(self, command: str) -> dict[str, JsonValue]:
        """Return the JSON Schema of a command's data.

        Raises:
            CommandRejectedError: If there is no such command.
        """
        return command_schema(self.command(command))

    def openapi(self) -> dict[str, JsonValue]:
        """Return the whole contract as one OpenAPI 3.1 document."""
        return openapi_document(
            self.name,
            self.description,
            self.tracks,
            tuple(self.commands.values()),
            tuple(self.messages.values()),
        )

    def controls(self) -> tuple[Control, ...]:
        """Return what a panel shows for each command, in order."""
        return controls_of(self.commands, self.state, self.hints.controls)

    def controls_json(self) -> list[dict[str, JsonValue]]:
        """Return :meth:`controls` as the panel reads them."""
        return [control.to_json() for control in self.controls()]


def _is_current(
    contract: ModelContract,
    outputs: tuple[type[Output], ...],
    messages: tuple[type[ModelMessage], ...],
) -> bool:
    mine = tuple(message.cls for message in contract.messages.values())
    return contract.outputs == outputs and mine == messages


def _contract_of(
    model: type[ReactorModel],
    outputs: tuple[type[Output], ...],
    messages: tuple[type[ModelMessage], ...],
) -> ModelContract:
    for output in outputs:
        ensure_dataclass(output)
    state_class = state_of(model)
    input_class = next(iter(inputs_of(model).values()), None)
    if input_class is not None:
        ensure_dataclass(input_class)
    state = None if state_class is None else StateContract.of(state_class)
    commands = commands_of(model, state)
    return ModelContract(
        model=model,
        name=model.__name__,
        description=description_of(model),
        fps=declared_fps(model),
        buffer_size=declared_buffer_size(model),
        is_pipeline=model._reactor_is_pipeline or is_app(model),  # noqa: SLF001
        is_app=is_app(model),
        commands=MappingProxyType(commands),
        messages=MappingProxyType(messages_of(model, messages)),
        tracks=tracks_of_model(model, input_class, outputs),
        outputs=outputs,
        input=input_class,
        state=state,
        hooks=Hooks(**cast("dict[str, Any]", hooks_of(model))),
        hints=hints_of(model, state, commands),
    )

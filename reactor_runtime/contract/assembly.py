"""The parts of a model's contract, put together from what its class declares."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

from reactor_runtime.contract.bare_frames import BARE_TRACK, shows_bare_frames
from reactor_runtime.contract.commands import CommandContract
from reactor_runtime.contract.messages import MessageContract
from reactor_runtime.interface.declarations import events_of
from reactor_runtime.interface.messages import ModelMessage, wire_type
from reactor_runtime.interface.tracks import Input, Output, tracks_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from reactor_runtime.contract.states import StateContract
    from reactor_runtime.interface.handlers import EventDeclaration
    from reactor_runtime.interface.model import ReactorModel
    from reactor_runtime.values import TrackInfo


def commands_of(
    model: type[ReactorModel], state: StateContract | None
) -> dict[str, CommandContract]:
    """Return every command of *model*: state setters first, then events.

    An event replaces the setter of its name, in the setter's place.
    """
    commands: dict[str, CommandContract] = {}
    if state is not None:
        for field in state.fields:
            setter = state.setter(field)
            commands[setter.name] = setter
    for event in events_of(model).values():
        replaced = commands.get(event.name)
        field_name = None if replaced is None else replaced.state_field
        commands[event.name] = _command(event, field_name)
    return commands


def messages_of(
    model: type[ReactorModel], classes: Iterable[type[ModelMessage]]
) -> dict[str, MessageContract]:
    """Return the contract of each message by type.

    Raises:
        TypeError: If two classes have one type.
    """
    messages: dict[str, MessageContract] = {}
    for cls in classes:
        message = MessageContract.of(cls)
        other = messages.setdefault(message.type, message)
        if other.cls is not cls:
            raise TypeError(
                f"{model.__name__}: {_place(other.cls)} and {_place(cls)} are both the "
                f"message {message.type!r}; rename one"
            )
    return messages


def tracks_of_model(
    model: type[ReactorModel],
    input_class: type[Input] | None,
    outputs: Sequence[type[Output]],
) -> tuple[TrackInfo, ...]:
    """Return the tracks: inputs, then outputs, each in declaration order.

    A model that shows frames without any ``Output`` has one track ``main_video``.

    Raises:
        TypeError: If two tracks have one name.
    """
    owners: dict[str, type[Input | Output]] = {}
    tracks: list[TrackInfo] = []
    holders: list[type[Input | Output]] = [] if input_class is None else [input_class]
    for holder in (*holders, *outputs):
        for track in tracks_of(holder):
            other = owners.setdefault(track.name, holder)
            if other is not holder:
                raise TypeError(
                    f"{model.__name__}: {_place(other)} and {_place(holder)} both have "
                    f"a track {track.name!r}; rename one"
                )
            tracks.append(track)
    if not outputs and shows_bare_frames(model):
        return with_bare_track(model, tuple(tracks))
    return tuple(tracks)


def with_bare_track(
    model: type[ReactorModel], tracks: tuple[TrackInfo, ...]
) -> tuple[TrackInfo, ...]:
    """Return *tracks* and the one of a model that shows frames without an ``Output``.

    Raises:
        TypeError: If an input track has its name.
    """
    if any(track.name == BARE_TRACK.name for track in tracks):
        raise TypeError(
            f"{model.__name__} shows a bare frame on {BARE_TRACK.name!r}, and an input "
            "track has that name; rename the input track"
        )
    return (*tracks, BARE_TRACK)


def description_of(model: type[ReactorModel]) -> str:
    """Return the first line of the class's own docstring."""
    text = inspect.cleandoc(vars(model).get("__doc__") or "")
    return text.partition("\n")[0].strip()


def _command(event: EventDeclaration, field_name: str | None) -> CommandContract:
    answers = {wire_type(answer) for answer in event.answers}
    return CommandContract(
        name=event.name,
        description=event.description,
        arguments=event.arguments,
        dedupe=event.dedupe,
        answer=answers.pop() if len(answers) == 1 else None,
        method=event.method,
        state_field=field_name,
        takes_client=event.takes_client,
    )


def _place(cls: type[object]) -> str:
    return f"{cls.__module__}.{cls.__qualname__}"

"""The parts of a model's contract, put together from what its class declares."""

from __future__ import annotations

import dis
import inspect
from typing import TYPE_CHECKING, Any

from reactor_runtime.contract.commands import CommandContract
from reactor_runtime.contract.messages import MessageContract
from reactor_runtime.interface.bytecode import names_used
from reactor_runtime.interface.declarations import (
    author_classes,
    events_of,
    own_functions,
)
from reactor_runtime.interface.handlers import scope_of
from reactor_runtime.interface.messages import ModelMessage, wire_type
from reactor_runtime.interface.model import is_idle
from reactor_runtime.interface.records import ensure_dataclass
from reactor_runtime.interface.tracks import Input, Output, tracks_of
from reactor_runtime.values import TrackDirection, TrackInfo, TrackKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from reactor_runtime.contract.commands import StateContract
    from reactor_runtime.interface.handlers import EventDeclaration
    from reactor_runtime.interface.model import ReactorModel


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


def is_same(listed: type[Any], given: type[Any]) -> bool:
    """Whether *given* is *listed*, or its redefinition in the same place."""
    return listed is given or (
        listed.__module__ == given.__module__
        and listed.__qualname__ == given.__qualname__
    )


def lists_output(outputs: Iterable[type[Output]], output: type[Output]) -> bool:
    """Whether *output* is among *outputs*, with the tracks that it has now."""
    return any(
        is_same(listed, output)
        and (listed is output or tracks_of(listed) == tracks_of(output))
        for listed in outputs
    )


def with_output(
    outputs: Iterable[type[Output]], output: type[Output]
) -> tuple[type[Output], ...]:
    """Return *outputs* and *output*, in the place of a class that it redefines."""
    ensure_dataclass(output)
    return (*(listed for listed in outputs if not is_same(listed, output)), output)


BARE_TRACK = TrackInfo("main_video", TrackKind.VIDEO, TrackDirection.OUT)
"""The track of a model that shows frames and has no ``Output``."""

_WRAPPING = frozenset({"ASYNC_GEN_WRAP", "CALL_INTRINSIC_1", "CALL", "PRECALL"})
_LOAD_NAME = frozenset({"LOAD_GLOBAL", "LOAD_DEREF", "LOAD_NAME"})
# What RESUME says about the suspension that it ends; the bits above are flags.
_RESUME_KIND, _AFTER_YIELD, _AFTER_YIELD_FROM = 3, 1, 2


def shows_bare_frames(model: type[ReactorModel]) -> bool:
    """Whether the code of *model* yields or emits something to be seen."""
    functions = [
        (name, function)
        for base in author_classes(model)
        for name, function in own_functions(base)
    ]
    return any(
        "emit" in names_used(function)
        or (name == "inference" and _yields_more_than_idle(function))
        for name, function in functions
    )


def _yields_more_than_idle(function: Callable[..., Any]) -> bool:
    plain = inspect.unwrap(function)
    instructions = list(dis.get_instructions(plain))
    for index, instruction in enumerate(instructions[:-1]):
        resume = instructions[index + 1]
        if instruction.opname != "YIELD_VALUE" or resume.opname != "RESUME":
            continue
        kind = (resume.arg or 0) & _RESUME_KIND
        if kind == _AFTER_YIELD_FROM:
            return True
        if kind == _AFTER_YIELD and not _is_idle(instructions[: index + 1], plain):
            return True
    return False


def _is_idle(until_yield: list[dis.Instruction], function: Callable[..., Any]) -> bool:
    """Whether the last instruction, a ``yield``, can only yield ``Idle`` or ``None``.

    A jump to it means that another branch yields something else there.
    """
    for instruction in reversed(until_yield):
        if instruction.opname == "LOAD_CONST":
            return is_idle(instruction.argval)
        if instruction.opname in _LOAD_NAME:
            return is_idle(_found(instruction.argval, function))
        is_between = instruction.opname in ("YIELD_VALUE", *_WRAPPING)
        if instruction.is_jump_target or not is_between:
            return False
    return False


def _found(name: str, function: Callable[..., Any]) -> object:
    """Return what *name* means in *function*, the function itself if it is unknown."""
    found = (space[name] for space in scope_of(function).spaces if name in space)
    return next(found, function)

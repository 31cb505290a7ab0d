"""Put a tuned contract in force in a running session, its values included."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reactor_runtime.contract.tuning import is_same_setting, settings_of, tunables
from reactor_runtime.errors import CommandRejectedError
from reactor_runtime.fields import json_equal
from reactor_runtime.fields.json_values import shorten
from reactor_runtime.fields.nearest import nearest
from reactor_runtime.session.entry import LogKind
from reactor_runtime.transports.base import CommandRequest

if TYPE_CHECKING:
    from collections.abc import Collection

    from reactor_runtime.contract import CommandContract, ModelContract
    from reactor_runtime.engine import Engine
    from reactor_runtime.values import ClientId, JsonValue

_NONE = object()


def put_in_force(
    engine: Engine, client: ClientId, contract: ModelContract, names: Collection[str]
) -> None:
    """Let *engine* judge by *contract* from now on; nothing happens if it does already.

    A value that the new constraints do not admit moves to the nearest that they admit,
    by the command that sets it, and the log says so.

    Args:
        engine: The session.
        client: Whose commands move the values.
        contract: The tuned one.
        names: The parameters that were tuned.
    """
    with engine.gateway.lock:
        old, new = settings_of(engine.gateway.contract), settings_of(contract)
        if all(is_same_setting(new[key], value) for key, value in old.items()):
            return
        engine.set_contract(contract)
        for name in names:
            command = contract.commands[tunables(contract)[name].command]
            if command.live_argument is not None:
                _move(engine, client, name, command)


def _move(
    engine: Engine, client: ClientId, name: str, command: CommandContract
) -> None:
    """Bring the value that *command* sets within what it admits."""
    argument = command.live_argument
    assert argument is not None
    value = _value_in_force(engine, command)
    if value is _NONE or argument.is_upload:
        return
    found = nearest(argument, value)  # type: ignore[arg-type]
    if json_equal(found, value):  # type: ignore[arg-type]
        return
    told = f"{name} was {shorten(value)}, which its constraints do not admit any more"
    try:
        engine.gateway.submit(
            CommandRequest(client, command.name, {argument.name: found})
        )
    except CommandRejectedError as error:
        engine.gateway.note(f"{told}; it stays: {error}")
    else:
        engine.gateway.note(f"{told}; it moves to {shorten(found)}")


def _value_in_force(engine: Engine, command: CommandContract) -> JsonValue | object:
    """Return the value that a live command set last, :data:`_NONE` without one."""
    argument = command.live_argument
    assert argument is not None
    values = engine.gateway.state_values()
    if values is not None and command.state_field is not None:
        value = values.get(command.state_field)
        return _NONE if value is None else value
    if not engine.gateway.clients:
        return _NONE
    for entry in reversed(engine.gateway.log.since()):
        if entry.kind is LogKind.COMMAND_ACCEPTED and entry.text == command.name:
            given = entry.data.get("arguments")
            return given.get(argument.name, _NONE) if isinstance(given, dict) else _NONE
    return _NONE

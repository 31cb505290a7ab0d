"""A command as it arrived: what it says, the files that it names, what was wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from reactor_runtime.errors import CommandRejectedError
from reactor_runtime.fields.json_values import json_for_display, to_json
from reactor_runtime.session.log import LARGEST_DATA
from reactor_runtime.values import JsonValue, UploadId, UploadReference
from reactor_runtime.weight import trim, weigh

if TYPE_CHECKING:
    from reactor_runtime.contract import ModelContract
    from reactor_runtime.contract.commands import ParsedCommand
    from reactor_runtime.values import ClientId


@dataclass(frozen=True, slots=True)
class CommandRequest:
    """A command as it arrived, not yet judged.

    Args:
        client: Who sent it.
        name: The command's name.
        data: Arguments by name, as JSON.
        uploads: Arguments by name that are uploaded files.
        request_id: The client's own id for the answer, ``None`` if it wants none.
        frame: Sequence of the frame that the viewer was looking at, if it said so.
    """

    client: ClientId
    name: str
    data: Mapping[str, JsonValue]
    uploads: Mapping[str, UploadReference] = field(default_factory=dict)
    request_id: str | None = None
    frame: int | None = None


def references_in(value: object) -> Iterator[UploadReference]:
    """Find every upload that *value* refers to, in containers too."""
    if isinstance(value, UploadReference):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from references_in(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from references_in(item)


def replace_references(
    value: object, resolve: Callable[[UploadReference], object]
) -> object:
    """Return *value* with every upload reference replaced, in containers too."""
    if isinstance(value, UploadReference):
        return resolve(value)
    if isinstance(value, dict):
        return {key: replace_references(item, resolve) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(replace_references(item, resolve) for item in value)
    return value


def check_uploads(
    command: str,
    arguments: Mapping[str, object],
    is_known: Callable[[UploadId], bool],
) -> None:
    """Refuse a command that names a file which this session was never sent.

    Raises:
        CommandRejectedError: With code ``"unresolved_upload"``.
    """
    for name, value in arguments.items():
        for reference in references_in(value):
            if not is_known(reference.upload_id):
                raise CommandRejectedError(
                    f"Upload {reference.upload_id!r} is unknown in this session; "
                    "upload the file again",
                    command=command,
                    code="unresolved_upload",
                    field=name,
                    value=reference.upload_id,
                    constraint="an upload of this session",
                    reason="must be a file of this session; upload it again",
                )


@dataclass(frozen=True, slots=True)
class Judged:
    """What a contract says of a command. It may be large: made outside of any lock.

    Args:
        request: The command as it arrived.
        contract: What judged it.
        parsed: The command that may run, ``None`` where *refusal* says why not.
        refusal: What the contract has against it.
        facts: Name and arguments as the log keeps them: JSON that nobody else holds,
            of a refused command shortened, of any other trimmed to an entry's size.
        size: About how many bytes the arguments take in memory.
    """

    request: CommandRequest
    contract: ModelContract
    parsed: ParsedCommand | None
    refusal: CommandRejectedError | None
    facts: Mapping[str, JsonValue]
    size: int

    def facts_of(self, error: CommandRejectedError) -> dict[str, JsonValue]:
        """The facts of its refusal as the log keeps them."""
        return {
            **self.facts,
            "code": error.code,
            "field": error.field,
            "value": error.value,
            "constraint": error.constraint,
            "reason": error.reason,
        }


def judge(contract: ModelContract, request: CommandRequest) -> Judged:
    """Parse the arguments of *request*, and write them for the log; nothing changes."""
    try:
        parsed = contract.parse(request.name, request.data, request.uploads)
    except CommandRejectedError as error:
        shown = _facts(request, _arguments_json(request, json_for_display))
        return Judged(request, contract, None, error, shown, 0)
    arguments = _arguments_json(request, to_json)
    facts = _facts(request, arguments)
    return Judged(request, contract, parsed, None, facts, weigh(arguments))


def _facts(
    request: CommandRequest, arguments: dict[str, JsonValue]
) -> Mapping[str, JsonValue]:
    facts = trim({"name": request.name, "arguments": arguments}, LARGEST_DATA)
    return cast("Mapping[str, JsonValue]", facts)


def _arguments_json(
    request: CommandRequest, convert: Callable[[object], JsonValue]
) -> dict[str, JsonValue]:
    given: object = request.data
    if not isinstance(given, Mapping):
        return {}
    arguments = {str(name): convert(value) for name, value in given.items()}
    for name, reference in request.uploads.items():
        arguments[name] = {
            "upload_id": reference.upload_id,
            "name": reference.name,
            "mime_type": reference.mime_type,
            "size": reference.size,
        }
    return arguments

"""One entry of a session's log: what happened, when, and to whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from reactor_runtime.values import NO_METADATA, ClientId, JsonValue

if TYPE_CHECKING:
    from collections.abc import Mapping


class LogKind(StrEnum):
    """What a log entry tells."""

    STATUS = "status"
    SESSION_OPENED = "session_opened"
    SESSION_CLOSED = "session_closed"
    CLIENT_JOINED = "client_joined"
    CLIENT_LEFT = "client_left"
    COMMAND_ACCEPTED = "command_accepted"
    COMMAND_REJECTED = "command_rejected"
    COMMAND_SUPERSEDED = "command_superseded"
    COMMAND_FAILED = "command_failed"
    STEP_STARTED = "step_started"
    STEP_ENDED = "step_ended"
    FRAME_SHOWN = "frame_shown"
    MESSAGE_SENT = "message_sent"
    FILE_ARRIVED = "file_arrived"
    CONTRACT_CHANGED = "contract_changed"
    PRINTED = "printed"
    NOTE = "note"
    ERROR = "error"


FREQUENT = frozenset({LogKind.STEP_STARTED, LogKind.STEP_ENDED, LogKind.FRAME_SHOWN})
"""Kinds that come at frame rate."""


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One thing that happened.

    Args:
        number: Position in the session, from 1, never reused.
        at: Seconds on the engine's clock.
        kind: What sort of thing it was.
        text: One line for a person, free of control characters.
        step: Index of the step that was running or had run last.
        client: The client concerned, if one was.
        frame: For a command from a viewer, the sequence of the frame that the viewer
            was looking at.
        data: Facts, by name, as JSON: a command's ``name``, ``arguments`` and
            ``number``; a rejection's ``field``, ``value``, ``constraint`` and ``code``;
            an error's ``traceback``; a printed line's ``stream`` and, where it was told
            before, the number that it ``replaces``. Where something of it is left out,
            ``left_out`` says how large it was.
        size: About how many bytes it takes in memory.
    """

    number: int
    at: float
    kind: LogKind
    text: str
    step: int = 0
    client: ClientId | None = None
    frame: int | None = None
    data: Mapping[str, JsonValue] = field(default_factory=lambda: NO_METADATA)
    size: int = field(default=0, compare=False)

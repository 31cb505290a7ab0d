"""Notices, contracts, frames and log entries as messages of the panel protocol."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np

from reactor_runtime.session.entry import LogEntry, LogKind
from reactor_runtime.session.notices import (
    AnswerNotice,
    ContractNotice,
    MessageNotice,
    Notice,
    StateNotice,
    StatusNotice,
)
from reactor_runtime.wire import panel

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reactor_runtime.contract import ModelContract
    from reactor_runtime.errors import CommandRejectedError
    from reactor_runtime.media.encoded import EncodedPicture
    from reactor_runtime.values import AudioBlock, Frame, JsonValue
    from reactor_runtime.wire.panel import PanelReply

SENT_OTHERWISE = frozenset({LogKind.MESSAGE_SENT, LogKind.COMMAND_REJECTED})
"""Kinds that reach a panel as a message of their own."""

AT_FRAME_RATE = frozenset(
    {
        LogKind.STEP_STARTED,
        LogKind.STEP_ENDED,
        LogKind.FRAME_SHOWN,
        LogKind.COMMAND_ACCEPTED,
        LogKind.COMMAND_SUPERSEDED,
    }
)
"""Kinds that come too often for a person to read."""


def schema_of(contract: ModelContract) -> dict[str, JsonValue]:
    """What a panel must know of a contract to build itself."""
    return {
        "model": contract.name,
        "description": contract.description,
        "controls": contract.controls_json(),
        "tracks": [
            {
                "name": track.name,
                "kind": track.kind.value,
                "direction": track.direction.value,
                "sample_rate": track.sample_rate,
            }
            for track in contract.tracks
        ],
        "messages": [
            {"type": name, "description": message.description}
            for name, message in contract.messages.items()
        ],
        "keys": [binding.to_json() for binding in contract.hints.keys],
        "file_picker": contract.hooks.file_uploaded is not None,
    }


def frame_sent(
    frame: Frame, picture: EncodedPicture, *, still: bool = False
) -> panel.FrameSent:
    """An encoded frame with its full header."""
    return panel.FrameSent(
        track=frame.track,
        sequence=frame.sequence,
        pts=frame.pts,
        created_at=frame.created_at,
        step=frame.step,
        command=frame.command,
        codec=picture.codec.value,
        keyframe=picture.is_key,
        config=picture.config,
        color_space=_color_space(picture),
        quality=picture.quality,
        still=still,
        width=frame.width,
        height=frame.height,
        coded_width=picture.width,
        coded_height=picture.height,
        metadata=frame.metadata,
        blank=frame.is_blank,
        payload=picture.payload,
    )


def _color_space(picture: EncodedPicture) -> Mapping[str, JsonValue] | None:
    space = picture.color_space
    return None if space is None else dataclasses.asdict(space)


def audio_sent(block: AudioBlock) -> panel.AudioSent:
    """A block of sound, its channels interleaved."""
    channels, samples = block.samples.shape
    return panel.AudioSent(
        track=block.track,
        sequence=block.sequence,
        pts=block.pts,
        created_at=block.created_at,
        step=block.step,
        sample_rate=block.sample_rate,
        channels=channels,
        samples=samples,
        codec="pcm_s16le",
        payload=np.ascontiguousarray(block.samples.T, dtype="<i2").tobytes(),
    )


def told(notice: Notice, at: float) -> PanelReply | None:
    """What every panel hears of *notice* at the time *at*, if it does."""
    match notice:
        case MessageNotice():
            return panel.MessageSent(notice.type, notice.data, notice.step, at)
        case AnswerNotice():
            return None if notice.message is None else told(notice.message, at)
        case StateNotice():
            return panel.StateChanged(notice.values)
        case ContractNotice():
            return panel.ContractChanged(schema_of(notice.contract))
        case StatusNotice():
            return None  # the panels of a developer hear another one than the others


def answered(notice: AnswerNotice, request_id: str) -> panel.Answered:
    """What became of a command, under the id that the panel gave it."""
    message: dict[str, JsonValue] | None = None
    if notice.message is not None:
        message = {"name": notice.message.type, "data": notice.message.data}
    return panel.Answered(
        id=request_id,
        number=notice.number,
        ok=notice.code is None,
        message=message,
        code=notice.code,
        text=notice.text,
        superseded=notice.is_superseded,
    )


def status_changed(notice: StatusNotice, *, developer: bool) -> panel.StatusChanged:
    """A status; the traceback is for a developer only."""
    return panel.StatusChanged(
        notice.status.value, notice.detail, notice.traceback if developer else ""
    )


def rejected(error: CommandRejectedError, request_id: str | None) -> panel.Rejected:
    """The refusal of a command that this panel sent."""
    return panel.Rejected(
        id=request_id,
        command=error.command,
        code=error.code,
        field=error.field,
        value=error.value,
        constraint=error.constraint,
        text=error.message,
        number=error.number,
        reason=error.reason,
    )


def rejection_of(entry: LogEntry) -> panel.Rejected:
    """The refusal of somebody else's command, as the log tells it."""
    data = entry.data
    return panel.Rejected(
        id=None,
        command=_text(data.get("name")) or "",
        code=_text(data.get("code")) or "invalid_command",
        field=_text(data.get("field")),
        value=data.get("value"),
        constraint=_text(data.get("constraint")),
        text=entry.text,
        number=entry.number,
        reason=_text(data.get("reason")),
    )


def entry_json(entry: LogEntry) -> dict[str, JsonValue]:
    """One log entry."""
    return {
        "number": entry.number,
        "at": entry.at,
        "kind": entry.kind.value,
        "text": entry.text,
        "step": entry.step,
        "client": entry.client,
        "frame": entry.frame,
        "data": entry.data,
    }


def _text(value: JsonValue) -> str | None:
    return value if isinstance(value, str) else None

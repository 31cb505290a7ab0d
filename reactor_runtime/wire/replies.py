"""What the runtime tells a panel: one class per ``type`` of the panel protocol.

The fields of a class are the fields of the JSON header, under the same names;
``payload`` alone travels as a buffer. Times are seconds on the engine's clock.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias, get_args

from reactor_runtime.wire.packing import Header, plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reactor_runtime.values import JsonValue


@dataclass(frozen=True, slots=True)
class Welcome:
    """The first thing a panel hears: all it needs to draw itself.

    Args:
        version: Of the protocol.
        session: ``id`` and ``name``.
        view: The panel's own id, as its hello said it.
        schema: ``model``, ``description``, ``controls``, ``tracks``, ``messages`` and
            ``file_picker``.
        state: Public state by name, ``None`` without one.
        status: ``status``, ``detail`` and ``traceback``.
        link: ``rung``: which of the possible links carries this panel.
        clock: ``now``, and ``epoch``: Unix time minus ``now``.
        log: The newest entries of the session log, oldest first.
        upload: ``limit`` in bytes for a file, ``chunk`` in bytes for a part of it.
        advice: ``text`` and ``action``, as :class:`Advised` has them.
        presets: ``limit``, most bytes of one that was shared; ``None`` where values
            cannot be kept under a name.
        tuning: How the tuning stands, as :class:`TuningTold` has it; ``None`` where
            nothing can be tuned.
    """

    type: ClassVar[str] = "welcome"
    version: int
    session: Mapping[str, JsonValue]
    view: str
    schema: Mapping[str, JsonValue]
    state: Mapping[str, JsonValue] | None
    status: Mapping[str, JsonValue]
    link: Mapping[str, JsonValue]
    clock: Mapping[str, JsonValue]
    log: Sequence[JsonValue]
    upload: Mapping[str, JsonValue]
    advice: Mapping[str, JsonValue]
    presets: Mapping[str, JsonValue] | None = None
    tuning: Mapping[str, JsonValue] | None = None


@dataclass(frozen=True, slots=True)
class FrameSent:
    """One encoded frame; see :class:`reactor_runtime.values.Frame`.

    Args:
        codec: ``"jpeg"``, ``"h264"`` (Annex B) or ``"vp8"``.
        keyframe: Whether it can be decoded without earlier ones. Any other needs every
            frame of its codec since the last key frame, in order.
        config: The WebCodecs codec string, on key frames that need a decoder set up.
        color_space: ``matrix``, ``primaries``, ``transfer`` and ``full_range`` of those
            key frames, by the names of WebCodecs.
        quality: 1 to 100, whatever the codec.
        still: Whether it is a frame sent before, once more in high quality, because
            the stream rests. It is neither counted nor acknowledged.
        width: Columns of the model's picture.
        height: Rows of the model's picture.
        coded_width: Columns of the encoded picture, to be drawn *width* wide.
        coded_height: Rows of the encoded picture.
    """

    type: ClassVar[str] = "frame"
    track: str
    sequence: int
    pts: float
    created_at: float
    step: int
    command: int
    codec: str
    keyframe: bool
    config: str | None
    color_space: Mapping[str, JsonValue] | None
    quality: int
    still: bool
    width: int
    height: int
    coded_width: int
    coded_height: int
    metadata: Mapping[str, JsonValue]
    blank: bool
    payload: bytes


@dataclass(frozen=True, slots=True)
class AudioSent:
    """One block of sound; *payload* is little-endian int16, channels interleaved."""

    type: ClassVar[str] = "audio"
    track: str
    sequence: int
    pts: float
    created_at: float
    step: int
    sample_rate: int
    channels: int
    samples: int
    codec: str
    payload: bytes


@dataclass(frozen=True, slots=True)
class MessageSent:
    """The model sent a message; *name* is its type."""

    type: ClassVar[str] = "message"
    name: str
    data: Mapping[str, JsonValue]
    step: int
    at: float


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of the command that this panel sent with *id*."""

    type: ClassVar[str] = "answer"
    id: str
    number: int
    ok: bool
    message: Mapping[str, JsonValue] | None = None
    code: str | None = None
    text: str = ""
    superseded: bool = False


@dataclass(frozen=True, slots=True)
class Rejected:
    """A command was refused and had no effect.

    *id* is set where this panel sent it, *number* is that of the log entry. *reason*
    ends a sentence about *field*; ``None`` where only *text* says why.
    """

    type: ClassVar[str] = "rejected"
    id: str | None
    command: str
    code: str
    field: str | None
    value: JsonValue
    constraint: str | None
    text: str
    number: int | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class StateChanged:
    """Public state fields that have new values."""

    type: ClassVar[str] = "state"
    values: Mapping[str, JsonValue]


@dataclass(frozen=True, slots=True)
class StatusChanged:
    """The session's status changed."""

    type: ClassVar[str] = "status"
    status: str
    detail: str = ""
    traceback: str = ""


@dataclass(frozen=True, slots=True)
class ContractChanged:
    """The schema is another one; controls are built anew."""

    type: ClassVar[str] = "contract"
    schema: Mapping[str, JsonValue]


@dataclass(frozen=True, slots=True)
class Logged:
    """One new entry of the session log."""

    type: ClassVar[str] = "log"
    entry: Mapping[str, JsonValue]


@dataclass(frozen=True, slots=True)
class Printed:
    """New log entries of what the model has printed, oldest first.

    Where ``data.replaces`` of an entry is a number, the entry takes the place of the
    one of that number; an empty ``text`` then takes it away.
    """

    type: ClassVar[str] = "printed"
    entries: Sequence[JsonValue]


@dataclass(frozen=True, slots=True)
class Advised:
    """What a person should know of the session, and what to do about it.

    Args:
        text: One line; empty when there is nothing to say any more.
        action: The ``control`` that helps, ``None`` if none does.
    """

    type: ClassVar[str] = "advice"
    text: str
    action: str | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """Counts since this panel's welcome, all video tracks together.

    Args:
        made: Frames that became due.
        shown: Frames that the panel reports as drawn.
        dropped: Frames that were not sent or not drawn, because newer ones came first.
        sent_bytes: Bytes of encoded frames.
    """

    type: ClassVar[str] = "stats"
    made: int
    shown: int
    dropped: int
    sent_bytes: int


@dataclass(frozen=True, slots=True)
class UploadProgress:
    """How far an upload has come, or that it failed (then *code* is set)."""

    type: ClassVar[str] = "upload"
    id: str
    upload_id: str | None
    received: int
    size: int
    done: bool = False
    code: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class PresetsTold:
    """What became of a ``preset``, and the presets that there are now.

    Args:
        id: The panel's own.
        action: What it asked for.
        name: The preset's.
        presets: ``name``, ``saved`` (ISO 8601 in UTC) and ``note`` of each, by name;
            ``None`` where they are as they were.
        values: What was saved, or what may be set now; ``None`` after anything else.
        left_out: ``name`` and ``reason`` of each value that was not saved, or does not
            fit any more.
        text: The JSON to share, or a remark on what was loaded.
        error: Why nothing was done; ``""`` if it was.
        exists: Nothing was saved because one of that name is there.
    """

    type: ClassVar[str] = "presets"
    id: str
    action: str
    name: str
    presets: Sequence[JsonValue] | None = None
    values: Mapping[str, JsonValue] | None = None
    left_out: Sequence[JsonValue] = ()
    text: str = ""
    error: str = ""
    exists: bool = False


@dataclass(frozen=True, slots=True)
class TuningTold:
    """What became of a ``tune``; without an id, how the tuning stands now.

    Args:
        id: The panel's own; ``None`` where every panel is told.
        action: What it asked for.
        name: The parameter.
        standing: ``changed``: the settings that the source does not say, by parameter;
            ``undo`` and ``redo``: whether there is something to take back, or to do
            again.
        settings: A control for each setting of the parameter, with its ``value``;
            ``None`` after what is about no parameter.
        text: The difference to the source, or what was written.
        notes: What a person should know of a difference; of what cannot be written,
            the reason.
        error: Why nothing was done; ``""`` if it was.
    """

    type: ClassVar[str] = "tuning"
    id: str | None
    action: str
    name: str
    standing: Mapping[str, JsonValue]
    settings: Sequence[JsonValue] | None = None
    text: str = ""
    notes: Sequence[str] = ()
    error: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """What came from the panel is not the protocol; nothing has changed."""

    type: ClassVar[str] = "error"
    text: str


@dataclass(frozen=True, slots=True)
class Pong:
    """The answer to a ping."""

    type: ClassVar[str] = "pong"
    id: str
    now: float


@dataclass(frozen=True, slots=True)
class Bye:
    """Nothing more will come; *reason* is a short word."""

    type: ClassVar[str] = "bye"
    reason: str


PanelReply: TypeAlias = (
    Welcome
    | FrameSent
    | AudioSent
    | MessageSent
    | Answered
    | Rejected
    | StateChanged
    | StatusChanged
    | ContractChanged
    | Logged
    | Printed
    | Advised
    | Counted
    | UploadProgress
    | PresetsTold
    | TuningTold
    | Refused
    | Pong
    | Bye
)


_NAMES = {
    kind.type: tuple(item.name for item in fields(kind))
    for kind in get_args(PanelReply)
}
"""What each reply carries, by its type."""


def encode(reply: PanelReply) -> tuple[Header, list[bytes]]:
    """Return *reply* as a plain JSON header and its buffers."""
    header: dict[str, Any] = {"type": reply.type}
    buffers: list[bytes] = []
    for name in _NAMES[reply.type]:
        value = getattr(reply, name)
        if name == "payload":
            buffers.append(value)
        else:
            header[name] = plain(value)
    return header, buffers

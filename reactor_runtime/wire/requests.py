"""What a panel asks of the runtime: one class per ``type``, decoded once, at the edge.

Every field is checked here. What passes is typed and within its bounds; whatever does
not is a :class:`WireError` that names the field, what it should be and what came.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from reactor_runtime.errors import WireError
from reactor_runtime.wire.fields import FieldReader

if TYPE_CHECKING:
    from reactor_runtime.values import JsonValue
    from reactor_runtime.wire.packing import Buffer

VERSION = 1
ACTIONS = ("pause", "resume", "step", "restart", "reload")
PRESET_ACTIONS = ("list", "save", "load", "read", "rename", "delete", "share")
TUNE_ACTIONS = ("open", "set", "undo", "redo", "reset", "diff", "write")
LONGEST_PRESET = 2**22
LONGEST_DIFF = 2**20
MOST_STEPS = 10_000
LARGEST_FILE = 2**40
DEEPEST = 50
PICTURE, SOUND = "jpeg", "pcm_s16le"
LOWEST_RATE, HIGHEST_RATE = 1_000, 768_000


@dataclass(frozen=True, slots=True)
class Hello:
    """A panel introduces itself: the codecs it can decode and its view's id."""

    codecs: tuple[str, ...]
    view: str


@dataclass(frozen=True, slots=True)
class CommandAsked:
    """A command for the model, not yet judged.

    Args:
        name: The command's name.
        data: Arguments by name.
        id: Set if the panel wants an answer.
        frame: Sequence of the frame that the person was looking at.
        uploads: Upload ids by argument.
    """

    name: str
    data: Mapping[str, JsonValue]
    id: str | None
    frame: int | None
    uploads: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Ack:
    """The newest frame drawn, or block of sound that has come, on *track*.

    Args:
        track: The track of the frame or block.
        sequence: Its sequence; older ones count as done with.
        drawn_at: When it was drawn, on the engine's clock as the page estimates it.
        dropped: Frames received and not drawn, since the last ack.
        received_at: When it came, on the same clock; tells a slow link from a slow
            page.
    """

    track: str
    sequence: int
    drawn_at: float | None
    dropped: int
    received_at: float | None = None


@dataclass(frozen=True, slots=True)
class KeyFrame:
    """The panel cannot decode *track* until a key frame comes.

    Args:
        track: The track.
        unusable: A codec whose decoder has failed for good, so that this panel wants
            no more of it; ``None`` if only the chain of frames is broken.
    """

    track: str
    unusable: str | None


@dataclass(frozen=True, slots=True)
class Visible:
    """Whether a person can see the panel."""

    visible: bool


@dataclass(frozen=True, slots=True)
class Control:
    """Pause, resume, step or restart the model, or load it anew."""

    action: str
    count: int


@dataclass(frozen=True, slots=True)
class UploadBegin:
    """Announce a file of *size* bytes; *id* is the panel's own for it."""

    id: str
    name: str
    mime_type: str
    size: int


@dataclass(frozen=True, slots=True)
class UploadChunk:
    """The bytes of a file from *offset* on."""

    id: str
    offset: int
    chunk: Buffer


@dataclass(frozen=True, slots=True)
class UploadEnd:
    """All bytes have been sent."""

    id: str


@dataclass(frozen=True, slots=True)
class UploadCancel:
    """Forget the file."""

    id: str


@dataclass(frozen=True, slots=True)
class Media:
    """One picture, or block of sound, for an input track.

    Args:
        track: The track.
        codec: ``"jpeg"``, or ``"pcm_s16le"``: little-endian int16 of one channel.
        pts: When it was taken, in seconds of the page's clock.
        payload: What *codec* says.
        sample_rate: Samples per second of sound; ``None`` for a picture.
    """

    track: str
    codec: str
    pts: float | None
    payload: Buffer
    sample_rate: int | None = None


@dataclass(frozen=True, slots=True)
class PresetAsked:
    """What a person wants done with values that are kept under a name.

    Args:
        id: The panel's own, for the answer.
        action: One of :data:`PRESET_ACTIONS`.
        name: The preset's; ``""`` to list, to read a text, or to share what holds now.
        to: What to rename it to.
        text: The JSON of a preset that is not among those that are kept.
        overwrite: Whether to save in place of one of that name.
    """

    id: str
    action: str
    name: str = ""
    to: str = ""
    text: str = ""
    overwrite: bool = False


@dataclass(frozen=True, slots=True)
class TuneAsked:
    """What a person wants done with the limits of the model's parameters.

    Args:
        id: The panel's own, for the answer.
        action: One of :data:`TUNE_ACTIONS`.
        name: The parameter, as its control's ``tune`` says it; ``""`` means all.
        settings: What to set, by setting; ``None`` takes one away.
        seen: To write: the difference that the person has seen.
    """

    id: str
    action: str
    name: str = ""
    settings: Mapping[str, JsonValue] = field(default_factory=dict)
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Ping:
    """Ask for a pong."""

    id: str


PanelRequest: TypeAlias = (
    Hello
    | CommandAsked
    | Ack
    | KeyFrame
    | Visible
    | Control
    | UploadBegin
    | UploadChunk
    | UploadEnd
    | UploadCancel
    | Media
    | PresetAsked
    | TuneAsked
    | Ping
)


def decode(header: object, buffers: Sequence[Buffer] = ()) -> PanelRequest:
    """Return the request that *header* and *buffers* carry.

    Unknown fields are ignored.

    Raises:
        WireError: If they carry none; the text names what is wrong and what to send.
    """
    if not isinstance(header, Mapping):
        raise WireError(
            f"A header is a JSON object, got a {type(header).__name__}. "
            'Send {"type": ...}.'
        )
    _check_json(header)
    kind = header.get("type")
    decoder = _DECODERS.get(kind) if isinstance(kind, str) else None
    if decoder is None:
        raise WireError(
            f"Unknown type {str(kind)[:80]!r}. Send one of: {', '.join(_DECODERS)}."
        )
    return decoder(FieldReader(str(kind), header, buffers))


def _check_json(header: Mapping[str, Any]) -> None:
    """Refuse what could not be sent on as JSON: NaN, half characters, objects."""
    try:
        json.dumps(dict(header), ensure_ascii=False, allow_nan=False).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise WireError(f"The header is not JSON: {str(error)[:200]}.") from error
    level: list[Any] = [header]
    for _ in range(DEEPEST):
        level = [item for container in level for item in _containers(container)]
        if not level:
            return
    raise WireError(
        f"The header's JSON is nested over {DEEPEST} levels deep. Send it flatter."
    )


def _containers(container: Any) -> list[Any]:
    items = container.values() if isinstance(container, Mapping) else container
    return [item for item in items if isinstance(item, Mapping | list | tuple)]


def _hello(read: FieldReader) -> Hello:
    version = read.integer("version")
    if version != VERSION:
        raise WireError(
            f"hello: 'version' must be {VERSION}, got {version}. "
            "Reload the page to get the panel that fits this runtime."
        )
    return Hello(read.strings("codecs"), read.string("view", longest=200))


def _command(read: FieldReader) -> CommandAsked:
    uploads = read.mapping("uploads", default={})
    for argument, upload in uploads.items():
        if not isinstance(upload, str):
            raise read.refuse(f"uploads.{argument}", "an upload's id", upload)
    return CommandAsked(
        name=read.string("name"),
        data=read.mapping("data", default={}),
        id=read.optional_string("id"),
        frame=read.optional_integer("frame"),
        uploads={name: str(upload) for name, upload in uploads.items()},
    )


def _ack(read: FieldReader) -> Ack:
    return Ack(
        track=read.string("track"),
        sequence=read.integer("sequence"),
        drawn_at=read.optional_number("drawn_at"),
        dropped=read.integer("dropped", default=0),
        received_at=read.optional_number("received_at"),
    )


def _key_frame(read: FieldReader) -> KeyFrame:
    return KeyFrame(read.string("track"), read.optional_string("unusable"))


def _visible(read: FieldReader) -> Visible:
    return Visible(read.boolean("visible"))


def _control(read: FieldReader) -> Control:
    action = read.choice("action", ACTIONS)
    count = read.integer("count", default=1, lowest=1, highest=MOST_STEPS)
    return Control(action, count)


def _upload(
    read: FieldReader,
) -> UploadBegin | UploadChunk | UploadEnd | UploadCancel:
    upload = read.string("id")
    match read.choice("event", ("begin", "chunk", "end", "cancel")):
        case "begin":
            return UploadBegin(
                id=upload,
                name=read.string("name", longest=1000),
                mime_type=read.string("mime_type", default=""),
                size=read.integer("size", highest=LARGEST_FILE),
            )
        case "chunk":
            return UploadChunk(upload, read.integer("offset"), read.buffer())
        case "end":
            return UploadEnd(upload)
        case _:
            return UploadCancel(upload)


def _media(read: FieldReader) -> Media:
    codec, payload, rate = read.choice("codec", (PICTURE, SOUND)), read.buffer(), None
    if codec == SOUND:
        rate = read.integer("sample_rate", lowest=LOWEST_RATE, highest=HIGHEST_RATE)
        if not len(payload) or len(payload) % 2:
            what = "a buffer of 2 bytes for each sample"
            raise read.refuse("payload", what, f"{len(payload)} bytes")
    return Media(
        read.string("track"), codec, read.optional_number("pts"), payload, rate
    )


def _preset(read: FieldReader) -> PresetAsked:
    return PresetAsked(
        id=read.string("id"),
        action=read.choice("action", PRESET_ACTIONS),
        name=read.string("name", default=""),
        to=read.string("to", default=""),
        text=read.string("text", default="", longest=LONGEST_PRESET),
        overwrite=read.boolean("overwrite", default=False),
    )


def _tune(read: FieldReader) -> TuneAsked:
    return TuneAsked(
        id=read.string("id"),
        action=read.choice("action", TUNE_ACTIONS),
        name=read.string("name", default=""),
        settings=read.mapping("settings", default={}),
        seen=read.string("seen", default="", longest=LONGEST_DIFF),
    )


def _ping(read: FieldReader) -> Ping:
    return Ping(read.string("id"))


_DECODERS: dict[str, Callable[[FieldReader], PanelRequest]] = {
    "hello": _hello,
    "command": _command,
    "ack": _ack,
    "keyframe": _key_frame,
    "visible": _visible,
    "control": _control,
    "upload": _upload,
    "media": _media,
    "preset": _preset,
    "tune": _tune,
    "ping": _ping,
}

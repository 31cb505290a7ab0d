"""What a panel asks of the runtime: one class per ``type`` of the panel protocol.

``decoding.py`` makes them of a header, every field checked.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reactor_runtime.values import JsonValue
    from reactor_runtime.wire.packing import Buffer

VERSION = 1
ACTIONS = ("pause", "resume", "step", "restart", "reload")
PRESET_ACTIONS = ("list", "save", "load", "read", "rename", "delete", "share")
TUNE_ACTIONS = ("open", "set", "undo", "redo", "reset", "diff", "write")
PICTURE, SOUND = "jpeg", "pcm_s16le"


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
class Unpublish:
    """The page sends nothing more to an input track; others may."""

    track: str


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
    | Unpublish
    | PresetAsked
    | TuneAsked
    | Ping
)

"""Make a typed request of a header, once, at the edge.

Every field is checked here. What passes is typed and within its bounds; whatever does
not is a :class:`WireError` that names the field, what it should be and what came.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from reactor_runtime.errors import WireError
from reactor_runtime.wire.requests import (
    ACTIONS,
    PICTURE,
    PRESET_ACTIONS,
    SOUND,
    TUNE_ACTIONS,
    VERSION,
    Ack,
    CommandAsked,
    Control,
    Hello,
    KeyFrame,
    Media,
    PanelRequest,
    Ping,
    PresetAsked,
    TuneAsked,
    Unpublish,
    UploadBegin,
    UploadCancel,
    UploadChunk,
    UploadEnd,
    Visible,
)

if TYPE_CHECKING:
    from reactor_runtime.values import JsonValue
    from reactor_runtime.wire.packing import Buffer

LONGEST_NAME = 256
LONGEST_PRESET = 2**22
LONGEST_DIFF = 2**20
LARGEST_INTEGER = 2**53
LARGEST_FILE = 2**40
MOST_STEPS = 10_000
DEEPEST = 50
LOWEST_RATE, HIGHEST_RATE = 1_000, 768_000

_MISSING: Any = object()


class FieldReader:
    """Typed access to one header.

    Every method raises :class:`WireError` that names the field, what it should be and
    what came, when a field is missing without a default or is something else.

    Args:
        type_name: The header's ``type``, for messages.
        header: The header.
        buffers: What came with it.
    """

    def __init__(
        self, type_name: str, header: Mapping[str, Any], buffers: Sequence[Buffer]
    ) -> None:
        self._type = type_name
        self._header = header
        self._buffers = buffers

    def refuse(self, name: str, expected: str, value: object) -> WireError:
        """Make the error for a field that is not *expected*."""
        got = "nothing" if value is _MISSING else _shortened(value)
        named = _shortened(name)  # of "uploads.x" the client chose a part
        return WireError(f"{self._type}: {named} must be {expected}, got {got}.")

    def string(
        self, name: str, *, default: str = _MISSING, longest: int = LONGEST_NAME
    ) -> str:
        """A text of at most *longest* characters."""
        value = self._header.get(name, default)
        if not isinstance(value, str) or len(value) > longest:
            raise self.refuse(name, f"a text of at most {longest} characters", value)
        return value

    def optional_string(self, name: str) -> str | None:
        """A text, or ``None`` if the field is null or missing."""
        return None if self._header.get(name) is None else self.string(name)

    def strings(self, name: str) -> tuple[str, ...]:
        """A list of texts."""
        value = self._header.get(name, _MISSING)
        if (
            not isinstance(value, list | tuple)
            or len(value) > LONGEST_NAME
            or not all(isinstance(item, str) for item in value)
        ):
            raise self.refuse(name, "a list of texts", value)
        return tuple(value)

    def integer(
        self,
        name: str,
        *,
        default: int = _MISSING,
        lowest: int = 0,
        highest: int = LARGEST_INTEGER,
    ) -> int:
        """A whole number from *lowest* to *highest*."""
        value = self._header.get(name, default)
        if type(value) is not int or not lowest <= value <= highest:
            raise self.refuse(name, f"a whole number from {lowest} to {highest}", value)
        return value

    def optional_integer(self, name: str) -> int | None:
        """A whole number, or ``None`` if the field is null or missing."""
        return None if self._header.get(name) is None else self.integer(name)

    def optional_number(self, name: str) -> float | None:
        """A number, or ``None`` if the field is null or missing."""
        value = self._header.get(name)
        if value is None:
            return None
        if type(value) not in (int, float) or abs(value) > LARGEST_INTEGER:
            raise self.refuse(name, "a number", value)
        return float(value)

    def boolean(self, name: str, *, default: bool = _MISSING) -> bool:
        """``True`` or ``False``."""
        value = self._header.get(name, default)
        if not isinstance(value, bool):
            raise self.refuse(name, "true or false", value)
        return value

    def mapping(
        self, name: str, *, default: Mapping[str, JsonValue] = _MISSING
    ) -> Mapping[str, JsonValue]:
        """A JSON object."""
        value = self._header.get(name, default)
        if not isinstance(value, Mapping) or not all(type(key) is str for key in value):
            raise self.refuse(name, "a JSON object", value)
        return value

    def choice(self, name: str, options: Sequence[str]) -> str:
        """One of *options*."""
        value = self._header.get(name, _MISSING)
        if not isinstance(value, str) or value not in options:
            raise self.refuse(name, f"one of {', '.join(options)}", value)
        return value

    def buffer(self) -> Buffer:
        """The one buffer that came with the header."""
        if len(self._buffers) != 1:
            raise WireError(
                f"{self._type}: send exactly one buffer with it, got "
                f"{len(self._buffers)}."
            )
        return self._buffers[0]


def _shortened(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


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
    # A comm's header has never been text. First of all, for this finds circles, too.
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


def _unpublish(read: FieldReader) -> Unpublish:
    return Unpublish(read.string("track"))


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
    "unpublish": _unpublish,
    "preset": _preset,
    "tune": _tune,
    "ping": _ping,
}

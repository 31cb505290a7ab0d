"""The media that a model emits and reads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, ClassVar, Union, get_args, get_origin

from reactor_runtime.fields.json_values import shorten
from reactor_runtime.fields.plain import plain_count, plain_float
from reactor_runtime.interface.records import (
    Record,
    allow_required_after_default,
    own_annotations,
    resolve_field,
)
from reactor_runtime.values import (
    NO_METADATA,
    JsonValue,
    TrackDirection,
    TrackInfo,
    TrackKind,
)

if TYPE_CHECKING:
    from reactor_runtime.fields.scope import Scope


class Track:
    """What :class:`Video` and :class:`Audio` are: the mark of a field as a track."""


class Video(Track):
    """Marks a field as a video track.

    Attributes:
        value_range: Range of float pixels from black to white; set it on a subclass.
            ``None`` decides by a share of the pixels of the track's first frames
            whether they are 0 to 1 or 0 to 255.
    """

    value_range: ClassVar[tuple[float, float] | None] = None


_LONGEST_BUFFER = 600.0
"""Seconds; at 192 kHz this is 220 MiB."""


class Audio(Track):
    """Marks a field as an audio track.

    Attributes:
        sample_rate: Samples per second; set it on a subclass for another rate.
        buffer_seconds: For how long an input track keeps sound that is not read;
            ``None`` for 128 frames of any length.
    """

    sample_rate: ClassVar[int] = 48_000
    buffer_seconds: ClassVar[float | None] = None


Metadata = dict[str, JsonValue]
"""A small JSON object that travels with a frame."""


@dataclass(frozen=True, slots=True, eq=False)
class TrackPayload:
    """A frame with a small JSON object that travels with it.

    Args:
        data: What would be emitted without it.
        metadata: Shown to clients with each frame of *data*: a dictionary, ``bytes``
            (which travel as ``{"base64": "..."}``) or ``None``; or, for a batch, a list
            with one of these for each frame.
    """

    data: Any
    metadata: Any = field(default_factory=lambda: NO_METADATA)


class _Tracks(Record, is_base=True):
    """Fields that are tracks."""

    _reactor_has_eq: ClassVar[bool] = False
    _reactor_direction: ClassVar[TrackDirection]
    _reactor_own_tracks: ClassVar[dict[str, TrackInfo]] = {}

    @classmethod
    def _reactor_declare(cls, scope: Scope) -> None:
        cls._reactor_own_tracks = {
            name: _track(cls, name, resolve_field(cls, name, annotation, scope))
            for name, annotation in own_annotations(cls).items()
        }
        allow_required_after_default(cls)


class Output(_Tracks, is_base=True):
    """What one step of a model shows: one field per track.

    Example::

        class MyOutput(Output):
            main_video: Video
            main_audio: Audio | None = None

    A field's name is what clients call the track. ``@dataclass`` on the class is
    optional.
    """

    _reactor_direction = TrackDirection.OUT


class Input(_Tracks, is_base=True):
    """What a model reads from its client: one field per track.

    ``input: MyInput`` on the model gives ``self.input`` with a bounded buffer in each
    field. ``@dataclass`` on the class is optional.
    """

    _reactor_direction = TrackDirection.IN


MediaInput = Input
"""What files of other generations call :class:`Input`."""


def tracks_of(cls: type[Input | Output]) -> tuple[TrackInfo, ...]:
    """Return the tracks of *cls* in declaration order, inherited ones first."""
    found: dict[str, TrackInfo] = {}
    for base in reversed(cls.__mro__):
        found.update(vars(base).get("_reactor_own_tracks", {}))
    return tuple(found.values())


def _track(cls: type[_Tracks], name: str, annotation: object) -> TrackInfo:
    if get_origin(annotation) in (Union, UnionType):
        parts = [part for part in get_args(annotation) if part is not NoneType]
        annotation = parts[0] if len(parts) == 1 else annotation
    direction = cls._reactor_direction
    if not isinstance(annotation, type) or not issubclass(annotation, (Video, Audio)):
        raise TypeError(
            f"{cls.__name__}.{name}: a track is Video or Audio, got {annotation!r}"
        )
    default = vars(cls).get(name)
    if default is not None:
        raise TypeError(f"{cls.__name__}.{name}: the only default of a track is None")
    if issubclass(annotation, Video):
        return TrackInfo(
            name, TrackKind.VIDEO, direction, value_range=_value_range(annotation)
        )
    return TrackInfo(
        name,
        TrackKind.AUDIO,
        direction,
        _sample_rate(annotation),
        buffer_seconds=_buffer_seconds(annotation),
    )


def _value_range(track: type[Video]) -> tuple[float, float] | None:
    declared: object = track.value_range
    if declared is None:
        return None
    given = tuple(declared) if isinstance(declared, Iterable) else ()
    bounds = tuple(map(plain_float, given))
    if len(bounds) == 2:
        low, high = bounds
        if low is not None and high is not None and low < high:
            return low, high
    raise TypeError(
        f"{track.__name__}.value_range goes from black to white, two numbers such as "
        f"(0.0, 1.0), got {shorten(declared)}"
    )


def _sample_rate(track: type[Audio]) -> int:
    rate = plain_count(track.sample_rate, least=1)
    if rate is None:
        raise TypeError(
            f"{track.__name__}.sample_rate is samples per second, a whole number such "
            f"as 16_000, got {shorten(track.sample_rate)}"
        )
    return rate


def _buffer_seconds(track: type[Audio]) -> float | None:
    if track.buffer_seconds is None:
        return None
    seconds = plain_float(track.buffer_seconds)
    if seconds is None or not 0 < seconds <= _LONGEST_BUFFER:
        raise TypeError(
            f"{track.__name__}.buffer_seconds is a number over 0 and up to "
            f"{_LONGEST_BUFFER:g}, or None, got {shorten(track.buffer_seconds)}"
        )
    return seconds

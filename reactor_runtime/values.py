"""The values that every layer exchanges.

They hold data and check it; they know no model, no session and no wire.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, NewType, TypeAlias

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ClientId = NewType("ClientId", str)
"""Names one client of a session, for as long as the session lives."""

UploadId = NewType("UploadId", str)
"""Names one uploaded file within its session."""

JsonValue: TypeAlias = (
    "bool | int | float | str | Sequence[JsonValue] | Mapping[str, JsonValue] | None"
)
"""What JSON can carry."""

NO_METADATA: Mapping[str, JsonValue] = MappingProxyType({})


class TrackKind(StrEnum):
    """What a track carries."""

    VIDEO = "video"
    AUDIO = "audio"


class TrackDirection(StrEnum):
    """Which way a track flows, as the model sees it."""

    IN = "in"
    OUT = "out"


class Codec(StrEnum):
    """How a video frame travels."""

    JPEG = "jpeg"
    H264 = "h264"
    VP8 = "vp8"


@dataclass(frozen=True, slots=True)
class TrackInfo:
    """One named one-way flow of one kind of media.

    Args:
        name: What clients call the track.
        kind: Video or audio.
        direction: ``IN`` for what the model reads, ``OUT`` for what it emits.
        sample_rate: Samples per second of an audio track, ``None`` for video.
        value_range: Range of float pixels that means black to white, ``None`` to
            decide from the first frames. Video only.
        buffer_seconds: For how long an input track keeps sound that is not read,
            ``None`` for a number of frames. Audio only.
    """

    name: str
    kind: TrackKind
    direction: TrackDirection
    sample_rate: int | None = None
    value_range: tuple[float, float] | None = None
    buffer_seconds: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One decoded video frame on one track.

    Args:
        track: Name of the track the frame belongs to.
        pixels: RGB image, shape ``(height, width, 3)``, dtype ``uint8``, rows top to
            bottom. The frame keeps a reference; do not write to the array afterwards.
        pts: Presentation time in seconds since the session started, on the one clock
            of sound and picture.
        sequence: Position of the frame on its track, from 1, never reused.
        created_at: When ``emit`` was called, in seconds on the engine's clock.
        step: Index of the step that made the frame.
        command: Number of the newest command that had run before that step, 0 if none.
        metadata: Small JSON object that the model sent with the frame.
        is_blank: Whether this is the black that follows a flush, not a picture of the
            model.

    Raises:
        ValueError: If *pixels* has another shape or dtype, or *pts* is negative.
    """

    track: str
    pixels: npt.NDArray[np.uint8]
    pts: float
    sequence: int = 1
    created_at: float = 0.0
    step: int = 0
    command: int = 0
    metadata: Mapping[str, JsonValue] = field(default_factory=lambda: NO_METADATA)
    is_blank: bool = False

    def __post_init__(self) -> None:
        shape, dtype = self.pixels.shape, self.pixels.dtype
        if len(shape) != 3 or shape[2] != 3 or dtype != np.uint8:
            raise ValueError(
                f"Frame on track {self.track!r} needs pixels of shape (height, width, "
                f"3) and dtype uint8, got shape {shape} and dtype {dtype}"
            )
        if self.pts < 0:
            raise ValueError(f"pts must be >= 0 seconds, got {self.pts}")

    @property
    def size(self) -> int:
        """Bytes of the picture."""
        return int(self.pixels.nbytes)

    @property
    def width(self) -> int:
        """Columns of the picture."""
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        """Rows of the picture."""
        return int(self.pixels.shape[0])


@dataclass(frozen=True, slots=True, eq=False)
class AudioBlock:
    """A run of sound on one track.

    Args:
        track: Name of the track the block belongs to.
        samples: Shape ``(channels, samples)``, dtype ``int16``. The block keeps a
            reference; do not write to the array afterwards.
        sample_rate: Samples per second.
        pts: Presentation time of the first sample, in seconds since the session
            started.
        sequence: Position of the block on its track, from 1.
        created_at: When ``emit`` was called, in seconds on the engine's clock.
        step: Index of the step that made the block.

    Raises:
        ValueError: If *samples* has another shape or dtype.
    """

    track: str
    samples: npt.NDArray[np.int16]
    sample_rate: int
    pts: float
    sequence: int = 1
    created_at: float = 0.0
    step: int = 0

    def __post_init__(self) -> None:
        shape, dtype = self.samples.shape, self.samples.dtype
        if len(shape) != 2 or dtype != np.int16:
            raise ValueError(
                f"Audio on track {self.track!r} needs samples of shape (channels, "
                f"samples) and dtype int16, got shape {shape} and dtype {dtype}"
            )

    @property
    def size(self) -> int:
        """Bytes of the samples."""
        return int(self.samples.nbytes)


@dataclass(frozen=True, slots=True)
class UploadReference:
    """How a command names a file that was uploaded before it.

    Args:
        upload_id: What the session called the upload.
        name: File name at the client, without a path.
        mime_type: As the client said it; not verified.
        size: Length in bytes.
    """

    upload_id: UploadId
    name: str = ""
    mime_type: str = "application/octet-stream"
    size: int = 0

"""The ways to encode a picture, from the best to the smallest.

A link that carries the best way gets it. Where it does not, a viewer steps down a
ladder of ever smaller ways: first to a video codec where the page can decode one, then
to less quality, then to a smaller picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reactor_runtime.values import Codec

if TYPE_CHECKING:
    from collections.abc import Collection

BEST_QUALITY = 85
SMALLEST_SIZE = 16

# Quality, scale of the sides, and bytes as a share of the first one's, measured on
# gradients, texture and moving text. The shares only say how far to step.
_JPEG_STEPS = (
    (85, 1.0, 1.0),
    (70, 1.0, 0.6),
    (55, 1.0, 0.45),
    (40, 1.0, 0.33),
    (45, 0.7, 0.19),
    (40, 0.5, 0.1),
    (30, 0.35, 0.05),
)
_VIDEO_STEPS = (
    (85, 1.0, 0.23),
    (70, 1.0, 0.14),
    (55, 1.0, 0.09),
    (40, 1.0, 0.06),
    (45, 0.7, 0.035),
    (40, 0.5, 0.018),
    (30, 0.35, 0.009),
)


@dataclass(frozen=True, slots=True)
class Encoding:
    """One way to encode the pictures of a track.

    Args:
        codec: How.
        quality: 1 (small) to 100, on one scale for all codecs.
        scale: Sides of the encoded picture as a share of the model's, up to 1.
    """

    codec: Codec = Codec.JPEG
    quality: int = BEST_QUALITY
    scale: float = 1.0


BEST = Encoding()
STILL = Encoding(Codec.JPEG, 95)
"""What a picture at rest is sent in; its colours are not halved."""


@dataclass(frozen=True, slots=True)
class LadderStep:
    """One step of a ladder.

    Args:
        encoding: How pictures are encoded on it.
        cost: Bytes of a picture, relative to the other steps.
    """

    encoding: Encoding
    cost: float


@dataclass(frozen=True, slots=True)
class PicturePreferences:
    """What somebody insists on instead of what the link suggests.

    Args:
        codec: The only codec to use where the page can decode it; ``None`` to choose.
        quality: The quality, 1 to 100; ``None`` to choose.
        max_size: Longest side of an encoded picture in pixels; ``None`` for any.

    Raises:
        ValueError: If one of them is out of range.
    """

    codec: Codec | None = None
    quality: int | None = None
    max_size: int | None = None

    def __post_init__(self) -> None:
        if self.quality is not None and not 1 <= self.quality <= 100:
            raise ValueError(f"quality must be 1 to 100, got {self.quality}")
        if self.max_size is not None and self.max_size < SMALLEST_SIZE:
            raise ValueError(
                f"max_size must be >= {SMALLEST_SIZE} pixels, got {self.max_size}"
            )

    @classmethod
    def of(
        cls,
        codec: str | None = None,
        quality: int | None = None,
        max_size: int | None = None,
    ) -> PicturePreferences:
        """Return the preferences that a person has spelled out; ``"auto"`` is no codec.

        Raises:
            ValueError: If there is no such codec or a number is out of range.
        """
        if codec is None or codec == "auto":
            return cls(None, quality, max_size)
        if codec not in tuple(Codec):
            known = ", ".join(["auto", *Codec])
            raise ValueError(f"codec must be one of {known}, got {codec!r}")
        return cls(Codec(codec), quality, max_size)


NO_PREFERENCES = PicturePreferences()


def ladder_for(
    codecs: Collection[str], preferences: PicturePreferences = NO_PREFERENCES
) -> tuple[LadderStep, ...]:
    """Return the steps for a page that decodes *codecs*, best first.

    JPEG comes first, for links that carry it; below it H.264, else VP8, else smaller
    JPEGs. A codec that is preferred has the ladder to itself, if the page decodes it.
    """
    if preferences.codec is not None and preferences.codec in codecs:
        return _steps_of(preferences.codec, preferences.quality)
    best = _steps_of(Codec.JPEG, preferences.quality)
    for codec in (Codec.H264, Codec.VP8):
        if codec in codecs:
            return (best[0], *_steps_of(codec, preferences.quality))
    return best


def coded_size(
    width: int, height: int, encoding: Encoding, max_size: int | None = None
) -> tuple[int, int]:
    """Return width and height of a picture once encoded.

    Video codecs halve the colour resolution, so their sides are even.
    """
    scale = encoding.scale
    if max_size is not None:
        scale = min(scale, max_size / max(width, height))
    if encoding.codec is Codec.JPEG:
        return max(1, round(width * scale)), max(1, round(height * scale))
    return max(2, round(width * scale / 2) * 2), max(2, round(height * scale / 2) * 2)


def _steps_of(codec: Codec, quality: int | None) -> tuple[LadderStep, ...]:
    steps = _JPEG_STEPS if codec is Codec.JPEG else _VIDEO_STEPS
    if quality is None:
        return tuple(
            LadderStep(Encoding(codec, q, scale), cost) for q, scale, cost in steps
        )
    scales = sorted({scale for _, scale, _ in steps}, reverse=True)
    return tuple(
        LadderStep(Encoding(codec, quality, scale), steps[0][2] * scale**1.7)
        for scale in scales
    )

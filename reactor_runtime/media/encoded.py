"""What an encoder makes of a picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reactor_runtime.values import Codec


@dataclass(frozen=True, slots=True)
class ColorSpace:
    """How the numbers of a video stream become colours.

    The names are those of WebCodecs' ``VideoColorSpace``, which takes them from
    ITU-T H.273.

    Args:
        matrix: How luma and chroma become RGB.
        primaries: Which red, green and blue are meant.
        transfer: How a value becomes light.
        full_range: Whether luma is 0 to 255; else it is 16 to 235.
    """

    matrix: str
    primaries: str
    transfer: str
    full_range: bool


@dataclass(frozen=True, slots=True)
class EncodedPicture:
    """One compressed picture.

    Args:
        codec: How it is compressed.
        quality: 1 to 100, on one scale for all codecs.
        payload: The bytes; H.264 as Annex B, with SPS and PPS on key frames.
        width: Columns that it decodes to.
        height: Rows that it decodes to.
        is_key: Whether it can be decoded by itself.
        config: The WebCodecs codec string on key frames of video codecs, else
            ``None``.
        color_space: What a decoder must know of its colours, where ``config`` is set.
            A JPEG needs none: by JFIF it is BT.601 in the full range.
    """

    codec: Codec
    quality: int
    payload: bytes
    width: int
    height: int
    is_key: bool = True
    config: str | None = None
    color_space: ColorSpace | None = None

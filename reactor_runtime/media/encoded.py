"""What an encoder makes of a picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reactor_runtime.values import Codec


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
    """

    codec: Codec
    quality: int
    payload: bytes
    width: int
    height: int
    is_key: bool = True
    config: str | None = None

"""A frame as a JPEG of bounded size, for outputs that a notebook saves."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    import numpy.typing as npt

_QUALITIES = (80, 65, 50, 35)
_SHRINK = 0.7
_SMALLEST = 16


def fit_jpeg(pixels: npt.NDArray[np.uint8], limit: int, longest: int = 640) -> bytes:
    """Return *pixels* as a JPEG of at most *limit* bytes.

    Quality goes down first, then the size of the picture.

    Args:
        pixels: RGB image, shape ``(height, width, 3)``, dtype ``uint8``.
        limit: Bytes; at least 1,000 so that some picture always fits.
        longest: Longest side of the result, in pixels.

    Raises:
        ValueError: If *limit* is under 1,000 bytes.
    """
    if limit < 1000:
        raise ValueError(f"limit must be >= 1000 bytes, got {limit}")
    image = Image.fromarray(np.ascontiguousarray(pixels))
    side = float(min(longest, max(image.size)))
    while True:
        scaled = _scaled(image, side)
        for quality in _QUALITIES:
            data = _encode(scaled, quality)
            if len(data) <= limit or side <= _SMALLEST:
                return data
        side *= _SHRINK


def shrink(pixels: npt.NDArray[np.uint8], longest: int) -> npt.NDArray[np.uint8]:
    """Return an RGB picture ``(H, W, 3)`` whose longer side is at most *longest*."""
    image = Image.fromarray(np.ascontiguousarray(pixels))
    return np.array(_scaled(image, longest))


def _scaled(image: Image.Image, side: float) -> Image.Image:
    factor = side / max(image.size)
    if factor >= 1:
        return image
    width, height = (max(1, round(length * factor)) for length in image.size)
    return image.resize((width, height), Image.Resampling.BILINEAR)


def _encode(image: Image.Image, quality: int) -> bytes:
    target = io.BytesIO()
    image.save(target, "JPEG", quality=quality, optimize=True)
    return target.getvalue()

"""Turn PIL images into arrays. PIL is never imported for a process without images."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, TypeGuard

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt
    from PIL.Image import Image

# Modes that PIL converts in two steps only.
_BY_WAY_OF = {"La": "LA", "RGBa": "RGBA"}

_HIGHEST_WORD = 65_535


def is_image(value: object) -> TypeGuard[Image]:
    """Whether *value* is a PIL image. Does not import PIL."""
    pil = sys.modules.get("PIL.Image")
    return pil is not None and isinstance(value, getattr(pil, "Image", ()))


def image_pixels(image: Image) -> npt.NDArray[Any]:
    """Return the pixels of *image* as an array that nobody else holds.

    The picture is turned upright by its EXIF and what it says of transparency is
    dropped.

    Returns:
        ``(H, W)`` of ``uint16`` for the 16-bit modes (``I``, which PIL uses for
        16-bit files, among them) and of ``float32`` for ``F``; ``(H, W, 3)`` of
        ``uint8`` for all others.

    Raises:
        ValueError: If PIL cannot convert the image's mode.
    """
    from PIL import ImageOps

    upright = ImageOps.exif_transpose(image)
    if upright.mode == "F":
        return np.array(upright)
    if upright.mode == "I":
        clipped: npt.NDArray[Any] = np.clip(np.asarray(upright), 0, _HIGHEST_WORD)
        return clipped.astype(np.uint16)
    if upright.mode.startswith("I;16"):
        return np.array(upright)
    if upright.mode in _BY_WAY_OF:
        upright = upright.convert(_BY_WAY_OF[upright.mode])
    return np.array(upright.convert("RGB"))

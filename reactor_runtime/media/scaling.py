"""Make a picture smaller before it is compressed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt


def scale_to(
    pixels: npt.NDArray[np.uint8], width: int, height: int
) -> npt.NDArray[np.uint8]:
    """Return an RGB picture ``(H, W, 3)`` as ``(height, width, 3)``.

    Returns:
        *pixels* itself if it has that size, else an array of its own. Pillow does the
        work, without the GIL.
    """
    if pixels.shape[:2] == (height, width):
        return pixels
    from PIL import Image

    image = Image.fromarray(np.ascontiguousarray(pixels))
    scaled = image.resize((width, height), Image.Resampling.BILINEAR, reducing_gap=2.0)
    return np.asarray(scaled)

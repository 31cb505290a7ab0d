"""Encode and decode JPEG: simplejpeg, or Pillow where it has no wheel.

simplejpeg releases the GIL, Pillow's encoder does not: with Pillow a busy model and the
encoder take turns. Both are imported on first use.
"""

from __future__ import annotations

import functools
import importlib
import io
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

Subsampling: TypeAlias = Literal["420", "422", "444"]

DEFAULT_QUALITY = 85
LARGEST_SIDE = 65_500  # libjpeg's; the format itself goes to 65,535
LARGEST_DECODED_PIXELS = 4096 * 4096

_PILLOW_SUBSAMPLING = {"444": 0, "422": 1, "420": 2}


@functools.cache
def _simplejpeg() -> Any:
    """The simplejpeg module, ``None`` where it is not installed."""
    try:
        return importlib.import_module("simplejpeg")
    except ImportError:
        return None


def encode_jpeg(
    pixels: npt.NDArray[np.uint8],
    quality: int = DEFAULT_QUALITY,
    subsampling: Subsampling = "420",
) -> bytes:
    """Compress an RGB picture ``(H, W, 3)`` of dtype ``uint8``.

    Args:
        pixels: The picture; only read.
        quality: 1 (small) to 100.
        subsampling: ``"420"`` halves the colour resolution both ways, ``"444"`` keeps
            it.

    Raises:
        ValueError: If *quality* is out of range or a side is longer than JPEG can say.
    """
    if not 1 <= quality <= 100:
        raise ValueError(f"JPEG quality must be 1 to 100, got {quality}")
    if max(pixels.shape[:2]) > LARGEST_SIDE:
        raise ValueError(
            f"JPEG takes sides up to {LARGEST_SIDE} pixels, got a picture of "
            f"{pixels.shape[1]}x{pixels.shape[0]}; emit a smaller one"
        )
    if (codec := _simplejpeg()) is not None:
        return bytes(
            codec.encode_jpeg(
                np.ascontiguousarray(pixels),
                quality=quality,
                colorspace="RGB",
                colorsubsampling=subsampling,
            )
        )
    return _encode_with_pillow(pixels, quality, subsampling)


def decode_jpeg(data: bytes | memoryview) -> npt.NDArray[np.uint8]:
    """Return the RGB pixels ``(H, W, 3)`` of a JPEG file; the array is the caller's.

    Raises:
        ValueError: If *data* is no JPEG or would decode to over 16 million pixels.
    """
    if (codec := _simplejpeg()) is not None:
        blob = bytes(data)
        try:
            # Before it is decoded: a small file can announce gigabytes.
            height, width, *_ = codec.decode_jpeg_header(blob)
            _check_size(width, height)
            pixels: npt.NDArray[np.uint8] = codec.decode_jpeg(blob, colorspace="RGB")
        except ValueError as error:
            raise ValueError(f"not a readable JPEG ({error})") from error
        return pixels
    return _decode_with_pillow(data)


def _check_size(width: int, height: int) -> None:
    if width * height > LARGEST_DECODED_PIXELS:
        raise ValueError(
            f"{width}x{height} pixels, at most {LARGEST_DECODED_PIXELS} are decoded"
        )


def _encode_with_pillow(
    pixels: npt.NDArray[np.uint8], quality: int, subsampling: Subsampling
) -> bytes:
    from PIL import Image

    file = io.BytesIO()
    Image.fromarray(pixels).save(
        file,
        format="JPEG",
        quality=quality,
        subsampling=_PILLOW_SUBSAMPLING[subsampling],
    )
    return file.getvalue()


def _decode_with_pillow(data: bytes | memoryview) -> npt.NDArray[np.uint8]:
    from PIL import Image, UnidentifiedImageError

    try:
        # One format only: Pillow's many other decoders are not for a client's bytes.
        with Image.open(io.BytesIO(data), formats=["JPEG"]) as image:
            _check_size(*image.size)
            return np.array(image.convert("RGB"), dtype=np.uint8)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise ValueError(f"not a readable JPEG ({error})") from error


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

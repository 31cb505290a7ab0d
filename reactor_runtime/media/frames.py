"""Turn any video payload that a model may emit into RGB frames.

Models emit numpy arrays, torch tensors, PIL images or lists of these. Everything after
``emit`` sees one shape only: immutable ``uint8`` arrays ``(height, width, 3)``. Torch
and PIL are never imported here: a payload of theirs means that they already are.
"""

from __future__ import annotations

import mmap
import sys
from typing import TYPE_CHECKING, Any, TypeGuard

import numpy as np

from reactor_runtime.media.refusals import (
    CHANNEL_COUNTS,
    HIGHEST_WORD,
    array_advice,
    object_advice,
    refusal,
    shape_advice,
    tensor_advice,
)
from reactor_runtime.media.value_range import ValueRange

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt
    from PIL.Image import Image

    from reactor_runtime.values import TrackInfo

    Pixels = npt.NDArray[np.uint8]


_TENSOR_DTYPES = frozenset({"torch.uint8", "torch.bool", "torch.uint16"})

_BOTH_BYTES = 2

# Modes that PIL converts in two steps only.
_BY_WAY_OF = {"La": "LA", "RGBa": "RGBA"}


class FrameConverter:
    """Convert the payloads of one video track, for one presence.

    It is stateful because the range of float pixels is decided by the first frames,
    see :class:`ValueRange`. Not thread-safe.

    Args:
        track: The track that the payloads were emitted on.
    """

    def __init__(self, track: TrackInfo) -> None:
        self._track = track
        self._range = ValueRange(track.name, track.value_range)

    def take_notes(self) -> list[str]:
        """Return, once, what was decided about the track and belongs in the log."""
        return self._range.take_notes()

    def convert(self, payload: object) -> list[Pixels]:
        """Return the frames of *payload*, oldest first, at least one.

        A writable array is copied, so that the model may reuse it; an array that
        nobody can write to any more is kept as it is. ``bool`` is black and white,
        ``uint16`` is scaled by its whole range, floats by the track's. The results are
        read-only and C-contiguous, shape ``(height, width, 3)``, dtype ``uint8``.

        Raises:
            TypeError: If *payload* is no frame; the text names track, dtype and shape,
                and what to write for the picture that was meant.
        """
        if isinstance(payload, list | tuple):
            if not payload:
                raise self._refuse("an empty list", "Emit at least one frame.")
            return [frame for item in payload for frame in self._convert_one(item)]
        return self._convert_one(payload)

    def _convert_one(self, payload: object) -> list[Pixels]:
        if isinstance(payload, np.ndarray):
            return self._from_array(payload)
        if is_tensor(payload):
            return self._from_tensor(payload)
        if is_image(payload):
            return self._from_image(payload)
        raise self._refuse(f"a {type(payload).__name__}", object_advice(payload))

    def _from_array(self, array: npt.NDArray[Any]) -> list[Pixels]:
        if type(array) is not np.ndarray:  # a mask or a matrix would follow the pixels
            array = np.asarray(array)
        if array.dtype == np.uint8:
            return [_as_rgb(frame) for frame in self._as_batch(array, array.shape)]
        kind, size = array.dtype.kind, array.dtype.itemsize
        if kind not in "fb" and (kind != "u" or size != _BOTH_BYTES):
            what = f"{array.dtype} of shape {array.shape}"
            raise self._refuse(what, array_advice(array))
        batch = self._as_batch(array, array.shape)
        return [_as_rgb(self._to_uint8(frame), owned=True) for frame in batch]

    def _to_uint8(self, frame: npt.NDArray[Any]) -> Pixels:
        match frame.dtype.kind:
            case "f":
                return self._range.to_uint8(frame)
            case "b":
                return frame.astype(np.uint8) * np.uint8(255)
            case _:
                return ((frame.astype(np.uint32) + 128) // 257).astype(np.uint8)

    def _from_image(self, image: Image) -> list[Pixels]:
        try:
            pixels = image_pixels(image)
        except ValueError as error:
            raise self._refuse(
                f"a PIL image of mode {image.mode!r}",
                "PIL cannot convert it; convert it to RGB by other means.",
            ) from error
        return self._from_array(_frozen(pixels))

    def _from_tensor(self, tensor: Any) -> list[Pixels]:
        is_plain = "strided" in str(tensor.layout) and tensor.device.type != "meta"
        is_known = str(tensor.dtype) in _TENSOR_DTYPES or tensor.is_floating_point()
        if not (is_plain and is_known):
            raise self._refuse(_describe(tensor), tensor_advice(tensor))
        tensor = _channels_last(tensor.detach())
        batch = self._as_batch(tensor, tuple(tensor.shape), is_tensor=True)
        if tensor.device.type == "cuda":
            from reactor_runtime.media.cuda import copy_out

            frames = copy_out(batch, self._range)
            return [_as_rgb(frame, owned=True) for frame in frames]
        # numpy takes no view that is negated lazily, and has no bfloat16.
        batch = batch.cpu().resolve_neg()
        return self._from_array(
            (batch.float() if batch.is_floating_point() else batch).numpy()
        )

    def _as_batch(
        self, array: Any, shape: Sequence[int], *, is_tensor: bool = False
    ) -> Any:
        """View *array* as ``(N, H, W, C)`` with C of 1, 3 or 4."""
        has_channels = len(shape) >= 3 and shape[-1] in CHANNEL_COUNTS
        if 0 not in shape:
            match len(shape):
                case 2:
                    return array[None, :, :, None]
                case 3 if has_channels:
                    return array[None]
                case 4 if has_channels:
                    return array
        raise self._refuse(
            f"{array.dtype} of shape {tuple(shape)}",
            shape_advice(shape, is_tensor=is_tensor),
        )

    def _refuse(self, got: str, advice: str) -> TypeError:
        return refusal(self._track.name, got, advice)


def is_tensor(value: object) -> bool:
    """Whether *value* is a torch tensor. Does not import torch."""
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(value, getattr(torch, "Tensor", ()))


def _describe(tensor: Any) -> str:
    place = "" if tensor.device.type == "cpu" else f" on {tensor.device}"
    layout = "" if "strided" in str(tensor.layout) else f" ({tensor.layout})"
    return f"{tensor.dtype} of shape {tuple(tensor.shape)}{layout}{place}"


def _channels_last(tensor: Any) -> Any:
    """Move the channels of a channels-first tensor to the last axis."""
    shape = tuple(tensor.shape)
    if len(shape) in (3, 4) and shape[-1] not in CHANNEL_COUNTS:
        axis = len(shape) - 3
        if shape[axis] in CHANNEL_COUNTS:
            return tensor.movedim(axis, -1)
    return tensor


def _as_rgb(frame: Pixels, *, owned: bool = False) -> Pixels:
    """Return *frame* ``(H, W, C)`` as an immutable ``(H, W, 3)``.

    Args:
        frame: One frame with 1, 3 or 4 channels.
        owned: Whether the array was made here, so that nobody else can write to it.
    """
    if frame.shape[2] == 1:
        return _frozen(np.repeat(frame, 3, axis=2))
    if frame.shape[2] == 4:
        return _frozen(frame[:, :, :3].copy())
    if frame.flags.c_contiguous and (owned or _is_immutable(frame)):
        return _frozen(frame)
    return _frozen(frame.copy())


def _is_immutable(array: npt.NDArray[Any]) -> bool:
    """Whether nobody here can write to the memory of *array* any more."""
    owner: object = array
    while isinstance(owner, np.ndarray):
        if owner.flags.writeable:
            return False
        owner = owner.base
    if isinstance(owner, mmap.mmap):  # a file, e.g. of ``np.load(..., mmap_mode="r")``
        with memoryview(owner) as view:
            return view.readonly
    return owner is None or isinstance(owner, bytes)


def _frozen(array: Pixels) -> Pixels:
    array.setflags(write=False)
    return array


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
        clipped: npt.NDArray[Any] = np.clip(np.asarray(upright), 0, HIGHEST_WORD)
        return clipped.astype(np.uint16)
    if upright.mode.startswith("I;16"):
        return np.array(upright)
    if upright.mode in _BY_WAY_OF:
        upright = upright.convert(_BY_WAY_OF[upright.mode])
    return np.array(upright.convert("RGB"))

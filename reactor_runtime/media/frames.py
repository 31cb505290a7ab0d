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

from reactor_runtime.media.value_range import ValueRange

if TYPE_CHECKING:
    import numpy.typing as npt
    from PIL.Image import Image

    from reactor_runtime.values import TrackInfo

    Pixels = npt.NDArray[np.uint8]

CHANNEL_COUNTS = (1, 3, 4)

# A last axis shorter than this, in front of a longer first axis, is a wrong number of
# channels; read as a batch of grey frames it would be pictures a few pixels wide.
_NARROWEST_GREY_BATCH = 8

_EXPECTED = "RGB frames (H, W, 3) or a batch (N, H, W, 3) of dtype uint8"


class FrameConverter:
    """Convert the payloads of one video track, for one presence.

    It is stateful because the range of float pixels is decided once, from the first
    frame that is not all zero. Not thread-safe.

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
        nobody can write to any more is kept as it is. The results are read-only and
        C-contiguous, shape ``(height, width, 3)``, dtype ``uint8``.

        Raises:
            TypeError: If *payload* is no frame; the text names track, dtype and shape.
        """
        if isinstance(payload, list | tuple):
            if not payload:
                raise self._refuse("an empty list", "emit at least one frame")
            return [frame for item in payload for frame in self._convert_one(item)]
        return self._convert_one(payload)

    def _convert_one(self, payload: object) -> list[Pixels]:
        if isinstance(payload, np.ndarray):
            return self._from_array(payload)
        if is_tensor(payload):
            return self._from_tensor(payload)
        if is_image(payload):
            return [_frozen(np.array(payload.convert("RGB")))]
        raise self._refuse(
            f"a {type(payload).__name__}",
            "emit a numpy array, a torch tensor, a PIL image or a list of these",
        )

    def _from_array(self, array: npt.NDArray[Any]) -> list[Pixels]:
        if array.dtype != np.uint8 and not np.issubdtype(array.dtype, np.floating):
            raise self._refuse(
                f"{array.dtype} of shape {array.shape}",
                "convert it with .astype(np.uint8), or emit floats in the range 0 to 1",
            )
        batch = self._as_batch(array, array.shape)
        if array.dtype == np.uint8:
            return [_as_rgb(frame) for frame in batch]
        return [_as_rgb(self._range.to_uint8(frame), owned=True) for frame in batch]

    def _from_tensor(self, tensor: Any) -> list[Pixels]:
        what = f"{tensor.dtype} of shape {tuple(tensor.shape)}"
        if "uint8" not in str(tensor.dtype) and not tensor.is_floating_point():
            raise self._refuse(
                what, "convert it with .to(torch.uint8), or emit floats from 0 to 1"
            )
        if "strided" not in str(tensor.layout) or tensor.device.type == "meta":
            raise self._refuse(f"a {tensor.layout} tensor on {tensor.device}", "")
        tensor = _channels_last(tensor.detach())
        batch = self._as_batch(tensor, tuple(tensor.shape))
        if tensor.device.type == "cuda":
            from reactor_runtime.media.cuda import copy_out

            frames = copy_out(batch, self._range)
            return [_as_rgb(frame, owned=True) for frame in frames]
        batch = batch.cpu()
        return self._from_array(
            (batch.float() if batch.is_floating_point() else batch).numpy()
        )

    def _as_batch(self, array: Any, shape: tuple[int, ...]) -> Any:
        """View *array* as ``(N, H, W, C)`` with C of 1, 3 or 4."""
        has_channels = len(shape) >= 3 and shape[-1] in CHANNEL_COUNTS
        match len(shape):
            case 2:
                array = array[None, :, :, None]
            case 3 if has_channels:
                array = array[None]
            case 3 if shape[2] >= min(_NARROWEST_GREY_BATCH, shape[0]):
                array = array[..., None]
            case 4 if has_channels:
                pass
            case _:
                raise self._refuse(
                    f"{array.dtype} of shape {shape}",
                    "put the channels (1, 3 or 4) in the last axis",
                )
        if 0 in shape:
            raise self._refuse(
                f"{array.dtype} of shape {shape}", "emit at least one pixel"
            )
        return array

    def _refuse(self, got: str, advice: str) -> TypeError:
        text = f"Track {self._track.name!r} takes {_EXPECTED}, got {got}."
        return TypeError(
            f"{text} {advice[:1].upper()}{advice[1:]}." if advice else text
        )


def is_tensor(value: object) -> bool:
    """Whether *value* is a torch tensor. Does not import torch."""
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(value, getattr(torch, "Tensor", ()))


def is_image(value: object) -> TypeGuard[Image]:
    """Whether *value* is a PIL image. Does not import PIL."""
    pil = sys.modules.get("PIL.Image")
    return pil is not None and isinstance(value, getattr(pil, "Image", ()))


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

"""Say why a payload is no frame, and what to write to get its picture.

What is to be written stands between backticks, with ``frame`` for the payload. Torch
is never imported here.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

CHANNEL_COUNTS = (1, 3, 4)
HIGHEST_WORD = 65_535

_EXPECTED = "RGB frames (H, W, 3) or a batch (N, H, W, 3) of dtype uint8"
_HIGHEST_BYTE = 255


def refusal(track: str, got: str, advice: str) -> TypeError:
    """Return the error that refuses what came on *track*."""
    return TypeError(f"Track {track!r} takes {_EXPECTED}, got {got}. {advice}")


def shape_advice(shape: Sequence[int], *, is_tensor: bool) -> str:
    """Return how to turn an array of *shape*, which is no frame and no batch."""
    turn = "permute" if is_tensor else "transpose"
    if 0 in shape:
        return "Emit at least one pixel."
    match len(shape):
        case 3 if shape[0] in CHANNEL_COUNTS:
            return (
                f"Its channels come first; write `frame.{turn}(1, 2, 0)`, or "
                f"`frame[..., None]` if it is {_grey_batch(shape[0])}."
            )
        case 3:
            return (
                f"If it is {_grey_batch(shape[0])} write `frame[..., None]`, if it is "
                f"one frame of {shape[2]} channels {_fewer_channels(shape[2])}."
            )
        case 4 if shape[1] in CHANNEL_COUNTS:
            return f"Its channels come first; write `frame.{turn}(0, 2, 3, 1)`."
        case 4 if shape[2] in CHANNEL_COUNTS:
            return f"Its frames come last; write `frame.{turn}(3, 0, 1, 2)`."
        case 4 if shape[0] in CHANNEL_COUNTS:
            return (
                f"If its channels come first write `frame.{turn}(1, 2, 3, 0)`, if "
                f"they come last, all {shape[3]}, {_fewer_channels(shape[3])}."
            )
        case 4:
            return (
                f"A frame has 1, 3 or 4 channels, these have {shape[3]}; "
                f"{_fewer_channels(shape[3])}."
            )
        case 0 | 1:
            return "Give it height and width, frame.reshape(height, width, 3)."
        case _ if shape[-1] in CHANNEL_COUNTS:
            return (
                "It is a batch of batches; write "
                "`frame.reshape(-1, *frame.shape[-3:])`."
            )
        case _:
            return "It is a batch of batches; emit each of them, `frame[0]` and so on."


def array_advice(array: npt.NDArray[Any]) -> str:
    """Return how to turn an array of a dtype that no frame has."""
    match array.dtype.kind:
        case "i" | "u":
            return _integer_advice(array)
        case "c":
            return "A pixel is one real number; write `np.abs(frame)`."
        case "O" if array.ndim == 1:
            return "If its items are frames write `list(frame)`."
        case "O":
            return "If its items are numbers write `np.array(frame.tolist())`."
        case _:
            return "Emit an array of numbers."


def tensor_advice(tensor: Any) -> str:
    """Return how to turn a tensor of a dtype, layout or device that no frame has."""
    if tensor.device.type == "meta":
        return "It has no data; emit a tensor that has."
    if "strided" not in str(tensor.layout):
        return "Write `frame.to_dense()`."
    if getattr(tensor, "is_quantized", False):
        return "Write `frame.dequantize()`."
    if tensor.is_complex():
        return "A pixel is one real number; write `frame.abs()`."
    if not tensor.numel():
        return "Emit at least one pixel."
    low, high = int(tensor.min()), int(tensor.max())
    dtype = _narrowest(low, high)
    if dtype is not None:
        return f"As its values go up to {high} write `frame.to(torch.{dtype})`."
    return (
        f"Its values go from {low} to {high}; write "
        f"`(frame.double() - {low}) / {high - low}`."
    )


def object_advice(payload: object) -> str:
    """Return how to turn what is no array, tensor or image."""
    match payload:
        case bytes() | bytearray() | memoryview():
            return "If it is a picture file write `PIL.Image.open(io.BytesIO(frame))`."
        case str() | Path():
            return "If it names a picture file write `PIL.Image.open(frame)`."
        case list() | tuple():
            return "If it is a frame of numbers write `np.array(frame)`."
        case _ if hasattr(payload, "__array__"):
            return "Write `np.asarray(frame)`."
        case _:
            return "Emit a numpy array, a torch tensor, a PIL image or a list of these."


def _integer_advice(array: npt.NDArray[Any]) -> str:
    if not array.size:
        return "Emit at least one pixel."
    low, high = int(array.min()), int(array.max())
    dtype = _narrowest(low, high)
    if dtype is not None:
        write = "bool" if dtype == "bool" else f"np.{dtype}"
        return f"As its values go up to {high} write `frame.astype({write})`."
    return (
        f"Its values go from {low} to {high}; write "
        f"`np.interp(frame, ({low}, {high}), (0, 1))`."
    )


def _narrowest(low: int, high: int) -> str | None:
    """Return the dtype whose range the values fill best, ``None`` if none has room."""
    if low < 0 or high > HIGHEST_WORD:
        return None
    if high <= 1:
        return "bool"
    return "uint8" if high <= _HIGHEST_BYTE else "uint16"


def _grey_batch(count: int) -> str:
    return f"a batch of {count} grey frame{'s' if count > 1 else ''}"


def _fewer_channels(count: int) -> str:
    if count < max(CHANNEL_COUNTS):
        return "write `frame[..., :1]` for the first of them"
    return "write `frame[..., :3]` for three of them"

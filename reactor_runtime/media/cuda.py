"""Copy frames out of a CUDA device without stalling the model's stream.

Imported only for a payload that is a CUDA tensor, so torch is loaded already.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import torch

from reactor_runtime.media.value_range import sampled

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from reactor_runtime.media.value_range import ValueRange


@functools.cache
def _side_stream(device: torch.device) -> torch.cuda.Stream:
    return torch.cuda.Stream(device)  # type: ignore[no-untyped-call]


def copy_out(batch: Any, value_range: ValueRange) -> list[npt.NDArray[np.uint8]]:
    """Return the frames of the CUDA tensor *batch* ``(N, H, W, C)`` as ``uint8``.

    The work runs on a stream of its own that waits for what the model has queued so
    far. The CPU waits for that stream alone; what the model queues later on its own
    stream is not held up. All but ``uint8`` is scaled on the device, so that a quarter
    of the bytes cross the bus. The returned arrays belong to the caller.

    Raises:
        TypeError: If values are negative and the track declares no range.
    """
    device = batch.device
    side = _side_stream(device)
    side.wait_stream(torch.cuda.current_stream(device))
    with torch.cuda.stream(side):
        batch = scale_tensor(batch, value_range)
        pinned = torch.empty(batch.shape, dtype=torch.uint8, pin_memory=True)
        pinned.copy_(batch, non_blocking=True)
    side.synchronize()
    # Pinned memory is scarce: it goes back to torch's cache, the frames live on.
    return [frame.numpy().copy() for frame in pinned]


def scale_tensor(batch: Any, value_range: ValueRange) -> Any:
    """Return the tensor *batch* ``(N, H, W, C)`` as ``uint8``, on its device.

    Raises:
        TypeError: If values are negative and the track declares no range.
    """
    if batch.is_floating_point():
        return torch.stack([_scale_floats(frame, value_range) for frame in batch])
    if batch.dtype == torch.bool:
        return batch.to(torch.uint8) * 255
    if batch.dtype == torch.uint16:
        return ((batch.to(torch.int32) + 128) // 257).to(torch.uint8)
    return batch


def _scale_floats(frame: Any, value_range: ValueRange) -> Any:
    frame = frame.float()
    black, white = value_range.judge(sampled(frame).cpu().numpy())
    scaled = (frame - black) * (255.0 / (white - black))
    return torch.nan_to_num(scaled, nan=0.0).clamp_(0, 255).round_().to(torch.uint8)

"""Copy frames out of a CUDA device without stalling the model's stream.

Imported only for a payload that is a CUDA tensor, so torch is loaded already.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import torch

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
    far. The host waits for that stream alone; what the model queues later on its own
    stream is not held up. Float frames are scaled on the device, so that a quarter of
    the bytes cross the bus. The returned arrays belong to the caller.

    Raises:
        TypeError: If a value is negative and the track declares no range.
    """
    device = batch.device
    side = _side_stream(device)
    side.wait_stream(torch.cuda.current_stream(device))
    with torch.cuda.stream(side):
        if batch.is_floating_point():
            batch = torch.stack([_scale(frame, value_range) for frame in batch])
        host = torch.empty(batch.shape, dtype=torch.uint8, pin_memory=True)
        host.copy_(batch, non_blocking=True)
    side.synchronize()
    # Pinned memory is scarce: it goes back to torch's cache, the frames live on.
    return [frame.numpy().copy() for frame in host]


def _scale(frame: Any, value_range: ValueRange) -> Any:
    frame = frame.float()
    low, high = torch.stack(torch.aminmax(frame)).tolist()
    black, white = value_range.judge(low, high)
    scaled = (frame - black) * (255.0 / (white - black))
    return torch.nan_to_num(scaled, nan=0.0).clamp_(0, 255).round_().to(torch.uint8)

"""Turn any audio payload that a model may emit into 16-bit samples."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from reactor_runtime.media.frames import is_tensor

if TYPE_CHECKING:
    import numpy.typing as npt

    from reactor_runtime.values import TrackInfo

    Samples = npt.NDArray[np.int16]

_MOST_CHANNELS = 8
_FULL_SCALE = 32767.0


def convert_audio(track: TrackInfo, payload: object) -> Samples:
    """Return *payload* as read-only ``int16`` samples ``(channels, samples)``.

    Takes numpy arrays and torch tensors ``(channels, samples)`` or ``(samples,)``,
    ``int16`` or float in [-1, 1]; louder floats are clipped. The samples are copied,
    so that the model may reuse its array.

    Raises:
        TypeError: If *payload* is no sound; the text names track, dtype and shape.
    """
    if is_tensor(payload):
        payload = _tensor_to_array(payload)
    if not isinstance(payload, np.ndarray):
        raise _refuse(track, f"a {type(payload).__name__}", "Emit a numpy array.")
    payload = np.asarray(payload)  # a mask or a matrix would follow the samples
    what = f"{payload.dtype} of shape {payload.shape}"
    samples = payload[None] if payload.ndim == 1 else payload
    if samples.ndim != 2:
        raise _refuse(track, what, "Emit one block of sound at a time.")
    if not 1 <= samples.shape[0] <= _MOST_CHANNELS:
        raise _refuse(
            track, what, f"Put the channels (1 to {_MOST_CHANNELS}) in the first axis."
        )
    if np.issubdtype(samples.dtype, np.floating):
        converted = _scale(samples)
    elif samples.dtype == np.int16:
        converted = np.array(samples, dtype=np.int16, order="C")
    else:
        raise _refuse(track, what, "Convert it to int16, or to floats in [-1, 1].")
    converted.setflags(write=False)
    return converted


def share_out(samples: Samples, parts: int) -> list[Samples]:
    """Split *samples* ``(channels, samples)`` into *parts* blocks as even as can be.

    The blocks are views, in order; nothing is lost. With a batch of frames each frame
    gets its share, so that sound and picture stay together.

    Raises:
        ValueError: If *parts* is less than 1.
    """
    if parts < 1:
        raise ValueError(f"parts must be >= 1, got {parts}")
    length = samples.shape[1]
    edges = [length * index // parts for index in range(parts + 1)]
    return [samples[:, start:end] for start, end in pairwise(edges)]


def _scale(samples: npt.NDArray[Any]) -> Samples:
    with np.errstate(over="ignore"):
        scaled = samples.astype(np.float32)
    # Before the clip, which leaves NaN as it is; as an integer it could be anything.
    np.nan_to_num(scaled, copy=False, nan=0.0)
    np.clip(scaled, -1.0, 1.0, out=scaled)
    samples16: Samples = np.rint(scaled * _FULL_SCALE).astype(np.int16, order="C")
    return samples16


def _tensor_to_array(tensor: Any) -> npt.NDArray[Any]:
    tensor = tensor.detach().cpu()
    return np.asarray(
        (tensor.float() if tensor.is_floating_point() else tensor).numpy()
    )


def _refuse(track: TrackInfo, got: str, advice: str) -> TypeError:
    return TypeError(
        f"Track {track.name!r} takes sound (channels, samples) of dtype int16, got "
        f"{got}. {advice}"
    )


class Resampler:
    """Turns pieces of one sound, in order, into pieces at another rate.

    What a filter needs of the sound before is kept from piece to piece, so they join
    without a click; about a millisecond is held back.

    Args:
        given: Samples per second of what comes.
        wanted: Samples per second of what goes.

    Raises:
        TypeError: If this machine has nothing that resamples.
    """

    def __init__(self, given: int, wanted: int) -> None:
        self.given = given
        self._wanted = wanted
        try:
            import av
        except ImportError:
            raise TypeError(
                f"Sound of {given} samples per second becomes sound of {wanted} with "
                f"PyAV: pip install av"
            ) from None
        self._frame = av.AudioFrame
        self._resampler = av.AudioResampler(format="s16", layout="mono", rate=wanted)

    def resample(self, sound: npt.NDArray[np.int16]) -> npt.NDArray[np.int16]:
        """Return the next piece, ``(1, samples)``; it may be empty."""
        frame = self._frame.from_ndarray(
            np.ascontiguousarray(sound), format="s16", layout="mono"
        )
        frame.sample_rate = self.given
        pieces: list[npt.NDArray[Any]] = [
            piece.to_ndarray() for piece in self._resampler.resample(frame)
        ]
        if not pieces:
            return np.zeros((1, 0), np.int16)
        whole = np.concatenate(pieces, axis=1)
        whole.setflags(write=False)
        return whole

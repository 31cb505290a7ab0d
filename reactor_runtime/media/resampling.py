"""Give sound another number of samples per second."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt


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

"""What a model reads from its input tracks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt


class ReadMode(Enum):
    """Which of the waiting frames are read.

    Attributes:
        LATEST: The newest; older ones are dropped.
        FIFO: The oldest; the rest is kept.
    """

    LATEST = "latest"
    FIFO = "fifo"


@dataclass(frozen=True, slots=True, eq=False)
class InputFrame:
    """One frame of an input track. It may be emitted as it is.

    numpy takes it for its array: ``np.asarray(frame)``.

    Args:
        data: Video: RGB ``uint8``, shape ``(H, W, 3)``. Sound: ``int16``, shape
            ``(1, samples)``. Others may hold it, too; do not write to it.
        pts: When it is to be shown, in seconds of its sender's clock, or ``None``.
        metadata: What its sender sent with it, or ``None``.
        capture_time_us: When it was taken, in microseconds, or ``None``.
    """

    data: npt.NDArray[Any]
    pts: float | None = None
    metadata: bytes | None = None
    capture_time_us: int | None = None

    def __array__(
        self,
        dtype: Any = None,
        copy: bool | None = None,  # noqa: FBT001 - numpy's protocol
    ) -> npt.NDArray[Any]:
        """Return :attr:`data`, as numpy asks for it."""
        if copy:
            return np.array(self.data, dtype)
        array = np.asarray(self.data, dtype)
        if copy is False and array is not self.data:
            raise ValueError(f"{self.data.dtype} becomes {dtype} only by a copy")
        return array


class InputBuffer(Protocol):
    """The frames of one input track that wait to be read.

    It is bounded: 128 frames and 256 MiB, or the ``buffer_seconds`` of sound that its
    track's class says; the oldest are dropped.
    """

    @property
    def available(self) -> int:
        """How many frames can be read now."""

    @property
    def total_received(self) -> int:
        """How many frames came since the last reset."""

    @property
    def closed(self) -> bool:
        """Whether the track has ended; what waits can still be read."""

    def try_read(
        self, n: int = 1, mode: ReadMode = ReadMode.LATEST
    ) -> list[InputFrame] | None:
        """Take *n* frames, oldest first; ``None``, and nothing taken, if fewer wait.

        Raises:
            ValueError: If *n* is under 1 or more than the buffer can hold.
        """

    async def read(
        self,
        n: int = 1,
        timeout: float | None = None,  # noqa: ASYNC109 - the authoring contract's name
        mode: ReadMode = ReadMode.LATEST,
    ) -> list[InputFrame]:
        """Wait for *n* frames and take them, oldest first.

        Raises:
            BufferClosed: The track is closed, and fewer than *n* are left.
            TimeoutError: *timeout* seconds have passed.
            ValueError: If *n* is under 1 or more than the buffer can hold.
        """

    def clear(self) -> None:
        """Drop the frames that wait."""

    def close(self) -> None:
        """End the track."""

    def reset(self) -> None:
        """Open the track again, empty."""

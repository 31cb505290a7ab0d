"""What the model reads: the newest frames of each input track."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from reactor_runtime.engine.pulse import Pulse
from reactor_runtime.errors import BufferClosed
from reactor_runtime.session.buffer import InputBuffer
from reactor_runtime.supervision import Failed, logged, post

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from reactor_runtime.engine.clock import Clock

_FAILED = logged("Reading an input track")

Pixels = npt.NDArray[np.uint8]


class InputTrack:
    """A bounded buffer of RGB frames ``(H, W, 3)``.

    It holds the newest 128 frames of together 256 MiB; the oldest are dropped. Frames
    are fed from any thread and read on the engine's loop.

    Args:
        name: The track's name.
        loop: The engine's loop.
        clock: Agrees with the loop's time.
        on_frame: Called on the engine's loop after frames have come.
        failed: Called there with what waking the model raised.
    """

    def __init__(
        self,
        name: str,
        loop: asyncio.AbstractEventLoop,
        clock: Clock,
        on_frame: Callable[[], None],
        failed: Failed = _FAILED,
    ) -> None:
        self._name = name
        self._loop = loop
        self._clock = clock
        self._on_frame = on_frame
        self._failed = failed
        self._buffer: InputBuffer[Pixels] = InputBuffer()
        self._lock = threading.Lock()
        self._changed = Pulse()
        self._is_waking = False
        self._closings = 0

    @property
    def available(self) -> int:
        """How many frames can be read now."""
        return self._buffer.available

    @property
    def total_received(self) -> int:
        """How many frames came since the last reset."""
        return self._buffer.total_received

    def feed(self, pixels: Pixels) -> None:
        """Add a frame, from any thread; a closed track ignores it.

        Raises:
            ValueError: If *pixels* is no ``(H, W, 3)`` of dtype ``uint8``.
        """
        if pixels.ndim != 3 or pixels.shape[2] != 3 or pixels.dtype != np.uint8:
            raise ValueError(
                f"Input track {self._name!r} takes frames (H, W, 3) of dtype uint8, "
                f"got {pixels.dtype} of shape {pixels.shape}"
            )
        with self._lock:
            if not self._buffer.push(pixels, pixels.nbytes) or self._is_waking:
                return
            self._is_waking = True
        post(self._loop, self._wake, failed=self._failed)

    def try_read(self, n: int = 1) -> list[Pixels] | None:
        """Take the newest *n* frames, oldest first, and drop the older ones.

        Returns:
            ``None``, with nothing taken, if there are fewer than *n*.
        """
        with self._lock:
            return self._buffer.try_read(n)

    async def read(self, n: int = 1, timeout: float | None = None) -> list[Pixels]:  # noqa: ASYNC109 - the authoring contract's name
        """Wait for *n* frames, then take the newest *n*, oldest first.

        Raises:
            BufferClosed: The track is closed.
            TimeoutError: *timeout* seconds have passed.
        """
        deadline = None if timeout is None else self._clock.now() + timeout
        while (frames := self.try_read(n)) is None:
            if self._buffer.is_closed:
                raise BufferClosed(f"Input track {self._name!r} is closed")
            left = None if deadline is None else deadline - self._clock.now()
            if left is not None and left <= 0:
                raise TimeoutError(
                    f"Input track {self._name!r} got {self.available} of {n} frames "
                    f"in {timeout} s"
                )
            closings = self._closings
            await self._changed.wait(left)
            if closings != self._closings:
                raise BufferClosed(f"Input track {self._name!r} was closed")
        return frames

    def clear(self) -> None:
        """Drop the frames that wait."""
        with self._lock:
            self._buffer.clear()

    def close(self) -> None:
        """End the track; whoever waits gets ``BufferClosed``."""
        with self._lock:
            self._buffer.close()
        self.release()

    def release(self) -> None:
        """Send away whoever waits, with ``BufferClosed``."""
        self._closings += 1
        self._changed.fire()

    def reset(self) -> None:
        """Open the track again, empty."""
        with self._lock:
            self._buffer.reset()

    def _wake(self) -> None:
        self._is_waking = False
        self._changed.fire()
        self._on_frame()

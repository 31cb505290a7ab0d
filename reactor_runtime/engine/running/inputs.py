"""What the model reads: the frames of each input track that came last."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from reactor_runtime.engine.pulse import Pulse
from reactor_runtime.errors import BufferClosed
from reactor_runtime.interface.inputs import InputFrame, ReadMode
from reactor_runtime.media.audio import Resampler
from reactor_runtime.session.buffer import InputQueue
from reactor_runtime.supervision import Failed, logged, post
from reactor_runtime.values import TrackKind

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from reactor_runtime.clock import Clock
    from reactor_runtime.values import TrackInfo

_FAILED = logged("Reading an input track")


class InputTrack:
    """A bounded buffer of frames: an ``InputBuffer``.

    It holds the newest 128 frames of together 256 MiB, or the seconds of sound that
    the track's class says; the oldest are dropped. Frames are fed from any thread and
    read on the engine's loop.

    Args:
        track: Its name and kind.
        loop: The engine's loop.
        clock: Agrees with the loop's time.
        on_frame: Called on the engine's loop after frames have come.
        failed: Called there with what waking the model raised.
    """

    def __init__(
        self,
        track: TrackInfo,
        loop: asyncio.AbstractEventLoop,
        clock: Clock,
        on_frame: Callable[[], None],
        failed: Failed = _FAILED,
    ) -> None:
        self._name = track.name
        self._is_video = track.kind is TrackKind.VIDEO
        self._loop = loop
        self._clock = clock
        self._on_frame = on_frame
        self._failed = failed
        self._sample_rate = track.sample_rate or 0
        self._resampler: Resampler | None = None
        self._buffer: InputQueue[InputFrame] = _queue_for(track)
        self._lock = threading.Lock()
        self._changed = Pulse()
        # Frames come faster than a blocked loop wakes; one wake-up for all of them.
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

    @property
    def closed(self) -> bool:
        """Whether the track has ended; what waits can still be read."""
        return self._buffer.is_closed

    def feed(self, frame: InputFrame, sample_rate: int | None = None) -> None:
        """Add a frame, from any thread; a closed track ignores it.

        Args:
            frame: Sound of another rate is resampled, as one sound with what came
                before.
            sample_rate: Its samples per second; the track's own if left out.

        Raises:
            ValueError: If it is no ``(H, W, 3)`` of dtype ``uint8``, or for sound no
                ``(1, samples)`` of dtype ``int16``.
        """
        data = frame.data
        if self._is_video:
            fits = data.ndim == 3 and data.shape[2] == 3 and data.dtype == np.uint8
            wanted = "frames (H, W, 3) of dtype uint8"
        else:
            fits = data.ndim == 2 and data.shape[0] == 1 and data.dtype == np.int16
            wanted = "sound (1, samples) of dtype int16"
        if not fits:
            raise ValueError(
                f"Input track {self._name!r} takes {wanted}, got {data.dtype} of shape "
                f"{data.shape}"
            )
        with self._lock:
            frame = self._at_own_rate(frame, sample_rate)
            size = frame.data.nbytes
            if not (size and self._buffer.push(frame, size)) or self._is_waking:
                return
            self._is_waking = True
        post(self._loop, self._wake, failed=self._failed)

    def _at_own_rate(self, frame: InputFrame, sample_rate: int | None) -> InputFrame:
        if sample_rate is None or sample_rate == self._sample_rate:
            return frame
        if self._resampler is None or self._resampler.given != sample_rate:
            self._resampler = Resampler(sample_rate, self._sample_rate)
        return replace(frame, data=self._resampler.resample(frame.data))

    def try_read(
        self, n: int = 1, mode: ReadMode = ReadMode.LATEST
    ) -> list[InputFrame] | None:
        """Take *n* frames, oldest first; ``None``, and nothing taken, if fewer wait.

        Raises:
            ValueError: If *n* is under 1 or more than the buffer can hold.
        """
        newest = ReadMode(mode) is ReadMode.LATEST
        with self._lock:
            return self._buffer.try_read(n, newest=newest)

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
        deadline = None if timeout is None else self._clock.now() + timeout
        closings = self._closings
        while (frames := self.try_read(n, mode)) is None:
            if self._buffer.is_closed or closings != self._closings:
                raise BufferClosed(f"Input track {self._name!r} is closed")
            left = None if deadline is None else deadline - self._clock.now()
            if left is not None and left <= 0:
                raise TimeoutError(
                    f"Input track {self._name!r} got {self.available} of {n} frames "
                    f"in {timeout} s"
                )
            await self._changed.wait(left)
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
            self._resampler = None

    def _wake(self) -> None:
        self._is_waking = False
        self._changed.fire()
        self._on_frame()


def _queue_for(track: TrackInfo) -> InputQueue[InputFrame]:
    if track.buffer_seconds is None:
        return InputQueue()
    samples = max(1, round(track.buffer_seconds * (track.sample_rate or 1)))
    return InputQueue(samples, samples * np.dtype(np.int16).itemsize)

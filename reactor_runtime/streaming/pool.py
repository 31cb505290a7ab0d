"""Encode frames in threads, once for all viewers.

The encoders release the GIL, so a busy model and two encoders share the machine. Work
goes in and results come out on the delivery side's loop; nothing waits.
"""

from __future__ import annotations

import contextlib
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from reactor_runtime.media.encoded import EncodedPicture
from reactor_runtime.media.jpeg import DEFAULT_QUALITY, encode_jpeg, scale_to
from reactor_runtime.supervision import call_soon, contained, logged, post
from reactor_runtime.values import Codec
from reactor_runtime.weight import MIB

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from reactor_runtime.media.jpeg import Subsampling
    from reactor_runtime.values import Frame

T = TypeVar("T")

Encoded: TypeAlias = EncodedPicture | Exception
"""A compressed frame, or why there is none."""

_REMEMBERED = 8
_REMEMBERED_BYTES = 64 * MIB
_FAILED = logged("Handing over an encoded frame")

_Key: TypeAlias = tuple[int, int, tuple[int, int], str]


@dataclass(slots=True)
class _JpegJob:
    frame: Frame
    result: Encoded | None = None
    waiting: list[Callable[[Encoded], None]] = field(default_factory=list)


class EncodePool:
    """Two threads and the last few results.

    The last results are remembered, at most eight, of frames of 64 MiB together; an
    older frame is encoded again if somebody asks. What is asked for is bounded by the
    viewers' feeds, see ``FrameFeed``. All methods run on
    *loop*, callbacks too. Threads start with the first work and end with :meth:`close`.

    Args:
        loop: The delivery side's loop.
        workers: How many threads.

    Attributes:
        loop: The same.
        encodes: How many frames have been encoded or are about to be.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, workers: int = 2) -> None:
        self.loop = loop
        self.encodes = 0
        self._jobs: OrderedDict[_Key, _JpegJob] = OrderedDict()
        # Threads, not processes: encoders release the GIL, and no frame is copied.
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="reactor-encode")

    def encode(
        self,
        frame: Frame,
        done: Callable[[Encoded], None],
        *,
        quality: int = DEFAULT_QUALITY,
        size: tuple[int, int] | None = None,
        subsampling: Subsampling = "420",
    ) -> None:
        """Make a JPEG of *frame* unless that has been done; *done* gets it soon.

        Args:
            frame: What to encode.
            done: Called on the loop, with the picture or what prevented it.
            quality: 1 to 100.
            size: Width and height to scale it to; ``None`` for its own.
            subsampling: Of the colours.
        """
        size = size or (frame.width, frame.height)
        # The job keeps the frame alive, so its id stays its own.
        key = (id(frame), quality, size, subsampling)
        job = self._jobs.get(key)
        if job is None:
            job = self._jobs[key] = _JpegJob(frame)
            self._forget_oldest()
            self.encodes += 1
            self.run(
                lambda: _make_jpeg(frame, quality, size, subsampling),
                lambda result: self._finish(job, result),
            )
        if job.result is None:
            job.waiting.append(done)
        else:
            call_soon(self.loop, done, job.result, failed=_FAILED)

    def run(
        self, function: Callable[[], T], done: Callable[[T | Exception], None]
    ) -> None:
        """Call *function* in a thread and *done* with what it returned or raised.

        After :meth:`close` it does nothing.
        """

        def deliver(future: Future[T]) -> None:
            if future.cancelled():
                return
            error = future.exception()
            if error is not None and not isinstance(error, Exception):
                error = RuntimeError(f"the thread was told to end: {error!r}")
            result: Any = error if error is not None else future.result()
            post(self.loop, done, result, failed=_FAILED)

        with contextlib.suppress(RuntimeError):  # closed
            self._threads.submit(function).add_done_callback(deliver)

    def close(self) -> None:
        """End the threads and forget every result. Idempotent."""
        self._threads.shutdown(cancel_futures=True)
        self._jobs.clear()

    def _finish(self, job: _JpegJob, result: Encoded) -> None:
        job.result = result
        waiting, job.waiting = job.waiting, []
        for done in waiting:
            contained(done, _FAILED)(result)

    def _forget_oldest(self) -> None:
        total = sum(job.frame.size for job in self._jobs.values())
        while len(self._jobs) > 1 and (
            len(self._jobs) > _REMEMBERED or total > _REMEMBERED_BYTES
        ):
            total -= self._jobs.popitem(last=False)[1].frame.size


def _make_jpeg(
    frame: Frame, quality: int, size: tuple[int, int], subsampling: Subsampling
) -> EncodedPicture:
    payload = encode_jpeg(scale_to(frame.pixels, *size), quality, subsampling)
    return EncodedPicture(Codec.JPEG, quality, payload, *size)

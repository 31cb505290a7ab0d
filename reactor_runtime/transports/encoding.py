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

from reactor_runtime.media.jpeg import DEFAULT_QUALITY, encode_jpeg

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from reactor_runtime.values import Frame

T = TypeVar("T")

Encoded: TypeAlias = bytes | Exception
"""A compressed frame, or why there is none."""

_REMEMBERED = 8


@dataclass(slots=True)
class _Job:
    frame: Frame
    result: Encoded | None = None
    waiting: list[Callable[[Encoded], None]] = field(default_factory=list)


class EncodePool:
    """Two threads and the last few results.

    At most eight results are remembered; an older frame is encoded again if somebody
    asks. What is asked for is bounded by the viewers' windows. All methods run on
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
        self._jobs: OrderedDict[tuple[int, str, int], _Job] = OrderedDict()
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="reactor-encode")

    def encode(
        self,
        frame: Frame,
        done: Callable[[Encoded], None],
        *,
        codec: str = "jpeg",
        quality: int = DEFAULT_QUALITY,
    ) -> None:
        """Encode *frame* unless that has been done; *done* gets the bytes soon.

        Raises:
            ValueError: If *codec* is unknown.
        """
        if codec != "jpeg":
            raise ValueError(f"codec must be 'jpeg', got {codec!r}")
        # The job keeps the frame alive, so its id stays its own.
        key = (id(frame), codec, quality)
        job = self._jobs.get(key)
        if job is None:
            job = self._jobs[key] = _Job(frame)
            self._forget_oldest()
            self.encodes += 1
            self.run(
                lambda: encode_jpeg(frame.pixels, quality),
                lambda result: self._finish(job, result),
            )
        if job.result is None:
            job.waiting.append(done)
        else:
            self.loop.call_soon(done, job.result)

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
            result: Any = error if error is not None else future.result()
            with contextlib.suppress(RuntimeError):  # the loop has ended
                self.loop.call_soon_threadsafe(done, result)

        with contextlib.suppress(RuntimeError):  # closed
            self._threads.submit(function).add_done_callback(deliver)

    def close(self) -> None:
        """End the threads and forget every result. Idempotent."""
        self._threads.shutdown(cancel_futures=True)
        self._jobs.clear()

    def _finish(self, job: _Job, result: Encoded) -> None:
        job.result = result
        waiting, job.waiting = job.waiting, []
        for done in waiting:
            done(result)

    def _forget_oldest(self) -> None:
        while len(self._jobs) > _REMEMBERED:
            self._jobs.popitem(last=False)

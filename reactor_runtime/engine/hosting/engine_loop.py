"""The event loop that an engine lives on: the caller's, or one on a thread."""

from __future__ import annotations

import asyncio
import contextlib
from concurrent.futures import Future, wait
from typing import TYPE_CHECKING, Protocol, TypeVar

from reactor_runtime.engine.guarding.interrupting import SignalGuard, ThreadGuard
from reactor_runtime.engine.guarding.spinning import busy_place
from reactor_runtime.engine.hosting.loop_thread import LoopThread
from reactor_runtime.errors import SessionStateError
from reactor_runtime.supervision import awaited, log, post, submit

if TYPE_CHECKING:
    from collections.abc import Coroutine, Generator

T = TypeVar("T")

EXIT_SECONDS = 5.0
"""How long the interpreter's exit waits for a model to end."""

CHECK_SECONDS = 0.9
"""How often an end is looked after: the second look may be the last one."""


class Ending(Protocol):
    """The end of something, which has begun."""

    def __await__(self) -> Generator[object, None, None]:
        """Wait for it on an event loop."""

    def result(self, timeout: float | None = None) -> None:
        """Block until it is over."""


class EngineLoop(Protocol):
    """Where one engine's tasks run."""

    @property
    def guard(self) -> SignalGuard | ThreadGuard:
        """What the engine enters round the model's code."""

    @property
    def has_ended(self) -> bool:
        """Whether the loop was closed, so that what was on it will not go on."""

    def submit(self, coroutine: Coroutine[object, object, T]) -> Future[T]:
        """Run *coroutine* on the loop, in the caller's context. From any thread.

        Raises:
            SessionStateError: The loop has ended.
        """

    def finish(self, coroutine: Coroutine[object, object, T]) -> Future[T]:
        """Run *coroutine*, after which nothing runs: what was started here ends.

        It runs although the loop may have ended.
        """

    def ping(self) -> Future[None]:
        """Return what is done once the loop comes to it.

        On a loop of the caller's that is at once: what keeps it is the caller's own.
        """

    def busy_place(self) -> str:
        """Return the author's line that keeps the loop, in words; may be empty."""

    def join(self, timeout: float | None = None) -> None:
        """Wait until what this object started has ended."""

    def run_at_exit(self, coroutine: Coroutine[object, object, T]) -> None:
        """Run *coroutine* to its end while the interpreter shuts down."""

    def wait_at_exit(self, under_way: Ending) -> None:
        """Let what runs on the loop end, while the interpreter shuts down."""


class SharedLoop:
    """The caller's loop, usually the kernel's. Starts nothing and ends nothing."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._last: ThreadLoop | None = None
        self.guard = SignalGuard()

    @property
    def has_ended(self) -> bool:
        """Whether the loop was closed: ``asyncio.run`` does so at its end."""
        return self._loop.is_closed()

    def submit(self, coroutine: Coroutine[object, object, T]) -> Future[T]:
        """Run *coroutine* on the loop, in the caller's context. From any thread."""
        try:
            return submit(self._loop, coroutine, failed=awaited)
        except RuntimeError:
            raise SessionStateError(
                "The event loop on which the model was loaded has ended; load it again"
            ) from None

    def finish(self, coroutine: Coroutine[object, object, T]) -> Future[T]:
        """Run *coroutine* on the loop, or on one made for it where that has ended."""
        if not self.has_ended:
            return self.submit(coroutine)
        self._last = ThreadLoop("reactor-last")
        return self._last.finish(coroutine)

    def ping(self) -> Future[None]:
        """Return what is done, or what the loop made for the end comes to."""
        if self._last is not None:
            return self._last.ping()
        answer: Future[None] = Future()
        answer.set_result(None)
        return answer

    def busy_place(self) -> str:
        """Return the author's line that keeps the loop made for the end, in words."""
        return "" if self._last is None else self._last.busy_place()

    def join(self, timeout: float | None = None) -> None:
        """Wait for the loop made for the end, if there is one; not for the caller's."""
        if self._last is not None:
            self._last.join(timeout)

    def run_at_exit(self, coroutine: Coroutine[object, object, T]) -> None:
        """Run *coroutine*, for at most 5 s, unless the loop is in the midst of it."""
        if self._loop.is_running():
            coroutine.close()
            return
        loop = asyncio.new_event_loop() if self._loop.is_closed() else self._loop
        try:
            with contextlib.suppress(TimeoutError):
                loop.run_until_complete(asyncio.wait_for(coroutine, EXIT_SECONDS))
        finally:
            if loop is not self._loop:
                loop.close()

    def wait_at_exit(self, under_way: Ending) -> None:
        """Let *under_way* end, in at most 5 s; also on the loop made for the end."""
        if self._last is not None:
            self._last.wait_at_exit(under_way)
        elif not (self._loop.is_running() or self._loop.is_closed()):
            ending = asyncio.wait_for(_outcome(under_way), EXIT_SECONDS)
            with contextlib.suppress(Exception):
                self._loop.run_until_complete(ending)


class ThreadLoop:
    """A loop on a daemon thread of its own, which ends with :meth:`finish`."""

    has_ended = False

    def __init__(self, name: str) -> None:
        self.guard = ThreadGuard()
        self._thread = LoopThread(name, log)

    def submit(self, coroutine: Coroutine[object, object, T]) -> Future[T]:
        """Run *coroutine* on the loop, in the caller's context. From any thread."""
        return self._thread.submit(coroutine)

    def finish(self, coroutine: Coroutine[object, object, T]) -> Future[T]:
        """Run *coroutine*, then stop the loop, close it and end the thread."""
        future = self.submit(coroutine)
        future.add_done_callback(lambda _: self._thread.stop())
        return future

    def ping(self) -> Future[None]:
        """Return what is done once the loop comes to it."""
        answer: Future[None] = Future()
        if not post(self._thread.loop, answer.set_result, None, failed=awaited):
            answer.set_result(None)
        return answer

    def busy_place(self) -> str:
        """Return the author's line that keeps the thread, in words; may be empty."""
        return busy_place(self._thread.ident)

    def join(self, timeout: float | None = None) -> None:
        """Wait until the thread has ended; returns at once on the thread itself."""
        self._thread.join(timeout)

    def run_at_exit(self, coroutine: Coroutine[object, object, T]) -> None:
        """Run *coroutine* on the thread, for at most five seconds.

        Where the model's code keeps the thread it is interrupted, and left if it goes
        on all the same; a daemon thread ends with the process.
        """
        future = self.submit(coroutine)
        future.add_done_callback(lambda _: self._thread.stop())
        if not wait([future], CHECK_SECONDS).done:
            self.guard.interrupt()
            if not wait([self.ping()], CHECK_SECONDS).done:
                return
            wait([future], EXIT_SECONDS)
            self._thread.stop()
        self.join(1.0)

    def wait_at_exit(self, under_way: Ending) -> None:
        """Wait at most 5 s for *under_way*; who began it interrupts code that stays."""
        with contextlib.suppress(Exception):
            under_way.result(EXIT_SECONDS)


async def _outcome(pending: Ending) -> None:
    await pending

"""The event loop that an engine lives on: the caller's, or one on a thread."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from typing import TYPE_CHECKING, Protocol, TypeVar

from reactor_notebook.guard import SignalGuard, ThreadGuard

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from concurrent.futures import Future

T = TypeVar("T")

EXIT_SECONDS = 5.0
"""How long the interpreter's exit waits for a model to end."""


class EngineLoop(Protocol):
    """Where one engine's tasks run."""

    @property
    def guard(self) -> SignalGuard | ThreadGuard:
        """What the engine enters round the model's code."""

    def submit(self, coroutine: Coroutine[object, object, T]) -> Future[T]:
        """Run *coroutine* on the loop, in the caller's context. From any thread."""

    def end_after(self, future: Future[T]) -> None:
        """End what this object started once *future* is done."""

    def join(self, timeout: float | None = None) -> None:
        """Wait until what this object started has ended."""

    def run_at_exit(self, coroutine: Coroutine[object, object, T]) -> None:
        """Run *coroutine* to its end while the interpreter shuts down."""


class SharedLoop:
    """The caller's loop, usually the kernel's. Starts nothing and ends nothing."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self.guard = SignalGuard()

    def submit(self, coroutine: Coroutine[object, object, T]) -> Future[T]:
        """Run *coroutine* on the loop, in the caller's context. From any thread."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop)

    def end_after(self, future: Future[T]) -> None:
        """Do nothing: the loop is the caller's."""

    def join(self, timeout: float | None = None) -> None:
        """Do nothing: the loop is the caller's."""

    def run_at_exit(self, coroutine: Coroutine[object, object, T]) -> None:
        """Run *coroutine*, for at most 5 s, if the loop can still run; else drop it."""
        if self._loop.is_closed() or self._loop.is_running():
            coroutine.close()
            return
        with contextlib.suppress(TimeoutError):
            self._loop.run_until_complete(asyncio.wait_for(coroutine, EXIT_SECONDS))


class ThreadLoop:
    """A loop on a daemon thread of its own, which ends with :meth:`end_after`."""

    def __init__(self, name: str) -> None:
        self.guard = ThreadGuard()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def submit(self, coroutine: Coroutine[object, object, T]) -> Future[T]:
        """Run *coroutine* on the loop, in the caller's context. From any thread."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop)

    def end_after(self, future: Future[T]) -> None:
        """Stop the loop, close it and end the thread once *future* is done."""
        future.add_done_callback(lambda _: self._end())

    def join(self, timeout: float | None = None) -> None:
        """Wait until the thread has ended; returns at once on the thread itself."""
        if threading.current_thread() is not self._thread:
            self._thread.join(timeout)

    def run_at_exit(self, coroutine: Coroutine[object, object, T]) -> None:
        """Run *coroutine* on the thread, for at most five seconds."""
        future = self.submit(coroutine)
        with contextlib.suppress(Exception):
            future.result(EXIT_SECONDS)
        self._end()
        self.join(1.0)

    def _end(self) -> None:
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._loop.stop)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_forever()
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        finally:
            self._loop.close()

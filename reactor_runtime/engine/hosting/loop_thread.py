"""A daemon thread with an event loop of its own, which nothing but its owner ends."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any, TypeVar

from reactor_runtime import supervision

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from concurrent.futures import Future

    from reactor_runtime.supervision import Failed

T = TypeVar("T")


class LoopThread:
    """Runs an event loop from construction until :meth:`stop`.

    A ``SystemExit`` or a ``KeyboardInterrupt`` that rises in a task or a callback ends
    an event loop; here the loop is told of and runs on.

    Args:
        name: The thread's name.
        report: Called on the thread with what went wrong there, in words and as the
            exception, where nobody else hears of it.
    """

    def __init__(
        self, name: str, report: Callable[[str, BaseException], object]
    ) -> None:
        self.loop = asyncio.new_event_loop()
        self.loop.set_exception_handler(self._hear)
        self._report = report
        self._is_over = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    @property
    def ident(self) -> int | None:
        """The thread's identifier."""
        return self._thread.ident

    def submit(
        self, coroutine: Coroutine[Any, Any, T], failed: Failed = supervision.awaited
    ) -> Future[T]:
        """Run *coroutine* on the loop, in the caller's context. From any thread."""
        return supervision.submit(self.loop, coroutine, failed=failed)

    def stop(self) -> None:
        """End the loop and the thread soon. From any thread; idempotent."""
        self._is_over = True
        failed = supervision.logged("The end of an event loop")
        supervision.post(self.loop, self.loop.stop, failed=failed)

    def join(self, timeout: float | None = None) -> None:
        """Wait until the thread has ended; returns at once on the thread itself."""
        if threading.current_thread() is not self._thread:
            self._thread.join(timeout)

    def _run(self) -> None:
        # Libraries ask for the thread's loop before anything runs on it.
        asyncio.set_event_loop(self.loop)
        try:
            while not self._is_over:
                self._run_on()
            self.loop.run_until_complete(self.loop.shutdown_asyncgens())
        finally:
            self.loop.close()

    def _run_on(self) -> None:
        try:
            self.loop.run_forever()
        except BaseException as error:  # noqa: BLE001 - it must not end the thread
            self._tell("Something tried to end the thread's event loop", error)

    def _hear(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if isinstance(error, BaseException):
            self._tell(str(context.get("message", "Unhandled exception")), error)
        else:
            loop.default_exception_handler(context)

    def _tell(self, what: str, error: BaseException) -> None:
        supervision.tell(lambda error: self._report(what, error), error)

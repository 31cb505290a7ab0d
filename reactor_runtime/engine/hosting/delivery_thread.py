"""The thread of the delivery side: an event loop that never runs model code."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from functools import partial
from typing import TYPE_CHECKING, TypeAlias, TypeVar, TypeVarTuple, Unpack

from reactor_runtime.engine.hosting.loop_thread import LoopThread
from reactor_runtime.streaming.pool import EncodePool
from reactor_runtime.supervision import SupervisedTask, call_later, log, post, tell

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from reactor_runtime.supervision import Failed

T = TypeVar("T")
Args = TypeVarTuple("Args")

Report: TypeAlias = Callable[[str, BaseException], object]
"""Called with what went wrong, in words and as the exception."""

_MOST_FAULTS = 100


class DeliveryThread:
    """A daemon thread with an event loop, from construction until :meth:`end`.

    Args:
        name: The thread's name.

    Attributes:
        loop: The thread's loop, where engines hand their frames and notices.
        pool: Encodes frames for every viewer.
    """

    def __init__(self, name: str) -> None:
        self._reports: list[Report] = []
        self._told: set[tuple[str, type[BaseException]]] = set()
        self._thread = LoopThread(name, self._report)
        self.loop = self._thread.loop
        self.pool = EncodePool(self.loop)

    @property
    def ident(self) -> int | None:
        """The thread's identifier."""
        return self._thread.ident

    def watch(self, report: Report) -> Callable[[], None]:
        """Call *report* with what goes wrong on the thread, each fault once.

        It is called on the thread.

        Returns:
            What ends that; from any thread.
        """
        self._reports.append(report)

        def leave() -> None:
            with contextlib.suppress(ValueError):
                self._reports.remove(report)

        return leave

    def run(self, coroutine: Coroutine[object, object, T]) -> Future[T]:
        """Run *coroutine* on the loop. From any thread; the caller awaits it."""
        return self._thread.submit(coroutine)

    def post(
        self, function: Callable[[Unpack[Args]], object], *arguments: *Args
    ) -> None:
        """Call *function* soon on the loop, or never if the loop has ended."""
        post(self.loop, function, *arguments, failed=self._failed(function))

    def call(self, function: Callable[..., T], *arguments: object) -> Future[T]:
        """Call *function* on the loop; returns a future of what it returns."""

        async def run() -> T:
            return function(*arguments)

        return self.run(run())

    def in_turn(self, future: Future[T]) -> Future[T]:
        """Return one with the outcome of *future*, once the loop has come to it.

        What was posted to the loop before *future* was done has run by then. It cannot
        be cancelled.
        """
        arrived: Future[T] = Future()
        arrived.set_running_or_notify_cancel()

        def arrive(done: Future[T]) -> None:
            failed = self._failed(_hand_on)
            if not post(self.loop, _hand_on, done, arrived, failed=failed):
                _hand_on(done, arrived)

        future.add_done_callback(arrive)
        return arrived

    def offload(self, function: Callable[[], object]) -> Future[object]:
        """Call *function* soon on a helper thread; for work that takes milliseconds.

        The future may be ignored.
        """

        async def work() -> object:
            try:
                outcome = self.loop.run_in_executor(None, function)
            except RuntimeError:  # the interpreter ends, and has no helpers any more
                return None
            return await outcome

        return self._thread.submit(work(), self._failed(function))

    def every(
        self, period: float, function: Callable[[], object]
    ) -> Callable[[], None]:
        """Call *function* on the loop every *period* seconds.

        Returns:
            What ends it; from any thread.
        """
        return self._set_timer(period, function, repeats=True)

    def call_later(
        self, delay: float, function: Callable[[], object]
    ) -> Callable[[], None]:
        """Call *function* on the loop in *delay* seconds unless cancelled before.

        Returns:
            What cancels it; from any thread.
        """
        return self._set_timer(delay, function, repeats=False)

    def end(self) -> None:
        """End the thread soon. From any thread, once."""
        closing = self._thread.submit(self._close(), self._failed(self._close))
        closing.add_done_callback(lambda _: self._thread.stop())

    def join(self, timeout: float | None = None) -> None:
        """Wait until the thread has ended; returns at once on the thread itself."""
        self._thread.join(timeout)

    async def _close(self) -> None:
        """Leave nothing that runs on the loop."""
        self.pool.close()
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:
            end = task.dismiss if isinstance(task, SupervisedTask) else task.cancel
            end()
        await asyncio.gather(*rest, return_exceptions=True)
        await self.loop.shutdown_default_executor()

    def _set_timer(
        self, delay: float, function: Callable[[], object], *, repeats: bool
    ) -> Callable[[], None]:
        is_over = threading.Event()

        def start() -> None:
            call_later(self.loop, delay, due, failed=self._failed(function))

        def due() -> None:
            if not is_over.is_set():
                if repeats:
                    start()
                function()

        self.post(start)
        return is_over.set

    def _failed(self, function: Callable[..., object]) -> Failed:
        what = getattr(function, "__qualname__", type(function).__name__)
        return lambda error: self._report(f"{what} failed in the I/O thread", error)

    def _report(self, what: str, error: BaseException) -> None:
        fault = what, type(error)
        if fault in self._told:
            return
        if len(self._told) < _MOST_FAULTS:
            self._told.add(fault)
        for report in tuple(self._reports) or (log,):
            tell(partial(report, what), error)


def _hand_on(done: Future[T], waiting: Future[T]) -> None:
    error = CancelledError() if done.cancelled() else done.exception()
    if error is None:
        waiting.set_result(done.result())
    else:
        waiting.set_exception(error)

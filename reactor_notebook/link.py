"""The kernel's one I/O thread: an event loop, the panels' socket, the delivery side.

It never runs model code. It starts with the first session and ends with the last.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from functools import partial
from typing import TYPE_CHECKING, TypeAlias, TypeVar, TypeVarTuple, Unpack

from reactor_notebook.loop_thread import LoopThread
from reactor_notebook.offer import PanelOffer, no_socket, socket_offer
from reactor_notebook.relay.door import RelayDoor
from reactor_runtime.streaming.pool import EncodePool
from reactor_runtime.supervision import (
    SupervisedTask,
    call_later,
    log,
    post,
    tell,
)
from reactor_runtime.transports.viewers.websocket import PanelSocketServer

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from reactor_runtime.supervision import Failed
    from reactor_runtime.transports.viewers.panel_session import PanelSession

T = TypeVar("T")
Args = TypeVarTuple("Args")

Report: TypeAlias = Callable[[str, BaseException], object]
"""Called with what went wrong, in words and as the exception."""

_MOST_FAULTS = 100


class IoThread:
    """A daemon thread with an event loop, from construction until :meth:`end`.

    Attributes:
        loop: The thread's loop, where engines hand their frames and notices.
        pool: Encodes frames for every panel.
    """

    def __init__(self) -> None:
        self._reports: list[Report] = []
        self._told: set[tuple[str, type[BaseException]]] = set()
        self._thread = LoopThread("reactor-io", self._report)
        self.loop = self._thread.loop
        self.pool = EncodePool(self.loop)
        self._door = RelayDoor()
        self._server = PanelSocketServer(relay_secret=self._door.secret)
        self._tokens: dict[str, str] = {}
        self._reason = ""
        self.run(self._serve()).result()

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
        is_over = threading.Event()

        def start() -> None:
            call_later(self.loop, period, tick, failed=self._failed(function))

        def tick() -> None:
            if not is_over.is_set():
                start()
                function()

        self.post(start)
        return is_over.set

    def call_later(
        self, delay: float, function: Callable[[], object]
    ) -> Callable[[], None]:
        """Call *function* on the loop in *delay* seconds unless cancelled before.

        Returns:
            What cancels it; from any thread.
        """
        is_over = threading.Event()

        def due() -> None:
            if not is_over.is_set():
                function()

        def start() -> None:
            call_later(self.loop, delay, due, failed=self._failed(function))

        self.post(start)
        return is_over.set

    def open(self, session_id: str, panel: PanelSession) -> None:
        """Serve *panel* under *session_id*. On the loop."""
        if not self._reason:
            self._tokens[session_id] = self._server.register(session_id, panel)

    def links(self, session_id: str, origin: str) -> PanelOffer:
        """Allow *origin*; returns what its pages may try. On the loop."""
        token = self._tokens.get(session_id)
        if token is None:
            return no_socket(self._reason or "the session has no socket")
        self._server.allow_origin(session_id, origin)
        return socket_offer(
            session_id,
            self._server.url(session_id),
            self._server.port,
            token,
            self._door.kernel_id,
            self._door.reason,
        )

    def shut(self, session_id: str) -> None:
        """Stop serving *session_id*. On the loop."""
        if self._tokens.pop(session_id, None) is not None:
            self._server.unregister(session_id)

    def end(self) -> None:
        """Close the socket and end the thread soon. From any thread, once."""
        closing = self._thread.submit(self._close(), self._failed(self._close))
        closing.add_done_callback(lambda _: self._thread.stop())

    def join(self, timeout: float | None = None) -> None:
        """Wait until the thread has ended; returns at once on the thread itself."""
        self._thread.join(timeout)

    async def _serve(self) -> None:
        try:
            await self._server.start()
        except OSError as error:
            self._reason = f"no socket on 127.0.0.1: {error}"
        else:
            self._door.open(self._server.port)

    async def _close(self) -> None:
        self._door.close()
        if not self._reason:
            await self._server.stop()
        self.pool.close()
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:
            end = task.dismiss if isinstance(task, SupervisedTask) else task.cancel
            end()
        await asyncio.gather(*rest, return_exceptions=True)
        await self.loop.shutdown_default_executor()

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


class Link:
    """Lends the I/O thread to sessions and ends it with the last loan. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._thread: IoThread | None = None
        self._ending: IoThread | None = None
        self._loans = 0

    def acquire(self) -> IoThread:
        """Return the I/O thread, started if need be; give it back with release."""
        with self._lock:
            if self._thread is None:
                self._thread = IoThread()
            self._loans += 1
            return self._thread

    def release(self) -> None:
        """Give one loan back; the last one ends the thread soon."""
        with self._lock:
            self._loans -= 1
            if self._loans > 0 or self._thread is None:
                return
            self._ending, self._thread = self._thread, None
        self._ending.end()

    def join_ended(self, timeout: float) -> None:
        """Wait until the thread that ends, if one does, has ended."""
        if self._ending is not None:
            self._ending.join(timeout)


def _hand_on(done: Future[T], waiting: Future[T]) -> None:
    error = CancelledError() if done.cancelled() else done.exception()
    if error is None:
        waiting.set_result(done.result())
    else:
        waiting.set_exception(error)

"""The kernel's one I/O thread: an event loop, the panels' socket, the delivery side.

It never runs model code. It starts with the first session and ends with the last.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from typing import TYPE_CHECKING, TypeVar

from reactor_notebook.offer import PanelOffer, no_socket, socket_offer
from reactor_notebook.relay.door import RelayDoor
from reactor_runtime.engine.delivery import Delivery
from reactor_runtime.transports.encoding import EncodePool
from reactor_runtime.transports.websocket import PanelSocketServer

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from concurrent.futures import Future

    from reactor_runtime.transports.panel_session import PanelSession

T = TypeVar("T")


class IoThread:
    """A daemon thread with an event loop, from construction until :meth:`end`.

    Attributes:
        delivery: Where engines hand their frames and notices.
        pool: Encodes frames for every panel.
    """

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(
            target=self._run, name="reactor-io", daemon=True
        )
        self._thread.start()
        self.delivery = Delivery(self._loop)
        self.pool = EncodePool(self._loop)
        self._door = RelayDoor()
        self._server = PanelSocketServer(relay_secret=self._door.secret)
        self._tokens: dict[str, str] = {}
        self._reason = ""
        self.run(self._serve()).result()

    def run(self, coroutine: Coroutine[object, object, T]) -> Future[T]:
        """Run *coroutine* on the loop. From any thread."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop)

    def post(self, function: Callable[..., object], *arguments: object) -> None:
        """Call *function* soon on the loop, or never if the loop has ended."""
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(function, *arguments)

    def call(self, function: Callable[..., T], *arguments: object) -> Future[T]:
        """Call *function* on the loop; returns a future of what it returns."""

        async def run() -> T:
            return function(*arguments)

        return self.run(run())

    def offload(self, function: Callable[[], object]) -> Future[object]:
        """Call *function* soon on a helper thread; for work that takes milliseconds."""

        async def work() -> object:
            return await self._loop.run_in_executor(None, function)

        return self.run(work())

    def every(
        self, period: float, function: Callable[[], object]
    ) -> Callable[[], None]:
        """Call *function* on the loop every *period* seconds.

        Returns:
            What ends it; from any thread.
        """
        is_over = threading.Event()

        def tick() -> None:
            if not is_over.is_set():
                self._loop.call_later(period, tick)
                function()

        self.post(self._loop.call_later, period, tick)
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

        self.post(self._loop.call_later, delay, due)
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
        self.run(self._close()).add_done_callback(lambda _: self.post(self._loop.stop))

    def join(self, timeout: float | None = None) -> None:
        """Wait until the thread has ended; returns at once on the thread itself."""
        if threading.current_thread() is not self._thread:
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
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)
        await self._loop.shutdown_default_executor()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_forever()
        finally:
            self._loop.close()


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

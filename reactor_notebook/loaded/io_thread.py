"""The kernel's one I/O thread: the delivery side, and the panels' socket.

It starts with the first session and ends with the last.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from reactor_notebook.relay.registrar import RelayRegistrar
from reactor_notebook.widget.comm import PanelOffer, no_socket, socket_offer
from reactor_runtime.engine.hosting.delivery_thread import DeliveryThread
from reactor_runtime.transports.viewers.websocket import PanelSocketServer

if TYPE_CHECKING:
    from reactor_runtime.transports.viewers.panel_session import PanelSession


class IoThread(DeliveryThread):
    """A delivery thread with a socket for panels, from construction until its end."""

    def __init__(self) -> None:
        super().__init__("reactor-io")
        self._registrar = RelayRegistrar()
        self._server = PanelSocketServer(relay_secret=self._registrar.secret)
        self._tokens: dict[str, str] = {}
        self._reason = ""
        # Waited for, so that the first page to come is offered the socket.
        self.run(self._serve()).result()

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
            self._registrar.kernel_id,
            self._registrar.reason,
        )

    def shut(self, session_id: str) -> None:
        """Stop serving *session_id*. On the loop."""
        if self._tokens.pop(session_id, None) is not None:
            self._server.unregister(session_id)

    async def _serve(self) -> None:
        try:
            await self._server.start()
        except OSError as error:
            self._reason = f"no socket on 127.0.0.1: {error}"
        else:
            self._registrar.open(self._server.port)

    async def _close(self) -> None:
        # The registration first: no relay is to be led to a socket that closes.
        self._registrar.close()
        if not self._reason:
            await self._server.stop()
        await super()._close()


class IoLender:
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

"""Take a page in by Jupyter's rules and connect it to a kernel of this server."""

from __future__ import annotations

import base64
import hashlib
from http import HTTPStatus
from typing import TYPE_CHECKING

from jupyter_core.utils import ensure_async
from jupyter_server.auth.decorator import ws_authenticated
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.base.websocket import WebSocketMixin
from tornado.iostream import StreamClosedError

from reactor_notebook.relay.errors import RelayError
from reactor_notebook.relay.registration import read_registration
from reactor_notebook.relay.tunnel import Tunnel
from reactor_notebook.relay.upstream import open_upstream

if TYPE_CHECKING:
    from tornado.iostream import IOStream

PATTERN = r"/reactor/relay/(?P<kernel_id>[\w.-]{1,128})/(?P<session_id>[\w-]{1,64})"

_MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_VERSION = "13"
_NO_LOGIN = "this Jupyter Server does not know you; log in again and reload the page"


class RelayHandler(WebSocketMixin, JupyterHandler):
    """Relays one page's WebSocket to the panel socket of one kernel.

    The handshake with the page is answered here, after every check; from then on bytes
    pass unchanged, so that pings, closes and back-pressure work from end to end. A
    request that asks for no WebSocket is checked alike and told in JSON what would
    become of one, because a page cannot see why a WebSocket was refused.
    """

    auth_resource = "kernels"

    @ws_authenticated
    async def get(self, kernel_id: str, session_id: str) -> None:
        """Relay the page, or say why not."""
        try:
            await self._authorize()
            upstream = await self._connect(kernel_id, session_id)
        except RelayError as error:
            self._refuse(error.status, error.reason)
            return
        try:
            if self._asks_for_websocket():
                await self._relay(upstream)
            else:
                self.finish({"ok": True})
        finally:
            upstream.close()

    def write_error(self, status_code: int, **_: object) -> None:
        """Answer with a reason as JSON, for the panel to show."""
        phrase = HTTPStatus(status_code).phrase
        known = _NO_LOGIN if status_code == HTTPStatus.FORBIDDEN else phrase
        self._refuse(status_code, known)

    def _refuse(self, status: int, reason: str) -> None:
        self.set_status(status)
        self.set_header("Content-Type", "application/json")
        self.finish({"ok": False, "reason": reason})

    async def _authorize(self) -> None:
        if not self.check_origin():
            raise RelayError(
                HTTPStatus.FORBIDDEN,
                f"pages of {self.get_origin()} may not use this Jupyter Server; see "
                "its option ServerApp.allow_origin",
            )
        is_authorized = await ensure_async(
            self.authorizer.is_authorized(
                self, self.current_user, "execute", self.auth_resource
            )
        )
        if not is_authorized:
            raise RelayError(
                HTTPStatus.FORBIDDEN,
                "this Jupyter Server does not let you use its kernels",
            )

    async def _connect(self, kernel_id: str, session_id: str) -> IOStream:
        if kernel_id not in self.kernel_manager:
            raise RelayError(
                HTTPStatus.NOT_FOUND,
                f"this Jupyter Server runs no kernel {kernel_id}",
            )
        return await open_upstream(read_registration(kernel_id), session_id)

    async def _relay(self, upstream: IOStream) -> None:
        page = self.detach()
        try:
            await self._accept(page)
            self.log.debug("Relaying a panel at %s", self.request.path)
            await Tunnel(page, upstream).run()
        except StreamClosedError:
            return
        finally:
            page.close()

    def _asks_for_websocket(self) -> bool:
        headers = self.request.headers
        options = [part.strip() for part in headers.get("Connection", "").split(",")]
        return (
            headers.get("Upgrade", "").lower() == "websocket"
            and "upgrade" in [option.lower() for option in options]
            and headers.get("Sec-WebSocket-Version") == _VERSION
            and bool(headers.get("Sec-WebSocket-Key"))
        )

    async def _accept(self, page: IOStream) -> None:
        page.set_nodelay(True)
        key = self.request.headers["Sec-WebSocket-Key"].strip() + _MAGIC
        accept = base64.b64encode(hashlib.sha1(key.encode()).digest()).decode()
        await page.write(
            "HTTP/1.1 101 Switching Protocols\r\n"
            "Upgrade: websocket\r\n"
            "Connection: Upgrade\r\n"
            f"Sec-WebSocket-Accept: {accept}\r\n\r\n".encode()
        )

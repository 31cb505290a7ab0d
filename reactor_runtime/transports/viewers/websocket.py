"""Serve panels over WebSockets on the loopback interface.

One socket serves every session of a process. A page gets in with the session's random
token and from an Origin that was announced for it, or through a relay that proves that
it knows the socket's secret; everybody else gets HTTP 403 and the reason. What comes in
is the panel protocol, one binary message each.
"""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, parse_qs, quote, unquote, urlsplit

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from reactor_runtime.errors import SessionStateError
from reactor_runtime.transports.viewers.carrying import carry
from reactor_runtime.transports.viewers.socket_link import (
    PanelSocket,
    SocketEndedError,
    SocketLink,
)
from reactor_runtime.wire.relay import (
    KERNEL_HEADER,
    RELAY_HEADER,
    is_proof,
    kernel_proof,
    relay_proof,
)

if TYPE_CHECKING:
    from websockets.http11 import Request, Response

    from reactor_runtime.transports.viewers.panel_session import PanelSession

LARGEST_RECEIVED = 8 * 2**20

_MOST_ORIGINS = 64
_PATH = "/panel/"

# A Jupyter Server would take a page's ``token`` for one of its own.
_TOKEN_RUNGS = {"token": "direct", "key": "proxy"}
_GONE = "The kernel shows no such session any more; load the model again."

# A garbled handshake is no news for whoever runs the process, and in a notebook the
# library's log would land in a cell.
_library_logger = logging.getLogger(f"{__name__}.library")
_library_logger.addHandler(logging.NullHandler())
_library_logger.propagate = False


@dataclass(slots=True)
class _Served:
    panel: PanelSession
    token: str
    origins: dict[str, None] = field(default_factory=dict)
    links: set[SocketLink] = field(default_factory=set)


class KernelSocket(PanelSocket):
    """A connection of the ``websockets`` library."""

    def __init__(self, connection: ServerConnection) -> None:
        self._connection = connection

    async def receive(self) -> bytes | str:
        try:
            return await self._connection.recv()
        except ConnectionClosed as error:
            raise SocketEndedError(str(error)) from error

    async def send(self, message: bytes) -> None:
        try:
            await self._connection.send(message)
        except ConnectionClosed as error:
            raise SocketEndedError(str(error)) from error

    async def close(self, code: int, reason: str) -> None:
        await self._connection.close(code, reason)

    def abort(self) -> None:
        self._connection.transport.abort()


class PanelSocketServer:
    """Serves the panels of any number of sessions, from :meth:`start` to :meth:`stop`.

    Everything runs on the loop on which it is started. A message that is not the
    protocol or is over 2 MiB is answered with an ``error`` and the connection goes on;
    one over 8 MiB ends its connection, with WebSocket code 1009. Of each connection at
    most four messages wait to be read; then its page must wait.

    Args:
        host: Address to listen on.
        port: Port to listen on, 0 for any that is free.
        relay_secret: What a relay must know, see ``wire/relay.py``; it vouches for the
            pages that it brings. ``None`` takes no relay.
    """

    def __init__(
        self,
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        relay_secret: str | None = None,
    ) -> None:
        self._host = host
        self._port = port
        self._relay_secret = relay_secret
        self._sessions: dict[str, _Served] = {}
        self._server: Server | None = None

    @property
    def port(self) -> int:
        """The port that it listens on.

        Raises:
            SessionStateError: If it does not listen.
        """
        if self._server is None:
            raise SessionStateError("The panel server does not listen; start it first")
        port: int = next(iter(self._server.sockets)).getsockname()[1]
        return port

    async def start(self) -> None:
        """Begin listening.

        Raises:
            SessionStateError: If it listens already.
            OSError: If the address cannot be had.
        """
        if self._server is not None:
            raise SessionStateError("The panel server listens already; stop it first")
        self._server = await serve(
            self._handle,
            self._host,
            self._port,
            process_request=self._check,
            process_response=self._prove,
            compression=None,
            max_size=LARGEST_RECEIVED,
            max_queue=4,
            # A frame fits, so that sending one does not wait for the page to read it.
            write_limit=2**20,
            logger=_library_logger,
            server_header=None,
        )

    async def stop(self) -> None:
        """Close every connection and stop listening. Idempotent."""
        server, self._server = self._server, None
        if server is not None:
            server.close()
            await server.wait_closed()
        self._sessions.clear()

    def register(self, session_id: str, panel: PanelSession) -> str:
        """Serve *panel*; returns the token that its pages must show."""
        token = secrets.token_urlsafe(32)
        self._sessions[session_id] = _Served(panel, token)
        return token

    def unregister(self, session_id: str) -> None:
        """Serve the session no longer; its connections end once all is sent."""
        served = self._sessions.pop(session_id, None)
        if served is not None:
            for link in tuple(served.links):
                link.close()

    def allow_origin(self, session_id: str, origin: str) -> None:
        """Let pages of *origin* in, e.g. ``"http://localhost:8888"``.

        At most 64 are remembered for a session, the oldest is forgotten.
        """
        served = self._sessions.get(session_id)
        if served is None:
            return
        served.origins[origin] = served.origins.pop(origin, None)
        if len(served.origins) > _MOST_ORIGINS:
            del served.origins[next(iter(served.origins))]

    def url(self, session_id: str) -> str:
        """Where a page of *session_id* connects to, without the token."""
        return f"ws://{self._host}:{self.port}{_PATH}{quote(session_id, safe='')}"

    def _check(self, connection: ServerConnection, request: Request) -> Response | None:
        reason = self._reason_against(request)
        if reason is None:
            return None
        return connection.respond(HTTPStatus.FORBIDDEN, reason + "\n")

    def _prove(self, _: ServerConnection, request: Request, response: Response) -> None:
        """Show a relay that has proved itself that this is the right socket."""
        if self._relay_secret is not None and self._comes_by_relay(request):
            key = request.headers.get("Sec-WebSocket-Key", "")
            path = _address(request).path
            proof = kernel_proof(self._relay_secret, key, path)
            response.headers[KERNEL_HEADER] = proof

    def _comes_by_relay(self, request: Request) -> bool:
        if self._relay_secret is None:
            return False
        shown = request.headers.get_all(RELAY_HEADER)
        keys = request.headers.get_all("Sec-WebSocket-Key")
        if len(shown) != 1 or len(keys) != 1:
            return False
        path = _address(request).path
        return is_proof(shown[0], relay_proof(self._relay_secret, keys[0], path))

    def _reason_against(self, request: Request) -> str | None:
        url = _address(request)
        served = self._find(url.path)
        if self._comes_by_relay(request):
            return None if served is not None else _GONE
        shown = next(iter(_shown_tokens(url.query).values()), "")
        expected = served.token if served is not None else secrets.token_urlsafe(32)
        is_right = is_proof(shown, expected)
        if served is None or not is_right:
            return (
                f"No session is served at {url.path[:80]!r} for this token. Expected "
                "the path and the token that the panel was given; reload the page to "
                "get new ones."
            )
        origins = request.headers.get_all("Origin")
        if len(origins) != 1 or origins[0] not in served.origins:
            return (
                f"Origin {', '.join(origins)[:200] or 'missing'} may not look at this "
                "session. Expected the origin that the panel announced to its kernel; "
                "open the panel from the notebook."
            )
        return None

    def _rung_of(self, request: Request) -> str:
        """Return what the panel is told that its link is called."""
        if self._comes_by_relay(request):
            return "relay"
        return next(iter(_shown_tokens(_address(request).query)), "direct")

    def _find(self, path: str) -> _Served | None:
        if not path.startswith(_PATH):
            return None
        return self._sessions.get(unquote(path.removeprefix(_PATH)))

    async def _handle(self, connection: ServerConnection) -> None:
        request = connection.request
        served = self._find(_address(request).path) if request else None
        if request is None or served is None:
            return
        socket, rung = KernelSocket(connection), self._rung_of(request)
        await carry(socket, served.panel, rung, served.links)


def _address(request: Request) -> SplitResult:
    """Return what the request asks for; what is no address asks for nothing."""
    try:
        return urlsplit(request.path)
    except ValueError:  # a bracket that begins a host, as in "//[x"
        return urlsplit("")


def _shown_tokens(query: str) -> dict[str, str]:
    """Return the tokens of a query, by the rung whose pages show them like that."""
    fields = parse_qs(query)
    return {
        rung: fields[name][0] for name, rung in _TOKEN_RUNGS.items() if name in fields
    }

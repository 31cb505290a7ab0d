"""One socket as a viewer's link: a bounded queue and what empties it."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Protocol

from reactor_runtime.errors import ReactorError
from reactor_runtime.wire.panel import Bye, encode, pack

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reactor_runtime.wire.panel import Header

MOST_MESSAGES = 10_000
MOST_BYTES = 64 * 2**20

_NORMAL, _TRY_LATER = 1000, 1013


class SocketEndedError(ReactorError):
    """The socket is closed, by whichever side, or its peer has vanished."""


class PanelSocket(Protocol):
    """A WebSocket of any library. One task receives, another sends.

    An adapter turns whatever its library raises at the end into
    :class:`SocketEndedError`, and bounds what it takes from the peer before it is read.
    """

    async def receive(self) -> bytes | str:
        """Return the next message, whole. Raises SocketEndedError."""

    async def send(self, message: bytes) -> None:
        """Send one message; waits while the peer is slow. Raises SocketEndedError."""

    async def close(self, code: int, reason: str) -> None:
        """End it in order, with a WebSocket code and a short reason. Idempotent."""

    def abort(self) -> None:
        """End it at once, without a word, because sending has failed.

        Whoever waits in :meth:`receive` gets a SocketEndedError.
        """


class SocketLink:
    """Sends a viewer's messages over one socket, in order.

    At most 10,000 messages or 64 MiB wait; a panel that lets more pile up is told
    ``too_slow`` and closed. :meth:`run` sends, until the link or its socket ends.

    Args:
        socket: It is open; the link closes it.
    """

    def __init__(self, socket: PanelSocket) -> None:
        self._socket = socket
        self._waiting: deque[bytes] = deque()
        self._waiting_bytes = 0
        self._has_work = asyncio.Event()
        self._is_ending = False
        self._close_code = _NORMAL
        self._reason = ""

    def send(self, header: Header, buffers: Sequence[bytes]) -> None:
        """Queue one message. Never waits; after the end it does nothing."""
        if self._is_ending:
            return
        if len(self._waiting) >= MOST_MESSAGES or self._waiting_bytes > MOST_BYTES:
            # What waited is late by definition; the reason is what the page needs.
            self._waiting.clear()
            header, buffers = encode(Bye("too_slow"))
            self._close_code, self._reason = _TRY_LATER, "too_slow"
            self._is_ending = True
        message = pack(header, buffers)
        self._waiting.append(message)
        self._waiting_bytes += len(message)
        self._has_work.set()

    def close(self) -> None:
        """Close the socket once everything queued has been sent."""
        self._is_ending = True
        self._has_work.set()

    async def run(self) -> None:
        """Send until closed. Ends when the socket does, too."""
        try:
            while self._waiting or not self._is_ending:
                if not self._waiting:
                    self._has_work.clear()
                    await self._has_work.wait()
                    continue
                message = self._waiting.popleft()
                self._waiting_bytes -= len(message)
                await self._socket.send(message)
            await self._socket.close(self._close_code, self._reason)
        except SocketEndedError:
            self._is_ending = True
            self._waiting.clear()

"""Connect to a kernel's panel socket, and to nothing else.

The address is always 127.0.0.1. Whoever listens there has to prove in its answer that
it knows the kernel's secret before one byte of the page reaches it.
"""

from __future__ import annotations

import asyncio
import base64
import re
import secrets
from http import HTTPStatus
from typing import TYPE_CHECKING

from tornado.httputil import (
    HTTPHeaders,
    HTTPInputError,
    parse_response_start_line,
)
from tornado.iostream import StreamClosedError
from tornado.tcpclient import TCPClient

from reactor_notebook.relay.errors import RelayError
from reactor_runtime.wire.relay import (
    KERNEL_HEADER,
    RELAY_HEADER,
    is_proof,
    kernel_proof,
    relay_proof,
)

if TYPE_CHECKING:
    from tornado.iostream import IOStream

    from reactor_notebook.relay.registration import Registration

HOST = "127.0.0.1"
ANSWER_WITHIN = 5.0

_LARGEST_HEAD = 16 * 2**10
_LARGEST_REASON = 2000
_SESSION = re.compile(r"[\w-]{1,64}", re.ASCII)


async def open_upstream(registration: Registration, session_id: str) -> IOStream:
    """Return an open WebSocket to the session's panel socket, as a stream of bytes.

    The caller closes it.

    Raises:
        RelayError: Nobody listens, or who does is not the kernel, or refuses.
    """
    if not _SESSION.fullmatch(session_id):
        raise RelayError(HTTPStatus.NOT_FOUND, f"no session {session_id[:80]!r}")
    try:
        async with asyncio.timeout(ANSWER_WITHIN):
            stream = await TCPClient().connect(HOST, registration.port)
            try:
                await _shake_hands(stream, registration, session_id)
            except BaseException:
                stream.close()
                raise
    except TimeoutError:
        raise _unreachable(f"no answer within {ANSWER_WITHIN:.0f} s") from None
    except (OSError, StreamClosedError) as error:
        raise _unreachable(str(error)) from None
    return stream


async def _shake_hands(
    stream: IOStream, registration: Registration, session_id: str
) -> None:
    stream.set_nodelay(True)
    path = f"/panel/{session_id}"
    key = base64.b64encode(secrets.token_bytes(16)).decode()
    proof = relay_proof(registration.secret, key, path)
    await stream.write(
        f"GET {path} HTTP/1.1\r\n"
        f"Host: {HOST}:{registration.port}\r\n"
        "Upgrade: websocket\r\n"
        "Connection: Upgrade\r\n"
        f"Sec-WebSocket-Key: {key}\r\n"
        "Sec-WebSocket-Version: 13\r\n"
        f"{RELAY_HEADER}: {proof}\r\n\r\n".encode()
    )
    status, headers = await _read_head(stream)
    expected = kernel_proof(registration.secret, key, path)
    if not is_proof(headers.get(KERNEL_HEADER, ""), expected):
        raise RelayError(
            HTTPStatus.BAD_GATEWAY,
            f"who listens on port {registration.port} is not the kernel's panel "
            "socket; restart the kernel",
        )
    if status != HTTPStatus.SWITCHING_PROTOCOLS:
        raise RelayError(HTTPStatus.BAD_GATEWAY, await _read_reason(stream, headers))


async def _read_head(stream: IOStream) -> tuple[int, HTTPHeaders]:
    """Return status and headers; what does not answer in HTTP has neither."""
    try:
        head = await stream.read_until(b"\r\n\r\n", max_bytes=_LARGEST_HEAD)
        first, _, rest = head.decode("latin-1").partition("\r\n")
        return parse_response_start_line(first).code, HTTPHeaders.parse(rest)
    except (StreamClosedError, HTTPInputError, ValueError):
        return 0, HTTPHeaders()


async def _read_reason(stream: IOStream, headers: HTTPHeaders) -> str:
    length = headers.get("Content-Length", "")
    if not length.isdecimal() or int(length) > _LARGEST_REASON:
        return "the kernel refuses the panel"
    return (await stream.read_bytes(int(length))).decode(errors="replace").strip()


def _unreachable(why: str) -> RelayError:
    return RelayError(
        HTTPStatus.BAD_GATEWAY,
        f"the kernel's panel socket does not answer ({why}); load the model again",
    )

"""A WebSocket client made of bytes, which can say what no library lets one say."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import os
import struct
from dataclasses import dataclass
from typing import Self

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
PATIENCE = 10.0


@dataclass(frozen=True)
class Frame:
    """One frame that came."""

    opcode: int
    payload: bytes
    fin: bool = True
    reserved: int = 0

    @property
    def code(self) -> int | None:
        """The code of a close, ``None`` if it says none."""
        return struct.unpack(">H", self.payload[:2])[0] if self.payload else None


def encode(
    opcode: int,
    payload: bytes = b"",
    *,
    fin: bool = True,
    reserved: int = 0,
    masked: bool = True,
    length: int | None = None,
) -> bytes:
    """Return one frame; *length* is what it announces, by default its payload's."""
    size = len(payload) if length is None else length
    head = bytes([fin << 7 | reserved << 4 | opcode])
    mask_bit = masked << 7
    if size < 126:
        head += bytes([mask_bit | size])
    elif size < 2**16:
        head += struct.pack(">BH", mask_bit | 126, size)
    else:
        head += struct.pack(">BQ", mask_bit | 127, size)
    if not masked:
        return head + payload
    mask = os.urandom(4)
    hidden = bytes(byte ^ mask[place % 4] for place, byte in enumerate(payload))
    return head + mask + hidden


class RawSocket:
    """One connection; use it as an asynchronous context.

    Attributes:
        status: Of the answer to the handshake.
        headers: Of the same, as text.
    """

    def __init__(self, url: str, headers: dict[str, str]) -> None:
        self._address, _, path = url.partition("://")[2].partition("/")
        self._path = "/" + path
        self._headers = headers
        self.status = 0
        self.headers = ""

    async def __aenter__(self) -> Self:
        host, _, port = self._address.partition(":")
        self._reader, self._writer = await asyncio.open_connection(host, int(port))
        fields = {
            "Host": self._address,
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(),
            "Sec-WebSocket-Version": "13",
            **self._headers,
        }
        lines = [
            f"GET {self._path} HTTP/1.1",
            *(f"{k}: {v}" for k, v in fields.items()),
        ]
        await self.send("\r\n".join([*lines, "", ""]).encode("latin-1"))
        try:
            async with asyncio.timeout(PATIENCE):
                head = await self._reader.readuntil(b"\r\n\r\n")
        except BaseException:
            await self.__aexit__()
            raise
        first, _, self.headers = head.decode("latin-1").partition("\r\n")
        self.status = int(first.split()[1])
        return self

    async def __aexit__(self, *_: object) -> None:
        self._writer.transport.abort()
        with contextlib.suppress(OSError):
            await self._writer.wait_closed()

    async def send(self, *frames: bytes, apart: int | None = None) -> None:
        """Send what is given, in one piece or in pieces of *apart* bytes."""
        data = b"".join(frames)
        for start in range(0, len(data), apart or max(len(data), 1)):
            self._writer.write(data[start : start + (apart or len(data))])
            await self._writer.drain()

    async def receive(self) -> Frame | None:
        """Return the next frame, ``None`` if the connection has ended."""
        async with asyncio.timeout(PATIENCE):
            try:
                first, size = await self._reader.readexactly(2)
                assert not size & 0x80, "a server's frame is never masked"
                if size == 126:
                    (size,) = struct.unpack(">H", await self._reader.readexactly(2))
                elif size == 127:
                    (size,) = struct.unpack(">Q", await self._reader.readexactly(8))
                payload = await self._reader.readexactly(size)
            except (asyncio.IncompleteReadError, ConnectionResetError):
                return None
        return Frame(first & 15, payload, bool(first >> 7), first >> 4 & 7)

    async def closed(self) -> Frame:
        """Read on until a close comes; the connection must end after it."""
        while (frame := await self.receive()) is not None and frame.opcode != CLOSE:
            pass
        assert frame is not None, "the connection ended without a close"
        await self.send(encode(CLOSE, frame.payload))
        assert await self.receive() is None
        return frame

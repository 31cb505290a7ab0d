"""A TCP proxy on loopback that carries no more than a slow link would."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

CHUNK = 4096


class SlowLink:
    """Passes connections on to a port, as fast as it is told; at first without limit.

    All connections of one direction share its rate, as they would share a link. What
    does not fit waits in the buffers of the operating system, unseen by the page.

    Attributes:
        port: Where it listens on 127.0.0.1.
        bytes_per_second: What each direction carries, ``None`` for no limit.
    """

    def __init__(self, target: int) -> None:
        self.port = 0
        self.bytes_per_second: float | None = None
        self._target = target
        self._ways = (asyncio.Lock(), asyncio.Lock())
        self._tasks: set[asyncio.Task[None]] = set()

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator[SlowLink]:
        """Listen for the length of the block; its connections end with it."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            for task in tuple(self._tasks):
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        there, back = self._ways
        far_reader, far = await asyncio.open_connection("127.0.0.1", self._target)
        try:
            await asyncio.gather(
                self._carry(reader, far, there), self._carry(far_reader, writer, back)
            )
        finally:
            writer.close()
            far.close()

    async def _carry(
        self,
        source: asyncio.StreamReader,
        sink: asyncio.StreamWriter,
        way: asyncio.Lock,
    ) -> None:
        with contextlib.suppress(ConnectionError):
            while data := await source.read(CHUNK):
                if self.bytes_per_second is not None:
                    async with way:  # one packet after the other
                        await asyncio.sleep(len(data) / self.bytes_per_second)
                sink.write(data)
                await sink.drain()
        with contextlib.suppress(OSError):
            sink.write_eof()

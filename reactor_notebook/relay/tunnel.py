"""Pass bytes between two streams until one of them ends."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from tornado.iostream import StreamClosedError

from reactor_runtime.errors import TaskCancelledError
from reactor_runtime.supervision import SupervisedTask, log

if TYPE_CHECKING:
    from tornado.iostream import IOStream

CHUNK = 256 * 2**10

IDLE_SECONDS = 60.0
"""A panel socket pings its page every 20 s, and the page answers, so that a link on
which nothing moves for as long has no living page or no living kernel."""


class Tunnel:
    """Passes bytes both ways, unchanged and in order.

    Nothing is queued: a chunk of at most 256 KiB is read in each direction when the one
    before it has been handed to the other side's network, so a slow reader slows the
    writer down. It closes both streams when one ends or is silent for too long.

    Args:
        page: The stream to the page.
        kernel: The stream to the kernel.
        idle: Seconds of silence, of either side, that end the link.
    """

    def __init__(
        self, page: IOStream, kernel: IOStream, *, idle: float = IDLE_SECONDS
    ) -> None:
        self._page = page
        self._kernel = kernel
        self._idle = idle

    async def run(self) -> None:
        """Pass bytes until either stream ends; both are closed then."""
        ways = [
            self._start(self._page, self._kernel),
            self._start(self._kernel, self._page),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._page.close()
            self._kernel.close()
            for way in ways:
                way.dismiss()
            await asyncio.wait(ways)

    def _start(self, source: IOStream, target: IOStream) -> SupervisedTask[None]:
        return SupervisedTask(
            _pass(source, target, self._idle),
            name="reactor-relay",
            failed=_tell,
        )


def _tell(error: BaseException) -> None:
    # A server that shuts down cancels whatever runs.
    if not isinstance(error, TaskCancelledError):
        log("Relaying a panel failed", error)


async def _pass(source: IOStream, target: IOStream, idle: float) -> None:
    # Read into memory that stays: new memory of this size costs more than the copy.
    memory = bytearray(CHUNK)
    with (
        contextlib.suppress(StreamClosedError, TimeoutError),
        memoryview(memory) as view,
    ):
        while True:
            async with asyncio.timeout(idle) as limit:
                size = await source.read_into(memory, partial=True)
                limit.reschedule(None)
            # Once this returns the network has all of it.
            await target.write(view[:size])

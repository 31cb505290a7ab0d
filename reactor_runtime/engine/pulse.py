"""Wake whoever waits for something to change."""

from __future__ import annotations

import asyncio

from reactor_runtime.supervision import call_later, logged

_PULSE = logged("The timer of a wait")


class Pulse:
    """Wakes everyone who is waiting at that moment, and keeps no state.

    A waiter looks at what it waits for before and after. Use it on one loop only.
    """

    def __init__(self) -> None:
        self._waiters: set[asyncio.Future[bool]] = set()

    def fire(self) -> None:
        """Wake everyone who is waiting."""
        waiters, self._waiters = self._waiters, set()
        for waiter in waiters:
            if not waiter.done() and not waiter.get_loop().is_closed():
                waiter.set_result(True)

    async def wait(self, timeout: float | None = None) -> bool:  # noqa: ASYNC109
        """Wait for the next :meth:`fire`; ``False`` if *timeout* seconds passed."""
        loop = asyncio.get_running_loop()
        waiter: asyncio.Future[bool] = loop.create_future()
        self._waiters.add(waiter)
        timer = None
        if timeout is not None:
            delay = max(timeout, 0.0)
            timer = call_later(loop, delay, _expire, waiter, failed=_PULSE)
        try:
            return await waiter
        finally:
            self._waiters.discard(waiter)
            if timer is not None:
                timer.cancel()


def _expire(waiter: asyncio.Future[bool]) -> None:
    if not waiter.done() and not waiter.get_loop().is_closed():
        waiter.set_result(False)

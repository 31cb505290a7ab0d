"""The loop on which frames reach clients: never the model's, unless there is one only.

In a notebook it is the kernel's I/O thread, in the server the server's loop.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVarTuple, Unpack

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

Args = TypeVarTuple("Args")


class Delivery:
    """Calls functions on the delivery side's loop, in order.

    Args:
        loop: The loop; whoever made it runs it for longer than any engine.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """The delivery side's loop."""
        return self._loop

    def post(self, function: Callable[[Unpack[Args]], object], *args: *Args) -> bool:
        """Call *function* soon, from any thread; ``False`` if the loop has ended."""
        try:
            self._loop.call_soon_threadsafe(function, *args)
        except RuntimeError:
            return False
        return True

    def call_at(
        self,
        when: float,
        function: Callable[[Unpack[Args]], object],
        *args: *Args,
    ) -> asyncio.TimerHandle:
        """Call *function* at *when*, the loop's own seconds. On the loop only."""
        return self._loop.call_at(when, function, *args)

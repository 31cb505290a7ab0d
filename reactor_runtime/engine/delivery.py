"""The loop on which frames reach clients: never the model's, unless there is one only.

In a notebook it is the kernel's I/O thread, in the server the server's loop.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVarTuple, Unpack

from reactor_runtime.supervision import call_at, post

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from reactor_runtime.supervision import Failed

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

    def post(
        self,
        function: Callable[[Unpack[Args]], object],
        *args: *Args,
        failed: Failed,
    ) -> bool:
        """Call *function* soon, from any thread; ``False`` if the loop has ended.

        What it raises goes to *failed*, on the loop.
        """
        return post(self._loop, function, *args, failed=failed)

    def call_at(
        self,
        when: float,
        function: Callable[[Unpack[Args]], object],
        *args: *Args,
        failed: Failed,
    ) -> asyncio.TimerHandle:
        """Call *function* at *when*, the loop's own seconds. On the loop only."""
        return call_at(self._loop, when, function, *args, failed=failed)

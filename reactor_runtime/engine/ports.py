"""Hand what a session says and shows to the ports of its clients, on their own loop."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, TypeVarTuple, Unpack

from reactor_runtime.supervision import Failed, logged, post
from reactor_runtime.transports.base import SlowClientError
from reactor_runtime.values import Frame
from reactor_runtime.weight import MIB

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from reactor_runtime.session.notices import Notice
    from reactor_runtime.transports.base import ClientPort
    from reactor_runtime.values import AudioBlock, ClientId

MOST_NOTICES = 10_000
"""Notices under way to a delivery loop that does not take them."""

MOST_NOTICE_BYTES = 64 * MIB
"""What these notices may take in memory."""

_LOST = logged("Delivering to clients")

Args = TypeVarTuple("Args")


class ClientPorts:
    """The ports of one session's clients. They live on the delivery side's loop.

    That is the loop on which frames reach clients: never the model's, unless there is
    one only. In a notebook it is the kernel's I/O thread, in a server its own loop.

    Every method but :meth:`show` may be called from any thread; calls take effect on
    that loop, in order. :attr:`is_stuck` tells that more than 10,000 notices or 64 MiB
    of them wait for it.

    Args:
        loop: The delivery side's loop; whoever made it runs it for longer than any
            engine.
        on_shown: Called on that loop with each frame that was shown to somebody.
        on_failure: Called on that loop when a port raised, with its client and the
            reason for which it is closed.
        on_lost: Called on that loop with what this object itself raised there.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        on_shown: Callable[[Frame], None],
        on_failure: Callable[[ClientId, str, Exception], None],
        on_lost: Failed = _LOST,
    ) -> None:
        self.loop = loop
        self.on_lost = on_lost
        self._on_shown = on_shown
        self._on_failure = on_failure
        self._ports: dict[ClientId, ClientPort] = {}
        # Two counters, each written by one thread only, so that none is locked.
        self._notices_in = self._notices_out = 0
        self._bytes_in = self._bytes_out = 0

    @property
    def is_stuck(self) -> bool:
        """Whether more notices wait for the delivery loop than it may owe."""
        return (
            self._notices_in - self._notices_out > MOST_NOTICES
            or self._bytes_in - self._bytes_out > MOST_NOTICE_BYTES
        )

    def post(
        self, function: Callable[[Unpack[Args]], object], *arguments: *Args
    ) -> None:
        """Call *function* soon on the delivery side's loop."""
        post(self.loop, function, *arguments, failed=self.on_lost)

    def add(self, client: ClientId, port: ClientPort) -> None:
        """Show everything from now on to *port*, too."""
        self.post(self._ports.__setitem__, client, port)

    def remove(self, client: ClientId, reason: str | None = None) -> None:
        """Show nothing more to *client*; a *reason* closes its port."""
        self.post(self._remove, client, reason)

    def notify(self, notice: Notice, client: ClientId | None = None) -> None:
        """Tell one client, or with ``None`` every client."""
        if self.is_stuck:
            return
        self._notices_in += 1
        self._bytes_in += notice.size
        post(self.loop, self._notify, notice, client, failed=self.on_lost)

    def show(self, media: Frame | AudioBlock) -> None:
        """Hand a frame or sound that is due to every port. On their loop."""
        is_frame = isinstance(media, Frame)
        ports = tuple(self._ports.items())
        for client, port in ports:
            self._attempt(client, port.show if is_frame else port.play, media)
        if ports and isinstance(media, Frame):
            self._on_shown(media)

    def _notify(self, notice: Notice, client: ClientId | None) -> None:
        self._notices_out += 1
        self._bytes_out += notice.size
        # A copy: a port that fails is taken out on the way.
        for known, port in tuple(self._ports.items()):
            if client is None or known == client:
                self._attempt(known, port.notify, notice)

    def _remove(self, client: ClientId, reason: str | None) -> None:
        port = self._ports.pop(client, None)
        if port is not None and reason is not None:
            _close(port, reason)

    def _attempt(
        self, client: ClientId, function: Callable[[Any], None], value: object
    ) -> None:
        try:
            function(value)
        except Exception as error:  # noqa: BLE001 - closes that client and no other
            port = self._ports.pop(client, None)
            reason = "too_slow" if isinstance(error, SlowClientError) else "error"
            self._on_failure(client, reason, error)
            if port is not None:
                _close(port, reason)


def _close(port: ClientPort, reason: str) -> None:
    with contextlib.suppress(Exception):  # it is gone either way
        port.close(reason)

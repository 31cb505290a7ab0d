"""Hand what a session says and shows to the ports of its clients, on their own loop."""

from __future__ import annotations

import contextlib
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVarTuple, Unpack

from reactor_runtime.supervision import Failed, call_later, logged, post
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

RETURN_WITHIN = 5.0
"""Seconds in which a client whose link is lost is still the same client."""

_LOST = logged("Delivering to clients")

Args = TypeVarTuple("Args")


class AbsentPort:
    """Stands in for the port of a client whose link is lost; it keeps its notices.

    What is shown and played meanwhile is lost. At most 10,000 notices or 64 MiB of
    them are kept; with one more the client is closed as too slow. Lives on the
    delivery side's loop.

    Args:
        timer: Ends the client's stay; cancelled with this port.
    """

    def __init__(self, timer: asyncio.TimerHandle) -> None:
        self._timer = timer
        self._bytes = 0
        self.notices: list[Notice] = []
        """What is to be told when the client is back, oldest first."""

    def show(self, frame: Frame) -> None:
        """Nobody sees it."""

    def play(self, block: AudioBlock) -> None:
        """Nobody hears it."""

    def notify(self, notice: Notice) -> None:
        """Keep it. Raises SlowClientError when too many are kept."""
        if len(self.notices) >= MOST_NOTICES or self._bytes > MOST_NOTICE_BYTES:
            raise SlowClientError(
                f"{len(self.notices)} notices wait for a client whose link is lost"
            )
        self.notices.append(notice)
        self._bytes += notice.size

    def close(self, reason: str) -> None:
        """The client is back, or has left."""
        self._timer.cancel()


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
        on_absent: Called on that loop with a client whose link stayed lost.
        on_lost: Called on that loop with what this object itself raised there.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        on_shown: Callable[[Frame], None],
        on_failure: Callable[[ClientId, str, Exception], None],
        on_absent: Callable[[ClientId], object],
        on_lost: Failed = _LOST,
    ) -> None:
        self.loop = loop
        self.on_lost = on_lost
        self._on_shown = on_shown
        self._on_failure = on_failure
        self._on_absent = on_absent
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

    def replace(self, client: ClientId, port: ClientPort) -> None:
        """Let *port* take the place of the client's; that one is ``"replaced"``.

        What a lost link has missed is told first.
        """
        self.post(self._replace, client, port)

    def lose(self, client: ClientId, port: ClientPort) -> None:
        """Keep what is told to *client*, if *port* is its port, for 5 s at most."""
        self.post(self._lose, client, port)

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
        if port is not None and (reason is not None or isinstance(port, AbsentPort)):
            _close(port, reason or "left")

    def _replace(self, client: ClientId, port: ClientPort) -> None:
        former, self._ports[client] = self._ports.get(client), port
        if former is None or former is port:
            return
        _close(former, "replaced")
        if isinstance(former, AbsentPort):
            for notice in former.notices:
                if self._ports.get(client) is not port:
                    return  # it has failed on the way, and is closed
                self._attempt(client, port.notify, notice)

    def _lose(self, client: ClientId, port: ClientPort) -> None:
        if self._ports.get(client) is not port:
            return  # it has another link by now, or has left
        end = partial(self._on_absent, client)
        timer = call_later(self.loop, RETURN_WITHIN, end, failed=self.on_lost)
        self._ports[client] = AbsentPort(timer)

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

"""Show frames when they are due, and hand notices to clients, on the delivery loop."""

from __future__ import annotations

import contextlib
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVarTuple, Unpack

from reactor_runtime.supervision import Failed, logged
from reactor_runtime.transports.base import SlowClientError
from reactor_runtime.values import AudioBlock, ClientId, Frame
from reactor_runtime.weight import MIB

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Sequence

    from reactor_runtime.clock import Clock
    from reactor_runtime.engine.delivery import Delivery
    from reactor_runtime.session.notices import Notice
    from reactor_runtime.transports.base import ClientPort

MOST_FRAMES = 256
"""Frames under way to a delivery loop that does not take them; newer ones are lost."""

MOST_FRAME_BYTES = 256 * MIB
"""What these frames may take in memory."""

MOST_NOTICES = 10_000
"""Notices under way to a delivery loop that does not take them."""

MOST_NOTICE_BYTES = 64 * MIB
"""What these notices may take in memory."""

# A loop's timers are good to a millisecond: a frame due within that is shown now rather
# than up to a millisecond late.
_EARLY = 0.001

_LOST = logged("Delivering to clients")

Args = TypeVarTuple("Args")

Media: TypeAlias = Frame | AudioBlock


@dataclass(frozen=True, slots=True)
class Due:
    """A frame or a block of sound, with the time at which to show it."""

    at: float
    media: Media


class Playout:
    """Fans frames, sound and notices out to the ports of one session's clients.

    Every public method may be called from any thread; calls take effect on the delivery
    side's loop, in order. What is under way to it is bounded: frames and sound over
    256 items or 256 MiB are dropped, and :attr:`is_stuck` tells that more than 10,000
    notices or 64 MiB of them pile up. What waits there until it is due is bounded by
    whoever gives it a due time: ``buffer_size`` frames, or one batch.

    Args:
        delivery: The loop that the ports live on.
        clock: Agrees with that loop's time.
        on_shown: Called on the delivery loop with each frame that was shown.
        on_failure: Called on the delivery loop when a port raised, with its client
            and the reason for which it is closed.
        on_lost: Called on the delivery loop with what this object itself raised there.
    """

    def __init__(
        self,
        delivery: Delivery,
        clock: Clock,
        on_shown: Callable[[Frame], None],
        on_failure: Callable[[ClientId, str, Exception], None],
        on_lost: Failed = _LOST,
    ) -> None:
        self._delivery = delivery
        self._clock = clock
        self._on_shown = on_shown
        self._on_failure = on_failure
        self._on_lost = on_lost
        self._ports: dict[ClientId, ClientPort] = {}
        self._waiting: deque[Due] = deque()
        self._timer: asyncio.TimerHandle | None = None
        self._frames_in = self._frames_out = 0
        self._notices_in = self._notices_out = 0
        self._frame_bytes_in = self._frame_bytes_out = 0
        self._notice_bytes_in = self._notice_bytes_out = 0
        self.dropped = 0
        """Frames that the delivery loop was too busy to take."""

    @property
    def is_stuck(self) -> bool:
        """Whether more notices wait for the delivery loop than it may owe."""
        return (
            self._notices_in - self._notices_out > MOST_NOTICES
            or self._notice_bytes_in - self._notice_bytes_out > MOST_NOTICE_BYTES
        )

    def add(self, client: ClientId, port: ClientPort) -> None:
        """Show everything from now on to *port*, too."""
        self._post(self._ports.__setitem__, client, port)

    def remove(self, client: ClientId, reason: str | None = None) -> None:
        """Show nothing more to *client*; a *reason* closes its port."""
        self._post(self._remove, client, reason)

    def notify(self, notice: Notice, client: ClientId | None = None) -> None:
        """Tell one client, or with ``None`` every client."""
        if self.is_stuck:
            return
        self._notices_in += 1
        self._notice_bytes_in += notice.size
        self._post(self._notify, notice, client)

    def queue(self, items: Sequence[Due]) -> None:
        """Show *items* when they are due; their times never decrease."""
        if (
            self._frames_in - self._frames_out > MOST_FRAMES
            or self._frame_bytes_in - self._frame_bytes_out > MOST_FRAME_BYTES
        ):
            self.dropped += len(items)
            return
        self._frames_in += len(items)
        self._frame_bytes_in += _bytes_of(items)
        self._post(self._queue, items)

    def clear(self, then: Sequence[Frame] = ()) -> None:
        """Drop what is waiting and show *then* at once."""
        self._post(self._clear, then)

    def _post(
        self, function: Callable[[Unpack[Args]], object], *arguments: *Args
    ) -> None:
        self._delivery.post(function, *arguments, failed=self._on_lost)

    def _remove(self, client: ClientId, reason: str | None) -> None:
        port = self._ports.pop(client, None)
        if port is not None and reason is not None:
            self._close(port, reason)

    def _close(self, port: ClientPort, reason: str) -> None:
        with contextlib.suppress(Exception):  # it is gone either way
            port.close(reason)

    def _notify(self, notice: Notice, client: ClientId | None) -> None:
        self._notices_out += 1
        self._notice_bytes_out += notice.size
        for known, port in tuple(self._ports.items()):
            if client is None or known == client:
                self._attempt(known, port.notify, notice)

    def _queue(self, items: Sequence[Due]) -> None:
        self._frames_out += len(items)
        self._frame_bytes_out += _bytes_of(items)
        self._waiting.extend(items)
        self._show_due()

    def _clear(self, then: Sequence[Frame]) -> None:
        self._waiting.clear()
        self._set_timer()
        for frame in then:
            self._show(frame)

    def _show_due(self) -> None:
        now = self._clock.now()
        while self._waiting and self._waiting[0].at <= now + _EARLY:
            self._show(self._waiting.popleft().media)
        self._set_timer()

    def _set_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._waiting:
            when = self._waiting[0].at
            self._timer = self._delivery.call_at(
                when, self._show_due, failed=self._on_lost
            )

    def _show(self, media: Media) -> None:
        if not self._ports:
            return
        for client, port in tuple(self._ports.items()):
            if isinstance(media, Frame):
                self._attempt(client, port.show, media)
            else:
                self._attempt(client, port.play, media)
        if isinstance(media, Frame):
            self._on_shown(media)

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
                self._close(port, reason)


def _bytes_of(items: Sequence[Due]) -> int:
    return sum(item.media.size for item in items)

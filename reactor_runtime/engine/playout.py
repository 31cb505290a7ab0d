"""Show frames and sound when they are due, on the delivery side's loop."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from reactor_runtime.supervision import call_at, post
from reactor_runtime.values import AudioBlock, Frame
from reactor_runtime.weight import MOST_MEDIA_BYTES

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Sequence

    from reactor_runtime.clock import Clock
    from reactor_runtime.engine.ports import ClientPorts

MOST_FRAMES = 256
"""Frames under way to a delivery loop that does not take them; newer ones are lost."""

# A loop's timers are good to a millisecond: a frame due within that is shown now rather
# than up to a millisecond late.
_EARLY = 0.001

Media: TypeAlias = Frame | AudioBlock


@dataclass(frozen=True, slots=True)
class Due:
    """A frame or a block of sound, with the time at which to show it."""

    at: float
    media: Media


class Playout:
    """Shows the frames and the sound of one session to its clients' ports.

    Every public method may be called from any thread; calls take effect on the ports'
    loop, in order. What is under way to it is bounded: frames and sound over 256 items
    or 256 MiB are dropped. What waits there until it is due is bounded by whoever
    gives it a due time: ``buffer_size`` frames, or one batch.

    Args:
        ports: Who is shown what is due.
        clock: Agrees with their loop's time.
    """

    def __init__(self, ports: ClientPorts, clock: Clock) -> None:
        self._ports = ports
        self._clock = clock
        self._waiting: deque[Due] = deque()
        self._timer: asyncio.TimerHandle | None = None
        # Two counters, each written by one thread only, so that none is locked.
        self._frames_in = self._frames_out = 0
        self._bytes_in = self._bytes_out = 0
        self.dropped = 0
        """Frames that the delivery loop was too busy to take."""

    def queue(self, items: Sequence[Due]) -> None:
        """Show *items* when they are due; their times never decrease."""
        if (
            self._frames_in - self._frames_out > MOST_FRAMES
            or self._bytes_in - self._bytes_out > MOST_MEDIA_BYTES
        ):
            self.dropped += len(items)
            return
        size = sum(item.media.size for item in items)
        self._frames_in += len(items)
        self._bytes_in += size
        ports = self._ports
        post(ports.loop, self._take, items, size, failed=ports.on_lost)

    def clear(self, then: Sequence[Frame] = ()) -> None:
        """Drop what is waiting and show *then* at once."""
        self._ports.post(self._clear, then)

    def _take(self, items: Sequence[Due], size: int) -> None:
        self._frames_out += len(items)
        self._bytes_out += size
        self._waiting.extend(items)
        self._show_due()

    def _clear(self, then: Sequence[Frame]) -> None:
        self._waiting.clear()
        self._set_timer()
        for frame in then:
            self._ports.show(frame)

    def _show_due(self) -> None:
        now = self._clock.now()
        while self._waiting and self._waiting[0].at <= now + _EARLY:
            self._ports.show(self._waiting.popleft().media)
        self._set_timer()

    def _set_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._waiting:
            when, ports = self._waiting[0].at, self._ports
            self._timer = call_at(
                ports.loop, when, self._show_due, failed=ports.on_lost
            )

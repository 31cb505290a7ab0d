"""One track's frames on their way to one viewer: gate, encoder, order."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from reactor_runtime.session.window import FrameGate
    from reactor_runtime.transports.encoding import Encoded, EncodePool
    from reactor_runtime.transports.panel_link import Clock
    from reactor_runtime.values import Frame


@dataclass(slots=True)
class _Slot:
    frame: Frame
    payload: Encoded | None = None


class FrameFeed:
    """Hands a viewer the frames of one track, encoded and in order.

    The gate decides before anything is encoded. Frames that its window holds are
    encoded at the same time by several threads; they leave in their order.

    Args:
        gate: Decides which frames go.
        pool: Encodes them.
        clock: The engine's clock.
        send: Gets each frame with its bytes, or the error in their place.
    """

    def __init__(
        self,
        gate: FrameGate,
        pool: EncodePool,
        clock: Clock,
        send: Callable[[Frame, Encoded], None],
    ) -> None:
        self.gate = gate
        self._pool = pool
        self._clock = clock
        self._send = send
        self._encoding: deque[_Slot] = deque()
        self._timer: asyncio.TimerHandle | None = None

    def show(self, frame: Frame) -> None:
        """Take a frame that is due."""
        self._start(self.gate.offer(frame, self._clock.now()))

    def acknowledge(self, sequence: int, drawn_at: float | None) -> None:
        """The viewer has drawn *sequence*."""
        self._start(self.gate.acknowledge(sequence, self._clock.now(), drawn_at))

    def reset(self) -> None:
        """Forget every frame that is on its way or waiting."""
        self.gate.reset()
        self._encoding.clear()
        self._cancel_timer()

    def _start(self, frame: Frame | None) -> None:
        if frame is not None:
            slot = _Slot(frame)
            self._encoding.append(slot)
            self._pool.encode(frame, lambda payload: self._finish(slot, payload))
        self._set_timer()

    def _finish(self, slot: _Slot, payload: Encoded) -> None:
        slot.payload = payload
        while self._encoding and self._encoding[0].payload is not None:
            ready = self._encoding.popleft()
            if ready.payload is not None:
                self._send(ready.frame, ready.payload)

    def _set_timer(self) -> None:
        self._cancel_timer()
        at = self.gate.release_at()
        if at is not None:
            delay = max(0.001, at - self._clock.now())
            self._timer = self._pool.loop.call_later(delay, self._release)

    def _release(self) -> None:
        self._timer = None
        self._start(self.gate.release(self._clock.now()))

    def _cancel_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

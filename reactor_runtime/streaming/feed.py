"""One track's frames on their way to one viewer: rules, encoder, timers, order."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from reactor_runtime.supervision import call_later, contained
from reactor_runtime.weight import MIB

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Sequence

    from reactor_runtime.clock import Clock
    from reactor_runtime.streaming.encoder import PictureEncoder
    from reactor_runtime.streaming.encodings import LadderStep
    from reactor_runtime.streaming.flow import Order, TrackFlow
    from reactor_runtime.streaming.pool import Encoded
    from reactor_runtime.supervision import Failed
    from reactor_runtime.values import Codec, Frame

SOONEST = 0.001
MOST_BYTES = 128 * MIB


@dataclass(frozen=True, slots=True)
class FinishedFrame:
    """One frame with what became of it.

    Args:
        frame: The frame.
        codec: What it was to be encoded with.
        picture: The encoded frame, or the error in its place.
        still: Whether it goes once more, in high quality.
    """

    frame: Frame
    codec: Codec
    picture: Encoded
    still: bool = False


@dataclass(slots=True)
class _Slot:
    order: Order
    picture: Encoded | None = None


class FrameFeed:
    """Hands a viewer the frames of one track, encoded and in order.

    The flow decides before anything is encoded. Frames that it lets go together are
    encoded at the same time by several threads; they leave in their order. Under way
    to the encoder are at most as many as the flow lets go, 32, and 128 MiB of pixels:
    beyond that the newest frame waits, and the one that waited before is dropped.

    Args:
        flow: Decides which frames go, when and how.
        encoder: Encodes them for this viewer.
        loop: The delivery side's loop.
        clock: The engine's clock.
        send: Gets each frame with its picture, or the error in its place.
        failed: Called with what went wrong here, after which nothing more may come.
    """

    def __init__(
        self,
        flow: TrackFlow,
        encoder: PictureEncoder,
        loop: asyncio.AbstractEventLoop,
        clock: Clock,
        send: Callable[[FinishedFrame], None],
        failed: Failed,
    ) -> None:
        self.flow = flow
        self._encoder = encoder
        self._loop = loop
        self._clock = clock
        self._send = send
        self._failed = failed
        self._encoding: deque[_Slot] = deque()
        self._encoding_bytes = 0
        self._held: Frame | None = None
        self._release_timer: asyncio.TimerHandle | None = None
        self._still_timer: asyncio.TimerHandle | None = None

    def show(self, frame: Frame) -> None:
        """Take a frame that is due."""
        # One frame always goes, however large; else nothing would ever be shown.
        if self._encoding_bytes + frame.size > MOST_BYTES and self._encoding:
            self._held = frame
            return
        self._held = None
        self._start(self.flow.offer(frame, self._clock.now()))
        if self._still_timer is None:
            self._watch_for_rest()

    def acknowledge(
        self,
        sequence: int,
        drawn_at: float | None = None,
        received_at: float | None = None,
    ) -> None:
        """The viewer has drawn *sequence*."""
        now = self._clock.now()
        self._start(self.flow.acknowledge(sequence, now, drawn_at, received_at))
        if self._still_timer is None:
            self._watch_for_rest()

    def need_key_frame(self) -> None:
        """The viewer cannot decode what it got."""
        self._encoder.need_key_frame(self._clock.now())

    def use_ladder(self, ladder: Sequence[LadderStep]) -> None:
        """Choose from other encodings from now on."""
        self.flow.use_ladder(ladder)

    def reset(self) -> None:
        """Forget every frame that is on its way or waiting."""
        self.flow.reset()
        self._encoder.leave()
        self._encoding.clear()
        self._encoding_bytes, self._held = 0, None
        for timer in (self._release_timer, self._still_timer):
            if timer is not None:
                timer.cancel()
        self._release_timer = self._still_timer = None

    def _start(self, order: Order | None) -> None:
        if order is not None:
            slot = _Slot(order)
            self._encoding.append(slot)
            self._encoding_bytes += order.frame.size
            done = contained(partial(self._finish, slot), self._failed)
            self._encoder.encode(order, self._clock.now(), done)
        self._set_release_timer()

    def _finish(self, slot: _Slot, picture: Encoded) -> None:
        # Several threads encode at once: a later frame may be ready first, and waits.
        slot.picture = picture
        while self._encoding and self._encoding[0].picture is not None:
            ready = self._encoding.popleft()
            self._encoding_bytes -= ready.order.frame.size
            order, encoded = ready.order, ready.picture
            if encoded is not None:
                if not isinstance(encoded, Exception):
                    size = len(encoded.payload)
                    self.flow.sent(order.frame.sequence, self._clock.now(), size)
                self._send(FinishedFrame(order.frame, order.encoding.codec, encoded))
        # A link's budget may have waited for the encoder.
        self._start(self.flow.release(self._clock.now()))
        if self._held is not None:
            self.show(self._held)

    def _set_release_timer(self) -> None:
        if self._release_timer is not None:
            self._release_timer.cancel()
            self._release_timer = None
        at = self.flow.release_at()
        if at is not None:
            delay = max(SOONEST, at - self._clock.now())
            self._release_timer = self._after(delay, self._release)

    def _release(self) -> None:
        self._release_timer = None
        self._start(self.flow.release(self._clock.now()))

    def _watch_for_rest(self) -> None:
        """Look again when the stream may rest; one timer for many frames."""
        self._still_timer = None
        at, now = self.flow.still_at(), self._clock.now()
        if at is None:
            return
        if at > now:
            delay = max(SOONEST, at - now)
            self._still_timer = self._after(delay, self._watch_for_rest)
        elif (frame := self.flow.still(now)) is not None:
            self._encode_still(frame)

    def _encode_still(self, frame: Frame) -> None:
        def finish(picture: Encoded) -> None:
            if self.flow.is_resting(frame) and not isinstance(picture, Exception):
                self._send(FinishedFrame(frame, picture.codec, picture, still=True))

        self._encoder.encode_still(frame, contained(finish, self._failed))

    def _after(self, delay: float, do: Callable[[], None]) -> asyncio.TimerHandle:
        return call_later(self._loop, delay, do, failed=self._failed)

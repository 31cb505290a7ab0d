"""Hand frames to the playout, and hold the model to the pace at which they show."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from reactor_runtime.engine.pulse import Pulse
from reactor_runtime.engine.running.outputs import Batch, OutputTracks
from reactor_runtime.streaming.pacing import BREATH, FrameRate, Pacer, WorkEstimate

if TYPE_CHECKING:
    from collections.abc import Callable

    from reactor_runtime.engine.core import Core
    from reactor_runtime.engine.playout import Playout
    from reactor_runtime.engine.running.steps import Step, Steps


class Emitter:
    """The model's way to the screen. Use it on the engine's loop.

    Queues at most ``max(buffer_size, batch)`` frames; what happens beyond that is the
    caller's choice: wait, or discard.

    Args:
        core: Shared by the engine's parts.
        steps: Stamps frames with the step that made them.
        playout: Shows them.
        rate: Frames per second.
        buffer_size: Most frames that wait to be shown.
    """

    def __init__(
        self,
        core: Core,
        steps: Steps,
        playout: Playout,
        rate: FrameRate,
        buffer_size: int,
    ) -> None:
        self._core = core
        self._steps = steps
        self._playout = playout
        self._rate = rate
        self._pacer = Pacer(buffer_size)
        self._work = WorkEstimate()
        self._outputs = OutputTracks(core, core.clock.now())
        self._released = Pulse()
        self._flushes = 0
        self._sound: float | None = None
        self._waited = 0.0

    @property
    def rate(self) -> FrameRate:
        """Frames per second."""
        return self._rate

    @property
    def last_due(self) -> float | None:
        """When the newest queued frame is due, ``None`` if there was none."""
        return self._pacer.last_due

    def begin_presence(self) -> None:
        """Start afresh: nothing queued, nothing measured."""
        self._pacer.clear()
        self._work = WorkEstimate()
        self._rate.forget()
        self._outputs.begin_presence()

    def release(self) -> None:
        """Let whoever waits go on at once; what it brings is discarded."""
        self._flushes += 1
        self._released.fire()

    def clear(self) -> None:
        """Drop what is queued; the last frame stays."""
        self._pacer.clear()
        self._playout.clear()
        self.release()

    def flush(self) -> None:
        """Drop what is queued and show black."""
        self._pacer.clear()
        now = self._core.clock.now()
        self._playout.clear(self._outputs.blanks(self._steps.current, now))
        self.release()

    def convert(self, output: object) -> Batch:
        """Return *output* converted. Raises TypeError if it is no output."""
        return self._outputs.convert(output)

    def measure(self, seconds: float, batch: Batch | None) -> None:
        """Take the time that the model needed for one emit.

        Without a declared rate the frames of *batch* follow it; ``None`` leaves the
        rate to what the model says itself.
        """
        self._work.add(seconds)
        is_open = batch is not None and batch.count > 0 and not batch.seconds
        if batch is not None and is_open and not self._rate.is_declared:
            self._rate.measure((seconds + BREATH) / batch.count)

    async def breathe(self) -> None:
        """Give the loop back for a moment to whatever else runs on it."""
        # A timer, not sleep(0): a kernel needs several turns to start a cell.
        await asyncio.sleep(BREATH)

    async def show(
        self,
        batch: Batch,
        step: Step,
        created_at: float,
        *,
        compute_time: float | None = None,
        drop: bool = False,
    ) -> None:
        """Queue *batch* and wait until the model should go on.

        Args:
            batch: What to show.
            step: The step that made it.
            created_at: When it was emitted.
            compute_time: Seconds that the whole batch took, to adapt the rate to.
            drop: Discard what does not fit, and do not wait.
        """
        is_waiting = self._core.takes_frames and batch.count > 0
        if is_waiting and compute_time is not None:
            self._rate.measure(compute_time / batch.count)
        waited = 0.0
        if is_waiting and drop:
            fitting = self._pacer.fitting(batch.count, self._core.clock.now())
            self._queue(batch.first(fitting), step, created_at)
        elif is_waiting and await self._wait(partial(self._until_room, batch.count)):
            self._queue(batch, step, created_at)
            is_ready = await self._wait(self._until_ready)
            waited = self._waited if is_ready else 0.0
        if waited < BREATH:
            await self.breathe()

    async def _wait(self, left: Callable[[], float]) -> bool:
        """Wait for as long as *left* says; ``False`` if what waits is discarded."""
        flushes, self._waited = self._flushes, 0.0
        while (seconds := left()) > 0:
            await self._released.wait(seconds)
            if flushes != self._flushes:
                return False
            self._waited = seconds
        return True

    def _until_room(self, frames: int) -> float:
        now = self._core.clock.now()
        return self._pacer.room_at(frames, now) - now

    def _until_ready(self) -> float:
        now = self._core.clock.now()
        return self._pacer.ready_at(now, self._work) - now

    def _queue(self, batch: Batch, step: Step, created_at: float) -> None:
        if not batch.count:
            return
        interval = batch.seconds or self._rate.interval
        lead, self._sound = self._sound, batch.seconds
        now = self._core.clock.now()
        dues = self._pacer.schedule(batch.count, now, interval, lead)
        items = self._outputs.number(batch, dues, step, created_at)
        self._playout.queue(items)

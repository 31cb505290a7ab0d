"""Models that show the pre-rendered pictures; imported in the kernel."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from benchmarks.pictures import COUNT, rendered
from reactor_runtime import InputField, InputState, Output, ReactorModel, Video

CREATED: dict[int, float] = {}
"""Unix time of each ``emit`` of the newest :class:`FixedSource`, by picture number."""


@dataclass
class Picture(Output):
    """One video track."""

    main_video: Video


class FixedSource(ReactorModel):
    """Shows 640x480 pre-rendered pictures at 60 frames a second."""

    fps = 60

    def load(self, config: dict[str, object]) -> None:
        """Render the pictures."""
        self._pictures = rendered()
        CREATED.clear()

    async def run(self) -> None:
        """Show one picture after the other."""
        await self.connected.wait()
        number = 0
        while True:
            CREATED[number] = time.time()
            await self.emit(Picture(main_video=self._pictures[number % COUNT]))
            number += 1


class SteeredSource(FixedSource):
    """The same with one control, to time the way from a command to a picture."""

    class Steering(InputState):
        """One slider."""

        level: float = InputField(0.0, ge=0.0, le=1.0)

    state: Steering


class Batches(ReactorModel):
    """Twelve frames in 400 ms of blocking computation, 24 frames a second."""

    fps = 24

    def load(self, config: dict[str, object]) -> None:
        """Render the pictures."""
        self._batches = np.stack(rendered()).reshape(-1, 12, 480, 640, 3)
        random = np.random.default_rng(0)
        self._weights = random.standard_normal((256, 256), np.float32) / 16
        self._activity = random.standard_normal((64, 256), np.float32)

    def _compute(self, seconds: float) -> None:
        """Keep one core busy as a forward pass does: array by array, from Python."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self._activity = np.tanh(self._activity @ self._weights)

    async def run(self) -> None:
        """Compute and emit a whole batch."""
        await self.connected.wait()
        number = 0
        while True:
            self._compute(0.4)
            batch = self._batches[number % len(self._batches)]
            await self.emit(Picture(main_video=batch))
            number += 1

"""Models that show the pre-rendered pictures; imported in the kernel.

Each takes ``pictures``, the file, and ``fps`` from its configuration.

Every source is calm until :func:`hurry` is called: whoever drives the page is told of
each frame, and would not get a word in at the rates that are measured.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.pictures import COUNT, rendered, stored
from reactor_runtime import (
    Idle,
    InputField,
    InputState,
    ModelMessage,
    Output,
    ReactorModel,
    ReactorPipeline,
    Video,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


CALM_FPS = 10.0

_hurries_until = 0.0


def hurry(seconds: float) -> None:
    """Let every source show as much as its rate asks, for *seconds* from now."""
    global _hurries_until
    _hurries_until = time.monotonic() + seconds


def _is_hurrying() -> bool:
    return time.monotonic() < _hurries_until


@dataclass
class Picture(Output):
    """One video track."""

    main_video: Video


class Steering(InputState):
    """One slider."""

    level: float = InputField(0.0, ge=0.0, le=1.0)


class Source(ReactorModel):
    """Shows one picture after the other, as evenly as its rate asks."""

    fps = 60

    def load(self, config: dict[str, object]) -> None:
        """Map the pictures."""
        self._pictures = stored(str(config["pictures"]))
        self._rate = float(str(config["fps"]))

    async def run(self) -> None:
        """Emit pictures for as long as somebody is there."""
        await self.connected.wait()
        fps = 0.0
        number = 0
        while True:
            wanted = self._rate if _is_hurrying() else min(CALM_FPS, self._rate)
            if wanted != fps:
                fps = wanted
                self.output_buffer.set_fps(fps)
            await self.show(number)
            number += 1

    async def show(self, number: int) -> None:
        """Emit one picture."""
        await self.emit(Picture(main_video=self._pictures[number % COUNT]))


class SteeredSource(Source):
    """The same with one control, to time the way from a command to a picture."""

    state: Steering


class Few(InputState):
    """Three controls."""

    level: float = InputField(0.0, ge=0.0, le=1.0)
    prompt: str = ""
    is_on: bool = True


class LeanSource(Source):
    """The same with as many controls as a small model has."""

    state: Few


CONTROLS = 35
MESSAGES_PER_SECOND = 100


def _many() -> type[InputState]:
    names = [f"level_{number}" for number in range(CONTROLS)]
    fields = {name: InputField(0.5, ge=0.0, le=1.0) for name in names}
    annotations: dict[str, object] = dict.fromkeys(names, float)
    body = {**fields, "__annotations__": annotations, "__module__": __name__}
    return type("Many", (InputState,), body)


Many = _many()


class StepMade(ModelMessage):
    """What a talkative model says."""

    step: int
    loss: float


class PicturesMade(ModelMessage):
    """What it says in between, so that no two messages in a row share a name."""

    pictures: int


class BusySource(Source):
    """The same with many controls, and a message for every hundredth of a second."""

    state: Many

    async def show(self, number: int) -> None:
        """Emit a picture, and say what is due until the next."""
        await super().show(number)
        first, after = (
            int(at * MESSAGES_PER_SECOND / self._rate) for at in (number, number + 1)
        )
        for step in range(first, after):
            made = PicturesMade(pictures=number)
            said = made if step % 2 else StepMade(step=step, loss=1 / (step + 1))
            await self.send(said)


class RestingSource(ReactorPipeline):
    """Shows another picture only when its control was moved."""

    fps = 60
    state: Steering

    def load(self, config: dict[str, object]) -> None:
        """Map the pictures."""
        self._pictures = stored(str(config["pictures"]))

    def inference(self) -> Iterator[object]:
        """Wait for the control."""
        shown = None
        while True:
            if self.state.level == shown:
                yield Idle
                continue
            shown = self.state.level
            yield Picture(main_video=self._pictures[int(shown * (COUNT - 1))])


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

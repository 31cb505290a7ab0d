"""Models whose picture is a known function of their controls.

:class:`Steered` draws 160x128 pixels: the large lower area is *level* as a share of
white, times *tint*; above it lie stripes of 16 rows for the prompt, the uploaded
picture and a bar that moves one column per step.
"""

from __future__ import annotations

import io
import time
from dataclasses import dataclass

import numpy as np
from PIL import Image

from reactor_runtime import (
    InputField,
    InputState,
    ModelMessage,
    Output,
    ReactorModel,
    ReactorPipeline,
    UploadedFile,
    Video,
    event,
)

TINTS = {"grey": (1, 1, 1), "red": (1, 0, 0), "green": (0, 1, 0), "blue": (0, 0, 1)}


@dataclass
class Picture(Output):
    main_video: Video


@dataclass
class Pong(ModelMessage):
    count: int


class SteeredState(InputState):
    level: float = InputField(0.25, ge=0.0, le=1.0, description="Share of white")
    tint: str = InputField("grey", choices=("grey", "red", "green", "blue"))
    prompt: str = InputField("", max_length=25, description="Ten grey values a letter")
    seed: UploadedFile | None = None
    _pings: int = 0


class Steered(ReactorPipeline):
    """Draws what its controls say."""

    fps = 30
    state: SteeredState

    def inference(self):
        step = 0
        while True:
            step += 1
            yield Picture(main_video=self._draw(step))

    @event
    def ping(self) -> Pong:
        self.state._pings += 1
        return Pong(count=self.state._pings)

    def _draw(self, step: int) -> np.ndarray:
        pixels = np.zeros((128, 160, 3), np.uint8)
        pixels[48:] = np.round(
            255 * self.state.level * np.array(TINTS[self.state.tint])
        )
        pixels[0:16] = 10 * len(self.state.prompt)
        if self.state.seed is not None:
            image = Image.open(io.BytesIO(self.state.seed.data)).convert("RGB")
            pixels[16:32] = np.asarray(image).mean(axis=(0, 1)).round()
        column = step % 20 * 8
        pixels[32:48, column : column + 8] = 255
        return pixels


class SlowForward(ReactorPipeline):
    """Blocks its loop for 100 ms a step, as a forward pass does."""

    def inference(self):
        shade = 0
        while True:
            time.sleep(0.1)
            shade = (shade + 8) % 256
            yield Picture(main_video=np.full((64, 64, 3), shade, np.uint8))


class Batches(ReactorModel):
    """Twelve frames in 400 ms of blocking computation, at 24 frames a second."""

    fps = 24

    async def run(self) -> None:
        await self.connected.wait()
        shade = 0
        while True:
            time.sleep(0.4)  # noqa: ASYNC251 - stands for a forward pass
            shades = (shade + np.arange(12)) % 256
            shade += 12
            frames = np.broadcast_to(
                shades.astype(np.uint8)[:, None, None, None], (12, 64, 64, 3)
            )
            await self.emit(Picture(main_video=frames))


class Broken(ReactorPipeline):
    """Fails to load."""

    def load(self, config: dict[str, object]) -> None:
        raise FileNotFoundError("no weights at /models/missing.pt")

    def inference(self):
        yield Picture(main_video=np.zeros((64, 64, 3), np.uint8))

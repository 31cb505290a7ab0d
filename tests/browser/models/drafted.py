"""A model whose controls refuse some of what is put into them, and one that is slow."""

from __future__ import annotations

import asyncio
import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from reactor_runtime import (
    CommandError,
    InputField,
    InputState,
    Output,
    ReactorPipeline,
    Video,
    event,
)


@dataclass
class Blank(Output):
    main_video: Video


class DraftedState(InputState):
    seed: int = InputField(123456789, ge=-(2**53) + 1, description="Exact")
    angle: float = InputField(0.5, ge=-math.pi, le=math.pi)
    rate: float = InputField(1e-3, ge=1e-6, le=1.0)
    count: int = InputField(3, ge=0.5, le=9.5)
    prompt: str = InputField("a meadow", max_length=1000)
    points: list[int] | None = None
    palette: str = "ember"
    slow: int = InputField(1, ge=0, le=9)


class Drafted(ReactorPipeline):
    """Draws nothing."""

    fps = 20
    state: DraftedState

    def inference(self):
        while True:
            yield Blank(main_video=np.zeros((90, 160, 3), np.uint8))

    @event
    def set_palette(self, palette: Literal["ember", "ocean", "moss"] = "ember"):
        if palette == "ocean":
            raise CommandError("dry", "There is no water here.")
        self.state.palette = palette

    @event
    async def set_slow(self, slow: int = InputField(1, ge=0, le=9)):
        await asyncio.sleep(1)
        self.state.slow = slow

    @event
    def paint(
        self,
        x: float = InputField(0.5, ge=0.0, le=1.0),
        size: int = InputField(3, le=9),
        colour: str = InputField("red", min_length=1),
    ):
        self.painted = (x, size, colour)

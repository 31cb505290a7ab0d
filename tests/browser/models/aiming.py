"""A column of thirty-five numbers and more, and a message with each picture."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from reactor_runtime import InputField, InputState, ModelMessage, ReactorPipeline

MANY = {f"weight_{index}": InputField(0.5, ge=0.0, le=1.0) for index in range(35)}


@dataclass
class Advance(ModelMessage):
    loss: float
    step: int


class Bullseye(InputState):
    ui = {  # noqa: RUF012
        "aim": {"soft": (-1, 1)},
        "exposure": {"soft": (-2, 2)},
    }

    strength: float = InputField(1.0, ge=0.0, le=2.0)
    seed: int = InputField(42, ge=0)
    mode: Literal["fast", "good"] = "fast"
    aim: tuple[float, float] = (0.0, 0.0)
    exposure: float = 0.0


class Crowd(InputState):
    __annotations__ = dict.fromkeys(MANY, float)
    locals().update(MANY)


class Aiming(ReactorPipeline):
    """A mark where it aims."""

    fps = 20
    state: Bullseye

    async def inference(self):
        step = 0
        while True:
            step += 1
            await self.send(Advance(loss=math.exp(-step / 50) - 0.2, step=step))
            frame = np.full((120, 160, 3), 40, np.uint8)
            x, y = self.state.aim
            frame[round(55 - 50 * y) :][:10, round(75 + 70 * x) :][:, :10] = 255
            yield frame


class Crowded(ReactorPipeline):
    """Thirty-five numbers, and a grey picture."""

    fps = 10
    state: Crowd

    def inference(self):
        while True:
            yield np.full((120, 160, 3), 40, np.uint8)

"""A control of every kind, so that the panel can be looked at as a whole."""

from dataclasses import dataclass
from enum import Enum
from typing import Any, Literal

import numpy as np

from reactor_runtime import (
    InputField,
    InputState,
    ReactorPipeline,
    UploadedFile,
    event,
)


class Palette(Enum):
    EMBER = "ember"
    MOSS = "moss"


@dataclass(frozen=True)
class Point:
    x: float = 0.5
    y: float = 0.5


@dataclass(frozen=True)
class Lens:
    focus: float = 2.0
    wide: bool = False


class Everything(InputState):
    ui = {  # noqa: RUF012
        "exposure": {"unit": "EV", "soft": (-2, 2), "group": "Light"},
        "sigma": {"group": "Light"},
        "centre": {"soft": (0, 1)},
        "tint": {"widget": "color", "group": "Light"},
    }

    strength: float = InputField(1.0, ge=0.0, le=2.0, description="How much of it.")
    steps: int = InputField(8, ge=1, le=50)
    guidance: float = 7.5
    seed: int = 42
    smooth: bool = True
    mode: Literal["fast", "good"] = "fast"
    palette: Palette = Palette.EMBER
    title: str = InputField("Aurora", max_length=20)
    prompt: str = InputField("A quiet harbour at dawn", max_length=500)
    exposure: float = 0.0
    sigma: float = InputField(1.0, ge=0.01, le=100.0)
    tint: str = "#ffb000"
    weights: list[float] = (0.2, 0.5, 0.3)
    size: tuple[float, float, float] = (1.0, 2.0, 3.0)
    tags: list[str] = ("mist", "sea")
    centre: Point = Point()
    lens: Lens = Lens()
    layers: dict[str, float] | None = None
    image: UploadedFile | None = None
    anything: Any = None


class Gallery(ReactorPipeline):
    """A grey picture beside everything that a person may change."""

    state: Everything

    @event
    def shuffle(self):
        pass

    @event
    def jump(self):
        pass

    @event
    def paint(self, x: float = InputField(0.5, ge=0, le=1), colour: str = "red"):
        pass

    @event
    def fail(self):
        raise ValueError("the paint is dry")

    def inference(self):
        ramp = np.linspace(0, 255, 320, dtype=np.uint8)
        while True:
            yield np.broadcast_to(ramp[None, :, None], (180, 320, 3)).copy()

"""Models that together use everything a contract describes."""

from dataclasses import dataclass
from enum import Enum
from typing import Any, Literal

import numpy as np

from reactor_runtime.interface import (
    Audio,
    ClientInfo,
    Input,
    InputField,
    InputState,
    MessageField,
    ModelMessage,
    Output,
    ReactorModel,
    ReactorPipeline,
    UploadedFile,
    Video,
    connected,
    event,
    file_uploaded,
)


class Palette(Enum):
    WARM = "warm"
    COLD = "cold"


class Quality(Enum):
    DRAFT = 1
    FINAL = 2


@dataclass(frozen=True)
class Spot:
    x: float
    y: float
    size: int = 3


class Statistics(ModelMessage):
    """What the picture looks like."""

    mean: float = MessageField(description="Mean of all pixels")
    histogram: np.ndarray
    label: str = MessageField("", description="For a person")
    spot: Spot | None = None


class Saved(ModelMessage):
    path: str


class StudioState(InputState):
    """Every kind of control, as state."""

    brightness: float = InputField(default=1.0, ge=0.0, le=2.0, description="Gain")
    steps: int = InputField(default=4, ge=1, le=50)
    seed: int = 42
    gain: float = InputField(default=0.5, ge=0.0)
    style: str = InputField(default="none", choices=["none", "oil_paint"])
    mode: Literal["fast", "exact"] = "fast"
    palette: Palette = Palette.WARM
    quality: Quality = Quality.DRAFT
    mirror: bool = False
    prompt: str = InputField(default="a meadow", max_length=80, moderate=True)
    story: str = InputField(default="", max_length=500)
    strength: float | None = InputField(default=None, ge=0.0, le=1.0)
    subject: str = InputField(min_length=1)
    image: UploadedFile | None = None
    points: list[tuple[float, float]] = ()
    spot: Spot = Spot(0.5, 0.5)
    extra: Any = None
    _cache: Any = None


class StudioInput(Input):
    webcam: Video


class StudioOutput(Output):
    main_video: Video
    main_audio: Audio | None = None


class Studio(ReactorPipeline):
    """A studio that uses everything.

    The second paragraph is not its description.
    """

    state: StudioState
    input: StudioInput
    fps = 24
    outputs = (StudioOutput,)
    messages = (Statistics, Saved)

    @connected
    def on_connect(self):
        pass

    @file_uploaded
    def on_file(self, uploaded_file):
        pass

    @event(name="set_prompt", description="Scene prompt with encoding")
    def set_prompt(self, prompt: str = InputField(default="", max_length=300)):
        pass

    @event
    def reset(self) -> Saved:
        """Start over."""

    @event(description="Paint a spot", dedupe=True)
    def paint(
        self,
        client: ClientInfo,
        x: float = InputField(default=0.5, ge=0, le=1),
        y: float = InputField(default=0.5, ge=0, le=1),
        colour: Literal["red", "green"] = "red",
        mask: UploadedFile | None = None,
    ):
        pass

    def inference(self):
        while True:
            yield StudioOutput(main_video=np.zeros((2, 2, 3), np.uint8))


class Explicit(ReactorModel):
    """A model whose setters are written out."""

    @event(name="set_brightness", description="Adjust brightness")
    def set_brightness(
        self, brightness: float = InputField(default=1.0, ge=0.0, le=2.0)
    ):
        self.brightness = brightness

    @event
    def set_size(self, width: int, height: int = 2):
        pass

    @event
    def upload_reference(self, reference: UploadedFile):
        pass

    async def run(self):
        await self.emit(StudioOutput(main_video=None))
        await self.send(Saved(path="a"))

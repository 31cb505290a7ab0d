"""A model that is shown a camera and says what it saw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reactor_runtime import (
    Input,
    InputState,
    ModelMessage,
    Output,
    ReactorPipeline,
    UploadedFile,
    Video,
    event,
)


@dataclass
class Sight(Output):
    main_video: Video


@dataclass
class Eye(Input):
    webcam: Video


@dataclass
class Seen(ModelMessage):
    presses: int
    frames: int


class WatchingState(InputState):
    picture: UploadedFile | None = None


class Watching(ReactorPipeline):
    """Shows a dark picture, ten a second, and counts the camera's frames."""

    fps = 10
    input: Eye
    state: WatchingState
    presses = 0

    def inference(self):
        while True:
            yield Sight(main_video=np.full((64, 64, 3), self.presses % 256, np.uint8))

    @event
    def count(self) -> Seen:
        self.presses += 1
        return Seen(presses=self.presses, frames=self.input.webcam.total_received)

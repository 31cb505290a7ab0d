"""A model that is given a large file and says what is in it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np

from reactor_runtime import (
    InputState,
    ModelMessage,
    Output,
    ReactorPipeline,
    UploadedFile,
    Video,
    event,
)


@dataclass
class Storeroom(Output):
    main_video: Video


@dataclass
class Digest(ModelMessage):
    sha256: str


class HoardState(InputState):
    weights: UploadedFile | None = None


class Hoarder(ReactorPipeline):
    """Shows a grey picture, ten a second."""

    fps = 10
    state: HoardState

    def inference(self):
        while True:
            yield Storeroom(main_video=np.full((64, 64, 3), 128, np.uint8))

    @event
    def digest(self) -> Digest:
        """Read the file in one piece, as a model with weights would."""
        assert self.state.weights is not None
        with self.state.weights.open() as file:
            return Digest(sha256=hashlib.sha256(file.read()).hexdigest())

"""A model most of whose fields begin without a value."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reactor_runtime import (
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


class BlanksState(InputState):
    count: int = InputField(ge=0, le=10)
    level: float = InputField(ge=-1.0, le=1.0)
    whole: int
    flag: bool
    text: str
    maybe: float | None = InputField(None, ge=0.0, le=1.0)
    only: int = InputField(1, ge=1, le=1)


class Blanks(ReactorPipeline):
    """Draws nothing."""

    fps = 20
    state: BlanksState

    def inference(self):
        while True:
            yield Blank(main_video=np.zeros((90, 160, 3), np.uint8))

    @event
    def forget(self):
        for name in ("count", "level", "whole", "flag", "text", "maybe"):
            setattr(self.state, name, None)

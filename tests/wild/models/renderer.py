"""The output is made by an object that the model only holds."""

import numpy as np

from reactor_runtime import InputState, Output, ReactorPipeline, Video


class Knobs(InputState):
    level: int = 0


class Shown(Output):
    main_video: Video


class Renderer:
    KINDS = {"plain": Shown}

    def __init__(self, size):
        self.size = size

    def render(self, level):
        return self.KINDS["plain"](main_video=np.full((*self.size, 3), level, np.uint8))


class Rendered(ReactorPipeline):
    state: Knobs

    def load(self, config):
        self.renderer = Renderer((32, 48))

    def inference(self):
        while True:
            yield self.renderer.render(self.state.level)

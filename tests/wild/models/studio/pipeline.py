"""A model in a package, with relative imports."""

import numpy as np

from reactor_runtime import InputState, ReactorPipeline

from . import kinds


class StudioState(InputState):
    level: int = 0


class Base(ReactorPipeline):
    cls = kinds.StudioOutput

    def make(self, level):
        return self.cls(main_video=np.full((32, 48, 3), level, np.uint8))


class Studio(Base):
    state: StudioState

    async def inference(self):
        while True:
            yield self.make(self.state.level)

"""A model whose declarations are in another file of its folder."""

import numpy as np
from outputs import LevelChanged, SceneState, make_output

from reactor_runtime import ReactorPipeline, event


class Scene(ReactorPipeline):
    state: SceneState

    @event(name="set_level")
    async def change(self, level: int = 0) -> LevelChanged:
        self.state.level = level
        await self.send(LevelChanged(level=level))
        return LevelChanged(level=level)

    def inference(self):
        while True:
            yield make_output(np.full((32, 48, 3), self.state.level, np.uint8))

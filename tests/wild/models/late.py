"""A second track appears while the model runs, of a class that is made then."""

import numpy as np

from reactor_runtime import InputState, Output, ReactorPipeline, Video


class LateState(InputState):
    level: int = 0


class LateOutput(Output):
    main_video: Video


def make(name):
    return type(name.title(), (Output,), {"__annotations__": {name: Video}})


class Late(ReactorPipeline):
    state: LateState

    def load(self, config):
        self.extra = None

    def inference(self):
        while True:
            frame = np.full((32, 48, 3), self.state.level, np.uint8)
            yield LateOutput(main_video=frame)
            if self.state.level > 100:
                self.extra = self.extra or make("depth")
                yield self.extra(depth=frame)

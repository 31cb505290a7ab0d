"""What a client has set is read when its session ends."""

import numpy as np

from reactor_runtime import (
    InputState,
    ReactorPipeline,
    session_ended,
    session_started,
)


class Diary(InputState):
    level: int = 0


class Goodbye(ReactorPipeline):
    state: Diary
    written = ()

    @session_started
    def begin(self):
        self.written = (*self.written, f"began at {self.state.level}")

    @session_ended
    async def end(self):
        self.written = (*self.written, f"ended at {self.state.level}")

    def inference(self):
        while True:
            yield np.full((32, 48, 3), self.state.level, np.uint8)

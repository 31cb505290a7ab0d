"""A step loop that refuses, recovers, and sends before it shows."""

import numpy as np

from reactor_runtime import (
    ApplicationError,
    InputState,
    ModelMessage,
    Output,
    ReactorApp,
    StepCompleted,
    Video,
)


class StepsState(InputState):
    level: int = -1


class StepOutput(Output):
    main_video: Video


class Finished(ModelMessage):
    level: int
    failed: bool = False


class Steps(ReactorApp):
    state: StepsState

    async def process_input(self):
        if self.state.level < 0:
            raise ApplicationError("no level yet")
        return self.state.level

    def generate(self, level):
        if level == 13:
            raise ValueError("unlucky")
        return np.full((32, 48, 3), level, np.uint8)

    async def process_output(self, outcome):
        if outcome.error is not None:
            await self.send(Finished(level=13, failed=True))
            return StepCompleted(error=outcome.error)
        await self.send(Finished(level=int(outcome.result.max())))
        return StepCompleted(
            StepOutput(main_video=outcome.result), elapsed=outcome.elapsed
        )

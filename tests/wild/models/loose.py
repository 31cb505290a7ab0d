"""Declarations that are written loosely: no types in containers, None for anything."""

from dataclasses import dataclass

import numpy as np

from reactor_runtime import (
    InputState,
    ModelMessage,
    Output,
    ReactorPipeline,
    Video,
    event,
)


@dataclass
class LooseState(InputState):
    level: int = None
    names: list = None
    _cache: "Nowhere" = None  # noqa: F821


@dataclass
class Report(ModelMessage):
    note: str = ""
    values: dict


class Shown(Output):
    main_video: Video


class Loose(ReactorPipeline):
    state: LooseState
    outputs = []

    @event
    async def report(self):
        await self.send(Report(values={"names": self.state.names}))
        return "not a message"

    def inference(self):
        while True:
            level = self.state.level or 0
            yield Shown(main_video=np.full((32, 48, 3), level, np.uint8))

"""A model that makes twelve frames at a time, says how long they took, and sends."""

import time

import numpy as np

from reactor_runtime import (
    InputField,
    ModelMessage,
    Output,
    ReactorModel,
    Video,
    connected,
    event,
)
from reactor_runtime.log import get_logger

logger = get_logger("chunks")


class ChunkOutput(Output):
    main_video: Video


class ChunkDone(ModelMessage):
    index: int
    seconds: float = 0.0


class Chunks(ReactorModel):
    fps = 24
    buffer_size = 24

    @connected
    async def begin(self):
        self.level, self.index = 0, 0

    @event
    def set_level(self, level: int = InputField(default=0, ge=0, le=255)):
        self.level = level

    async def run(self):
        while True:
            await self.connected.wait()
            while self.connected.is_set():
                began = time.perf_counter()
                chunk = np.stack([np.full((32, 48, 3), self.level, np.uint8)] * 12)
                seconds = time.perf_counter() - began
                await self.emit(ChunkOutput(main_video=chunk), compute_time=0.5)
                await self.send(ChunkDone(index=self.index, seconds=seconds))
                self.index += 1
                logger.info("chunk", index=self.index, took=seconds)

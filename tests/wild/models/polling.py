"""A loop that asks for clients, flags and time by sleep(0)."""

import asyncio
import time
from dataclasses import dataclass

import numpy as np

from reactor_runtime import Output, ReactorModel, Video, event, get_logger

logger = get_logger(__name__)


@dataclass
class PollingOutput(Output):
    main_video: Video


class Polling(ReactorModel):
    fps = 20

    def load(self, config):
        self.level = 0
        self.last = time.monotonic()
        logger.info("loaded", level=self.level)

    @event(name="set_level", description="Grey level")
    async def set_level(self, level: int = 0):
        self.level = level

    async def run(self):
        while True:
            if not self.connected.is_set():
                await asyncio.sleep(0)
                continue
            frame = np.full((32, 48, 3), self.level, dtype=np.uint8)
            await self.emit(PollingOutput(main_video=frame))
            await asyncio.sleep(0)

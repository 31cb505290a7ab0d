"""An environment that lives in a thread of its own, and a step loop that reads it."""

import queue
import threading

import numpy as np

from reactor_runtime import (
    ApplicationError,
    Output,
    ReactorApp,
    Video,
    connected,
    disconnected,
    event,
)


class WorldOutput(Output):
    main_video: Video


class Environment(threading.Thread):
    def __init__(self):
        super().__init__(daemon=True)
        self.actions, self.frames = queue.Queue(), queue.Queue(maxsize=2)

    def run(self):
        while (action := self.actions.get()) is not None:
            self.frames.put(np.full((32, 48, 3), action, np.uint8))


class World(ReactorApp):
    @connected
    def enter(self):
        self.environment = Environment()
        self.environment.start()

    @disconnected
    def leave(self):
        self.environment.actions.put(None)
        self.environment.join()

    @event
    def set_level(self, level: int):
        self.environment.actions.put(level)

    async def process_input(self):
        try:
            return self.environment.frames.get_nowait()
        except queue.Empty:
            raise ApplicationError("the world stands still") from None

    def generate(self, frame):
        return WorldOutput(main_video=frame)

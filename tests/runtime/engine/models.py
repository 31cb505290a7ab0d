"""Small models that the engine's tests share."""

import numpy as np

from reactor_runtime import (
    InputField,
    InputState,
    ModelMessage,
    Output,
    ReactorModel,
    ReactorPipeline,
    Video,
    connected,
    disconnected,
    event,
)


def grey(level):
    return np.full((4, 6, 3), level, np.uint8)


class Picture(Output):
    main: Video


class Knobs(InputState):
    level: int = InputField(default=10, ge=0, le=255)
    _derived: object = None


class Told(ModelMessage):
    text: str


class Steady(ReactorPipeline):
    """Shows the level of its state, 25 times a second."""

    fps = 25
    state: Knobs

    def inference(self):
        while True:
            yield Picture(main=grey(self.state.level))


class Looping(ReactorModel):
    """Shows the level that an event sets, 25 times a second."""

    fps = 25

    @connected
    def reset(self):
        self.level = 10

    @event
    def set_level(self, level: int = InputField(default=10, ge=0, le=255)):
        self.level = level

    async def run(self):
        while True:
            await self.connected.wait()
            while self.connected.is_set():
                await self.emit(Picture(main=grey(self.level)))


class Knob(InputState):
    level: int = 10


class Visited(ReactorPipeline):
    """Notes who comes and goes, and shows the level of its state."""

    state: Knob

    def __init__(self):
        self.trace = []

    @connected
    def come(self, client):
        self.trace.append(f"connected {client.id}")

    @disconnected
    def go(self, client):
        self.trace.append(f"disconnected {client.id}")

    def inference(self):
        while True:
            yield Picture(main=grey(self.state.level))


class Served(ReactorPipeline):
    """Shows grey, and has a command that does nothing."""

    outputs = (Picture,)

    @event
    def well(self): ...

    def inference(self):
        while True:
            yield grey(1)


def levels(client):
    return [int(frame.pixels[0, 0, 0]) for frame in client.frames]


def texts(driver, kind):
    return [entry.text for entry in driver.log.since() if entry.kind is kind]

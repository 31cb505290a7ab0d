"""A model whose cell is run again, with whatever else it then says."""

from tests.notebook.conftest import until

CELL = """
import asyncio
from enum import Enum
import numpy as np
from reactor_runtime import *


class Palette(Enum):
    FIRE = "fire"
    ICE = "ice"


COLOURS = {{Palette.FIRE: 200, Palette.ICE: 50}}


class GardenState(InputState):
    palette: Palette = InputField(Palette.FIRE)
    level: float = InputField({default}, ge=0.0, le={most})
    label: str = "garden"


class GardenOutput(Output):
    main_video: Video


class Garden(ReactorPipeline):
    state: GardenState
    fps = 50
    version = {version}

    def load(self, config):
        self.loads = getattr(self, "loads", 0) + 1
        {load}

    @connected
    def arrive(self):
        self.derived = None
        self.is_over = asyncio.Event()

    def inference(self):
        while True:
            {step}
            shade = COLOURS[self.state.palette]
            yield GardenOutput(main_video=np.full((8, 8, 3), shade, np.uint8))

    @event
    def set_level(self, level: float = InputField({default}, ge=0.0, le={most})):
        self.state.level = level
        self.derived = (level or 0) * 10

    @event
    async def linger(self):
        await self.is_over.wait()

    @event
    def is_ice(self, palette: Palette):
        self.answers = (palette is Palette.ICE, self.state.palette is Palette.ICE)
"""


def cell(version=1, *, load="pass", step="pass", default=0.5, most=1.0):
    return CELL.format(
        version=version, load=load, step=step, default=default, most=most
    )


def model(handle):
    return handle._session.run.engine.model


def advice(handle):
    return handle._session._shown.panel._advice


def notes(handle):
    return [entry.text for entry in handle.log if entry.kind == "note"]


async def steps(handle, count=5):
    before = handle._session.run.engine.step_index
    await until(lambda: handle._session.run.engine.step_index > before + count)

"""What the tests of tuning share: a model in a file."""

import pytest

FILE = '''\
"""A model in a file."""
import numpy as np
from reactor_runtime import InputField, InputState, ReactorPipeline, event

LO = 0.0


class LampBase(InputState):
    tint: str = "warm"  # inherited


class LampState(LampBase):
    brightness: float = InputField(1.0, ge=LO, le=2.0)  # how bright
    count: int = 3


class Lamp(ReactorPipeline):
    state: LampState
    fps = 50

    def inference(self):
        while True:
            yield np.full((8, 8, 3), int(50 * self.state.brightness), np.uint8)

    @event
    def set_style(self, style: str = InputField("x", max_length=9)):
        """A live control without a field."""

    @event
    def set_count(self, count: int = InputField(3, le=9)):
        self.state.count = count
'''


@pytest.fixture
async def lamp(notebook, tmp_path):
    path = tmp_path / "lamp.py"
    path.write_text(FILE)
    await notebook.run(f"h = %reactor_load {path}:Lamp", "c1")
    return notebook.shell.user_ns["h"], path

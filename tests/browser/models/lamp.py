"""A lamp whose limits are tuned: what the tests write is compared byte for byte."""

import numpy as np

from reactor_runtime import InputField, InputState, ReactorPipeline, event

MOST = 2.0


class LampState(InputState):
    """What a person sets."""

    brightness: float = InputField(1.0, ge=0.0, le=MOST)  # how bright
    count: int = 3
    tint: str = InputField(
        "warm",
        choices=["warm", "cold"],
    )


class Lamp(ReactorPipeline):
    """A plain field of light that counts its frames."""

    state: LampState
    fps = 20

    def inference(self):
        while True:
            level = int(60 * self.state.brightness)
            yield np.full((90, 160, 3), level, np.uint8)

    @event
    def flash(self, style: str = InputField("soft", max_length=9), times: int = 2):
        """Asks for nothing but shows a form."""

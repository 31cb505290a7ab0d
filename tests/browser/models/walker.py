"""A world to walk in: keys and the pointer move a mark over a field."""

import numpy as np

from reactor_runtime import InputField, InputState, ReactorPipeline, event


class Place(InputState):
    ui = {"x": {"group": "Where"}, "y": {"group": "Where"}}  # noqa: RUF012

    x: float = InputField(default=0.5, ge=0.0, le=1.0)
    y: float = InputField(default=0.5, ge=0.0, le=1.0)


class Walker(ReactorPipeline):
    """Draws the keys that are down as bars, and a mark where the pointer was."""

    state: Place
    ui = {"go": {"widget": "pointer"}}  # noqa: RUF012
    keys = {  # noqa: RUF012
        "w": ("set_forward", True, False),
        "s": ("set_back", True, False),
        "a": ("set_left", True, False),
        "d": ("set_right", True, False),
        " ": "jump",
    }

    def load(self, config):
        self.down = {}
        self.jumps = 0
        self.heard = []
        self.turned = (0.0, 0.0)

    def hold(self, name, is_down):
        self.down[name] = is_down
        self.heard.append((name, is_down))

    @event
    def set_forward(self, forward: bool):  # noqa: FBT001
        self.hold("forward", forward)

    @event
    def set_back(self, back: bool):  # noqa: FBT001
        self.hold("back", back)

    @event
    def set_left(self, left: bool):  # noqa: FBT001
        self.hold("left", left)

    @event
    def set_right(self, right: bool):  # noqa: FBT001
        self.hold("right", right)

    @event
    def turn(
        self,
        dx: float = InputField(0.0, ge=-1, le=1),
        dy: float = InputField(0.0, ge=-1, le=1),
    ):
        self.turned = (self.turned[0] + dx, self.turned[1] + dy)

    @event
    def jump(self):
        self.jumps += 1

    @event
    def go(
        self,
        x: float = InputField(0.5, ge=0, le=1),
        y: float = InputField(0.5, ge=0, le=1),
    ):
        self.state.x, self.state.y = x, y

    def inference(self):
        while True:
            frame = np.zeros((120, 160, 3), np.uint8)
            for index, name in enumerate(("forward", "back", "left", "right")):
                if self.down.get(name):
                    frame[:40, index * 40 : index * 40 + 40] = 255
            frame[40 + round(self.state.y * 70) :, : round(self.state.x * 150)] = 90
            yield frame

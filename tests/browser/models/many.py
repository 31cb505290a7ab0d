"""Models of as many fields as one asks for, in groups of ten."""

import numpy as np

from reactor_runtime import InputField, InputState, ReactorPipeline


def state_of(count):
    names = [f"field_{number}" for number in range(count)]
    body = {name: InputField(0.5, ge=0.0, le=1.0) for name in names}
    groups = {name: f"Part {number // 10}" for number, name in enumerate(names)}
    body["ui"] = {name: {"group": group} for name, group in groups.items()}
    body["__annotations__"] = dict.fromkeys(names, float)
    body["__module__"] = __name__
    return type(f"State{count}", (InputState,), body)


State35 = state_of(35)
State300 = state_of(300)


class Blank(ReactorPipeline):
    """A grey picture: the controls are what is looked at."""

    def inference(self):
        while True:
            yield np.full((90, 160, 3), 128, np.uint8)


class ThirtyFive(Blank):
    state: State35


class ThreeHundred(Blank):
    state: State300

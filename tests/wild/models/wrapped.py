"""Methods under decorators of a library, as those of torch are."""

import functools

import numpy as np

from reactor_runtime import InputState, Output, ReactorPipeline, Video


class WrappedState(InputState):
    level: int = 0


class WrappedOutput(Output):
    main_video: Video


def no_grad(function):
    @functools.wraps(function)
    def inner(*arguments, **options):
        return function(*arguments, **options)

    return inner


class Wrapped(ReactorPipeline):
    state: WrappedState

    @no_grad
    def load(self, config):
        self.size = (32, 48, 3)

    @no_grad
    def forward(self, level):
        return WrappedOutput(main_video=np.full(self.size, level, np.float32) / 255)

    def inference(self):
        while True:
            yield self.forward(self.state.level)

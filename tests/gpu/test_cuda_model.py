"""Models whose frames are made on a CUDA device."""

import gc
from dataclasses import dataclass

import numpy as np
import pytest

from reactor_runtime import InputState, Output, ReactorPipeline, Video
from reactor_runtime.errors import ModelError
from reactor_runtime.testing import ModelDriver

torch = pytest.importorskip("torch")

pytestmark = pytest.mark.gpu

SIZE = (720, 1280, 3)


class Level(InputState):
    level: int = 0


@dataclass
class Picture(Output):
    main_video: Video


class Reusing(ReactorPipeline):
    """Overwrites its one tensor as soon as it has yielded it, on its own stream."""

    state: Level

    def load(self, config):
        self.canvas = torch.empty(SIZE, dtype=torch.uint8, device="cuda")
        self.burden = torch.randn(4_096, 4_096, device="cuda")

    def inference(self):
        step = 0
        while True:
            step += 1
            # Queued work, so that the picture is not there yet when it is yielded.
            self.burden = torch.tanh(self.burden @ self.burden)
            self.canvas.fill_(step)
            yield Picture(self.canvas)
            self.canvas.fill_(255)


class Failing(Reusing):
    """Fails in its third step, with tensors in the frames of its traceback."""

    def inference(self):
        for step in range(3):
            kept = torch.full(SIZE, float(step == 1), device="cuda")
            yield Picture(kept)
        raise ValueError(f"no more than {kept.shape}")


def test_a_tensor_that_is_overwritten_after_the_yield_was_shown_as_it_was():
    with ModelDriver(Reusing) as driver:
        client = driver.connect()
        driver.step(20)
        shown = [frame.pixels for frame in client.frames if not frame.is_blank]
    assert [int(pixels[0, 0, 0]) for pixels in shown] == list(range(1, 21))
    for step, pixels in enumerate(shown, 1):
        assert pixels.shape == SIZE
        np.testing.assert_array_equal(pixels, step)


def allocated():
    gc.collect()
    torch.cuda.synchronize()
    return torch.cuda.memory_allocated()


@pytest.mark.parametrize("model", [Reusing, Failing])
def test_nothing_of_a_model_stays_on_the_device_when_it_is_stopped(model):
    def run():
        with ModelDriver(model) as driver:
            driver.connect()
            driver.step(2)
            if model is Failing:
                with pytest.raises(ModelError, match="no more than"):
                    driver.step(2)

    run()  # what CUDA's libraries keep for themselves comes with the first run
    before = allocated()
    for _ in range(20):
        run()
    assert abs(allocated() - before) < 1_000_000


def test_a_model_that_runs_out_of_memory_runs_again_after_a_restart():
    class Greedy(Reusing):
        def inference(self):
            while True:
                if self.state.level:
                    free, _ = torch.cuda.mem_get_info()
                    torch.empty(free * 2, dtype=torch.uint8, device="cuda")
                yield Picture(self.canvas)

    with ModelDriver(Greedy) as driver:
        client = driver.connect()
        driver.step()
        client.send("set_level", level=1)
        with pytest.raises(ModelError, match="out of memory"):
            driver.step()
        client.send("set_level", level=0)
        driver.restart()
        driver.step(3)
        assert client.frame() is not None

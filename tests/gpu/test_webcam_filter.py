"""The webcam notebook's filter makes on the device what it makes without one."""

import numpy as np
import pytest

from reactor_runtime.testing import ModelDriver
from tests.notebooks.cells import model_file

torch = pytest.importorskip("torch")

pytestmark = pytest.mark.gpu


@pytest.mark.parametrize("look", ["neon", "ghosts", "kaleidoscope", "poster", "heat"])
def test_the_device_makes_the_same_picture_as_numpy(look):
    pictures = []
    for compute in ("numpy", "torch"):
        with (
            model_file("webcam_filter.py") as webcam,
            ModelDriver(webcam.WebcamFilter, config={"compute": compute}) as driver,
        ):
            client = driver.connect()
            client.send("set_look", look=look)
            driver.step(5)
            pictures.append(client.frame().pixels.astype(int))
            told = client.send("measure").data["compute"]
    assert told == "torch on cuda"
    one, other = pictures
    assert np.mean(abs(one - other).max(axis=-1) <= 1) > 0.99

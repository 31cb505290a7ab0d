"""Each model of the folder runs as it is, under the driver and in a real kernel."""

import io
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from reactor_runtime import UploadedFile
from reactor_runtime.contract.target import resolve_target
from reactor_runtime.session.entry import LogKind
from reactor_runtime.testing import ModelDriver
from tests.notebook.kernels import Kernel

MODELS = Path(__file__).parent / "models"


def png(level):
    buffer = io.BytesIO()
    Image.new("RGB", (48, 32), (level,) * 3).save(buffer, "PNG")
    return buffer.getvalue()


def by_level(client, driver):
    client.send("set_level", level=90)
    driver.step(3)


def by_upload(client, driver):
    file = UploadedFile(name="a.png", mime_type="image/png", data=png(90))
    client.send("set_image", image=file)
    driver.step(3)
    assert driver.model.seen == ("image/png",)


def by_camera(client, driver):
    frame = np.zeros((32, 48, 3), np.uint8)
    frame[:, :5] = 90
    client.feed("webcam", frame, pts=2.0)
    driver.step(2)
    assert client.frame().pixels[0, -1, 0] == 90
    assert client.frame().metadata == {"pts": 2.0}


def by_sound(client, driver):
    client.feed("mic", (np.full(480, 90 << 7, np.int16), 48_000))
    driver.step()
    (block,) = client.blocks
    assert (block.samples == 90 << 7).all()


def by_steps(client, driver):
    driver.run_for(0.1)
    client.send("set_level", level=13)
    driver.step()
    client.send("set_level", level=90)
    driver.step()
    sent = [message.data for message in client.messages]
    assert sent == [{"level": 13, "failed": True}, {"level": 90, "failed": False}]
    notes = [entry.text for entry in driver.log.since() if entry.kind is LogKind.NOTE]
    assert "No step is made: no level yet" in notes


def by_world(client, driver):
    driver.run_for(0.05)
    client.send("set_level", level=90)
    driver.step()


def by_leaving(client, driver):
    by_level(client, driver)
    client.leave()
    assert driver.model.written == ("began at 0", "ended at 90")
    assert driver.model.state is None


def by_being_late(client, driver):
    client.send("set_level", level=120)
    driver.step(4)
    assert client.frame("depth").pixels.max() == 120
    client.send("set_level", level=90)
    driver.step(2)


def by_loose(client, driver):
    assert client.send("report") is None
    assert client.messages[0].data == {"note": "", "values": {"names": None}}
    client.send("set_names", names=["a", 1])
    by_level(client, driver)


def by_chunks(client, driver):
    by_level(client, driver)
    assert [m.type for m in client.messages][:2] == ["chunk_done"] * 2
    assert any(entry.text.startswith("chunk index=") for entry in driver.log.since())


# The target, what leads to a picture of 90 with the driver, and in a kernel.
LEVEL = "await h.send('set_level', level=90)"
WILD = {
    "polling.py:Polling": (by_level, LEVEL),
    "chunks.py:Chunks": (by_chunks, LEVEL),
    "renderer.py:Rendered": (by_level, LEVEL),
    "two_files/model.py:Scene": (by_level, LEVEL),
    "studio/pipeline.py:Studio": (by_level, LEVEL),
    "uploads.py:Uploads": (by_upload, "await h.send('set_image', image=PNG)"),
    "weights.py:Weights": (lambda _, driver: driver.step(), ""),
    "steps.py:Steps": (by_steps, LEVEL),
    "world.py:World": (by_world, LEVEL),
    "sound.py:Sound": (
        by_sound,
        "h.feed('mic', (np.full(480, 90 << 7, np.int16), 48_000))",
    ),
    "camera.py:Mirror": (
        by_camera,
        "h.feed('webcam', np.full((32, 48, 3), 90, np.uint8))",
    ),
    "goodbye.py:Goodbye": (by_leaving, LEVEL),
    "loose.py:Loose": (by_loose, LEVEL),
    "wrapped.py:Wrapped": (by_level, LEVEL),
    "late.py:Late": (by_being_late, LEVEL),
}
WITH_TORCH = {"denoiser.py:Denoiser": (by_level, LEVEL)}
if find_spec("torch") is not None:
    WILD |= WITH_TORCH


@pytest.fixture(autouse=True)
def forgotten():
    """What a model's file brought into the process goes again."""
    known, path = set(sys.modules), list(sys.path)
    yield
    for name in set(sys.modules) - known:
        # A library that it imports, such as torch, cannot be imported twice.
        if Path(getattr(sys.modules[name], "__file__", None) or "").is_relative_to(
            MODELS
        ):
            del sys.modules[name]
    sys.path[:] = path


def place_of(target):
    """How a person names *target*: a file in a package by its module."""
    return str(MODELS / target)


def level_of(target):
    return 77 if target.startswith("weights") else 90


def config_of(target):
    return MODELS / "weights.toml" if target.startswith("weights") else None


def test_every_model_of_the_folder_is_driven():
    files = {path for path in MODELS.rglob("*.py") if path.stem != "__init__"}
    driven = {MODELS / target.partition(":")[0] for target in WILD | WITH_TORCH}
    helpers = {MODELS / "two_files" / "outputs.py", MODELS / "studio" / "kinds.py"}
    assert files == driven | helpers
    assert len(WILD) >= 15


@pytest.mark.parametrize("target", WILD)
def test_a_model_as_other_people_write_them_runs_under_the_driver(target):
    found = resolve_target(place_of(target), config_path=config_of(target))
    deed, _ = WILD[target]
    with ModelDriver(
        found.model, config=found.config, config_path=found.config_path
    ) as driver:
        client = driver.connect()
        deed(client, driver)
        assert client.frame("main_video").pixels.shape == (32, 48, 3)
        assert client.frame("main_video").pixels.max() == level_of(target)
        assert client.closed is None


@pytest.fixture(scope="module")
def kernel():
    with Kernel() as running:
        running.run(
            "%load_ext reactor_notebook\n"
            "import io, numpy as np\nfrom PIL import Image\n"
            "_b = io.BytesIO()\n"
            "Image.new('RGB', (48, 32), (90,) * 3).save(_b, 'PNG')\nPNG = _b.getvalue()"
        )
        yield running


@pytest.mark.slow
@pytest.mark.parametrize("option", ["", "--thread"])
@pytest.mark.parametrize("target", WILD)
def test_a_model_as_other_people_write_them_runs_in_a_kernel(kernel, target, option):
    _, deed = WILD[target]
    config = config_of(target)
    settings = f"--config {config}" if config else ""
    kernel.run(
        f"h = %reactor_load {place_of(target)} {option} {settings} --name wild", "c1"
    )
    kernel.run(deed or "pass")
    track = "h.frame('main_video')"
    kernel.until(f"{track} is not None and {track}.max() == {level_of(target)}")
    errors = kernel.value("[e.text for e in h._session.log() if e.kind == 'error']")
    assert errors == "[]"
    kernel.run("%reactor_stop")

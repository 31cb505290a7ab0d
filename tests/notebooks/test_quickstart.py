"""The quickstart's garden answers to every control; its own class is short."""

from __future__ import annotations

import io
import re
import time

import numpy as np
import pytest
from PIL import Image, ImageDraw

from reactor_runtime.contract import ModelContract
from reactor_runtime.errors import CommandRejectedError
from reactor_runtime.testing import ModelDriver
from tests.notebooks.cells import (
    NOTEBOOKS,
    code_cells,
    model_file,
    notebook_module,
    read_notebook,
)
from tests.notebooks.paired import Change, changed_share, picture, undisturbed


def png_of_a_disc() -> bytes:
    image = Image.new("L", (64, 48))
    ImageDraw.Draw(image).ellipse((16, 8, 48, 40), fill=255)
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


CHANGES = [
    Change("set_pattern", {"pattern": "maze"}),
    Change("set_feed", {"feed": 0.03}, steps=6),
    Change("set_kill", {"kill": 0.05}, steps=6),
    Change("set_speed", {"speed": 0}),
    Change("set_rain", {"rain": 12.0}, steps=12, share=0.01),
    Change("set_palette", {"palette": "reef"}, steps=1),
    Change("set_relief", {"relief": 0.0}, steps=1),
    Change("set_image", upload=png_of_a_disc(), steps=1),
    Change("paint", {"x": 0.25, "y": 0.25, "radius": 60}, steps=1),
    Change("paint", {"radius": 80, "erase": True}, steps=3),
    Change("reset", steps=1),
]


@pytest.fixture(scope="module")
def garden():
    with model_file("reaction_diffusion.py") as module:
        yield module


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.command)
def test_the_picture_answers_to_every_command(garden, change):
    with_it = picture(garden.GrayScott, change.steps, change)
    without = undisturbed(garden.GrayScott, change.steps)
    assert changed_share(with_it, without) > change.share


def test_two_runs_without_a_change_show_the_same(garden):
    one = picture(garden.GrayScott, 4)
    other = picture(garden.GrayScott, 4)
    assert np.array_equal(one, other)


def test_no_command_is_without_a_paired_run(garden):
    commands = set(ModelContract.of(garden.GrayScott).commands)
    assert commands == {change.command for change in CHANGES} | {"measure"}


def test_the_first_two_seconds_fill_the_dish(garden):
    with ModelDriver(garden.GrayScott) as driver:
        client = driver.connect()
        driver.step(1)
        first = client.frame().pixels
        driver.step(59)
        grown = client.frame().pixels
    assert first.shape == grown.shape == (480, 640, 3)
    assert first.std() > 5, "the first picture is already no flat colour"
    assert grown.std() > 50
    thirds = np.array_split(grown.mean(axis=-1), 3, axis=1)
    assert min(third.std() for third in thirds) > 40, "no part of the dish is empty"


def test_a_pattern_moves_feed_and_kill(garden):
    with ModelDriver(garden.GrayScott) as driver:
        client = driver.connect()
        driver.step(1)
        client.send("set_pattern", pattern="turbulence")
        driver.step(1)
        assert client.state["feed"] == pytest.approx(0.026)
        assert client.state["kill"] == pytest.approx(0.051)


def test_measure_answers_with_statistics(garden):
    with ModelDriver(garden.GrayScott) as driver:
        client = driver.connect()
        driver.step(5)
        answer = client.send("measure")
    assert answer.type == "statistics"
    assert answer.data["steps"] == 80
    assert 0 < answer.data["coverage"] < 1


def test_statistics_come_every_three_seconds(garden):
    with ModelDriver(garden.GrayScott) as driver:
        client = driver.connect()
        client.send("set_speed", speed=0)
        driver.step(181)
        kinds = [kind for kind, _ in client.messages]
    assert kinds.count("statistics") == 2


def test_a_file_that_is_no_image_is_refused_and_the_garden_goes_on(garden):
    with ModelDriver(garden.GrayScott) as driver:
        client = driver.connect()
        driver.step(1)
        upload = client.upload("notes.txt", b"not a picture", "text/plain")
        with pytest.raises(garden.CommandError, match=r"notes\.txt"):
            client.send("set_image", image=upload)
        driver.step(2)
        assert client.frame().step > 1


def test_a_feed_out_of_range_leaves_the_state_alone(garden):
    with ModelDriver(garden.GrayScott) as driver:
        client = driver.connect()
        driver.step(1)
        with pytest.raises(CommandRejectedError, match="feed"):
            client.send("set_feed", feed=0.5)
        assert client.state["feed"] == pytest.approx(0.0545)


@pytest.mark.slow
def test_a_frame_at_full_speed_takes_less_than_its_interval(garden):
    dish, camera = garden.Dish(), garden.Camera(240, 320)
    dish.drop(160, 120, 40)
    took = []
    for _ in range(15):
        start = time.perf_counter()
        dish.advance(0.0545, 0.062, 40)
        camera.shoot(dish, "ember", 1.0)
        took.append(time.perf_counter() - start)
    assert min(took) < 1 / garden.GrayScott.fps


NAME = "00_quickstart.ipynb"


def own_class():
    """The cell in which the notebook writes its own class."""
    (cell,) = [cell for cell in code_cells(NAME) if "ReactorPipeline" in cell]
    return cell


def test_the_notebook_s_own_class_takes_twelve_lines():
    lines = own_class().split("\n")
    assert len([line for line in lines if line.strip()]) == 12
    assert max(map(len, lines)) <= 88


def test_the_readme_shows_the_same_class():
    readme = (NOTEBOOKS.parent / "README.md").read_text()
    lines = [line for line in own_class().split("\n") if line.strip()]
    shown = [line for line in readme.split("\n") if line.strip()]
    at = shown.index(lines[0])
    assert shown[at : at + len(lines)] == lines


def test_the_notebook_s_own_class_moves_and_answers_to_its_knob():
    with notebook_module(NAME) as notebook, ModelDriver(notebook.Ripple) as driver:
        client = driver.connect()
        driver.step(2)
        one, other = (frame.pixels.astype(int) for frame in client.frames)
        assert one.shape == (360, 480, 3)
        assert one.std() > 50
        assert abs(one - other).mean() > 1
        client.send("set_rings", rings=40)
        driver.step()
        assert abs(client.frame().pixels.astype(int) - other).mean() > 20


def test_the_knob_that_the_notebook_proposes_works_as_it_says():
    prose = "\n".join(cell.source for cell in read_notebook(NAME).cells)
    (field,) = re.findall(r"`(petals: .*?)` under `rings`", prose)
    assert "put\n  `self.state.petals` in place of the 5 in `inference`" in prose
    first, _, rest = own_class().partition("    rings:")
    knobs, _, model = rest.partition("\n")
    source = f"{first}    rings:{knobs}\n    {field}\n{model}"
    source, _, body = source.partition("def inference")
    source += "def inference" + body.replace("5", "self.state.petals", 1)
    namespace = {"__name__": "proposal"}
    exec(compile(source, "<proposal>", "exec", dont_inherit=True), namespace)
    with ModelDriver(namespace["Ripple"]) as driver:
        client = driver.connect()
        client.send("set_petals", petals=0)
        driver.step()
        round_one = client.frame().pixels.astype(int)
        client.send("set_petals", petals=12)
        driver.step()
        assert abs(client.frame().pixels.astype(int) - round_one).mean() > 20

"""The webcam filter does to a picture what its sliders are called."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.util import find_spec

import numpy as np
import pytest

from reactor_runtime.contract import ModelContract
from reactor_runtime.testing import ModelDriver
from tests.notebooks.cells import NOTEBOOKS, model_file, read_notebook

pytestmark = pytest.mark.slow

HAS_TORCH = find_spec("torch") is not None
COMPUTE = [
    "numpy",
    pytest.param("torch", marks=pytest.mark.skipif(not HAS_TORCH, reason="no torch")),
]
ROWS, COLUMNS = np.mgrid[:480, :640]


@pytest.fixture(scope="module")
def webcam():
    with model_file("webcam_filter.py") as module:
        yield module


@pytest.fixture
def driver(webcam):
    with ModelDriver(webcam.WebcamFilter, config={"compute": "numpy"}) as driver:
        yield driver


@pytest.fixture
def client(driver):
    client = driver.connect()
    client.send("set_look", look="plain")
    client.send("set_selfie", selfie=False)
    return client


def scene(x=200, y=240):
    """A bright disc on a picture whose colours change slowly."""
    picture = np.stack([COLUMNS // 6, ROWS // 5, 90 + 0 * ROWS], axis=-1)
    picture[np.hypot(ROWS - y, COLUMNS - x) < 60] = (255, 240, 200)
    return picture.astype(np.uint8)


def shown(driver, client, *scenes):
    """The picture after these were seen, one in each step."""
    for one in scenes:
        client.feed("webcam", one)
        driver.step()
    return client.frame().pixels.astype(int)


def at_disc(picture, x=200):
    """The colour in the middle of the disc that was at *x*, in the smaller picture."""
    return picture[180, x * 3 // 4]


def test_a_plain_picture_goes_through_as_it_is(driver, client, webcam):
    picture = shown(driver, client, scene())
    assert picture.shape == (360, 480, 3)
    assert abs(picture - webcam.fit(scene()).astype(int)).max() <= 1


def test_a_picture_of_any_shape_keeps_its_middle(driver, client):
    tall = np.zeros((900, 300, 3), np.uint8)
    tall[440:460, 140:160] = 255
    wide = np.ascontiguousarray(tall.transpose(1, 0, 2))
    for picture in (tall, wide):
        seen = shown(driver, client, picture)
        assert seen[180, 240].min() == 255
        assert seen[:100].max() == 0


def test_a_selfie_swaps_left_and_right(driver, client):
    plain = shown(driver, client, scene())
    client.send("set_selfie", selfie=True)
    assert np.array_equal(shown(driver, client, scene()), plain[:, ::-1])


def test_edges_leave_only_outlines(driver, client):
    client.send("set_edges", edges=1.0)
    picture = shown(driver, client, scene())
    assert at_disc(picture).max() < 10, "inside the disc nothing changes"
    rim = picture[180, 100:110].max(axis=0)
    assert rim.min() > 100


def test_an_echo_keeps_what_moved_away_and_lets_it_fade(driver, client):
    client.send("set_echo", echo=0.9)
    before = at_disc(shown(driver, client, scene(200), scene(450)))
    after = at_disc(shown(driver, client, *[scene(450)] * 6))
    gone = at_disc(shown(driver, client, *[scene(450)] * 60))
    assert before.mean() > after.mean() > gone.mean()
    assert before.mean() > 200
    client.send("set_echo", echo=0.0)
    assert at_disc(shown(driver, client, scene(450))).mean() < 100


def likeness_when_turned(picture):
    """The share of pixels that stay as they are when the picture is turned by half."""
    return np.mean(abs(picture - picture[::-1, ::-1]).max(axis=-1) < 12)


def test_two_mirrors_make_a_picture_that_is_the_same_turned_by_half(driver, client):
    assert likeness_when_turned(shown(driver, client, scene())) < 0.5
    client.send("set_mirrors", mirrors=2)
    assert likeness_when_turned(shown(driver, client, scene())) > 0.97


def test_spin_turns_the_kaleidoscope(driver, client):
    client.send("set_mirrors", mirrors=6)
    still = shown(driver, client, scene(), scene())
    again = shown(driver, client, *[scene()] * 10)
    assert np.array_equal(still, again)
    client.send("set_spin", spin=1.0)
    one = shown(driver, client, scene())
    other = shown(driver, client, *[scene()] * 10)
    assert np.mean(abs(one - other).max(axis=-1) > 12) > 0.2


def test_levels_leave_so_many_shades(driver, client):
    client.send("set_levels", levels=3)
    assert set(np.unique(shown(driver, client, scene()))) == {0, 128, 255}


def test_heat_colours_by_brightness_alone(driver, client):
    client.send("set_heat", heat=1.0)
    grey = np.full((480, 640, 3), 10, np.uint8)
    grey[:, 320:] = 250
    dark, bright = shown(driver, client, grey)[180, [100, 400]]
    assert dark[2] > dark[0]
    assert bright[0] > bright[2] > 150
    colour = np.full((480, 640, 3), (200, 20, 20), np.uint8)
    like = np.full((480, 640, 3), round(0.3 * 200 + 0.7 * 20), np.uint8)
    seen = shown(driver, client, colour) - shown(driver, client, like)
    assert abs(seen).max() <= 3


def test_a_look_moves_the_sliders(driver, client, webcam):
    for look, settings in webcam.LOOKS.items():
        client.send("set_look", look=look)
        driver.step()
        for name, value in (webcam.PLAIN | settings).items():
            assert client.state[name] == value


def test_every_command_is_a_slider_of_a_look_or_tested_here(webcam):
    commands = set(ModelContract.of(webcam.WebcamFilter).commands)
    sliders = {f"set_{name}" for name in webcam.PLAIN}
    assert commands == sliders | {"set_look", "set_selfie", "measure"}


def test_the_first_look_is_what_the_sliders_say(webcam):
    with ModelDriver(webcam.WebcamFilter, config={"compute": "numpy"}) as driver:
        state = dict(driver.connect().state)
    assert {name: state[name] for name in webcam.PLAIN} == (
        webcam.PLAIN | webcam.LOOKS[state["look"]]
    )


def test_before_any_picture_there_is_one_that_says_what_to_press(webcam):
    with ModelDriver(webcam.WebcamFilter, config={"compute": "numpy"}) as driver:
        client = driver.connect()
        driver.step(10)
        first = client.frame().pixels.astype(int)
        driver.step(10)
        later = client.frame().pixels.astype(int)
    assert first[:87].max() == 255, "the words"
    assert first[87:].std() > 10, "and something to play with"
    assert np.array_equal(first[:87], later[:87])
    assert abs(first[87:] - later[87:]).max() > 50
    assert any("camera" in line for line in webcam.WORDS)


def test_the_words_go_when_a_picture_comes_and_return_when_none_does(driver, client):
    seen = shown(driver, client, scene())
    driver.step(50)
    assert np.array_equal(client.frame().pixels, seen), "it is held for a while"
    driver.step(20)
    assert not np.array_equal(client.frame().pixels, seen)
    assert client.frame().pixels[:87].max() == 255


@pytest.mark.parametrize("compute", COMPUTE)
def test_measure_tells_what_computes(webcam, compute):
    with ModelDriver(webcam.WebcamFilter, config={"compute": compute}) as driver:
        client = driver.connect()
        driver.step(3)
        answer = client.send("measure")
    assert answer.data["compute"].startswith(compute)
    assert answer.data["milliseconds"] > 0


@pytest.mark.skipif(not HAS_TORCH, reason="no torch")
@pytest.mark.parametrize("look", ["neon", "ghosts", "kaleidoscope", "poster", "heat"])
def test_numpy_and_torch_make_the_same_picture(webcam, look):
    pictures = []
    for compute in ("numpy", "torch"):
        with ModelDriver(webcam.WebcamFilter, config={"compute": compute}) as driver:
            client = driver.connect()
            client.send("set_look", look=look)
            scenes = [scene(x) for x in range(200, 400, 40)]
            pictures.append(shown(driver, client, *scenes))
    one, other = pictures
    assert np.mean(abs(one - other).max(axis=-1) <= 1) > 0.999


def test_it_needs_no_torch_and_does_not_import_it_before_it_is_loaded():
    code = (
        "import sys, webcam_filter as w\n"
        "assert 'torch' not in sys.modules\n"
        "sys.modules['torch'] = None; w.find_spec = lambda name: None\n"
        "from reactor_runtime.testing import ModelDriver\n"
        "with ModelDriver(w.WebcamFilter) as driver:\n"
        "    client = driver.connect(); driver.step()\n"
        "    print(client.send('measure').data['compute'])\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        capture_output=True,
        text=True,
        cwd=NOTEBOOKS,
    )
    assert told.stdout == "numpy\n"


def test_the_look_that_the_notebook_proposes_is_one(webcam):
    prose = "\n".join(cell.source for cell in read_notebook("03_webcam.ipynb").cells)
    (look,) = re.findall(
        r'Put `("dream": .*?),` under\n`LOOKS', prose.replace("  ", "")
    )
    assert "LOOKS = {\n" in (NOTEBOOKS / "webcam_filter.py").read_text()
    assert set(eval(f"{{{look}}}")["dream"]) < set(webcam.PLAIN)

"""The world can be walked, dug, built in and changed by words."""

from __future__ import annotations

import re
import time

import numpy as np
import pytest

from reactor_runtime.contract import ModelContract
from reactor_runtime.errors import CommandError
from reactor_runtime.testing import ModelDriver
from tests.notebooks.cells import NOTEBOOKS, model_file, read_notebook
from tests.notebooks.paired import Change, changed_share, picture, undisturbed

pytestmark = pytest.mark.slow

CHANGES = [
    Change("set_prompt", {"prompt": "snow"}, steps=30),
    Change("set_hour", {"hour": 0}, steps=30),
    Change("set_brightness", {"brightness": 0.5}, steps=1),
    Change("set_walk", {"walk": 1}, steps=10),
    Change("set_strafe", {"strafe": -1}, steps=10),
    Change("set_turn", {"turn": 1}, steps=10),
    Change("set_tilt", {"tilt": 1}, steps=10),
    Change("look", {"dx": 0.3, "dy": 0.1}, steps=1),
    Change("jump", steps=8),
    Change("throw_light", steps=3, share=0.001),
]


@pytest.fixture(scope="module")
def world():
    with model_file("walkable_world.py") as module:
        yield module


@pytest.fixture
def driver(world):
    with ModelDriver(world.WalkableWorld) as driver:
        driver.model.camera = world.LandCamera(
            100, 62
        )  # for many frames in little time
        yield driver


@pytest.fixture
def client(driver):
    client = driver.connect()
    driver.step()
    return client


def face_a_wall(driver, blocks):
    """Build a wall of so many blocks two blocks ahead; return the walker."""
    land, walker = driver.model.land, driver.model.walker
    walker.heading, walker.pitch = 0.0, -0.2
    x, y = int(walker.x), int(walker.y)
    for away in (1, 2):
        land.ground[y, x + away] = land.height[y, x] + (blocks if away == 2 else 0)
        land.stack[y, x + away] = 0
    land.refresh()
    return walker


def colour_of(frame):
    """The colour of the ground before one's feet."""
    ground = frame.pixels[-frame.pixels.shape[0] // 4 :]
    return np.median(ground, axis=(0, 1))


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.command)
def test_the_picture_answers_to_every_command(world, change):
    with_it = picture(world.WalkableWorld, change.steps, change)
    without = undisturbed(world.WalkableWorld, change.steps)
    assert changed_share(with_it, without) > change.share


def test_no_command_is_without_a_test(world):
    commands = set(ModelContract.of(world.WalkableWorld).commands)
    tested_below = {"build", "dig", "set_block"}
    assert commands == {change.command for change in CHANGES} | tested_below


def test_every_key_and_hint_is_taken(world):
    contract = ModelContract.of(world.WalkableWorld)
    assert contract.hints.left_out == ()
    assert {key.key for key in contract.hints.keys} >= {"w", "a", "s", "d", " "}


def test_the_first_picture_has_land_sky_and_the_nearest_crystal_s_light(world):
    pixels = picture(world.WalkableWorld, 1)
    assert pixels.shape == (250, 400, 3)
    sky, land = pixels[:60].mean(axis=(0, 1)), pixels[-40:].mean(axis=(0, 1))
    assert sky[2] > sky[0]
    assert land[1] > land[2]
    light = abs(pixels.astype(int) - (150, 255, 245)).max(axis=-1) < 60
    assert light.any(axis=0)[100:300].any(), "it is before the one who arrives"


@pytest.mark.parametrize(("blocks", "is_stopped"), [(0, False), (1, False), (2, True)])
def test_one_walks_up_a_step_and_into_a_wall(driver, client, blocks, is_stopped):
    walker = face_a_wall(driver, blocks)
    start = walker.x
    client.send("set_walk", walk=1)
    driver.step(12)
    assert walker.x > start + 0.5
    assert (walker.x < int(start) + 2) == is_stopped


def test_a_jump_goes_over_what_stops_a_walk(driver, client):
    walker = face_a_wall(driver, 2)
    start = walker.x
    client.send("set_walk", walk=1)
    client.send("jump")
    driver.step(15)
    assert walker.x > int(start) + 2
    driver.step(20)
    assert walker.z == pytest.approx(
        driver.model.walker.floor(driver.model.land, walker.x, walker.y)
    )


def test_nobody_jumps_from_the_air(driver, client):
    client.send("jump")
    driver.step(5)
    rise = driver.model.walker.rise
    client.send("jump")
    assert driver.model.walker.rise == rise


def test_a_block_is_built_before_a_wall_and_dug_away_again(driver, client):
    face_a_wall(driver, 3)
    driver.step()
    land = driver.model.land
    before = land.height.copy()
    client.send("set_block", block="gold")
    client.send("build")
    assert land.height.sum() == before.sum() + 1
    driver.step()
    assert colour_of(client.frame())[0] > 1.5 * colour_of(client.frame())[2]
    client.send("dig")
    assert land.height.sum() == before.sum()


def test_what_is_out_of_reach_is_neither_dug_nor_built_on(driver, client):
    client.send("look", dy=-0.8)
    driver.step()
    for command in ("dig", "build"):
        with pytest.raises(CommandError, match="within reach"):
            client.send(command)


def test_below_the_last_block_is_rock(driver, client):
    land = driver.model.land
    land.ground[:], land.stack[:] = 1, 0
    land.refresh()
    client.send("look", dy=0.7)
    driver.step(60)
    with pytest.raises(CommandError, match="only rock"):
        client.send("dig")


def test_a_thrown_light_stays_and_lights_the_night(driver, client):
    client.send("set_hour", hour=0)
    client.send("look", dy=0.5)
    driver.step(90)
    dark = colour_of(client.frame()).mean()
    client.send("throw_light")
    driver.step(60)
    assert len(driver.model.land.lamps) == 1
    assert colour_of(client.frame()).mean() > 1.15 * dark


def test_a_prompt_answers_with_the_words_that_it_understood(driver, client):
    answer = client.send("set_prompt", prompt="A Snowy island at night, please")
    assert answer.type == "understood"
    assert answer.data == {"words": ["snow", "island", "night"]}
    assert client.state["hour"] == 23, "the slider follows the word"


def test_a_prompt_without_a_known_word_names_them_and_changes_nothing(driver, client):
    before = driver.model.mood
    answer = client.send("set_prompt", prompt="zebra")
    assert answer.type == "not_understood"
    assert {"night", "snow", "gold", "forest"} <= set(answer.data["try_these"])
    assert driver.model.mood == before


@pytest.mark.parametrize(
    ("prompt", "is_so"),
    [
        ("gold", lambda colour: colour[0] > 1.8 * colour[2]),
        ("snow", lambda colour: colour.min() > 120),
        ("night", lambda colour: colour.max() < 90),
    ],
)
def test_a_word_looks_as_it_says(driver, client, prompt, is_so):
    client.send("set_prompt", prompt=prompt)
    driver.step(150)
    assert is_so(colour_of(client.frame())), colour_of(client.frame())


def test_the_sea_comes_to_who_stands_low_and_one_swims_in_it(driver, client):
    land, walker = driver.model.land, driver.model.walker
    beach = np.argwhere(land.height == 5)[0]
    walker.y, walker.x = beach + 0.5
    walker.pitch = -0.5
    client.send("set_prompt", prompt="sea")
    driver.step(150)
    assert walker.z == pytest.approx(land.water - 0.6)
    red, _, blue = colour_of(client.frame())
    assert blue > 1.5 * red


def test_who_swims_comes_ashore_without_a_jump(driver, client):
    walker, land = face_a_wall(driver, 0), driver.model.land
    x, y = int(walker.x), int(walker.y)
    land.ground[:], land.stack[:] = 1, 0
    land.ground[y, x + 2] = 4
    land.refresh()
    driver.step(60)
    assert walker.z == pytest.approx(land.water - 0.6)
    client.send("set_walk", walk=1)
    driver.step(20)
    assert walker.z == 4


def test_a_forest_has_more_trees_and_leaves_what_was_built(driver, client):
    land = driver.model.land
    face_a_wall(driver, 3)
    driver.step()
    client.send("build")
    ((y, x),) = np.argwhere(land.is_built)
    trees, height = (land.stack > 0).sum(), land.height[y, x]
    client.send("set_prompt", prompt="forest")
    driver.step(200)
    assert (land.stack > 0).sum() > 2 * trees
    assert land.height[y, x] == height


def test_on_the_moon_a_jump_goes_higher(driver, client):
    def highest():
        client.send("jump")
        floor = driver.model.walker.z
        heights = []
        for _ in range(60):
            driver.step()
            heights.append(driver.model.walker.z - floor)
        return max(heights)

    here = highest()
    client.send("set_prompt", prompt="moon")
    driver.step(120)
    assert highest() > 3 * here


def test_who_reaches_every_crystal_is_told_and_stands_in_gold(driver, client):
    model = driver.model
    for found in range(1, 8):
        model.walker.x, model.walker.y = model.land.crystals[0]
        driver.step()
        assert client.messages[-1] == ("found", {"found": found, "of": 7})
    assert client.state["prompt"] == "gold"
    assert len(model.land.crystals) == 7


def test_one_reaches_the_first_crystal_by_walking_straight_towards_it(driver, client):
    walker = driver.model.walker
    crystal = driver.model.land.crystals[0]
    assert 8 < walker.distance(*crystal) < 14
    assert abs(walker.turn_to(*crystal)) < 0.5
    client.send("look", dx=walker.turn_to(*crystal) / 1.6)
    client.send("set_walk", walk=1)
    driver.step(100)
    assert ("found", {"found": 1, "of": 7}) in client.messages


def test_the_land_has_no_edge(driver, client):
    walker = driver.model.walker
    walker.x, walker.heading = 127.9, 0.0
    walker.z = driver.model.land.top(127.9, walker.y) + 20
    client.send("set_walk", walk=1)
    driver.step(6)
    assert walker.x < 2
    assert client.frame().pixels.std() > 10


def test_two_runs_without_a_change_show_the_same(world):
    one, other = picture(world.WalkableWorld, 4), picture(world.WalkableWorld, 4)
    assert np.array_equal(one, other)


def test_a_frame_takes_half_of_its_interval_at_most(driver, client):
    client.send("set_prompt", prompt="snowy mountains at night")
    driver.model.camera = type(driver.model.camera)()
    took = []
    for _ in range(20):
        start = time.thread_time()
        driver.model.land.grow(1 / 30)
        driver.model.paint()
        took.append(time.thread_time() - start)
    assert min(took) < 0.5 / driver.model.fps


def test_the_changes_that_the_notebook_proposes_fit_the_file(world):
    prose = "\n".join(cell.source for cell in read_notebook("02_world.ipynb").cells)
    source = (NOTEBOOKS / "walkable_world.py").read_text()
    (word,) = re.findall(r'Put `("autumn": .*?),` under', prose)
    (spring,) = re.findall(r"`(spring = .*?)`", prose)
    assert "WORDS = {\n" in source
    assert source.count(spring) == 1
    settings = eval(f"{{{word}}}")["autumn"]
    assert world.replace(world.Mood(), **settings).trees == 2

"""The bells sound when a ball falls on one, as high and as loud as it falls."""

from __future__ import annotations

import io
import re
import wave

import numpy as np
import pytest

from reactor_runtime.contract import ModelContract
from reactor_runtime.errors import CommandError
from reactor_runtime.testing import ModelDriver
from tests.notebooks.cells import NOTEBOOKS, model_file, read_notebook
from tests.notebooks.paired import Change, changed_share, picture, undisturbed

pytestmark = pytest.mark.slow

RATE, FPS = 48_000, 30
CHANGES = [
    Change("set_balls", {"balls": 20}, steps=2, share=0.01),
    Change("set_gravity", {"gravity": 6.0}, steps=10, share=0.01),
    Change("drop", {"x": 0.02, "y": 0.4}, steps=2, share=0.001),
    Change("clear", steps=40, share=0.01),
]


@pytest.fixture(scope="module")
def bells():
    with model_file("bouncing_bells.py") as module:
        yield module


@pytest.fixture
def driver(bells):
    with ModelDriver(bells.BouncingBells) as driver:
        yield driver


@pytest.fixture
def client(driver):
    """Nothing falls yet, and all is as loud as it can be."""
    client = driver.connect()
    client.send("clear")
    client.send("set_volume", volume=1.0)
    driver.step(2)
    client.blocks.clear()
    return client


def heard(client):
    """All that was played, one channel after the other, -1 to 1."""
    return np.concatenate([block.samples for block in client.blocks], axis=1) / 32768


def onset(sound):
    """The seconds until something is heard."""
    return (abs(sound).max(axis=0) > 0.005).argmax() / RATE


def pitch(sound):
    """The strongest frequency."""
    spectrum = abs(np.fft.rfft(sound.sum(axis=0) * np.hanning(sound.shape[1])))
    return spectrum.argmax() * RATE / sound.shape[1]


def recording(samples, rate=RATE):
    file = io.BytesIO()
    with wave.open(file, "wb") as wav:
        wav.setparams((1, 2, rate, len(samples), "NONE", ""))
        wav.writeframes(np.int16(30_000 * samples).tobytes())
    return file.getvalue()


def tone(seconds, frequency, rate=RATE):
    return np.sin(2 * np.pi * frequency * np.arange(int(seconds * rate)) / rate)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.command)
def test_the_picture_answers_to_what_is_to_be_seen(bells, change):
    with_it = picture(bells.BouncingBells, change.steps, change)
    without = undisturbed(bells.BouncingBells, change.steps)
    assert changed_share(with_it, without) > change.share


def test_no_command_is_without_a_test(bells):
    commands = set(ModelContract.of(bells.BouncingBells).commands)
    heard_below = {"set_bounce", "set_scale", "set_ring", "set_volume"}
    heard_below |= {"set_sound", "use_bells"}
    assert commands == {change.command for change in CHANGES} | heard_below
    assert ModelContract.of(bells.BouncingBells).hints.left_out == ()


def test_every_frame_has_as_much_sound_as_it_lasts(driver, client):
    driver.step(10)
    assert {block.samples.shape for block in client.blocks} == {(2, RATE // FPS)}
    assert {block.sample_rate for block in client.blocks} == {RATE}
    frames = [frame.pts for frame in client.frames][-10:]
    assert [block.pts for block in client.blocks] == pytest.approx(frames)


@pytest.mark.parametrize("y", [0.1, 0.35, 0.6])
def test_a_ball_is_heard_when_it_hits_its_bell_to_the_millisecond(driver, client, y):
    client.send("drop", x=0.5, y=y)
    gravity, height = 1.2, (0.8 - y) / 0.8
    falls = np.sqrt(2 * height / gravity)
    driver.step(int(falls * FPS) + 3)
    assert onset(heard(client)) == pytest.approx(falls, abs=0.001)
    lit = client.frame().pixels[250, :, :].max(axis=-1).astype(int)
    assert abs(lit.argmax() - 240) < 60, "and its bell is the bright one"


def test_without_a_ball_all_is_quiet(driver, client):
    driver.step(30)
    assert not heard(client).any()


def test_the_farther_right_the_higher_and_the_more_from_there(driver, client, bells):
    pitches, sides = [], []
    for x in (0.0, 0.5, 1.0):
        client.send("clear")
        driver.step(90)
        client.blocks.clear()
        client.send("drop", x=x, y=0.7)
        driver.step(30)
        sound = heard(client)[:, int(onset(heard(client)) * RATE) :]
        pitches.append(pitch(sound))
        left, right = sound.std(axis=1)
        sides.append(right / (left + right))
    assert pitches == sorted(pitches)
    assert pitches[2] > 3 * pitches[0]
    assert 0.05 < sides[0] < 0.2 < 0.4 < sides[1] < 0.6 < 0.8 < sides[2] < 0.95
    notes = bells.notes_of("pentatonic")
    assert pitches[0] == pytest.approx(440 * 2 ** ((notes[0] - 69) / 12), rel=0.03)


def test_the_higher_it_falls_from_the_louder(driver, client):
    loud = []
    for y in (0.7, 0.1):
        client.send("clear")
        driver.step(90)
        client.blocks.clear()
        client.send("drop", x=0.5, y=y)
        driver.step(50)
        loud.append(abs(heard(client)).max())
    assert loud[1] > 2 * loud[0]


def test_ring_is_how_long_it_sounds(driver, client):
    left = []
    for ring in (0.2, 3.0):
        client.send("clear")
        driver.step(10)
        client.send("set_ring", ring=ring)
        client.send("drop", x=0.5, y=0.1)
        driver.step(70)
        left.append(abs(client.blocks[-1].samples).max())
    assert left[0] == 0 < left[1]


def test_bounce_is_the_share_of_its_height_that_it_comes_back_to(driver, client):
    client.send("set_bounce", bounce=0.5)
    client.send("drop", x=0.5, y=0.0)
    heights = []
    for _ in range(90):
        driver.step()
        heights.append(driver.model.balls.height[0])
    again = heights[heights.index(min(heights)) :]
    assert max(again) == pytest.approx(0.5, abs=0.02)


def test_a_ball_that_comes_to_rest_is_tossed_up_again(driver, client):
    client.send("set_bounce", bounce=0.3)
    client.send("drop", x=0.5, y=0.6)
    driver.step(200)
    assert (
        max(driver.model.balls.height[0] for _ in range(60) if not driver.step()) > 0.3
    )


def test_another_scale_has_other_notes(driver, client, bells):
    assert bells.name_of(60) == "C4"
    assert {bells.name_of(note)[:-1] for note in bells.notes_of("major")} == set(
        "CDEFGAB"
    )
    client.send("set_balls", balls=24)
    client.send("set_scale", scale="dream")
    driver.step(125)
    ((kind, data), *_) = client.messages
    assert kind == "melody"
    assert len(data["notes"]) > 10
    whole_tones = {"C", "D", "E", "F#", "G#", "A#"}
    assert {note.rstrip("0123456789") for note in data["notes"]} <= whole_tones


def test_nothing_clicks_and_nothing_is_cut_off_when_everything_plays(driver, client):
    client.send("set_balls", balls=24)
    client.send("set_gravity", gravity=8.0)
    driver.step(60)
    client.send("set_volume", volume=0.2)
    driver.step(20)
    client.send("set_scale", scale="blues")
    client.send("clear")
    driver.step(150)
    sound = heard(client)
    assert 0.3 < abs(sound).max() < 1
    assert not np.any(abs(sound) > 0.999)
    # A click is a step; the steepest of these tones goes a third of the way in one.
    inside = abs(np.diff(sound, axis=1))
    seams = inside[:, RATE // FPS - 1 :: RATE // FPS]
    assert seams.max() <= np.quantile(inside, 0.9999) * 1.5
    assert abs(sound[:, -100:]).max() < 0.001


def test_the_volume_is_heard_and_at_zero_nothing_is(driver, client):
    client.send("set_balls", balls=10)
    driver.step(60)
    client.send("set_volume", volume=0.0)
    driver.step(3)
    assert abs(client.blocks[-1].samples).max() == 0


@pytest.mark.parametrize("rate", [RATE, 16_000])
def test_the_balls_play_a_recording_until_the_bells_return(driver, client, bells, rate):
    file = recording(np.r_[np.zeros(rate // 2), tone(1.0, 500, rate)], rate)
    upload = client.upload("voice.wav", file, "audio/wav")
    answer = client.send("set_sound", sound=upload)
    assert answer.type == "new_sound"
    assert answer.data["sound"] == "voice.wav"
    assert answer.data["seconds"] == pytest.approx(1.0, abs=0.03), "silence goes"
    client.send("drop", x=0.5, y=0.7)
    driver.step(30)
    sound = heard(client)[:, int(onset(heard(client)) * RATE) :]
    (played,) = driver.model.played
    (steps,) = [
        note - bells.notes_of("pentatonic")[6]
        for note in bells.notes_of("pentatonic")
        if bells.name_of(note) == played
    ]
    assert pitch(sound) == pytest.approx(500 * 2 ** (steps / 12), rel=0.02)
    assert client.send("use_bells").data["sound"] == "bells"
    assert driver.model.instrument.sample is None


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("notes.txt", b"not a sound", "is no sound that can be read"),
        ("empty.wav", b"", "is no sound that can be read"),
        ("quiet.wav", recording(np.zeros(4_000)), "Nothing is to be heard"),
        ("cut.wav", recording(tone(0.1, 300))[:30], "is no sound that can be read"),
    ],
)
def test_a_file_that_is_no_sound_is_refused_and_the_bells_go_on(
    driver, client, name, data, words
):
    upload = client.upload(name, data, "audio/wav")
    with pytest.raises(CommandError, match=words) as refusal:
        client.send("set_sound", sound=upload)
    assert name in str(refusal.value)
    client.send("drop", x=0.5, y=0.7)
    driver.step(20)
    assert heard(client).any()


def test_a_long_file_is_read_for_three_seconds_only(client):
    upload = client.upload("song.wav", recording(tone(20, 200)), "audio/wav")
    assert client.send("set_sound", sound=upload).data["seconds"] == 3.0


def test_after_the_last_ball_that_fits_one_is_refused(driver, client):
    client.send("set_balls", balls=24)
    driver.step()
    with pytest.raises(CommandError, match="24 balls"):
        client.send("drop", x=0.5, y=0.2)


def test_the_picture_says_what_to_press_and_stops_saying_it(driver, bells):
    client = driver.connect()
    client.send("clear")
    driver.step(5)
    words = client.frame().pixels[90:150]
    assert words.max() > 240
    driver.step(300)
    assert client.frame().pixels[90:150].max() < 60
    assert any("loudspeaker" in line for line in bells.WORDS)


def test_what_the_notebook_shows_and_proposes_is_in_the_file(bells):
    source = (NOTEBOOKS / "bouncing_bells.py").read_text()
    prose = "\n".join(cell.source for cell in read_notebook("04_loop.ipynb").cells)
    (scale,) = re.findall(r'Put `"bright": (.*?),` under', prose)
    assert "SCALES = {" in source
    steps = eval(scale)
    assert sum(steps[i % len(steps)] for i in range(bells.BELLS - 1)) < 127 - 48
    assert "for times, loud in ((1, 0.6)," in source
    (loop,) = re.findall(r"```python\n(.*?)```", prose, re.DOTALL)
    for line in loop.split("\n")[:5]:
        assert line.strip() in source

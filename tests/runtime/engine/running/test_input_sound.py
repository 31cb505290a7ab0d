"""Sound that a model reads: its rate, its length, and what is no sound."""

import numpy as np
import pytest

from reactor_runtime import Audio, Input, ReactorModel, ReadMode
from reactor_runtime.testing import ModelDriver


class Ears(Input):
    mic: Audio


class Listening(ReactorModel):
    input: Ears


@pytest.mark.parametrize(
    ("samples", "heard"),
    [
        (np.full(480, 100, np.int16), 100),
        (np.full((1, 480), 0.5), 16384),
        (np.stack([np.full(480, 100, np.int16), np.full(480, 200, np.int16)]), 150),
    ],
)
def test_sound_is_fed_with_its_rate(samples, heard):
    with ModelDriver(Listening) as driver:
        driver.connect()
        driver.feed("mic", (samples, 48_000))
        (frame,) = driver.model.input.mic.try_read()
    assert (frame.data.shape, frame.data.dtype) == ((1, 480), np.int16)
    assert (frame.data == heard).all()


@pytest.mark.parametrize(
    ("track", "frame", "error", "told"),
    [
        ("mic", np.zeros(480), TypeError, r"write \(samples, 48000\)"),
        ("mic", (np.zeros(480), 0), TypeError, "got 0 samples per second"),
        ("mic", (np.zeros(480), "48k"), TypeError, "got '48k' samples per second"),
        ("mic", ("text", 48_000), TypeError, "'mic'"),
        ("nothing", np.zeros(480), KeyError, "it has: mic"),
        ("mic", (np.zeros(480), True), TypeError, "got True samples per second"),
        ("mic", (np.zeros(480), 1), TypeError, "a rate from 1000 to 768000"),
        ("mic", (np.zeros(480), 10**12), TypeError, "a rate from 1000 to 768000"),
    ],
)
def test_what_a_track_does_not_take_is_refused_with_a_reason(track, frame, error, told):
    with ModelDriver(Listening) as driver:
        client = driver.connect()
        with pytest.raises(error, match=told):
            client.feed(track, frame)


@pytest.mark.parametrize("rate", [8_000, 44_100, 96_000])
def test_sound_of_another_rate_is_resampled_as_one_sound(rate):
    seconds, pitch, pieces = 0.5, 440, 25
    tone = np.sin(2 * np.pi * pitch * np.arange(int(seconds * rate)) / rate) * 0.5
    with ModelDriver(Listening) as driver:
        client = driver.connect()
        for piece in np.split(tone, pieces):
            client.feed("mic", (piece, rate))
        mic = driver.model.input.mic
        frames = mic.try_read(mic.available, ReadMode.FIFO)
    heard = np.concatenate([frame.data[0] for frame in frames]) / 32768
    assert len(heard) == pytest.approx(seconds * 48_000, abs=200)
    spectrum = np.abs(np.fft.rfft(heard * np.hanning(len(heard))))
    assert np.argmax(spectrum) * 48_000 / len(heard) == pytest.approx(pitch, abs=2)
    # No clicks where the pieces join: nothing moves faster than the tone does.
    steepest = 0.5 * 2 * np.pi * pitch / 48_000
    assert np.abs(np.diff(heard[500:-500])).max() < 1.2 * steepest


def test_the_sound_of_one_presence_is_not_joined_to_the_next():
    with ModelDriver(Listening) as driver:
        client = driver.connect()
        client.feed("mic", (np.full(4410, 0.9), 44_100))
        client.leave()
        client = driver.connect()
        client.feed("mic", (np.zeros(4410), 44_100))
        (frame,) = driver.model.input.mic.try_read()
    assert not frame.data.any()


class ShortMemory(Audio):
    sample_rate = 16_000
    buffer_seconds = 0.5


class ShortEars(Input):
    mic: ShortMemory


class ShortListening(ReactorModel):
    input: ShortEars


def test_sound_is_kept_for_as_long_as_its_class_says():
    with ModelDriver(ShortListening) as driver:
        driver.connect()
        mic = driver.model.input.mic
        for _ in range(200):  # more frames than a track holds without it
            driver.feed("mic", (np.zeros(10), 16_000))
        assert mic.available == 200
        for _ in range(20):
            driver.feed("mic", (np.zeros(800), 16_000))
        assert sum(len(f.data[0]) for f in mic.try_read(mic.available)) == 8_000


@pytest.mark.parametrize("seconds", [0, -1, "2", float("nan"), 1e9, True])
def test_a_length_that_is_none_is_refused_when_the_class_is_created(seconds):
    track = type("Odd", (Audio,), {"buffer_seconds": seconds})
    with pytest.raises(TypeError, match=r"Odd\.buffer_seconds is a number over 0"):
        type("OddEars", (Input,), {"__annotations__": {"mic": track}})


class Drum(Audio):
    sample_rate = 500


class Drums(Input):
    mic: Drum


class Drumming(ReactorModel):
    input: Drums


def test_a_track_s_own_rate_is_taken_however_low_it_is():
    with ModelDriver(Drumming) as driver:
        driver.connect()
        driver.feed("mic", (np.full(5, 100, np.int16), 500))
        (frame,) = driver.model.input.mic.try_read()
    assert (frame.data == 100).all()

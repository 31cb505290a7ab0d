"""A share of the pixels says which float is white, never an extreme one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reactor_runtime.media.frames import FrameConverter
from reactor_runtime.media.value_range import sampled
from reactor_runtime.values import TrackDirection, TrackInfo, TrackKind

UNIT, BYTES = (0.0, 1.0), (0.0, 255.0)


def converter(value_range=None):
    return FrameConverter(
        TrackInfo(
            "main_video", TrackKind.VIDEO, TrackDirection.OUT, value_range=value_range
        )
    )


def flat(value, *, size=(20, 30)):
    return np.full((*size, 3), value, np.float64)


def mixed(most, few, share, size=(20, 50)):
    """A grey frame of *most*, a *share* of whose pixels is *few*."""
    pixels = np.full(size[0] * size[1], most, np.float64)
    pixels[: round(share * len(pixels))] = few
    return pixels.reshape(*size, 1)


def shown(frame):
    """The grey of a frame's last pixel, which no outlier is."""
    return int(frame[-1, -1, 0])


@pytest.mark.parametrize(("value", "level"), [(0.5, 128), (1.0, 255), (1.05, 255)])
def test_values_up_to_a_little_over_one_are_read_as_zero_to_one(value, level):
    (frame,) = converter().convert(flat(value))
    assert (frame == level).all()


@pytest.mark.parametrize("value", [1.06, 2.0, 200.0])
def test_larger_values_are_read_as_zero_to_255(value):
    (frame,) = converter().convert(flat(value))
    assert (frame == round(value)).all()


@pytest.mark.parametrize(
    ("frame", "reading"),
    [
        (flat(0.5), "0 to 1, because none of the first frame's values are over 1.05"),
        (
            mixed(0.5, 1.3, 0.005),
            "0 to 1, because 0.5% of the first frame's values are over 1.05",
        ),
        (flat(9.0), "0 to 255, because 100.0% of the first frame's values are over"),
    ],
)
def test_a_note_says_how_floats_are_read_and_how_to_decide_it(frame, reading):
    made = converter()
    made.convert(frame)
    (note,) = made.take_notes()
    assert f"float pixels are read as {reading}" in note
    assert note.endswith("To decide it yourself, subclass Video and set value_range.")


@pytest.mark.parametrize("size", [(20, 50), (480, 640)])
@pytest.mark.parametrize("outlier", [1.3, 65_504.0, np.inf, -np.inf, np.nan, -0.5])
def test_a_few_extreme_values_change_nothing_and_are_clipped(outlier, size):
    (frame,) = converter().convert(mixed(0.5, outlier, 0.005, size))
    assert shown(frame) == 128
    assert frame[0, 0, 0] == (255 if outlier > 1 else 0)


@pytest.mark.parametrize("outlier", [np.nan, np.inf, 65_504.0])
def test_one_odd_pixel_leaves_a_picture_of_0_to_255_as_it_is(outlier):
    pixels = flat(100.0, size=(480, 640))
    pixels[17, 33] = outlier
    (frame,) = converter().convert(pixels)
    assert shown(frame) == 100
    assert frame[17, 33, 0] == (0 if np.isnan(outlier) else 255)


def test_one_value_in_a_hundred_may_be_larger_and_one_more_decides():
    (frame,) = converter().convert(mixed(0.5, 200.0, 0.01))
    assert shown(frame) == 128
    (frame,) = converter().convert(mixed(0.5, 200.0, 0.011))
    assert shown(frame) == 0


@pytest.mark.parametrize("black", [0.0, np.nan, -0.005])
def test_frames_without_light_decide_nothing(black):
    track = converter()
    assert (track.convert(flat(black))[0] == 0).all()
    assert not any("are read as" in note for note in track.take_notes())
    assert shown(track.convert(flat(200.0))[0]) == 200


def test_the_decision_is_noted_once():
    track = converter()
    track.convert(flat(0.9))
    assert shown(track.convert(flat(1.5))[0]) == 255
    (note,) = track.take_notes()
    assert "0 to 1" in note
    assert "main_video" in note
    assert "value_range" in note
    assert track.take_notes() == []


@pytest.mark.parametrize(
    ("first", "later", "before", "after"),
    [(0.9, 100.0, 255, 100), (200.0, 0.5, 0, 128)],
)
def test_ten_frames_in_a_row_that_say_otherwise_revise_it(first, later, before, after):
    track = converter()
    track.convert(flat(first))
    levels = [shown(track.convert(flat(later))[0]) for _ in range(11)]
    assert levels == [before] * 9 + [after] * 2
    assert len(track.take_notes()) == 2


def test_a_frame_in_between_that_agrees_starts_the_count_again():
    track = converter()
    track.convert(flat(0.9))
    for _ in range(3):
        for _ in range(9):
            assert shown(track.convert(flat(100.0))[0]) == 255
        track.convert(flat(0.9))
    assert shown(track.convert(flat(0.5))[0]) == 128


def test_half_of_the_values_is_enough_and_less_is_not():
    track = converter()
    track.convert(flat(0.9))
    for _ in range(12):
        track.convert(mixed(0.5, 200.0, 0.49))
    assert shown(track.convert(flat(0.5))[0]) == 128
    for _ in range(10):
        track.convert(mixed(0.5, 200.0, 0.5))
    assert shown(track.convert(flat(100.0))[0]) == 100


def test_darkness_revises_nothing():
    track = converter()
    track.convert(flat(200.0))
    for _ in range(20):
        track.convert(flat(0.0))
    assert shown(track.convert(flat(100.0))[0]) == 100


def test_each_frame_of_a_batch_is_judged_in_turn():
    frames = converter().convert(np.stack([flat(0.5), *[flat(100.0)] * 10]))
    assert [shown(frame) for frame in frames] == [128, *[255] * 9, 100]


def test_a_declared_range_is_used_as_it_is():
    black, grey, white = converter((-1.0, 1.0)).convert(
        np.stack([flat(-1.0), flat(0.0), flat(1.0)])
    )
    assert [shown(frame) for frame in (black, grey, white)] == [0, 128, 255]
    (frame,) = converter((-1.0, 1.0)).convert(mixed(0.0, np.nan, 0.1))
    assert (frame[0, 0, 0], shown(frame)) == (0, 128)


def test_one_negative_value_in_a_hundred_without_a_range_is_refused():
    with pytest.raises(TypeError, match=r"main_video.*-0\.5.*value_range"):
        converter().convert(mixed(0.5, -0.5, 0.01))
    (frame,) = converter().convert(mixed(0.5, -0.5, 0.009))
    assert (frame[0, 0, 0], shown(frame)) == (0, 128)


def test_the_range_that_the_refusal_names_fits_the_values():
    with pytest.raises(TypeError, match=r"value_range = \(-1\.0, 1\.0\)"):
        converter().convert(flat(-0.5))
    with pytest.raises(TypeError, match=r"value_range = \(-3, 4\)"):
        converter().convert(mixed(3.2, -2.5, 0.5))


def test_a_hair_below_zero_is_black():
    (frame,) = converter().convert(flat(-0.005))
    assert (frame == 0).all()


def test_what_is_not_a_number_is_noted_once():
    track = converter()
    pixels = flat(0.5, size=(480, 640))
    track.convert(pixels)
    pixels[300, 7] = np.nan
    for _ in range(2):
        track.convert(pixels)
    assert sum("not a number" in note for note in track.take_notes()) == 1


def test_a_new_presence_decides_anew():
    assert shown(converter().convert(flat(200.0))[0]) == 200
    assert shown(converter().convert(flat(0.5))[0]) == 128


@given(
    height=st.integers(1, 300),
    width=st.integers(1, 300),
    level=st.floats(0.02, 1.0),
)
def test_a_sample_is_small_and_of_the_frame(height, width, level):
    frame = np.full((height, width, 3), level)
    sample = sampled(frame)
    assert sample.shape[-1] == 3
    assert sample.size <= max(4096 * 3, 1)
    assert (sample == level).all()


def test_a_sample_sees_stripes_and_chequers_as_they_are():
    for size in ((480, 640), (512, 512), (720, 1280), (1080, 1920)):
        rows, columns = np.indices(size)
        for pattern in (rows % 2, columns % 2, (rows + columns) % 2, columns // 8 % 2):
            share = sampled(pattern[..., None]).mean()
            assert 0.45 < share < 0.55

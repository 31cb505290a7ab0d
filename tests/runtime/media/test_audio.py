import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reactor_runtime.media.audio import convert_audio, share_out
from reactor_runtime.values import TrackDirection, TrackInfo, TrackKind

TRACK = TrackInfo("main_audio", TrackKind.AUDIO, TrackDirection.OUT, sample_rate=48_000)


def test_int16_samples_arrive_as_they_are():
    samples = np.array([[1, -2, 3], [4, 5, -6]], np.int16)
    np.testing.assert_array_equal(convert_audio(TRACK, samples), samples)


def test_a_flat_array_is_one_channel():
    assert convert_audio(TRACK, np.zeros(7, np.int16)).shape == (1, 7)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_floats_fill_the_whole_range_and_louder_ones_are_clipped(dtype):
    samples = convert_audio(TRACK, np.array([-2, -1, 0, 1, 2, np.nan], dtype))
    assert samples.tolist() == [[-32767, -32767, 0, 32767, 32767, 0]]


@pytest.mark.parametrize("dtype", [np.int16, np.float32])
def test_a_masked_array_becomes_a_plain_one(dtype):
    masked = np.ma.masked_array(np.zeros((1, 4), dtype), mask=[[1, 0, 0, 1]])
    assert type(convert_audio(TRACK, masked)) is np.ndarray


def test_samples_do_not_change_when_the_model_reuses_its_array():
    mine = np.ones((1, 4), np.int16)
    samples = convert_audio(TRACK, mine)
    mine[:] = 0
    assert (samples == 1).all()
    assert not samples.flags.writeable


@pytest.mark.parametrize(
    "payload",
    [
        np.zeros((960, 2), np.int16),
        np.zeros((1, 2, 3), np.int16),
        np.zeros((0, 3), np.int16),
        np.zeros((1, 3), np.int32),
        np.array(1.0),
    ],
)
def test_anything_else_is_refused_naming_track_dtype_and_shape(payload):
    with pytest.raises(TypeError) as caught:
        convert_audio(TRACK, payload)
    for part in ("main_audio", str(payload.dtype), str(payload.shape), "int16"):
        assert part in str(caught.value)


def test_what_is_no_array_is_refused():
    with pytest.raises(TypeError, match=r"main_audio.*list"):
        convert_audio(TRACK, [0.0, 1.0])


@given(channels=st.integers(1, 3), length=st.integers(0, 50), parts=st.integers(1, 12))
def test_sharing_out_loses_nothing_and_is_even(channels, length, parts):
    samples = np.arange(channels * length, dtype=np.int16).reshape(channels, length)
    shares = share_out(samples, parts)
    assert len(shares) == parts
    np.testing.assert_array_equal(np.concatenate(shares, axis=1), samples)
    lengths = [share.shape[1] for share in shares]
    assert max(lengths) - min(lengths) <= 1


def test_sharing_out_to_nobody_is_refused():
    with pytest.raises(ValueError, match="parts"):
        share_out(np.zeros((1, 2), np.int16), 0)

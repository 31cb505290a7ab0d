import numpy as np
import pytest

from reactor_runtime.values import AudioBlock, Frame


@pytest.mark.parametrize(
    "pixels",
    [
        np.zeros((4, 6), np.uint8),
        np.zeros((4, 6, 4), np.uint8),
        np.zeros((4, 6, 3), np.float32),
    ],
)
def test_a_frame_is_rgb_of_bytes(pixels):
    with pytest.raises(ValueError, match=r"'main' needs pixels of shape .* got shape"):
        Frame("main", pixels, pts=0.0)


def test_time_does_not_begin_before_the_session():
    with pytest.raises(ValueError, match=r"pts must be >= 0 seconds, got -1"):
        Frame("main", np.zeros((4, 6, 3), np.uint8), pts=-1.0)


@pytest.mark.parametrize(
    "samples", [np.zeros(4, np.int16), np.zeros((1, 4), np.float32)]
)
def test_a_block_of_sound_is_channels_of_int16(samples):
    with pytest.raises(ValueError, match=r"'mic' needs samples of shape .* got shape"):
        AudioBlock("mic", samples, 48_000, pts=0.0)

import numpy as np

from reactor_runtime.media.jpeg import scale_to


def test_a_picture_of_that_size_stays_itself():
    pixels = np.zeros((4, 6, 3), np.uint8)
    assert scale_to(pixels, 6, 4) is pixels


def test_a_picture_is_made_smaller():
    pixels = np.full((40, 60, 3), 200, np.uint8)[::-1]
    scaled = scale_to(pixels, 30, 20)
    assert scaled.shape == (20, 30, 3)
    assert (scaled == 200).all()

import io

import numpy as np
import pytest
from PIL import Image

from reactor_notebook.widget.picture import fit_jpeg

NOISE = np.random.default_rng(0).integers(0, 256, (480, 640, 3), dtype=np.uint8)


@pytest.mark.parametrize("limit", [1_000, 3_000, 24_000])
def test_noise_fits(limit):
    data = fit_jpeg(NOISE, limit)
    assert len(data) <= limit
    assert Image.open(io.BytesIO(data)).format == "JPEG"


def test_a_plain_picture_keeps_its_size_and_colour():
    pixels = np.full((48, 64, 3), (200, 30, 90), np.uint8)
    image = Image.open(io.BytesIO(fit_jpeg(pixels, 24_000)))
    assert image.size == (64, 48)
    assert np.abs(np.asarray(image).astype(int) - pixels).max() <= 6


def test_a_thumbnail_is_no_longer_than_asked():
    image = Image.open(io.BytesIO(fit_jpeg(NOISE, 3_000, longest=160)))
    assert max(image.size) <= 160


def test_a_limit_that_no_picture_fits_is_refused():
    with pytest.raises(ValueError, match="1000"):
        fit_jpeg(NOISE, 10)

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reactor_runtime.media import jpeg
from reactor_runtime.media.jpeg import decode_jpeg, encode_jpeg, scale_to


@pytest.fixture(params=["simplejpeg", "pillow"])
def codec(request, monkeypatch):
    if request.param == "pillow":
        monkeypatch.setattr(jpeg, "_simplejpeg", lambda: None)


def gradient():
    row = np.linspace(0, 255, 64, dtype=np.uint8)
    return np.dstack([np.tile(row, (48, 1))] * 3)


@pytest.mark.usefixtures("codec")
@pytest.mark.parametrize("subsampling", ["420", "422", "444"])
def test_a_picture_survives_the_round_trip(subsampling):
    picture = gradient()
    decoded = decode_jpeg(encode_jpeg(picture, 90, subsampling))
    assert decoded.shape == picture.shape
    assert np.abs(decoded.astype(int) - picture).mean() < 3


@pytest.mark.usefixtures("codec")
def test_read_only_pictures_of_odd_sizes_are_encoded():
    picture = np.zeros((1, 1, 3), np.uint8)
    picture.setflags(write=False)
    assert decode_jpeg(encode_jpeg(picture)).shape == (1, 1, 3)


@pytest.mark.usefixtures("codec")
def test_a_memoryview_is_decoded():
    assert decode_jpeg(memoryview(encode_jpeg(gradient()))).shape == (48, 64, 3)


@pytest.mark.usefixtures("codec")
@pytest.mark.parametrize("data", [b"", b"\xff\xd8\xff", b"PNG", b"\xff" * 100])
def test_what_is_no_jpeg_is_refused(data):
    with pytest.raises(ValueError, match="JPEG"):
        decode_jpeg(data)


@pytest.mark.usefixtures("codec")
def test_a_truncated_jpeg_is_refused():
    data = encode_jpeg(gradient())
    with pytest.raises(ValueError, match="JPEG"):
        decode_jpeg(data[: len(data) // 2])


@pytest.mark.usefixtures("codec")
def test_a_header_that_announces_a_giant_picture_is_refused(monkeypatch):
    monkeypatch.setattr(jpeg, "LARGEST_DECODED_PIXELS", 100)
    with pytest.raises(ValueError, match="64x48"):
        decode_jpeg(encode_jpeg(gradient()))


@pytest.mark.parametrize("quality", [0, 101, -1])
def test_a_quality_out_of_range_is_refused(quality):
    with pytest.raises(ValueError, match="1 to 100"):
        encode_jpeg(gradient(), quality)


def test_a_side_too_long_for_jpeg_is_refused():
    with pytest.raises(ValueError, match="70000x1"):
        encode_jpeg(np.zeros((1, 70_000, 3), np.uint8))


@given(st.binary(max_size=300))
def test_garbage_only_ever_raises_value_error(data):
    with pytest.raises(ValueError, match="JPEG"):
        decode_jpeg(data)


def test_a_picture_of_that_size_stays_itself():
    pixels = np.zeros((4, 6, 3), np.uint8)
    assert scale_to(pixels, 6, 4) is pixels


def test_a_picture_is_made_smaller():
    pixels = np.full((40, 60, 3), 200, np.uint8)[::-1]
    scaled = scale_to(pixels, 30, 20)
    assert scaled.shape == (20, 30, 3)
    assert (scaled == 200).all()

"""Every dtype, layout and PIL mode that a frame may have, and the picture of it."""

import io
import warnings

import numpy as np
import PIL.Image
import pytest

from tests.runtime.media.pictures import (
    BATCH,
    BLACK_AND_WHITE,
    GREY,
    GREY_RGB,
    MASK,
    PLANES,
    RAMP,
    RGB,
    RGBA,
    SIGNED,
    UNIT,
    WORDS,
    WRITTEN,
    H,
    W,
    check_advice,
    check_picture,
    convert,
)


def image(pixels, mode=None):
    made = PIL.Image.fromarray(pixels)
    return made if mode is None else made.convert(mode)


def png(pixels):
    file = io.BytesIO()
    PIL.Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def sideways():
    """RGB as a camera stores it that was held upright: turned, and saying so."""
    file, exif = io.BytesIO(), PIL.Image.Exif()
    exif[0x0112] = 6
    PIL.Image.fromarray(np.rot90(RGB)).save(file, "PNG", exif=exif)
    return PIL.Image.open(file)


def matrix(pixels):
    with warnings.catch_warnings(action="ignore"):
        return np.asmatrix(pixels)


def words(mode):
    order = ">u2" if mode == "I;16B" else "<u2"
    data = WORDS[..., 0].astype(order).tobytes()
    return PIL.Image.frombytes(mode, (W, H), data)


def opaque(mode):
    """RGB as an image whose transparency, if it has some, hides nothing."""
    made = PIL.Image.fromarray(np.dstack([RGB, np.full((H, W), 255, np.uint8)]))
    if mode == "La":
        return made.convert("LA").convert("La")
    return made.convert(mode)


ACCEPTED = {
    "uint8 (H, W, 3)": (RGB, [RGB]),
    "uint8 (H, W, 4)": (RGBA, [RGB]),
    "uint8 (H, W, 1)": (GREY[..., None], [GREY_RGB]),
    "uint8 (H, W)": (GREY, [GREY_RGB]),
    "uint8 (N, H, W, 3)": (BATCH, list(BATCH)),
    "uint8 (N, H, W, 4)": (np.stack([RGBA, RGBA]), [RGB, RGB]),
    "uint8 (N, H, W, 1)": (np.stack([GREY, GREY])[..., None], [GREY_RGB, GREY_RGB]),
    "uint8 read backwards": (RGB[:, ::-1], [RGB[:, ::-1]]),
    "uint8 in column order": (np.asfortranarray(RGB), [RGB]),
    "bool": (MASK, [BLACK_AND_WHITE]),
    "bool (N, H, W, 1)": (
        MASK[None, ..., :1],
        [np.repeat(BLACK_AND_WHITE[..., :1], 3, 2)],
    ),
    "uint16": (WORDS, [RGB]),
    "uint16 of the other byte order": (WORDS.astype(WORDS.dtype.newbyteorder()), [RGB]),
    "float16 0 to 1": (UNIT.astype(np.float16), [RGB]),
    "float32 0 to 1": (UNIT.astype(np.float32), [RGB]),
    "float64 0 to 1": (UNIT, [RGB]),
    "longdouble 0 to 1": (UNIT.astype(np.longdouble), [RGB]),
    "float32 of the other byte order": (UNIT.astype(">f4"), [RGB]),
    "float16 0 to 255": (RGB.astype(np.float16), [RGB]),
    "float32 0 to 255": (RGB.astype(np.float32), [RGB]),
    "float64 0 to 255": (RGB.astype(np.float64), [RGB]),
    "float32 (H, W)": (GREY.astype(np.float32), [GREY_RGB]),
    "a masked array": (np.ma.masked_array(RGB, mask=MASK), [RGB]),
    "a masked float array": (np.ma.masked_array(UNIT, mask=MASK), [RGB]),
    "a matrix": (matrix(GREY), [GREY_RGB]),
    "a list of frames": ([RGB, GREY, image(RGB)], [RGB, GREY_RGB, RGB]),
    "a tuple of batches": ((BATCH, BATCH), [*BATCH, *BATCH]),
    "float16 (N, H, W, 4)": (
        np.stack([np.dstack([UNIT, UNIT[..., :1]])] * 2).astype(np.float16),
        [RGB, RGB],
    ),
    "uint16 (N, H, W, 3)": (np.stack([WORDS, WORDS]), [RGB, RGB]),
    "PIL 1": (image(MASK[..., 0]), [np.repeat(BLACK_AND_WHITE[..., :1], 3, 2)]),
    "PIL L": (image(GREY), [GREY_RGB]),
    "PIL P": (image(GREY_RGB).quantize(256), [GREY_RGB]),
    "PIL RGB": (image(RGB), [RGB]),
    "PIL RGBA": (image(RGBA), [RGB]),
    "PIL RGBX": (image(RGB, "RGBX"), [RGB]),
    "PIL RGBa": (opaque("RGBa"), [RGB]),
    "PIL LA": (image(np.dstack([GREY, GREY])), [GREY_RGB]),
    "PIL La": (opaque("La"), [np.array(opaque("L").convert("RGB"))]),
    "PIL PA": (image(GREY).convert("PA"), [GREY_RGB]),
    "PIL CMYK": (image(RGB, "CMYK"), [RGB]),
    "PIL I": (image(WORDS[..., 0].astype(np.int32)), [GREY_RGB]),
    "PIL I beyond 16 bits": (
        image(np.array([[-5, 0, 65_535, 70_000]], np.int32)),
        [np.repeat(np.array([[0, 0, 255, 255]], np.uint8)[..., None], 3, 2)],
    ),
    "PIL I;16": (image(WORDS[..., 0]), [GREY_RGB]),
    "PIL I;16L": (words("I;16L"), [GREY_RGB]),
    "PIL I;16B": (words("I;16B"), [GREY_RGB]),
    "PIL I;16N": (words("I;16N"), [GREY_RGB]),
    "PIL F 0 to 1": (image(UNIT[..., 0].astype(np.float32)), [GREY_RGB]),
    "PIL F 0 to 255": (image(GREY.astype(np.float32)), [GREY_RGB]),
    "PIL turned by its EXIF": (sideways(), [RGB]),
}

CLOSE = {"PIL YCbCr": (image(RGB, "YCbCr"), 3), "PIL HSV": (image(RGB, "HSV"), 9)}
"""Modes that lose a little on the way to them, and how much."""


@pytest.mark.parametrize("name", ACCEPTED)
def test_the_picture_comes_out_as_it_was_meant(name):
    check_picture(*ACCEPTED[name])


@pytest.mark.parametrize("name", CLOSE)
def test_the_picture_of_a_mode_with_losses_is_close(name):
    payload, loss = CLOSE[name]
    (frame,) = convert(payload)
    assert np.abs(frame.astype(int) - RGB).max() <= loss


def test_a_lab_image_is_a_picture_or_refused():
    from PIL import ImageCms

    lab = ImageCms.createProfile("LAB")
    turned = ImageCms.profileToProfile(
        image(RGB), ImageCms.createProfile("sRGB"), lab, outputMode="LAB"
    )
    (frame,) = convert(turned)
    assert np.abs(frame.astype(int) - RGB).mean() < 12


NESTED = RGB.tolist()

REFUSED = {
    "(3, H, W)": (RGB.transpose(2, 0, 1), [RGB]),
    "(4, H, W)": (RGBA.transpose(2, 0, 1), [RGB]),
    "(1, H, W)": (GREY[None], [GREY_RGB]),
    "float (3, H, W)": (UNIT.transpose(2, 0, 1), [RGB]),
    "three grey frames": (
        RGB.transpose(2, 0, 1),
        PLANES,
    ),
    "(N, 3, H, W)": (BATCH.transpose(0, 3, 1, 2), list(BATCH)),
    "(N, 1, H, W)": (GREY[None, None], [GREY_RGB]),
    "(H, W, 3, N)": (BATCH.transpose(1, 2, 3, 0), list(BATCH)),
    "(3, N, H, W)": (BATCH.transpose(3, 0, 1, 2), list(BATCH)),
    "a list of (3, H, W)": (RGB.transpose(2, 0, 1), [RGB]),
    "a grey batch (N, H, W)": (BATCH[..., 0], [GREY_RGB, 255 - GREY_RGB]),
    "a long grey batch": (np.stack([GREY] * 9), [GREY_RGB] * 9),
    "(H, W, 2)": (np.dstack([GREY, GREY]), [GREY_RGB]),
    "(H, W, 5)": (np.dstack([RGB, GREY, GREY]), [RGB]),
    "(N, H, W, 5)": (np.dstack([RGB, GREY, GREY])[None], [RGB]),
    "(M, N, H, W, 3)": (np.stack([BATCH, BATCH]), [*BATCH, *BATCH]),
    "(M, N, 3, H, W)": (BATCH.transpose(0, 3, 1, 2)[None], list(BATCH)),
    "int8": ((RGB >> 1).astype(np.int8), [RGB >> 1]),
    "int16": (RGB.astype(np.int16), [RGB]),
    "int32": (RGB.astype(np.int32), [RGB]),
    "int64": (RGB.astype(np.int64), [RGB]),
    "uint32": (RGB.astype(np.uint32), [RGB]),
    "uint64": (RGB.astype(np.uint64), [RGB]),
    "an int mask": (MASK.astype(int), [BLACK_AND_WHITE]),
    "16 bits in int32": (WORDS.astype(np.int32), [RGB]),
    "24 bits in int32": (
        np.linspace(0, 2**24, 256).astype(np.int32)[None].repeat(2, 0),
        [RAMP],
    ),
    "signed int16": (
        np.arange(-128, 128, dtype=np.int16)[None].repeat(2, 0),
        [RAMP],
    ),
    "complex": (UNIT * 1j, [RGB]),
    "numbers as objects": (RGB.astype(object), [RGB]),
    "nested lists": (NESTED, [RGB]),
    "nested lists in a list": ([NESTED], [RGB]),
    "bytes of a picture file": (png(RGB), [RGB]),
    "negative floats": (SIGNED, [RGB]),
    "negative floats in a batch": (SIGNED[None], [RGB]),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_says_what_gives_the_right_picture(name):
    payload, expected = REFUSED[name]
    with pytest.raises(TypeError, match="main_video"):
        convert(payload)
    check_advice(payload, expected)


@pytest.mark.parametrize("payload", [RGB.transpose(2, 0, 1), BATCH[..., 0]])
def test_a_three_dimensional_array_that_is_refused_names_both_readings(payload):
    with pytest.raises(TypeError) as caught:
        convert(payload)
    assert "grey frames" in str(caught.value)
    assert "channels" in str(caught.value)
    assert len(WRITTEN.findall(str(caught.value))) == 2


def test_channels_first_in_a_list_is_refused_too():
    with pytest.raises(TypeError, match=r"transpose\(1, 2, 0\)"):
        convert([RGB, RGB.transpose(2, 0, 1)])


@pytest.mark.parametrize(
    "payload",
    [
        np.zeros(5, np.uint8),
        np.uint8(3),
        np.zeros((), np.uint8),
        np.zeros((0, W, 3), np.uint8),
        np.zeros((0, H, W, 3), np.uint8),
        np.zeros((0, W), np.int32),
        np.array([["a"]]),
        np.array([[b"a"]]),
        np.zeros((H, W), "M8[s]"),
        np.zeros((H, W), "m8[s]"),
        np.zeros((H, W), [("r", "u1"), ("g", "u1")]),
        [],
        None,
        3,
        {},
        "frame",
    ],
)
def test_what_holds_no_picture_is_refused_with_a_reason(payload):
    with pytest.raises(TypeError, match=r"'main_video'.*, got .*\. \w+"):
        convert(payload)


def test_an_image_file_is_turned_upright_but_left_as_it_was():
    picture = sideways()
    convert(picture)
    assert picture.size == (H, W)
    assert picture.getexif()[0x0112] == 6

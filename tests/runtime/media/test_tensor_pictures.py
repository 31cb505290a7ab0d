"""Every dtype and layout of a torch tensor that is a frame, and the picture of it."""

import warnings

import numpy as np
import pytest

from reactor_runtime.media.value_range import ValueRange
from tests.runtime.media.pictures import (
    BATCH,
    BLACK_AND_WHITE,
    GREY,
    GREY_RGB,
    MASK,
    RAMP,
    RGB,
    RGBA,
    SIGNED,
    UNIT,
    WORDS,
    H,
    W,
    check_advice,
    check_picture,
    convert,
)

torch = pytest.importorskip("torch")
cuda = pytest.importorskip("reactor_runtime.media.cuda")


def quantized(pixels):
    with warnings.catch_warnings(action="ignore"):
        floats = torch.from_numpy(pixels).float()
        return torch.quantize_per_tensor(floats, 1 / 255, 0, torch.quint8)


ACCEPTED = {
    "torch uint8 (H, W, 3)": (torch.from_numpy(RGB.copy()), [RGB]),
    "torch uint8 (3, H, W)": (torch.from_numpy(RGB.copy()).permute(2, 0, 1), [RGB]),
    "torch uint8 (1, H, W)": (torch.from_numpy(GREY.copy())[None], [GREY_RGB]),
    "torch uint8 (H, W)": (torch.from_numpy(GREY.copy()), [GREY_RGB]),
    "torch uint8 (N, 3, H, W)": (
        torch.from_numpy(BATCH.copy()).permute(0, 3, 1, 2),
        list(BATCH),
    ),
    "torch uint8 (N, 4, H, W)": (
        torch.from_numpy(RGBA.copy()).permute(2, 0, 1)[None],
        [RGB],
    ),
    "torch bool": (torch.from_numpy(MASK), [BLACK_AND_WHITE]),
    "torch uint16": (torch.from_numpy(WORDS), [RGB]),
    "torch float16": (torch.from_numpy(UNIT).half(), [RGB]),
    "torch bfloat16 0 to 255": (
        torch.from_numpy(RGB & 0xF0).bfloat16(),
        [RGB & 0xF0],
    ),
    "torch float32": (torch.from_numpy(UNIT).float(), [RGB]),
    "torch float64": (torch.from_numpy(UNIT), [RGB]),
    "torch float8": (torch.from_numpy(MASK).to(torch.float8_e4m3fn), [BLACK_AND_WHITE]),
    "torch float16 (N, H, W, 1)": (
        torch.from_numpy(UNIT[None, ..., :1]).half(),
        [GREY_RGB],
    ),
    "torch with a gradient": (torch.from_numpy(UNIT).requires_grad_(), [RGB]),
    "torch read lazily negated": (
        torch.complex(torch.zeros(H, W, 3), torch.from_numpy(-UNIT).float())
        .conj()
        .imag,
        [RGB],
    ),
}

REFUSED = {
    "torch int64": (torch.from_numpy(RGB.astype(np.int64)), [RGB]),
    "torch int mask": (torch.from_numpy(MASK.astype(np.int32)), [BLACK_AND_WHITE]),
    "torch 16 bits in int32": (torch.from_numpy(WORDS.astype(np.int32)), [RGB]),
    "torch signed": (
        torch.arange(-128, 128, dtype=torch.int16)[None].repeat(2, 1),
        [RAMP],
    ),
    "torch complex": (torch.from_numpy(UNIT * 1j), [RGB]),
    "torch sparse": (torch.from_numpy(UNIT).to_sparse(), [RGB]),
    "torch quantized": (
        quantized(UNIT),
        [RGB],
    ),
    "torch grey batch": (
        torch.from_numpy(BATCH[..., 0].copy()),
        [GREY_RGB, 255 - GREY_RGB],
    ),
    "torch (5, H, W)": (torch.from_numpy(np.stack([GREY] * 5)), [GREY_RGB] * 5),
    "torch (3, N, H, W)": (
        torch.from_numpy(BATCH.transpose(3, 0, 1, 2).copy()),
        list(BATCH),
    ),
    "torch (M, N, 3, H, W)": (
        torch.from_numpy(BATCH.transpose(0, 3, 1, 2).copy())[None],
        list(BATCH),
    ),
    "torch negative": (torch.from_numpy(SIGNED), [RGB]),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_the_picture_comes_out_as_it_was_meant(name):
    check_picture(*ACCEPTED[name])


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_says_what_gives_the_right_picture(name):
    payload, expected = REFUSED[name]
    with pytest.raises(TypeError, match="main_video"):
        convert(payload)
    check_advice(payload, expected, torch=torch)


@pytest.mark.parametrize(
    "payload",
    [
        torch.zeros(H, W, 3, device="meta"),
        torch.zeros(0, 3, dtype=torch.int32),
        torch.zeros(3),
    ],
)
def test_what_holds_no_picture_is_refused_with_a_reason(payload):
    with pytest.raises(TypeError, match=r"'main_video'.*, got .*\. \w+"):
        convert(payload)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float16, torch.bfloat16])
def test_what_is_scaled_on_a_device_comes_out_as_on_the_host(dtype):
    levels = torch.linspace(0, 1, 60 * 90 * 3).reshape(1, 60, 90, 3).to(dtype)
    levels[0, 3, 3] = float("nan")
    levels[0, 4, 4] = float("inf")
    (expected,) = convert(levels)
    scaled = cuda.scale_tensor(levels, ValueRange("main_video", None))
    np.testing.assert_array_equal(scaled[0].numpy(), expected)


@pytest.mark.parametrize("dtype", [torch.bool, torch.uint8, torch.uint16])
def test_whole_numbers_are_scaled_on_a_device_as_on_the_host(dtype):
    whole = np.arange(0, 65_536, 16, dtype=np.uint16).reshape(1, 64, 64, 1)
    tensor = torch.from_numpy(whole.astype(np.int64) % 256).to(dtype)
    if dtype == torch.uint16:
        tensor = torch.from_numpy(whole)
    (expected,) = convert(tensor)
    scaled = cuda.scale_tensor(tensor, ValueRange("main_video", None))
    np.testing.assert_array_equal(np.repeat(scaled[0].numpy(), 3, 2), expected)

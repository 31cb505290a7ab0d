"""Every dtype and layout of a CUDA tensor that is a frame, and the picture of it."""

import numpy as np
import pytest

from tests.runtime.media.pictures import BATCH, RGB, UNIT, check_advice, check_picture
from tests.runtime.media.pictures import convert as converted
from tests.runtime.media.test_tensor_pictures import ACCEPTED, REFUSED

torch = pytest.importorskip("torch")

pytestmark = pytest.mark.gpu

VIEWS = {
    "every second row and column": (
        lambda: torch.from_numpy(RGB.repeat(2, 0).repeat(2, 1)).cuda()[::2, ::2],
        [RGB],
    ),
    "a frame out of a batch": (lambda: torch.from_numpy(BATCH).cuda()[1], [BATCH[1]]),
    "a batch turned round": (
        lambda: torch.from_numpy(BATCH).cuda().flip(0),
        list(BATCH[::-1]),
    ),
    "one frame repeated without a copy": (
        lambda: torch.from_numpy(RGB).cuda().expand(3, *RGB.shape),
        [RGB] * 3,
    ),
    "channels first in channels-last memory": (
        lambda: (
            torch.from_numpy(BATCH)
            .cuda()
            .permute(0, 3, 1, 2)
            .contiguous(memory_format=torch.channels_last)
        ),
        list(BATCH),
    ),
    "half precision, channels first, a view": (
        lambda: torch.from_numpy(UNIT).cuda().half().permute(2, 0, 1),
        [RGB],
    ),
    "a list of tensors": (
        lambda: [torch.from_numpy(frame).cuda() for frame in BATCH],
        list(BATCH),
    ),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_the_picture_comes_out_as_it_was_meant(name):
    payload, expected = ACCEPTED[name]
    check_picture(payload.cuda(), expected)


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_says_what_gives_the_right_picture(name):
    payload, expected = REFUSED[name]
    with pytest.raises(TypeError, match="main_video"):
        converted(payload.cuda())
    check_advice(payload.cuda(), expected, torch=torch)


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_comes_out_as_what_it_shows(name):
    make, expected = VIEWS[name]
    check_picture(make(), expected)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float16, torch.bfloat16])
def test_what_is_not_finite_becomes_black_or_an_end_of_the_range(dtype):
    levels = torch.linspace(0, 1, 60 * 90 * 3).reshape(60, 90, 3).to(dtype)
    levels[3, 3], levels[4, 4] = float("nan"), float("inf")
    levels[5, 5] = float("-inf")
    (expected,) = converted(levels)
    (picture,) = converted(levels.cuda())
    np.testing.assert_array_equal(picture, expected)
    assert (picture[3, 3] == 0).all()
    assert (picture[4, 4] == 255).all()
    assert (picture[5, 5] == 0).all()


def test_a_tensor_of_a_second_device_is_taken_from_there():
    if torch.cuda.device_count() < 2:
        pytest.skip("There is one CUDA device")
    check_picture(torch.from_numpy(RGB).to("cuda:1"), [RGB])

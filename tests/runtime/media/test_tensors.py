"""Torch tensors as frames and sound, where torch is installed."""

import numpy as np
import pytest

from reactor_runtime.media.audio import convert_audio
from reactor_runtime.media.frames import FrameConverter
from reactor_runtime.values import TrackDirection, TrackInfo, TrackKind

torch = pytest.importorskip("torch")

VIDEO = TrackInfo("main_video", TrackKind.VIDEO, TrackDirection.OUT)
AUDIO = TrackInfo("main_audio", TrackKind.AUDIO, TrackDirection.OUT, sample_rate=48_000)
RGB = np.arange(4 * 6 * 3, dtype=np.uint8).reshape(4, 6, 3)


def convert(payload):
    return FrameConverter(VIDEO).convert(payload)


@pytest.mark.parametrize("shape", [(4, 6), (4, 6, 1), (4, 6, 3), (4, 6, 4)])
@pytest.mark.parametrize("batched", [False, True])
@pytest.mark.parametrize("dtype", [torch.uint8, torch.bfloat16])
def test_every_accepted_shape_becomes_rgb(shape, batched, dtype):
    if batched:
        shape = (2, *shape) if len(shape) == 3 else (2, *shape, 1)
    white = 255 if dtype is torch.uint8 else 1
    frames = convert(torch.full(shape, white, dtype=dtype))
    assert [frame.shape for frame in frames] == [(4, 6, 3)] * (2 if batched else 1)
    assert all((frame == 255).all() for frame in frames)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32])
@pytest.mark.parametrize("batched", [False, True])
def test_a_tensor_with_channels_first_is_turned(dtype, batched):
    tensor = torch.zeros(3, 8, 16, dtype=dtype, requires_grad=True)
    with torch.no_grad():
        tensor[0] = 1.0
    frames = convert(torch.stack([tensor, tensor]) if batched else tensor)
    assert len(frames) == (2 if batched else 1)
    assert frames[-1].shape == (8, 16, 3)
    assert (frames[-1] == [255, 0, 0]).all()


def test_a_list_may_mix_tensors_and_arrays():
    for frame in convert([RGB, torch.from_numpy(RGB.copy())]):
        np.testing.assert_array_equal(frame, RGB)


def test_a_frame_does_not_change_when_the_model_reuses_its_tensor():
    tensor = torch.from_numpy(RGB.copy())
    (frame,) = convert(tensor)
    tensor[:] = 0
    np.testing.assert_array_equal(frame, RGB)


@pytest.mark.parametrize(
    ("payload", "told"),
    [
        (torch.zeros(4, 6, 3, dtype=torch.int32), "int32"),
        (torch.zeros(4, 6, 3, dtype=torch.complex64), "complex64"),
        (torch.zeros(2, 5, 480, 640), "(2, 5, 480, 640)"),
        (torch.zeros(4, 6, 3, device="meta"), "meta"),
        (torch.zeros(4, 6).to_sparse(), "sparse"),
    ],
)
def test_a_tensor_that_is_no_picture_is_refused_naming_what_it_is(payload, told):
    with pytest.raises(TypeError) as caught:
        convert(payload)
    text = str(caught.value)
    assert "'main_video'" in text
    assert "(H, W, 3)" in text
    assert told in text


def test_a_tensor_is_sound_too():
    samples = convert_audio(AUDIO, torch.tensor([[0.5, -0.5]], dtype=torch.bfloat16))
    assert samples.tolist() == [[16384, -16384]]

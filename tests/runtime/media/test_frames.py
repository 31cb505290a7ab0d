import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from reactor_runtime.media.frames import FrameConverter
from reactor_runtime.values import TrackDirection, TrackInfo, TrackKind


def converter(value_range=None):
    return FrameConverter(
        TrackInfo(
            "main_video",
            TrackKind.VIDEO,
            TrackDirection.OUT,
            value_range=value_range,
        )
    )


def convert(payload, value_range=None):
    return converter(value_range).convert(payload)


RGB = np.arange(4 * 6 * 3, dtype=np.uint8).reshape(4, 6, 3)


def test_an_rgb_frame_arrives_as_it_is():
    (frame,) = convert(RGB)
    np.testing.assert_array_equal(frame, RGB)


def test_a_batch_becomes_single_frames_in_order():
    batch = np.stack([RGB, RGB + 1, RGB + 2])
    frames = convert(batch)
    assert len(frames) == 3
    for frame, expected in zip(frames, batch, strict=True):
        np.testing.assert_array_equal(frame, expected)


@pytest.mark.parametrize("shape", [(4, 6), (4, 6, 1), (4, 6, 3), (4, 6, 4)])
@pytest.mark.parametrize("batched", [False, True])
@pytest.mark.parametrize("kind", ["uint8", "float32", "float64"])
def test_every_accepted_shape_becomes_rgb(shape, batched, kind):
    if batched:
        shape = (2, *shape) if len(shape) == 3 else (2, *shape, 1)
    value = np.full(shape, 255 if kind == "uint8" else 1, kind)
    frames = convert(value)
    assert [frame.shape for frame in frames] == [(4, 6, 3)] * (2 if batched else 1)
    assert all((frame == 255).all() for frame in frames)


def test_alpha_is_dropped():
    rgba = np.dstack([RGB, np.zeros((4, 6), np.uint8)])
    np.testing.assert_array_equal(convert(rgba)[0], RGB)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "P", "1"])
def test_a_pil_image_of_any_mode_is_a_frame(mode):
    (frame,) = convert(Image.new(mode, (6, 4), 1 if mode == "1" else 0))
    assert frame.shape == (4, 6, 3)
    assert not frame.flags.writeable


def test_a_list_may_mix_kinds_of_frames():
    frames = convert([RGB, Image.fromarray(RGB)])
    assert len(frames) == 2
    for frame in frames:
        np.testing.assert_array_equal(frame, RGB)


def test_a_frame_does_not_change_when_the_model_reuses_its_array():
    mine = RGB.copy()
    frames = [*convert(mine), *convert(mine[None]), *convert([mine])]
    mine[:] = 0
    for frame in frames:
        np.testing.assert_array_equal(frame, RGB)


def test_frames_cannot_be_written_to():
    for frame in convert(np.stack([RGB, RGB])):
        with pytest.raises(ValueError, match="read-only"):
            frame[0, 0] = 0


def test_an_array_that_nobody_can_write_to_is_not_copied():
    mine = RGB.copy()
    mine.setflags(write=False)
    (frame,) = convert(mine)
    assert np.shares_memory(frame, mine)
    assert not frame.flags.writeable


@pytest.mark.parametrize(("mode", "is_kept"), [("r", True), ("r+", False)])
def test_a_mapped_file_is_copied_unless_it_is_mapped_read_only(tmp_path, mode, is_kept):
    np.save(tmp_path / "frames.npy", np.stack([RGB, RGB]))
    frames = np.load(tmp_path / "frames.npy", mmap_mode=mode)
    for frame in convert(frames):
        assert np.shares_memory(frame, frames) is is_kept
        assert not frame.flags.writeable


def test_a_read_only_view_of_a_writable_array_is_copied():
    mine = RGB.copy()
    view = mine[:]
    view.setflags(write=False)
    (frame,) = convert(view)
    assert not np.shares_memory(frame, mine)
    assert mine.flags.writeable


def test_converting_leaves_the_models_array_writable():
    mine = RGB.copy()
    convert(mine)
    assert mine.flags.writeable


@pytest.mark.parametrize(
    "payload",
    [
        np.zeros((4, 6, 3), np.int64),
        np.zeros((4, 6, 3), complex),
        np.zeros(5, np.uint8),
        np.zeros((480, 640, 2), np.uint8),
        np.zeros((480, 640, 5), np.uint8),
        np.zeros((2, 3, 48, 64), np.uint8),
        np.zeros((1, 2, 3, 4, 3), np.uint8),
        np.zeros((0, 6, 3), np.uint8),
        np.zeros((0, 4, 6, 3), np.uint8),
        np.array([["a"]]),
        np.array([[object()]]),
    ],
)
def test_anything_else_is_refused_naming_track_dtype_and_shape(payload):
    with pytest.raises(TypeError) as caught:
        convert(payload)
    text = str(caught.value)
    assert "'main_video'" in text
    assert "(H, W, 3)" in text
    if payload.shape:
        assert str(payload.dtype) in text
        assert str(payload.shape) in text


@pytest.mark.parametrize(
    "payload", [None, 3, "frame", b"", {}, [], [RGB, "x"], object()]
)
def test_what_is_no_picture_at_all_is_refused(payload):
    with pytest.raises(TypeError, match="main_video"):
        convert(payload)


@given(
    height=st.integers(1, 9),
    width=st.integers(1, 9),
    channels=st.sampled_from([1, 3, 4]),
    count=st.integers(1, 3),
    step=st.sampled_from([1, -1, 2]),
)
def test_strided_batches_convert_like_their_copies(
    height, width, channels, count, step
):
    whole = np.random.default_rng(0).integers(
        0, 256, (count, height * 2, width, channels), np.uint8
    )
    strided = whole[:, ::step]
    for frame, expected in zip(
        convert(strided), np.ascontiguousarray(strided), strict=True
    ):
        np.testing.assert_array_equal(
            frame, np.broadcast_to(expected[..., :3], (*expected.shape[:2], 3))
        )
        assert frame.flags.c_contiguous
        assert not frame.flags.writeable
        assert not np.shares_memory(frame, whole)


def test_converting_arrays_imports_neither_torch_nor_pil():
    program = """
import sys, numpy as np
from reactor_runtime.media.frames import FrameConverter
from reactor_runtime.media.audio import convert_audio
from reactor_runtime.values import *
import reactor_runtime.media.jpeg
t = TrackInfo("v", TrackKind.VIDEO, TrackDirection.OUT)
FrameConverter(t).convert(np.zeros((4, 4, 3), np.uint8))
convert_audio(t, np.zeros(4))
print(sorted({"torch", "PIL", "simplejpeg"} & set(sys.modules)))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"

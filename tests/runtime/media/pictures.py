"""Pictures to convert, and what the refusals of others say to write."""

import io
import re

import numpy as np
import PIL.Image

from reactor_runtime.media.frames import FrameConverter
from reactor_runtime.values import TrackDirection, TrackInfo, TrackKind

H, W = 5, 7
RGB = np.random.default_rng(7).integers(0, 256, (H, W, 3), np.uint8)
GREY = RGB[..., 0]
GREY_RGB = np.repeat(GREY[..., None], 3, axis=2)
PLANES = [np.repeat(RGB[..., index : index + 1], 3, axis=2) for index in range(3)]
RGBA = np.dstack([RGB, GREY])
BATCH = np.stack([RGB, 255 - RGB])
MASK = RGB > 127
BLACK_AND_WHITE = np.where(MASK, 255, 0).astype(np.uint8)
UNIT = RGB / 255
WORDS = RGB.astype(np.uint16) * 257
RAMP = np.arange(256, dtype=np.uint8)[None, :, None].repeat(2, 0).repeat(3, 2)
SIGNED = UNIT * 2 - 1


def convert(payload, value_range=None):
    track = TrackInfo(
        "main_video", TrackKind.VIDEO, TrackDirection.OUT, value_range=value_range
    )
    return FrameConverter(track).convert(payload)


WRITTEN = re.compile(r"`([^`]+)`")
_DECLARED = re.compile(r"value_range = (\([^)]*\))")


def readings(payload, names, value_range=None, depth=0):
    """What comes out for each way in which the errors say that it may be meant."""
    assert depth < 4, "the advice leads nowhere"
    try:
        return [convert(payload, value_range)]
    except TypeError as error:
        text = str(error)
    if declared := _DECLARED.search(text):
        return [convert(payload, eval(declared[1]))]
    written = WRITTEN.findall(text)
    assert written, f"no advice in: {text}"
    known = {"frame": payload, "np": np, "PIL": PIL, "io": io, **names}
    return [
        result
        for expression in written
        for result in readings(eval(expression, known), names, value_range, depth + 1)
    ]


def check_picture(payload, expected):
    """Assert that *payload* converts to just the frames *expected*."""
    frames = convert(payload)
    assert len(frames) == len(expected)
    for frame, picture in zip(frames, expected, strict=True):
        np.testing.assert_array_equal(frame, picture)
        assert type(frame) is np.ndarray
        assert frame.dtype == np.uint8
        assert frame.flags.c_contiguous
        assert not frame.flags.writeable


def check_advice(payload, expected, **names):
    """Assert that a refusal of *payload* says what gives the frames *expected*."""
    found = readings(payload, names)
    assert any(
        len(frames) == len(expected)
        and all(
            frame.shape == picture.shape
            and np.abs(frame.astype(int) - picture).max() <= 1
            for frame, picture in zip(frames, expected, strict=True)
        )
        for frames in found
    ), f"none of {len(found)} readings is the picture"

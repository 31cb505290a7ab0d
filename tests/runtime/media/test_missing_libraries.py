"""What a machine without an encoder, or with a broken one, is told."""

import importlib

import numpy as np
import pytest

from reactor_runtime.media import jpeg, video
from reactor_runtime.media.video import VideoEncoder
from reactor_runtime.values import Codec

av = pytest.importorskip("av")

PIXELS = np.zeros((32, 32, 3), np.uint8)


class Broken:
    """An encoder of PyAV's that does as told."""

    def __init__(self, packets):
        self.packets = packets

    def encode(self, frame):
        if isinstance(self.packets, Exception):
            raise self.packets
        return self.packets


def test_an_encoder_that_fails_says_at_which_size():
    encoder = VideoEncoder(Codec.VP8, 80)
    encoder.encode(PIXELS, (32, 32))
    encoder._context = Broken(av.FFmpegError(22, "invalid argument"))
    with pytest.raises(RuntimeError, match=r"libvpx failed on 32x32"):
        encoder.encode(PIXELS, (32, 32))


def test_an_encoder_that_holds_a_picture_back_is_an_error():
    encoder = VideoEncoder(Codec.VP8, 80)
    encoder.encode(PIXELS, (32, 32))
    encoder._context = Broken([])
    with pytest.raises(RuntimeError, match="made 0 packets of one picture, expected 1"):
        encoder.encode(PIXELS, (32, 32))


def test_a_pyav_without_the_encoder_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(video._LIBRARIES, Codec.H264, "libabsent")
    with pytest.raises(RuntimeError, match=r"has no libabsent; install the wheel"):
        VideoEncoder(Codec.H264, 80).encode(PIXELS, (32, 32))


def test_without_simplejpeg_pillow_makes_the_jpeg(monkeypatch):
    found = importlib.import_module

    def missing(name, package=None):
        if name == "simplejpeg":
            raise ImportError(name)
        return found(name, package)

    monkeypatch.setattr(importlib, "import_module", missing)
    jpeg._simplejpeg.cache_clear()
    try:
        payload = jpeg.encode_jpeg(PIXELS)
        assert jpeg.decode_jpeg(payload).shape == (32, 32, 3)
        assert jpeg._simplejpeg() is None
    finally:
        jpeg._simplejpeg.cache_clear()

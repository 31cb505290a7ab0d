import pytest

from reactor_notebook import options
from reactor_notebook.api import reactor_load
from reactor_notebook.options import LoadOptions
from reactor_runtime.streaming.encodings import NO_PREFERENCES, PicturePreferences
from reactor_runtime.values import Codec


def preferences(codec, quality, max_size):
    return LoadOptions(codec=codec, quality=quality, max_size=max_size).preferences


def test_without_options_the_link_decides():
    assert preferences(None, None, None) == NO_PREFERENCES
    assert preferences("auto", None, None) == NO_PREFERENCES


def test_what_somebody_insists_on_is_kept():
    assert preferences("vp8", 70, 640) == PicturePreferences(Codec.VP8, 70, 640)


def test_a_codec_that_is_not_installed_is_refused_with_the_remedy(monkeypatch):
    monkeypatch.setattr(options, "has_video_codecs", lambda: False)
    with pytest.raises(ValueError, match=r"h264 needs PyAV.*pip install av"):
        preferences("h264", None, None)
    assert preferences("jpeg", None, None).codec is Codec.JPEG


def test_the_function_refuses_what_the_magic_refuses():
    with pytest.raises(ValueError, match="codec must be one of auto, jpeg"):
        reactor_load("Ball", codec="av1")

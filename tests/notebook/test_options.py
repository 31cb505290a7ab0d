import pytest

from reactor_notebook import options
from reactor_notebook.controller import Controller
from reactor_notebook.options import picture_wishes
from reactor_runtime.streaming.encodings import NO_WISHES, PictureWishes
from reactor_runtime.values import Codec


def test_without_options_the_link_decides():
    assert picture_wishes(None, None, None) == NO_WISHES
    assert picture_wishes("auto", None, None) == NO_WISHES


def test_what_somebody_insists_on_is_kept():
    assert picture_wishes("vp8", 70, 640) == PictureWishes(Codec.VP8, 70, 640)


def test_a_codec_that_is_not_installed_is_refused_with_the_remedy(monkeypatch):
    monkeypatch.setattr(options, "has_video_codecs", lambda: False)
    with pytest.raises(ValueError, match=r"h264 needs PyAV.*pip install av"):
        picture_wishes("h264", None, None)
    assert picture_wishes("jpeg", None, None).codec is Codec.JPEG


def test_the_function_refuses_what_the_magic_refuses():
    with pytest.raises(ValueError, match="codec must be one of auto, jpeg"):
        Controller(lambda: None, dict).load("Ball", codec="av1")

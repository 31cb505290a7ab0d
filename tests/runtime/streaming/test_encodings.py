import pytest

from reactor_runtime.streaming.encodings import (
    BEST,
    Encoding,
    PicturePreferences,
    coded_size,
    ladder_for,
)
from reactor_runtime.values import Codec


@pytest.mark.parametrize(
    ("codecs", "below"),
    [
        (("jpeg", "h264", "vp8"), Codec.H264),
        (("jpeg", "vp8"), Codec.VP8),
        (("jpeg",), Codec.JPEG),
        (("jpeg", "av2"), Codec.JPEG),
    ],
)
def test_jpeg_comes_first_and_the_best_codec_of_the_page_below(codecs, below):
    best, *rest = ladder_for(codecs)
    assert best.encoding == BEST
    assert {step.encoding.codec for step in rest} == {below}


@pytest.mark.parametrize("codecs", [("jpeg",), ("jpeg", "h264"), ("jpeg", "vp8")])
@pytest.mark.parametrize("quality", [None, 60])
def test_every_step_is_smaller_than_the_one_above(codecs, quality):
    costs = [
        step.cost for step in ladder_for(codecs, PicturePreferences(None, quality))
    ]
    assert costs == sorted(set(costs), reverse=True)


def test_a_codec_that_is_preferred_has_the_ladder_to_itself():
    preferences = PicturePreferences(Codec.VP8, 60)
    steps = ladder_for(("jpeg", "h264", "vp8"), preferences)
    assert {(s.encoding.codec, s.encoding.quality) for s in steps} == {(Codec.VP8, 60)}


def test_a_page_that_cannot_decode_what_is_preferred_gets_what_it_can():
    assert ladder_for(("jpeg",), PicturePreferences(Codec.H264)) == ladder_for(
        ("jpeg",)
    )


@pytest.mark.parametrize(
    ("codec", "scale", "max_size", "expected"),
    [
        (Codec.JPEG, 1.0, None, (641, 480)),
        (Codec.H264, 1.0, None, (640, 480)),
        (Codec.H264, 0.7, None, (448, 336)),
        (Codec.JPEG, 1.0, 320, (320, 240)),
        (Codec.VP8, 0.35, 320, (224, 168)),
        (Codec.JPEG, 1.0, 4_000, (641, 480)),
    ],
)
def test_the_coded_size(codec, scale, max_size, expected):
    assert coded_size(641, 480, Encoding(codec, 85, scale), max_size) == expected


@pytest.mark.parametrize("codec", list(Codec))
def test_the_smallest_picture_has_a_size(codec):
    width, height = coded_size(1, 1, Encoding(codec, 30, 0.35))
    assert width >= 1
    assert height >= 1


def test_auto_leaves_the_codec_to_the_link():
    assert PicturePreferences.of("auto", 70, 800) == PicturePreferences(None, 70, 800)
    assert PicturePreferences.of("h264").codec is Codec.H264


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"codec": "av1"}, "codec must be one of auto, jpeg, h264, vp8, got 'av1'"),
        ({"quality": 0}, "quality must be 1 to 100, got 0"),
        ({"quality": 101}, "quality must be 1 to 100, got 101"),
        ({"max_size": 8}, "max_size must be >= 16 pixels, got 8"),
    ],
)
def test_a_preference_that_makes_no_sense_is_refused(options, text):
    with pytest.raises(ValueError, match=text):
        PicturePreferences.of(**options)

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from reactor_runtime.media.video import VideoEncoder, h264_config
from reactor_runtime.values import Codec

av = pytest.importorskip("av")

SIZE = (64, 48)
CODECS = [Codec.H264, Codec.VP8]
every_codec = pytest.mark.parametrize("codec", CODECS)


def picture(step=0, size=SIZE):
    y, x = np.mgrid[0 : size[1], 0 : size[0]]
    waves = [127 + 100 * np.sin((x + y * k) / 9 + step / 5) for k in (0, 1, -1)]
    return np.stack(waves, -1).astype(np.uint8)


def decode(codec, pictures):
    decoder = av.CodecContext.create(codec.value, "r")
    frames = [f for p in pictures for f in decoder.decode(av.Packet(p.payload))]
    frames += decoder.decode(None)
    return [frame.to_ndarray(format="rgb24") for frame in frames]


@every_codec
def test_every_picture_comes_out_at_once_and_looks_alike(codec):
    encoder = VideoEncoder(codec, 85)
    sources = [picture(step) for step in range(12)]
    encoded = [encoder.encode(source, SIZE) for source in sources]
    assert [item.is_key for item in encoded] == [True] + [False] * 11
    for source, result in zip(sources, decode(codec, encoded), strict=True):
        assert np.abs(source.astype(int) - result).mean() < 8


@every_codec
def test_a_key_frame_comes_when_it_is_asked_for_and_stands_alone(codec):
    encoder = VideoEncoder(codec, 70)
    encoder.encode(picture(), SIZE)
    encoder.encode(picture(1), SIZE)
    key = encoder.encode(picture(2), SIZE, is_key=True)
    assert key.is_key
    assert len(decode(codec, [key])) == 1


def test_only_key_frames_say_how_to_set_up_a_decoder():
    encoder = VideoEncoder(Codec.H264, 85)
    key, delta = encoder.encode(picture(), SIZE), encoder.encode(picture(1), SIZE)
    assert key.config.startswith("avc1.42")
    assert key.payload.startswith(b"\0\0\0\1")
    assert delta.config is None
    assert VideoEncoder(Codec.VP8, 85).encode(picture(), SIZE).config == "vp8"


@every_codec
def test_another_size_begins_with_a_key_frame(codec):
    encoder = VideoEncoder(codec, 85)
    encoder.encode(picture(), SIZE)
    smaller = encoder.encode(picture(1), (32, 24))
    assert (smaller.is_key, smaller.width, smaller.height) == (True, 32, 24)
    assert decode(codec, [smaller])[0].shape == (24, 32, 3)


@every_codec
@pytest.mark.parametrize("source", [(1, 1), (641, 359)])
def test_odd_pictures_are_made_even(codec, source):
    even = (max(2, source[0] // 2 * 2), max(2, source[1] // 2 * 2))
    encoded = VideoEncoder(codec, 85).encode(picture(size=source), even)
    assert (encoded.width, encoded.height) == even


@every_codec
def test_less_quality_is_fewer_bytes(codec):
    sizes = []
    for quality in (100, 85, 55, 20, 1):
        encoder = VideoEncoder(codec, quality)
        sizes.append(len(encoder.encode(picture(), SIZE).payload))
    assert sizes == sorted(sizes, reverse=True)


@every_codec
def test_the_picture_is_only_read(codec):
    source = picture()
    source.setflags(write=False)
    VideoEncoder(codec, 85).encode(source, SIZE)
    VideoEncoder(codec, 85).encode(source[::-1], SIZE)
    assert np.array_equal(source, picture())


@every_codec
def test_encoders_may_move_between_threads(codec):
    encoder = VideoEncoder(codec, 85)
    encoded = []
    for step in range(4):
        with ThreadPoolExecutor(1) as pool:
            encoded.append(pool.submit(encoder.encode, picture(step), SIZE).result())
    assert len(decode(codec, encoded)) == 4


def test_jpeg_is_not_a_video_codec():
    with pytest.raises(ValueError, match="h264 or vp8, got jpeg"):
        VideoEncoder(Codec.JPEG, 85)


@pytest.mark.parametrize("quality", [0, 101])
def test_quality_is_checked(quality):
    with pytest.raises(ValueError, match="quality must be 1 to 100"):
        VideoEncoder(Codec.H264, quality)


def test_a_frame_without_parameters_has_no_config():
    with pytest.raises(ValueError, match="sequence parameter set"):
        h264_config(b"\0\0\0\1\x41" + bytes(20))


def test_the_module_does_not_load_pyav_and_says_what_to_install_without_it():
    code = (
        "import sys; import reactor_runtime.media.video as video\n"
        "assert 'av' not in sys.modules\n"
        "sys.modules['av'] = None\n"
        "import numpy as np\n"
        "from reactor_runtime.values import Codec\n"
        "try: video.VideoEncoder(Codec.H264, 85).encode("
        "np.zeros((8, 8, 3), np.uint8), (8, 8))\n"
        "except RuntimeError as error: print(error)"
    )
    out = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert "pip install av" in out.stdout


@every_codec
def test_every_key_frame_says_how_its_colours_are_meant(codec):
    encoder = VideoEncoder(codec, 85)
    key, delta = encoder.encode(picture(), SIZE), encoder.encode(picture(1), SIZE)
    assert (key.color_space.matrix, key.color_space.full_range) == ("smpte170m", False)
    assert delta.color_space is None

import io
import subprocess
import sys
import wave

import pytest
from PIL import Image, features

from reactor_runtime.media.signatures import UNKNOWN, mime_type_of
from tests.runtime.media.clips import encode_clip


def picture(kind):
    file = io.BytesIO()
    Image.new("RGB", (16, 12)).save(file, kind)
    return file.getvalue()


def sound():
    file = io.BytesIO()
    with wave.open(file, "wb") as target:
        target.setparams((1, 2, 48_000, 0, "NONE", ""))
        target.writeframes(bytes(200))
    return file.getvalue()


def heic():
    return b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(32)


PICTURES = {
    "PNG": "image/png",
    "JPEG": "image/jpeg",
    "GIF": "image/gif",
    "WEBP": "image/webp",
    "BMP": "image/bmp",
    "TIFF": "image/tiff",
    "AVIF": "image/avif",
}


@pytest.mark.parametrize("kind", PICTURES)
def test_a_picture_is_known_by_its_beginning(kind):
    if kind == "AVIF" and not features.check("avif"):
        pytest.skip("this Pillow writes no AVIF")
    assert mime_type_of("upload", picture(kind)) == PICTURES[kind]


@pytest.mark.parametrize(
    ("head", "mime_type"),
    [
        (heic(), "image/heic"),
        (sound(), "audio/x-wav"),
        (encode_clip("mp4"), "video/mp4"),
        (encode_clip("mov"), "video/quicktime"),
        (encode_clip("webm"), "video/webm"),
        (b"%PDF-1.4\n", "application/pdf"),
    ],
    ids=["heic", "wav", "mp4", "mov", "webm", "pdf"],  # the bytes differ each time
)
def test_a_file_of_another_kind_is_known_by_its_beginning(head, mime_type):
    assert mime_type_of("upload", head) == mime_type


def test_what_the_bytes_do_not_tell_the_name_may():
    assert mime_type_of("scene.json", b"{}") == "application/json"
    assert mime_type_of("notes.txt", b"") == "text/plain"


def test_the_bytes_are_believed_before_the_name():
    assert mime_type_of("photo.png", picture("JPEG")) == "image/jpeg"


@pytest.mark.parametrize("head", [b"", b"anything", bytes(range(200, 256))])
def test_what_nothing_tells_is_unknown(head):
    assert mime_type_of("upload", head) == UNKNOWN


def test_what_the_sender_says_is_believed_unless_it_says_nothing():
    assert mime_type_of("a.png", picture("PNG"), "image/x-mine") == "image/x-mine"
    assert mime_type_of("a", picture("PNG"), UNKNOWN) == "image/png"


def test_the_library_of_signatures_is_loaded_with_the_first_unnamed_file():
    code = (
        "import sys, reactor_runtime, reactor_runtime.engine.uploads;"
        "assert 'filetype' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)

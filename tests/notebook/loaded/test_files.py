import io

import pytest
from PIL import Image

from reactor_notebook.loaded.files import CHUNK_BYTES, as_file, send_file
from reactor_runtime.values import UploadReference


def test_a_path_keeps_its_name_and_is_read_in_parts(tmp_path):
    path = tmp_path / "clip.mp4"
    path.write_bytes(bytes(2 * CHUNK_BYTES + 5))
    file = as_file(path)
    assert (file.name, file.size) == ("clip.mp4", 2 * CHUNK_BYTES + 5)
    assert [len(chunk) for chunk in file.chunks()] == [CHUNK_BYTES, CHUNK_BYTES, 5]


def test_a_picture_becomes_a_png():
    file = as_file(Image.new("RGB", (5, 4)))
    assert file.name == "image.png"
    assert Image.open(io.BytesIO(b"".join(file.chunks()))).size == (5, 4)


@pytest.mark.parametrize("mode", ["CMYK", "F", "HSV", "I;16", "LA", "RGBa", "YCbCr"])
def test_a_picture_of_any_mode_becomes_a_png(mode):
    file = as_file(Image.new(mode, (5, 4)))
    opened = Image.open(io.BytesIO(b"".join(file.chunks())))
    assert opened.size == (5, 4)
    # Older Pillows open 16 bits as 32.
    kept = {"LA": {"LA"}, "I;16": {"I;16", "I"}}
    assert opened.mode in kept.get(mode, {"RGB"})


def test_a_picture_is_uploaded_upright():
    stored, exif = io.BytesIO(), Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (5, 4)).save(stored, "JPEG", exif=exif)
    file = as_file(Image.open(stored))
    assert Image.open(io.BytesIO(b"".join(file.chunks()))).size == (4, 5)


def test_a_name_can_be_given():
    assert as_file(b"x", "notes.txt").name == "notes.txt"


def test_a_missing_path_says_so(tmp_path):
    with pytest.raises(FileNotFoundError, match="gone"):
        as_file(tmp_path / "gone.png")


class Gateway:
    def __init__(self):
        self.aborted = []

    def begin_upload(self, name, mime_type, size):
        return "u1"

    def write_upload(self, upload, chunk):
        raise OSError("disk full")

    def abort_upload(self, upload):
        self.aborted.append(upload)


class TakingGateway(Gateway):
    def __init__(self):
        super().__init__()
        self.asked = []

    def write_upload(self, upload, chunk):
        self.asked.append(("write", upload, chunk))

    def finish_upload(self, upload):
        self.asked.append(("finish", upload))
        return UploadReference(upload)

    def announce_upload(self, upload, client):
        self.asked.append(("announce", upload, client))


def test_a_file_is_finished_and_then_announced():
    gateway = TakingGateway()
    assert send_file(gateway, "notebook", as_file(b"abc")).upload_id == "u1"
    assert gateway.asked == [
        ("write", "u1", b"abc"),
        ("finish", "u1"),
        ("announce", "u1", "notebook"),
    ]
    assert gateway.aborted == []


def test_an_upload_that_fails_is_taken_back():
    gateway = Gateway()
    with pytest.raises(OSError, match="disk full"):
        send_file(gateway, "notebook", as_file(b"abc"))
    assert gateway.aborted == ["u1"]

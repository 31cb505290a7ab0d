import io
import os
import tempfile
import threading
import tracemalloc
from pathlib import Path

import pytest
from PIL import Image

from reactor_runtime.engine import stored_file
from reactor_runtime.engine.uploads import UploadLimits, UploadStore
from reactor_runtime.errors import UploadError
from reactor_runtime.interface import UploadedFile

FULL = Path("/dev/full")
MB = 10**6


@pytest.fixture
def store():
    store = UploadStore(UploadLimits())
    yield store
    store.delete_all()


def kept(store, data):
    """Send *data* in parts, and return what keeps it."""
    upload = store.begin("a.bin", "x/y", len(data))
    for start in range(0, len(data), MB):
        store.write(upload, memoryview(data)[start : start + MB])
    store.finish(upload)
    return store.file(upload)


def test_a_stored_file_is_read_piece_by_piece_from_places_of_their_own(store):
    data = bytes(range(256)) * 8192
    upload = store.begin("a.bin", "x/y", len(data))
    store.write(upload, data)
    store.finish(upload)
    stored = store.file(upload)
    with stored.open() as first, stored.open() as second:
        assert first.read(1000) == data[:1000]
        assert second.read(10) == data[:10]
        assert first.read(70_000) == data[1000:71_000]
        assert first.seek(-6, io.SEEK_END) == len(data) - 6
        assert first.read() == data[-6:]
        assert first.read(1) == b""
        assert second.seek(5, io.SEEK_CUR) == 15
        assert second.read(1) == data[15:16]
        assert second.tell() == 16
        with pytest.raises(ValueError, match="a place in a file is >= 0"):
            second.seek(-len(data) - 1, io.SEEK_END)


def test_a_file_that_is_open_when_the_session_ends_says_that_it_is_gone(store):
    upload = store.begin("a.bin", "x/y", 2)
    store.write(upload, b"ab")
    store.finish(upload)
    with store.file(upload).open() as file:
        store.delete_all()
        with pytest.raises(UploadError, match="deleted with its session"):
            file.read()


def test_a_picture_library_reads_an_open_file(store):
    buffer = io.BytesIO()
    Image.new("RGB", (5, 4), "red").save(buffer, "PNG")
    upload = store.begin("a.png", "image/png", len(buffer.getvalue()))
    store.write(upload, buffer.getvalue())
    store.finish(upload)
    with store.file(upload).open() as file:
        assert Image.open(file).getpixel((0, 0)) == (255, 0, 0)


def test_a_disk_that_is_full_at_the_last_byte_refuses_the_upload_too(
    store, monkeypatch
):
    monkeypatch.setattr(stored_file, "_IN_MEMORY", 4)
    upload = store.begin("a.bin", "x/y", 6)
    store.write(upload, b"abcde")
    with FULL.open("wb") as full:
        os.dup2(full.fileno(), store._files[upload]._file.fileno())
    store.write(upload, b"f")  # stays in the file's own buffer
    with pytest.raises(UploadError, match="No space left"):
        store.finish(upload)
    assert not store.is_known(upload)


@pytest.mark.parametrize("stated", ["", "application/octet-stream"])
def test_a_file_whose_kind_nobody_stated_is_looked_at(store, stated):
    data = io.BytesIO()
    Image.new("RGB", (4, 3)).save(data, "WEBP")
    upload = store.begin("upload", stated, len(data.getvalue()))
    store.write(upload, data.getvalue())
    assert store.finish(upload).mime_type == "image/webp"


def test_small_files_take_little_memory_however_many_there_are():
    store = UploadStore(UploadLimits(files=64))
    tracemalloc.start()
    for _ in range(64):
        upload = store.begin("a.bin", "x/y", 2**20)
        for _ in range(16):
            store.write(upload, bytes(2**16))
        store.finish(upload)
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    store.delete_all()
    assert taken < 64 * (64 + 16) * 2**10


def test_fifty_megabytes_are_read_in_pieces_with_little_memory(store):
    stored = kept(store, bytes(50 * MB))
    file = UploadedFile.stored("a.bin", "x/y", 50 * MB, stored.open)
    with file.open() as opened:
        tracemalloc.start()
        read = sum(len(piece) for piece in iter(lambda: opened.read(MB), b""))
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert read == 50 * MB
    assert most < 4 * MB


def test_fifty_megabytes_are_kept_with_little_memory(store):
    data = bytes(50 * MB)
    tracemalloc.start()
    kept(store, data)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 4 * MB


def test_up_to_64_kilobytes_need_no_disk(store, monkeypatch):
    def no_disk(*_, **__):
        raise OSError("there is no disk")

    monkeypatch.setattr(tempfile, "TemporaryFile", no_disk)
    small = kept(store, b"a" * 2**16)
    file = UploadedFile.stored("a.bin", "x/y", 2**16, small.open)
    with file.open() as opened:
        assert [len(piece) for piece in iter(lambda: opened.read(40_000), b"")] == [
            40_000,
            2**16 - 40_000,
        ]
    with pytest.raises(UploadError, match="there is no disk"):
        kept(store, b"a" * (2**16 + 1))


class HangingFile(io.BytesIO):
    """A file on a disk that hangs until it is let go."""

    def __init__(self):
        super().__init__()
        self.hangs, self.goes_on = threading.Event(), threading.Event()

    def write(self, data):
        self.hangs.set()
        assert self.goes_on.wait(10)
        return super().write(data)


def test_a_session_ends_while_a_write_hangs_and_the_bytes_go_after_it(
    store, monkeypatch
):
    file = HangingFile()
    monkeypatch.setattr(tempfile, "SpooledTemporaryFile", lambda *_, **__: file)
    upload = store.begin("a.bin", "x/y", 3)
    writing = threading.Thread(target=store.write, args=(upload, b"abc"))
    writing.start()
    assert file.hangs.wait(10)
    store.delete_all()
    assert not store.is_known(upload)
    assert not file.closed
    file.goes_on.set()
    writing.join()
    assert file.closed


def test_what_is_deleted_while_it_is_written_cannot_be_finished(store):
    upload = store.begin("a.bin", "x/y", 3)
    stored = store._files[upload]
    with stored._held():
        stored.delete()
    stored.write(b"abc")
    assert stored.received == 0
    with pytest.raises(UploadError, match="deleted with its session"):
        stored.complete()
    assert not stored.is_complete

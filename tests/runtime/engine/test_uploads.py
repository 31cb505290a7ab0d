import io
import os
import tempfile
import tracemalloc
from pathlib import Path

import pytest
from PIL import Image

from reactor_runtime.engine import uploads
from reactor_runtime.engine.uploads import UploadStore
from reactor_runtime.errors import UploadError
from reactor_runtime.session.entry import LogKind
from reactor_runtime.testing import ModelDriver
from tests.runtime.engine.models import Steady, texts

FULL = Path("/dev/full")


@pytest.fixture
def store():
    store = UploadStore(limit=4 * 2**20, most=2)
    yield store
    store.delete_all()


def test_chunks_are_put_together(store):
    upload = store.begin("a.bin", "x/y", 5)
    assert store.write(upload, b"ab") == 2
    assert store.write(upload, memoryview(b"cde")) == 5
    assert not store.is_complete(upload)
    reference = store.finish(upload)
    assert (reference.name, reference.mime_type, reference.size) == ("a.bin", "x/y", 5)
    assert store.is_complete(upload)
    assert store.file(upload).read() == b"abcde"


def test_a_large_file_is_read_as_it_was_written(store):
    data = bytes(range(256)) * 8192
    upload = store.begin("a.bin", "x/y", len(data))
    for start in range(0, len(data), 300_000):
        store.write(upload, data[start : start + 300_000])
    store.finish(upload)
    assert store.file(upload).read() == data


def test_more_bytes_than_announced_end_the_upload(store):
    upload = store.begin("a.bin", "x/y", 2)
    with pytest.raises(UploadError, match="announced with 2 bytes, but more came"):
        store.write(upload, b"abc")
    with pytest.raises(UploadError, match="not under way"):
        store.write(upload, b"a")


def test_an_upload_with_bytes_missing_cannot_be_finished(store):
    upload = store.begin("a.bin", "x/y", 2)
    store.write(upload, b"a")
    with pytest.raises(UploadError, match="but 1 came"):
        store.finish(upload)
    assert not store.is_complete(upload)


def test_a_file_over_the_limit_is_refused(store):
    with pytest.raises(UploadError, match="limit is 4 MiB"):
        store.begin("a.bin", "x/y", 4 * 2**20 + 1)


@pytest.mark.parametrize(("name", "size"), [("", 1), ("a", -1)])
def test_an_upload_needs_a_name_and_a_size(store, name, size):
    with pytest.raises(UploadError, match="needs a name"):
        store.begin(name, "x/y", size)


def test_more_files_than_the_store_holds_are_refused(store):
    first = store.begin("a", "x/y", 1)
    store.begin("b", "x/y", 1)
    with pytest.raises(UploadError, match="holds 2 files"):
        store.begin("c", "x/y", 1)
    store.abort(first)
    store.begin("c", "x/y", 1)


def test_a_complete_upload_is_not_aborted(store):
    upload = store.begin("a", "x/y", 0)
    store.finish(upload)
    store.abort(upload)
    assert store.is_complete(upload)


def test_each_upload_is_announced_once(store):
    upload = store.begin("a", "x/y", 0)
    assert store.take_announcement(upload)
    assert not store.take_announcement(upload)


def test_deleted_files_cannot_be_read(store):
    upload = store.begin("a.png", "x/y", 1)
    store.write(upload, b"a")
    store.finish(upload)
    file = store.file(upload)
    store.delete_all()
    assert not store.is_known(upload)
    assert store.file(upload) is None
    with pytest.raises(UploadError, match=r"'a\.png' was deleted"):
        file.read()


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("cat.png", "cat.png"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\cat.png", "cat.png"),
        ("a\0b\nc.png", "abc.png"),
        ("Größe 10\u202fAM.png", "Größe 10\u202fAM.png"),
    ],
)
def test_of_a_files_name_the_path_and_control_characters_are_dropped(store, sent, kept):
    upload = store.begin(sent, "x/y", 0)
    assert store.finish(upload).name == kept


@pytest.mark.parametrize("name", ["", "..", "folder/", "folder/.", "\n"])
def test_a_file_needs_a_name(store, name):
    with pytest.raises(UploadError, match="needs a name"):
        store.begin(name, "x/y", 0)


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


def test_files_that_are_too_large_together_are_refused():
    store = UploadStore(limit=4 * 2**20, most=100, most_bytes=10 * 2**20)
    first = store.begin("a", "x/y", 4 * 2**20)
    store.begin("b", "x/y", 4 * 2**20)
    with pytest.raises(UploadError, match="holds 8 MiB of files, and 'c' has 3 MiB"):
        store.begin("c", "x/y", 3 * 2**20)
    store.begin("c", "x/y", 2 * 2**20)
    store.abort(first)
    store.begin("d", "x/y", 4 * 2**20)
    store.delete_all()


def test_the_largest_file_fits_whatever_the_bound_of_all():
    store = UploadStore(limit=40, most_bytes=10)
    store.begin("a", "x/y", 40)
    store.delete_all()


def test_small_files_take_little_memory_however_many_there_are():
    store = UploadStore(most=64)
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


@pytest.mark.parametrize(
    "name", ["a\u202egnp.exe", "a\u2028b", "a\x7fb", "a\x85b", "a\u2066b", "a\nb"]
)
def test_a_name_has_nothing_that_moves_or_turns_text(store, name):
    upload = store.begin(name, "x/y", 0)
    assert store.finish(upload).name.isprintable()


@pytest.fixture
def full_disk(monkeypatch):
    """Files that outgrow the memory are on a device that takes no byte."""
    monkeypatch.setattr(
        tempfile,
        "TemporaryFile",
        lambda *_, **__: FULL.open("w+b"),
    )


LARGE = 3 * 2**20


def test_a_full_disk_refuses_the_upload_and_says_what_to_do(store, full_disk):
    upload = store.begin("a.bin", "x/y", LARGE)
    store.write(upload, bytes(2**15))
    with pytest.raises(UploadError, match=r"'a\.bin'.*No space left.*TMPDIR") as caught:
        store.write(upload, bytes(2**20))
    assert caught.value.code == "storage_failed"
    assert not store.is_known(upload)
    store.delete_all()


def test_a_disk_that_is_full_at_the_last_byte_refuses_the_upload_too(
    store, monkeypatch
):
    monkeypatch.setattr(uploads, "_IN_MEMORY", 4)
    upload = store.begin("a.bin", "x/y", 6)
    store.write(upload, b"abcde")
    with FULL.open("wb") as full:
        os.dup2(full.fileno(), store._files[upload]._file.fileno())
    store.write(upload, b"f")  # stays in the file's own buffer
    with pytest.raises(UploadError, match="No space left"):
        store.finish(upload)
    assert not store.is_known(upload)


def test_a_full_disk_is_logged_answered_and_the_session_goes_on(full_disk):
    with ModelDriver(Steady) as driver:
        client = driver.connect()
        with pytest.raises(UploadError, match="No space left"):
            client.upload("a.bin", bytes(LARGE))
        assert any("No space left" in text for text in texts(driver, LogKind.ERROR))
        client.upload("b.bin", b"small")
        client.send("set_level", level=1)


@pytest.mark.parametrize("stated", ["", "application/octet-stream"])
def test_a_file_whose_kind_nobody_stated_is_looked_at(store, stated):
    data = io.BytesIO()
    Image.new("RGB", (4, 3)).save(data, "WEBP")
    upload = store.begin("upload", stated, len(data.getvalue()))
    store.write(upload, data.getvalue())
    assert store.finish(upload).mime_type == "image/webp"

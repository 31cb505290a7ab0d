import tempfile
from pathlib import Path

import pytest

from reactor_runtime.engine.engine import Engine
from reactor_runtime.engine.uploads import UploadLimits, UploadStore
from reactor_runtime.engine.virtual import VirtualLoop
from reactor_runtime.errors import UploadError
from reactor_runtime.session.entry import LogKind
from reactor_runtime.testing import ModelDriver
from tests.runtime.engine.models import Steady, texts

FULL = Path("/dev/full")


@pytest.fixture
def store():
    store = UploadStore(UploadLimits(file=4 * 2**20, files=2))
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


def test_each_upload_arrives_once_and_complete(store):
    upload = store.begin("a", "x/y", 1)
    with pytest.raises(UploadError, match="finish it before you announce it") as caught:
        store.take_arrival(upload)
    assert caught.value.code == "unresolved_upload"
    store.write(upload, b"a")
    reference = store.finish(upload)
    assert store.take_arrival(upload) == reference
    assert store.take_arrival(upload) is None


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


def test_files_that_are_too_large_together_are_refused():
    store = UploadStore(UploadLimits(file=4 * 2**20, session=10 * 2**20))
    first = store.begin("a", "x/y", 4 * 2**20)
    store.begin("b", "x/y", 4 * 2**20)
    with pytest.raises(UploadError) as caught:
        store.begin("c", "x/y", 3 * 2**20)
    assert caught.value.code == "too_many"
    for part in ("holds 8 MiB", "'c' has 3 MiB", "may have 10 MiB", "start it again"):
        assert part in str(caught.value)
    store.begin("c", "x/y", 2 * 2**20)
    store.abort(first)
    store.begin("d", "x/y", 4 * 2**20)
    store.delete_all()


def test_no_file_is_larger_than_all_together_may_be():
    limits = UploadLimits(file=40 * 2**10, session=10 * 2**10)
    assert limits.largest == 10 * 2**10
    with pytest.raises(UploadError, match=r"may have 10 KiB.*raise its limit"):
        UploadStore(limits).begin("a", "x/y", 11 * 2**10)


@pytest.mark.parametrize("came", [0, 1, 2**12])
def test_a_file_counts_with_its_announced_size_until_it_is_forgotten(came):
    store = UploadStore(UploadLimits(session=2**12))
    upload = store.begin("a", "x/y", 2**12)
    store.write(upload, bytes(came))
    with pytest.raises(UploadError, match="holds 4 KiB"):
        store.begin("b", "x/y", 1)
    store.abort(upload)
    store.begin("b", "x/y", 2**12)
    store.delete_all()
    store.begin("c", "x/y", 2**12)
    store.delete_all()


def test_a_file_that_failed_counts_no_more():
    store = UploadStore(UploadLimits(session=4))
    with pytest.raises(UploadError, match="but more came"):
        store.write(store.begin("a", "x/y", 4), b"abcde")
    store.begin("b", "x/y", 4)
    store.delete_all()


def test_limits_below_zero_are_refused():
    with pytest.raises(ValueError, match="session must be >= 0, got -1"):
        UploadLimits(session=-1)


def test_the_folder_for_files_is_made_and_used(tmp_path, monkeypatch):
    limits = UploadLimits(folder=tmp_path / "large" / "disk").prepared()
    assert limits.folder.is_dir()
    made = []
    of_the_library = tempfile.TemporaryFile

    def make(*arguments, **options):
        made.append(options.get("dir"))
        return of_the_library(*arguments, **options)

    monkeypatch.setattr(tempfile, "TemporaryFile", make)
    store = UploadStore(limits)
    store.write(store.begin("a.bin", "x/y", 2**20), bytes(2**20))
    store.delete_all()
    assert made == [str(limits.folder)]
    assert list(limits.folder.iterdir()) == []


def test_a_folder_is_the_same_wherever_the_process_goes(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    limits = UploadLimits(folder=Path("kept")).prepared()
    assert limits.folder == tmp_path / "kept"


def test_a_folder_that_cannot_be_written_is_told_when_the_engine_is_made(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    limits = UploadLimits(folder=tmp_path / "file" / "uploads")
    loop = VirtualLoop()
    with pytest.raises(UploadError, match=r"cannot be kept in .*: Not a dir") as caught:
        Engine(Steady, delivery=loop, uploads=limits)
    loop.close()
    assert caught.value.code == "storage_failed"


def test_a_full_folder_is_told_when_the_engine_is_made(tmp_path, full_disk):
    with pytest.raises(UploadError, match=r"No space left.*Choose a folder"):
        UploadLimits(folder=tmp_path).prepared()


def test_a_full_folder_of_ones_own_names_itself(tmp_path, full_disk):
    store = UploadStore(UploadLimits(folder=tmp_path))
    upload = store.begin("a.bin", "x/y", LARGE)
    with pytest.raises(UploadError, match="choose another folder") as caught:
        store.write(upload, bytes(2**20))
    assert str(tmp_path) in str(caught.value)


def test_the_session_of_an_engine_holds_what_its_limits_say():
    with ModelDriver(Steady) as driver:
        assert driver.engine.gateway.upload_limit == 256 * 2**20
    loop = VirtualLoop()
    engine = Engine(Steady, delivery=loop, uploads=UploadLimits(file=9, session=7))
    loop.close()
    assert engine.gateway.upload_limit == 7


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


def test_a_full_disk_is_logged_answered_and_the_session_goes_on(full_disk):
    with ModelDriver(Steady) as driver:
        client = driver.connect()
        with pytest.raises(UploadError, match="No space left"):
            client.upload("a.bin", bytes(LARGE))
        assert any("No space left" in text for text in texts(driver, LogKind.ERROR))
        client.upload("b.bin", b"small")
        client.send("set_level", level=1)

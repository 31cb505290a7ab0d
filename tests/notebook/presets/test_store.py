import json
import os
import shutil
import stat
import threading
from pathlib import Path

import pytest

from reactor_notebook.presets.preset import LARGEST, Preset
from reactor_notebook.presets.store import FOLDER, PresetStore, check_name
from reactor_runtime.errors import PresetError

FOG = Preset("Scene", "abc", "2026-01-02T03:04:05+00:00", {"level": 0.5, "mood": "é"})


@pytest.fixture
def store(tmp_path):
    return PresetStore("Scene", lambda: tmp_path)


def test_a_preset_is_a_readable_file_in_the_working_directory(store, tmp_path):
    assert store.write(" fog ", FOG) == "fog"
    path = tmp_path / FOLDER / "Scene" / "fog.json"
    assert path.read_text() == (
        '{\n  "model": "Scene",\n  "schema": "abc",\n'
        '  "saved": "2026-01-02T03:04:05+00:00",\n'
        '  "values": {\n    "level": 0.5,\n    "mood": "é"\n  }\n}\n'
    )
    assert store.read("fog") == FOG
    assert store.names() == ["fog"]
    assert [*path.parent.iterdir()] == [path]


def test_the_folder_is_that_of_the_moment(tmp_path, monkeypatch):
    store = PresetStore("Scene")
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        monkeypatch.chdir(tmp_path / name)
        store.write(name, FOG)
        assert store.names() == [name]


def test_before_the_first_there_are_none_and_no_folder(store, tmp_path):
    assert store.names() == []
    assert "fog" not in store
    assert [*tmp_path.iterdir()] == []


def test_names_that_differ_in_case_are_one(store):
    store.write("Fog", FOG)
    assert store.write("fog", FOG) == "Fog"
    assert store.names() == ["Fog"]
    assert "FOG" in store


def test_a_preset_is_renamed_in_case_alone_but_never_onto_another(store):
    store.write("fog", FOG)
    store.write("rain", FOG)
    assert store.rename("fog", "Fog") == "Fog"
    with pytest.raises(PresetError, match="There is a preset 'RAIN'"):
        store.rename("Fog", "RAIN")
    assert store.names() == ["Fog", "rain"]


@pytest.mark.parametrize(
    "name",
    [
        *("", "  ", "../up", "a/b", "a\\b", "c:d", "a\nb", "nul", "COM1.x", ".hidden"),
        *("dot.", "x" * 81, "雪" * 70, "half \ud800", "a\x9bb", "a\u202eb", "a\u2028b"),
    ],
)
def test_a_name_that_some_file_system_does_not_take_is_refused(store, name, tmp_path):
    with pytest.raises(PresetError, match=r"Give it 1 to 80 letters"):
        store.write(name, FOG)
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize("name", ["fog", "Blade Runner, 2049", "雪", "a-b_c (2)", "é!"])
def test_a_name_of_a_person_is_kept_as_it_is(store, name):
    assert check_name(name) == name
    store.write(name, FOG)
    assert store.names() == [name]


def test_one_that_is_not_there_is_told_with_those_that_are(store):
    store.write("fog", FOG)
    for act in (store.read, store.delete, lambda name: store.rename(name, "x")):
        with pytest.raises(PresetError, match=r"'rain' in .* There are: fog"):
            act("rain")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no JSON"),
        (b"{", "no JSON"),
        (b"[" * 100_000, "no JSON"),
        (b"[]", "no preset"),
        (b'{"values": 3}', "no preset"),
        (b'{"values": {}, "model": 3}', "'model' must be a text, got int"),
        (b"\xff\xfe\x00", "could not be read"),
    ],
)
def test_a_file_that_is_something_else_is_told_by_its_path(store, content, said):
    store.write("fog", FOG)
    path = store.folder / "fog.json"
    path.write_bytes(content)
    with pytest.raises(PresetError, match=said) as raised:
        store.read("fog")
    assert str(path) in str(raised.value)
    store.write("fog", FOG)
    assert store.read("fog") == FOG


def test_a_huge_file_is_not_read(store):
    store.write("fog", FOG)
    with (store.folder / "fog.json").open("r+b") as file:
        file.truncate(2**26)
    with pytest.raises(PresetError, match=r"has 67108864 bytes, a preset at most"):
        store.read("fog")


def test_other_files_and_what_was_half_written_are_left_alone(store):
    store.write("fog", FOG)
    for name in (".abc.tmp", "notes.txt", ".hidden.json"):
        (store.folder / name).write_text("mine")
    assert store.names() == ["fog"]
    store.delete("fog")
    assert len([*store.folder.iterdir()]) == 3


def test_a_write_that_fails_harms_nothing_and_leaves_nothing(store, monkeypatch):
    store.write("fog", FOG)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(PresetError, match="No space left") as raised:
        store.write("fog", Preset("Scene", "", "", {}))
    assert "Free some space" in str(raised.value)
    monkeypatch.undo()
    assert store.read("fog") == FOG
    assert [path.name for path in store.folder.iterdir()] == ["fog.json"]


def test_a_folder_that_is_a_file_is_told(tmp_path):
    (tmp_path / FOLDER).write_text("not a folder")
    store = PresetStore("Scene", lambda: tmp_path)
    for act in (store.names, lambda: store.write("fog", FOG)):
        with pytest.raises(PresetError, match=r"Not a directory.*%cd changes"):
            act()


def test_a_file_is_as_open_to_others_as_any_new_one(store):
    store.write("fog", FOG)
    plain = store.folder / "plain"
    plain.touch()
    modes = [stat.S_IMODE(path.stat().st_mode) for path in store.folder.iterdir()]
    assert len(set(modes)) == 1


def test_what_is_no_file_is_refused_and_not_waited_for(store):
    store.write("fog", FOG)
    os.mkfifo(store.folder / "pipe.json")
    (store.folder / "dir.json").mkdir()
    (store.folder / "gone.json").symlink_to("nowhere")
    for name in ("pipe", "dir", "gone"):
        with pytest.raises(PresetError, match=rf"{name}\.json is no file. Remove it"):
            store.read(name)
    with pytest.raises(PresetError, match=r"dir\.json could not be used"):
        store.delete("dir")


def test_one_name_is_found_however_it_is_composed(store):
    assert store.write("wa\u0308rme", FOG) == "w\u00e4rme"
    (store.folder / "e\u0301.json").write_text(FOG.to_text())  # as macOS would
    assert store.names() == ["w\u00e4rme", "\u00e9"]
    assert store.read("w\u00e4rme") == store.read("\u00e9") == FOG


def test_a_file_of_another_s_with_an_endless_name_is_read_and_deleted(store):
    store.write("fog", FOG)
    (store.folder / f"{'y' * 200}.json").write_text(FOG.to_text())
    _, name = store.names()
    assert store.read(name) == FOG
    store.delete(name)
    assert store.names() == ["fog"]


@pytest.mark.parametrize("model", ["Con", "aux", "雪" * 200, "X" * 300])
def test_a_class_may_be_called_as_no_file_can_be(model, tmp_path):
    store = PresetStore(model, lambda: tmp_path)
    store.write("fog", FOG)
    assert store.names() == ["fog"]
    assert store.folder.name.casefold() not in ("con", "aux")


def test_a_working_directory_that_is_gone_is_told(tmp_path, monkeypatch):
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    shutil.rmtree(gone)
    store = PresetStore("Scene")
    for act in (store.names, lambda: store.write("fog", FOG)):
        with pytest.raises(PresetError, match="kernel's working directory could not"):
            act()


def test_what_could_not_be_read_again_is_not_written(store):
    store.write("fog", FOG)
    with pytest.raises(PresetError, match=rf"What would be kept.*at most {LARGEST}"):
        store.write("fog", Preset("Scene", "", "", {"text": "x" * LARGEST}))
    assert store.read("fog") == FOG


def test_who_reads_while_others_write_never_sees_a_part(store):
    presets = [Preset("Scene", "", "", {"text": "x" * 50_000 * n}) for n in (1, 2)]
    store.write("fog", presets[0])
    is_over = threading.Event()

    def write():
        while not is_over.is_set():
            for preset in presets:
                store.write("fog", preset)

    writers = [threading.Thread(target=write) for _ in range(2)]
    for writer in writers:
        writer.start()
    try:
        assert all(store.read("fog") in presets for _ in range(50))
    finally:
        is_over.set()
        for writer in writers:
            writer.join()
    assert json.loads((store.folder / "fog.json").read_text())["model"] == "Scene"

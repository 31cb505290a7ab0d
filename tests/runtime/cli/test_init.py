"""``reactor init``, as it is typed, and what it writes."""

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from reactor_runtime.cli import main
from reactor_runtime.contract import ModelContract
from reactor_runtime.contract.target import resolve_target

FILES = [
    "README.md",
    "config.yaml",
    "my-waves.ipynb",
    "pipeline.py",
    "reactor.yaml",
    "test_pipeline.py",
]


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_files_are_written_and_named(here, capsys):
    assert main(["init", "my-waves"]) == 0
    assert sorted(path.name for path in (here / "my-waves").iterdir()) == FILES
    *written, then = capsys.readouterr().out.splitlines()
    assert written == [f"Wrote {Path('my-waves') / name}" for name in FILES]
    assert then.startswith("Now: cd my-waves; python -m pytest")
    for name in FILES:
        assert "$" not in (here / "my-waves" / name).read_text()


def test_what_is_written_is_a_model_with_a_manifest(here):
    main(["init", "my-waves"])
    target = resolve_target("my-waves", base=here)
    assert (target.name, target.model.__name__) == ("my-waves", "MyWaves")
    assert target.config == {"size": [360, 640]}
    contract = ModelContract.of(target.model)
    commands = ["set_speed", "set_rings", "set_tint", "restart"]
    assert list(contract.commands) == commands
    assert list(contract.messages) == ["restarted"]
    assert [track.name for track in contract.tracks] == ["main_video"]


@pytest.mark.slow
def test_its_tests_pass_and_its_notebook_runs(here):
    main(["init", "my-waves"])
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(
        command, cwd=here / "my-waves", capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    assert "4 passed" in done.stdout
    notebook = nbformat.read(here / "my-waves" / "my-waves.ipynb", as_version=4)
    resources = {"metadata": {"path": here / "my-waves"}}
    NotebookClient(notebook, timeout=60, resources=resources).execute()
    assert notebook.cells[-1].outputs[-1]["data"]["text/plain"] == "30"


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("waves", "Waves"),
        ("big_blueWaves", "BigBlueWaves"),
        ("video", "VideoModel"),
        ("restarted", "RestartedModel"),
        ("none", "NoneModel"),
    ],
)
def test_the_class_is_called_after_the_folder(here, name, model):
    assert main(["init", name]) == 0
    assert resolve_target(name, base=here).model.__name__ == model


def test_an_empty_folder_and_one_deeper_down_are_taken(here):
    (here / "waves").mkdir()
    assert main(["init", "waves"]) == 0
    assert main(["init", "models/more/waves"]) == 0
    assert (here / "models" / "more" / "waves" / "pipeline.py").is_file()


@pytest.mark.parametrize("name", ["3d", "two words", "wärme", "a--b", "-a", ".."])
def test_a_name_that_is_none_is_one_line(here, capsys, name):
    assert main(["init", "--", name]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "is no name for a model" in said
    assert list(here.iterdir()) == []


@pytest.mark.parametrize("is_file", [False, True])
def test_what_is_there_already_is_left(here, capsys, is_file):
    mine = here / "waves" if is_file else here / "waves" / "mine.py"
    mine.parent.mkdir(exist_ok=True)
    mine.write_text("mine")
    assert main(["init", "waves"]) == 1
    assert "waves is there already" in capsys.readouterr().err
    assert mine.read_text() == "mine"


def test_a_folder_that_cannot_be_written_is_one_line(here, capsys):
    (here / "file").write_text("")
    assert main(["init", "file/waves"]) == 1
    said = capsys.readouterr().err
    assert said.startswith(str(Path("file") / "waves"))
    assert said.count("\n") == 1

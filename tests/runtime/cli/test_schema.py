"""``reactor schema``, as it is typed."""

import json

import pytest

from reactor_runtime.cli import main

MODEL = """
from reactor_runtime import InputField, InputState, ReactorPipeline

class Light(InputState):
    level: float = InputField(1.0, ge=0.0, le={most})

class Lamp(ReactorPipeline):
    state: Light

    def inference(self):
        yield None
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder to work in, with a model and its manifest."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "lamp.py").write_text(MODEL.format(most=2.0))
    manifest = "model:\n  name: lamp\nruntime:\n  import: lamp:Lamp\n"
    (tmp_path / "reactor.yaml").write_text(manifest)
    return tmp_path


def test_the_document_of_the_folder_is_printed(folder, capsys):
    assert main(["schema"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["info"]["title"] == "Lamp"
    assert list(document["paths"]) == ["/events/set_level"]


@pytest.mark.parametrize("target", ["lamp.py:Lamp", "lamp.py", "lamp:Lamp"])
def test_a_model_is_named_as_elsewhere(folder, capsys, target):
    assert main(["schema", target]) == 0
    assert json.loads(capsys.readouterr().out)["info"]["title"] == "Lamp"


def test_what_a_module_prints_is_no_part_of_the_document(folder, capsys):
    (folder / "lamp.py").write_text("print('weights')\n" + MODEL.format(most=2.0))
    assert main(["schema"]) == 0
    said = capsys.readouterr()
    assert json.loads(said.out)["info"]["title"] == "Lamp"
    assert said.err == "weights\n"


def test_types_are_printed(folder, capsys):
    assert main(["schema", "--typescript"]) == 0
    assert "set_level: { level?: number; };" in capsys.readouterr().out


def test_a_breaking_change_is_named_and_ends_with_1(folder, capsys):
    main(["schema"])
    (folder / "old.json").write_text(capsys.readouterr().out)
    assert main(["schema", "--check", "old.json"]) == 0
    assert capsys.readouterr().out == ""
    (folder / "lamp.py").write_text(MODEL.format(most=1.5))
    assert main(["schema", "--check", "old.json"]) == 1
    told = "set_level.level: maximum was 2.0, is 1.5\n"
    assert capsys.readouterr().out == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (None, "old.json cannot be read: No such file"),
        ("{", "is no document of a model; write one with: reactor schema > old.json"),
        ("{}", "is no document of a model"),
        ("[]", "is no document of a model"),
        ("[" * 100_000, "is no document of a model"),
    ],
)
def test_an_old_document_that_is_none_is_one_line(folder, capsys, text, told):
    if text is not None:
        (folder / "old.json").write_text(text)
    assert main(["schema", "--check", "old.json"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert told in said.err


@pytest.mark.parametrize(
    ("target", "told"),
    [
        ("nowhere.py:Lamp", "nowhere.py"),
        ("lamp.py:Lampe", "Did you mean 'Lamp'?"),
        ("broken.py:Lamp", "ZeroDivisionError: division by zero"),
        (
            "leaving.py:Lamp",
            "raised SystemExit while it was imported",
        ),
    ],
)
def test_a_model_that_cannot_be_loaded_is_one_line(folder, capsys, target, told):
    (folder / "broken.py").write_text("level = 1\nlevel / 0\n")
    (folder / "leaving.py").write_text("raise SystemExit(3)\n")
    assert main(["schema", target]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert told in said


def test_the_line_of_the_author_s_own_code_is_named(folder, capsys):
    (folder / "broken.py").write_text("import json\njson.loads('{')\n")
    main(["schema", "broken.py:Lamp"])
    assert f"({folder / 'broken.py'}, line 2)" in capsys.readouterr().err

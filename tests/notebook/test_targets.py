"""What a load may be asked for, and how it finds the class."""

import sys
import textwrap
import types
from pathlib import Path

import pytest

from reactor_notebook.cell.display import current_shell
from reactor_notebook.cell.tracebacks import from_author, is_interrupt
from reactor_notebook.targets import (
    Binding,
    check_model,
    find_model,
    find_target,
    model_names,
)
from reactor_runtime import ReactorModel, ReactorPipeline
from reactor_runtime.errors import ModelLoadError, ModelNotFoundError, TargetError

MODEL = """
    from reactor_runtime import ReactorPipeline

    class MyModel(ReactorPipeline):
        def load(self, config):
            self.config = config

        def inference(self):
            yield
    """


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "pipeline.py").write_text(textwrap.dedent(MODEL))
    (tmp_path / "config.yaml").write_text("size: 3")
    (tmp_path / "other.yaml").write_text("size: 4")
    (tmp_path / "reactor.yaml").write_text(
        "runtime: {import: 'pipeline:MyModel', config: config.yaml}"
    )
    return tmp_path


class Here(ReactorPipeline):
    def inference(self):
        yield


def test_a_folder_is_a_target(folder, monkeypatch):
    monkeypatch.chdir(folder.parent)
    for source in (folder, str(folder), folder.name):
        assert find_target(source, {}).config == {"size": 3}


def test_a_config_goes_before_the_manifests(folder):
    assert find_target(folder, {}, {"size": 9}).config == {"size": 9}
    assert find_target(folder, {}, {"size": 9}).config_path is None
    other = find_target(folder, {}, folder / "other.yaml")
    assert other.config == {"size": 4}
    assert other.config_path == folder / "other.yaml"


def test_a_class_is_taken_as_it_is_and_may_have_a_config(folder):
    assert find_target(Here, {}).model is Here
    assert find_target(Here, {}, {"a": 1}).config == {"a": 1}
    wanted = find_target("Here", {"Here": Here}, str(folder / "other.yaml"))
    assert wanted.model is Here
    assert wanted.config_path == folder / "other.yaml"


def test_what_is_neither_name_nor_folder_names_the_models_there():
    with pytest.raises(ModelNotFoundError, match="Did you mean 'Here'"):
        find_target("Hear", {"Here": Here})


@pytest.mark.parametrize("base", [ReactorModel, ReactorPipeline])
def test_a_base_class_of_the_runtime_is_no_target(base):
    with pytest.raises(TargetError, match="is a base class of the runtime"):
        check_model("base", base)


def test_plain_python_has_no_shell(monkeypatch):
    monkeypatch.delitem(sys.modules, "IPython", raising=False)
    assert current_shell() is None


def test_a_load_error_without_a_cause_stays_as_it_is():
    error = ModelLoadError("no reason given")
    assert from_author(error) is error
    assert not is_interrupt(error)


RELATIVE = [
    ("pipeline.py:MyModel", "other.yaml"),
    ("./pipeline.py", Path("other.yaml")),
    (".", None),
    ("reactor.yaml", None),
    (Path("reactor.yaml"), "./other.yaml"),
    ("{folder}", None),
]


@pytest.mark.parametrize(("source", "config"), RELATIVE)
def test_a_path_means_what_it_meant_when_it_was_given(
    folder, monkeypatch, source, config
):
    monkeypatch.chdir(folder.parent if source == "{folder}" else folder)
    if isinstance(source, str):
        source = source.format(folder=folder.name)
    binding = Binding(source, dict, config)
    first = binding.find()
    (folder / "elsewhere").mkdir()
    monkeypatch.chdir(folder / "elsewhere")
    again = binding.find()
    assert again.model.__name__ == "MyModel"
    assert (again.config, again.config_path) == (first.config, first.config_path)


def test_a_variable_goes_before_a_folder_of_its_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "Here").mkdir()
    assert Binding("Here", lambda: {"Here": Here}).find().model is Here


def test_a_home_folder_is_found(folder, monkeypatch):
    monkeypatch.setenv("HOME", str(folder))
    assert Binding("~/pipeline.py:MyModel", dict, "~/other.yaml").find().config == {
        "size": 4
    }


class Ball(ReactorModel):
    async def run(self):
        """Do nothing."""


class Wave(ReactorPipeline):
    def inference(self):
        yield None


NAMESPACE = {"Ball": Ball, "Wave": Wave, "ReactorModel": ReactorModel, "x": 3}


def test_a_model_is_found_by_its_name():
    assert find_model("Ball", NAMESPACE) is Ball


def test_a_dotted_name_goes_through_a_module():
    module = types.ModuleType("models")
    module.Ball = Ball
    assert find_model("models.Ball", {"models": module}) is Ball
    with pytest.raises(ModelNotFoundError, match=r"models\.Ball"):
        find_model("models.Bal", {"models": module})


def test_the_runtime_s_own_classes_are_no_models():
    assert model_names(NAMESPACE) == ["Ball", "Wave"]


def test_a_misspelt_name_is_answered_with_the_right_one():
    with pytest.raises(ModelNotFoundError, match="Did you mean 'Ball'"):
        find_model("Bal", NAMESPACE)


def test_an_empty_namespace_says_to_run_the_defining_cell():
    with pytest.raises(ModelNotFoundError, match="Run the cell"):
        find_model("Ball", {})


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("x", "of type int, not a model"),
        ("ReactorModel", "base class"),
    ],
)
def test_what_is_no_model_is_named(name, says):
    with pytest.raises(TargetError, match=says):
        find_model(name, NAMESPACE)

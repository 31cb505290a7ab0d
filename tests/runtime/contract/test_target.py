"""What people ask to load."""

import sys
import textwrap

import pytest

from reactor_runtime.contract.modules import import_file
from reactor_runtime.contract.target import check_runnable, resolve_target
from reactor_runtime.errors import (
    ManifestError,
    ModelError,
    ModelNotFoundError,
    TargetError,
)
from reactor_runtime.interface import ReactorModel, ReactorPipeline, event

MODEL = """
from reactor_runtime.interface import ReactorPipeline
class MyModel(ReactorPipeline):
    size = 1
    def inference(self):
        yield
"""


@pytest.fixture(autouse=True)
def same_modules_afterwards():
    path, modules = list(sys.path), set(sys.modules)
    yield
    sys.path[:] = path
    for name in set(sys.modules) - modules:
        del sys.modules[name]


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "pipeline.py").write_text(MODEL)
    write(tmp_path, "reactor.yaml", "runtime:\n  import: pipeline:MyModel\n")
    return tmp_path


def write(folder, name, text):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(textwrap.dedent(text))


def refusal(target, base, kind=TargetError):
    with pytest.raises(kind) as caught:
        resolve_target(target, base=base)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_file_and_a_class(folder):
    target = resolve_target("pipeline.py:MyModel", base=folder)
    assert (target.model.__name__, target.name) == ("MyModel", "MyModel")
    assert (target.config, target.config_path) == ({}, None)


def test_a_file_with_one_model_needs_no_class_name(folder):
    assert resolve_target("pipeline.py", base=folder).name == "MyModel"
    write(folder, "two.py", MODEL + MODEL.replace("MyModel", "Other"))
    assert "two.py:MyModel" in refusal("two.py", folder)
    write(folder, "none.py", "x = 1")
    assert "define a class there" in refusal("none.py", folder)


def test_a_module_and_a_class(folder, monkeypatch):
    monkeypatch.syspath_prepend(str(folder))
    first = resolve_target("pipeline:MyModel", base=folder).model
    assert resolve_target("pipeline:MyModel", base=folder).model is first


def test_a_folder_with_a_manifest(folder):
    write(
        folder,
        "reactor.yaml",
        """
        model: {name: my-model}
        runtime: {import: "pipeline:MyModel", config: config.yaml}
        """,
    )
    write(folder, "config.yaml", "checkpoint: weights.bin\nsteps: 3\n")
    for target in (".", str(folder), "reactor.yaml"):
        found = resolve_target(target, base=folder)
        assert found.name == "my-model"
        assert found.config == {"checkpoint": "weights.bin", "steps": 3}
        assert found.config_path == folder / "config.yaml"


@pytest.mark.parametrize("more", ["", "runtime: {config: config.yaml}"])
def test_a_manifest_of_another_generation_names_the_class_as_its_model(folder, more):
    write(folder, "config.yaml", "steps: 3\n")
    manifest = f"model: pipeline:MyModel\nkind: video\nresources: {{gpu: 1}}\n{more}\n"
    write(folder, "reactor.yaml", manifest)
    found = resolve_target(".", base=folder)
    assert found.model.__name__ == found.name == "MyModel"
    assert found.config == ({"steps": 3} if more else {})


@pytest.mark.parametrize(
    ("importing", "is_package"),
    [("from .kinds import LEVEL", True), ("from kinds import LEVEL", False)],
)
def test_a_file_of_a_package_is_imported_as_it_imports(folder, importing, is_package):
    package = folder / "studio"
    package.mkdir()
    write(package, "__init__.py", "")
    write(package, "kinds.py", "LEVEL = 3\n")
    write(package, "scene.py", f"{importing}\n{MODEL}")
    for target in ("studio/scene.py:MyModel", "studio/scene.py"):
        model = resolve_target(target, base=folder).model
        assert model.__module__ == ("studio.scene" if is_package else "scene")
    write(package, "scene.py", "from .kinds import (")
    with pytest.raises(SyntaxError):
        resolve_target("studio/scene.py:MyModel", base=folder)


def test_without_a_name_a_manifest_is_called_like_its_class(folder):
    assert resolve_target(".", base=folder).name == "MyModel"


def test_an_empty_config_is_an_empty_dictionary(folder):
    write(folder, "empty.yaml", "")
    found = resolve_target(".", base=folder, config_path=folder / "empty.yaml")
    assert (found.config, found.config_path) == ({}, folder / "empty.yaml")


def test_a_class_is_its_own_target():
    class Model(ReactorPipeline):
        def inference(self):
            yield

    assert resolve_target(Model).model is Model


def test_a_file_is_imported_anew_each_time(folder):
    first = resolve_target("pipeline.py:MyModel", base=folder).model
    write(folder, "pipeline.py", MODEL.replace("size = 1", "size = 22"))
    second = resolve_target("pipeline.py:MyModel", base=folder).model
    assert (first.size, second.size) == (1, 22)


def test_files_of_a_folder_import_each_other_and_are_new_too(folder):
    source = "from layers import SIZE\n" + MODEL.replace("size = 1", "size = SIZE")
    write(folder, "pipeline.py", source)
    write(folder, "layers.py", "SIZE = 3")
    assert resolve_target(".", base=folder).model.size == 3
    write(folder, "layers.py", "SIZE = 44")
    assert resolve_target(".", base=folder).model.size == 44


def test_two_folders_may_use_the_same_file_names(tmp_path):
    for number in (1, 2):
        home = tmp_path / f"model{number}"
        source = "from layers import SIZE\n" + MODEL.replace("size = 1", "size = SIZE")
        write(home, "pipeline.py", source)
        write(home, "layers.py", f"SIZE = {number}")
        write(home, "reactor.yaml", "runtime: {import: 'pipeline:MyModel'}")
    sizes = [resolve_target(f"model{n}", base=tmp_path).model.size for n in (1, 2, 1)]
    assert sizes == [1, 2, 1]


def test_a_file_never_replaces_a_module_of_the_library(folder):
    import random

    write(folder, "random.py", MODEL)
    assert resolve_target("random.py:MyModel", base=folder).model.size == 1
    assert sys.modules["random"] is random


def test_a_manifest_may_name_a_module_in_a_package(folder):
    write(folder, "models/__init__.py", "")
    write(folder, "models/parts.py", "SIZE = 5")
    source = "from models.parts import SIZE\nfrom .parts import SIZE as AGAIN\n"
    write(folder, "models/big.py", source + MODEL.replace("size = 1", "size = AGAIN"))
    write(folder, "reactor.yaml", "runtime: {import: 'models.big:MyModel'}")
    assert resolve_target(".", base=folder).model.size == 5


def test_postponed_annotations_work_in_a_file(folder):
    write(
        folder,
        "pipeline.py",
        """
        from __future__ import annotations
        from dataclasses import dataclass
        from enum import Enum
        from reactor_runtime.interface import InputState, ReactorPipeline
        class Mode(Enum):
            FAST = "fast"
        @dataclass(slots=True)
        class State(InputState):
            mode: Mode = Mode.FAST
            _cache: Anything = None
        class MyModel(ReactorPipeline):
            state: State
            def inference(self):
                yield
        """,
    )
    assert resolve_target("pipeline.py:MyModel", base=folder).model


@pytest.mark.parametrize(
    ("target", "parts"),
    [
        ("missing.py:MyModel", ["missing.py", "file.py:Class"]),
        ("missing", ["'missing'", "no such folder", "reactor.yaml"]),
        ("missing:MyModel", ["No module named 'missing'", "file.py:Class"]),
        ("pipeline.py:MyModle", ["'MyModle'", "Did you mean 'MyModel'"]),
        ("json:MyModel", ["'MyModel'", "json", "Define a class"]),
        ("json:loads", ["loads in json is no model", "ReactorPipeline"]),
        ("", ["No reactor.yaml", "pipeline:MyModel"]),
    ],
)
def test_a_wrong_target_says_what_to_write(folder, target, parts):
    (folder / "reactor.yaml").unlink()
    message = refusal(target, folder, (TargetError, ManifestError))
    for part in parts:
        assert part in message


def test_a_wrong_class_name_is_an_error_of_its_own(folder):
    with pytest.raises(ModelNotFoundError) as caught:
        resolve_target("pipeline.py:MyModle", base=folder)
    assert caught.value.known == ["MyModel"]
    assert caught.value.where.endswith("pipeline.py")


@pytest.mark.parametrize(
    ("manifest", "parts"),
    [
        ("", ["'runtime'", "missing", "pipeline:MyModel"]),
        ("runtime: 3", ["'runtime'", "got 3"]),
        ("runtime: {}", ["runtime.import", "missing"]),
        ("runtime: {import: pipeline}", ["runtime.import", "'pipeline'"]),
        ("runtime: {import: 'pipline:MyModel'}", ["'pipline'", "pipline.py"]),
        ("- a", ["keys and values", "list"]),
        ("runtime: [", ["cannot be read as YAML"]),
        ("runtime: {import: 'pipeline:MyModel', config: 3}", ["runtime.config", "3"]),
        ("runtime: {import: 'pipeline:MyModel', config: no.yaml}", ["no.yaml"]),
        ("{model: {name: 3}, runtime: {import: 'a:B'}}", ["model.name", "3"]),
        ("{model: 3, runtime: {import: 'a:B'}}", ["'model'", "got 3"]),
    ],
)
def test_a_wrong_manifest_says_what_to_write(folder, manifest, parts):
    write(folder, "reactor.yaml", manifest)
    message = refusal(".", folder, ManifestError)
    for part in parts:
        assert part in message


def test_a_folder_without_a_manifest_says_what_to_write(tmp_path):
    message = refusal(".", tmp_path, ManifestError)
    assert "No reactor.yaml" in message
    assert "pipeline:MyModel" in message


def test_a_wrong_class_in_a_manifest_names_the_closest(folder):
    write(folder, "reactor.yaml", "runtime: {import: 'pipeline:MyModle'}")
    assert "Did you mean 'MyModel'" in refusal(".", folder, ModelNotFoundError)


def test_a_missing_import_inside_the_model_is_its_own_error(folder):
    write(folder, "pipeline.py", "import not_installed_anywhere\n")
    with pytest.raises(ModuleNotFoundError, match="not_installed_anywhere"):
        resolve_target(".", base=folder)
    assert "pipeline" not in sys.modules


def test_what_a_model_file_raises_passes_through(folder):
    write(folder, "pipeline.py", "1 / 0")
    with pytest.raises(ZeroDivisionError):
        resolve_target("pipeline.py:MyModel", base=folder)


@pytest.mark.parametrize("leaving", ["SystemExit(3)", "GeneratorExit", "Foul"])
@pytest.mark.parametrize("target", ["leaving.py:MyModel", "leaving:MyModel", "."])
def test_a_model_file_that_exits_is_an_error_of_the_models(
    folder, monkeypatch, leaving, target
):
    write(folder, "leaving.py", f"class Foul(BaseException): ...\nraise {leaving}")
    write(folder, "reactor.yaml", "runtime:\n  import: leaving:MyModel\n")
    monkeypatch.syspath_prepend(folder)
    with pytest.raises(ModelError, match=r"leaving.* raised .* under if __name__"):
        resolve_target(target, base=folder)
    assert "leaving" not in sys.modules


def test_a_pipeline_without_inference_says_to_define_it():
    class Model(ReactorPipeline):
        pass

    with pytest.raises(TargetError, match=r"Model has no inference; define def infer"):
        check_runnable(Model)


def test_a_model_with_nothing_to_run_says_to_define_run():
    class Model(ReactorModel):
        pass

    with pytest.raises(TargetError, match=r"Model has no run; define async def run"):
        check_runnable(Model)


def test_a_model_whose_run_is_misspelt_says_what_was_meant():
    class Model(ReactorModel):
        async def runn(self):
            await self.connected.wait()

    with pytest.raises(TargetError, match=r"no run; .*Model\.runn: .*mean run\?"):
        check_runnable(Model)


def test_a_model_with_an_inference_that_nobody_steps_names_the_right_base():
    class Model(ReactorModel):
        async def inference(self):
            yield None

    with pytest.raises(TargetError, match=r"write class Model\(ReactorPipeline\)"):
        check_runnable(Model)


def test_a_pipeline_whose_inference_is_misspelt_names_it():
    class Model(ReactorPipeline):
        def inferance(self):
            yield None

    with pytest.raises(TargetError, match=r"it has inferance\(\): call that inference"):
        check_runnable(Model)


def test_a_model_that_only_handles_events_may_leave_run_out():
    class Model(ReactorModel):
        @event
        def reset(self):
            pass

    check_runnable(Model)


@pytest.mark.parametrize("wrong", [int, ReactorModel, ReactorPipeline])
def test_a_class_that_is_no_model_is_refused(wrong):
    with pytest.raises(TargetError, match="is no model"):
        check_runnable(wrong)


PATH_ONLY = """
from reactor_runtime import ReactorPipeline

class MyModel(ReactorPipeline):
    def load(self, config_path):
        self.path = config_path

    def inference(self):
        yield
"""


def test_a_load_that_asks_for_the_path_may_name_any_file(folder):
    write(folder, "pipeline.py", PATH_ONLY)
    write(folder, "weights.toml", "a = [ no YAML: ]: {")
    manifest = "runtime: {import: 'pipeline:MyModel', config: weights.toml}"
    write(folder, "reactor.yaml", manifest)
    found = resolve_target(".", base=folder)
    assert (found.config, found.config_path) == ({}, folder / "weights.toml")
    (folder / "weights.toml").unlink()
    assert "weights.toml" in refusal(".", folder)


def test_a_file_that_is_no_python_says_so(folder):
    write(folder, "notes.txt", "class MyModel: pass")
    with pytest.raises(TargetError, match=r"notes\.txt is no Python file; write path"):
        import_file(folder / "notes.txt")


def test_a_module_whose_own_import_is_missing_is_its_own_error(folder, monkeypatch):
    write(folder, "outer.py", "import no_such_module_anywhere")
    monkeypatch.syspath_prepend(str(folder))
    with pytest.raises(ModuleNotFoundError, match="no_such_module_anywhere"):
        resolve_target("outer:MyModel", base=folder)

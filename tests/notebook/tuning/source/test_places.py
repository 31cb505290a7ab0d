"""Where declarations stand: several files, hints of two classes, packages."""

import asyncio
import importlib
import subprocess
import sys

import pytest

from reactor_notebook.loaded.model_run import NOTEBOOK
from reactor_notebook.tuning import disk
from reactor_notebook.tuning.tuning import Tuning
from reactor_runtime.engine import Engine
from reactor_runtime.errors import SessionStateError, TuningError

BASE = """\
from enum import Enum
from reactor_runtime import *
class Mode(Enum):
    ON = "on"
    OFF = "off"
class FarBase(InputState):
    level: float = InputField(1.0, ge=0.0)  # level
    mode: Mode = Mode.ON
    name: "str" = "a"
"""
MODEL = """\
from reactor_runtime import InputState, ReactorPipeline, event
from far_base import FarBase
class FarState(FarBase):
    own: int = 1
class FarModel(ReactorPipeline):
    state: FarState
    def inference(self):
        yield None
    @event
    def go(self, far: int, near=2, deep: int = 1):
        pass
"""


class Workshop:
    """Loads a model from files, and tunes it without a notebook."""

    def __init__(self, folder):
        self.folder = folder
        self.tuning = Tuning()
        self._loop = asyncio.new_event_loop()

    def write(self, **files):
        for name, text in files.items():
            (self.folder / f"{name}.py").write_text(text)

    def text(self, name):
        return (self.folder / f"{name}.py").read_text()

    def load(self, module="far_model", name="FarModel"):
        for known in ("far_base", "far_model"):
            sys.modules.pop(known, None)
        importlib.invalidate_caches()
        return self.begin(getattr(importlib.import_module(module), name))

    def begin(self, model):
        engine = Engine(model, delivery=self._loop)
        self.tuning.begin(engine, NOTEBOOK)
        return engine

    def close(self):
        self._loop.close()
        for known in ("far_base", "far_model"):
            sys.modules.pop(known, None)


@pytest.fixture
def workshop(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    made = Workshop(tmp_path)
    made.write(far_base=BASE, far_model=MODEL)
    yield made
    made.close()


def test_two_files_are_one_write(workshop):
    engine = workshop.load()
    workshop.tuning.tune("level", {"le": 5.0})
    workshop.tuning.tune("own", {"ge": 0})
    workshop.tuning.tune("go.near", {"ge": 1})
    shown = engine.gateway.contract.controls_json()
    workshop.tuning.write((), None)
    assert "InputField(1.0, ge=0.0, le=5.0)  # level" in workshop.text("far_base")
    assert "import InputState, ReactorPipeline, event, InputField\n" in workshop.text(
        "far_model"
    )
    assert "near=InputField(2, ge=1)" in workshop.text("far_model")
    assert workshop.load().gateway.contract.controls_json() == shown
    workshop.tuning.undo()
    assert workshop.text("far_base") == BASE
    assert workshop.text("far_model") == MODEL


def test_where_one_file_cannot_be_written_none_is(workshop, monkeypatch):
    workshop.load()
    workshop.tuning.tune("level", {"le": 5.0})
    workshop.tuning.tune("own", {"ge": 0})
    replace = disk._replace

    def full(path, content):
        if path.name == "far_model.py" and b"ge=0)" in content:
            raise OSError(28, "No space left on device")
        replace(path, content)

    monkeypatch.setattr(disk, "_replace", full)
    with pytest.raises(TuningError, match=r"far_model\.py cannot be written"):
        workshop.tuning.write((), None)
    assert workshop.text("far_base") == BASE
    assert workshop.text("far_model") == MODEL
    assert set(workshop.tuning.changes) == {"level", "own"}


def test_a_member_of_an_enum_is_written_as_one(workshop):
    workshop.load()
    workshop.tuning.tune("mode", {"default": "off"})
    workshop.tuning.write((), None)
    assert "mode: Mode = Mode.OFF\n" in workshop.text("far_base")


def test_an_installed_package_is_not_written_but_a_subclass_can_be(
    workshop, monkeypatch
):
    package = workshop.folder / "site-packages"
    package.mkdir()
    (workshop.folder / "far_base.py").rename(package / "far_base.py")
    monkeypatch.syspath_prepend(str(package))
    engine = workshop.load()
    workshop.tuning.tune("level", {"le": 5.0})
    workshop.tuning.tune("name", {"max_length": 3})
    with pytest.raises(TuningError, match=r"belongs to an installed package.*subclass"):
        workshop.tuning.write((), None)
    shown = engine.gateway.contract.controls_json()
    workshop.tuning.write((), "subclass")
    assert (
        "    own: int = 1\n"
        "    level: float = InputField(default=1.0, ge=0.0, le=5.0)\n"
        '    name: "str" = InputField(default="a", max_length=3)\n'
    ) in workshop.text("far_model")
    assert workshop.load().gateway.contract.controls_json() == shown
    workshop.tuning.tune("mode", {"description": "How"})
    refused = workshop.tuning.plan((), "subclass").refused
    assert (
        "its type Mode is not known in far_model; import Mode there" in refused["mode"]
    )


def test_hints_go_where_they_take_effect(workshop):
    ui = '    ui = {"own": {"step": 3}, "go.near": {"unit": "m"}}\n'
    text = MODEL.replace("    own: int = 1\n", f"    own: int = 1\n{ui}")
    model_ui = '    ui = {"own": {"step": 5}}\n'
    text = text.replace("    state: FarState\n", f"    state: FarState\n{model_ui}")
    workshop.write(far_model=text)
    engine = workshop.load()
    assert engine.gateway.contract.hints.controls["set_own"].step == 5
    workshop.tuning.tune("own", {"step": 7, "soft": (0, 9)})
    workshop.tuning.tune("level", {"step": 0.5})
    workshop.tuning.tune("go.near", {"unit": None})
    shown = engine.gateway.contract.controls_json()
    workshop.tuning.write((), None)
    after = workshop.text("far_model")
    assert '"own": {"step": 7.0}' in after
    assert '"own": {"step": 3, "soft": (0.0, 9.0)}' in after
    assert '"level": {"step": 0.5}' in after
    assert '"go.near": {}' in after
    assert workshop.load().gateway.contract.controls_json() == shown
    workshop.tuning.tune("own", {"step": None})
    shown = workshop.load().gateway.contract.controls_json()
    workshop.tuning.write((), None)
    assert workshop.load().gateway.contract.controls_json() == shown


def test_a_ui_of_the_author_s_own_takes_no_hints(workshop):
    text = MODEL.replace(
        "    own: int = 1\n", "    own: int = 1\n    ui = {'zzz': 1}\n"
    )
    workshop.write(far_model=text)
    workshop.load()
    workshop.tuning.tune("own", {"step": 7})
    refused = workshop.tuning.plan().refused["own"]
    assert refused == (
        "FarState.ui is the model's own, and holds no hints; give it another name"
    )
    field = MODEL.replace("    own: int = 1\n", "    own: int = 1\n    ui: int = 2\n")
    workshop.write(far_model=field)
    workshop.tuning.reset()
    workshop.load()
    workshop.tuning.tune("own", {"step": 7})
    workshop.tuning.write((), None)
    assert 'state: FarState\n    ui = {"own": {"step": 7.0}}\n' in workshop.text(
        "far_model"
    )


def test_a_file_that_is_gone_is_named(workshop):
    workshop.load()
    workshop.tuning.tune("level", {"le": 5.0})
    (workshop.folder / "far_base.py").unlink()
    refused = workshop.tuning.plan().refused["level"]
    assert "far_base.py cannot be written (No such file or directory)" in refused
    del sys.modules["far_model"]  # the other one stays imported
    workshop.begin(importlib.import_module("far_model").FarModel)
    assert workshop.tuning.changes == {"level": {"le": (None, 5.0)}}


def test_a_class_that_was_made_in_another_way_is_named(workshop):
    workshop.write(
        far_model=MODEL + "\nOther = type('Other', (FarState,), {'__annotations__': "
        "{'late': int}, 'late': 1, '__module__': __name__})\n"
        "class OtherModel(FarModel):\n    state: Other\n"
        "class NoState(ReactorPipeline):\n    def inference(self): yield None\n"
        "    @event\n    def go(self, near=2):\n        pass\n"
    )
    workshop.load(name="OtherModel")
    workshop.tuning.tune("late", {"le": 5})
    assert "has no class statement Other" in workshop.tuning.plan().refused["late"]
    workshop.tuning.clear()
    workshop.load(name="NoState")
    workshop.tuning.tune("go.near", {"step": 2, "le": 9})
    assert workshop.tuning.code() == (
        "# in NoState.go\nnear = InputField(default=2, le=9)\n"
        "ui = {'go.near': {'step': 2.0}}"
    )


def test_a_class_without_source_is_named(workshop):
    namespace = {"__name__": "__main__"}
    exec(compile(MODEL, "<prompt>", "exec"), namespace)
    workshop.begin(namespace["FarModel"])
    workshop.tuning.tune("own", {"le": 5})
    workshop.tuning.tune("level", {"le": 5})
    refused = workshop.tuning.plan().refused
    assert refused == {
        "own": "FarState has no source: it was typed at a prompt, or made by exec, and "
        "nobody has its text"
    }
    anew = workshop.tuning.plan(("level",), "subclass").refused["level"]
    assert "FarState has no source" in anew
    with pytest.raises(TuningError, match=r"own: int = InputField\(default=1, le=5\)"):
        workshop.tuning.write((), None)


def test_nothing_can_be_tuned_before_a_load():
    tuning = Tuning()
    with pytest.raises(SessionStateError, match="No model runs that could be tuned"):
        tuning.tune("x", {"le": 1})
    with pytest.raises(SessionStateError, match="is not loaded yet"):
        tuning.code()
    assert tuning.changes == {}
    tuning.reset()


def test_without_libcst_the_code_can_be_pasted(workshop, monkeypatch):
    workshop.load()
    workshop.tuning.tune("own", {"le": 5})
    monkeypatch.setitem(sys.modules, "reactor_notebook.tuning.source.splice", None)
    with pytest.raises(TuningError, match="pip install libcst, or paste"):
        workshop.tuning.plan()


def test_libcst_is_not_imported_before_a_difference_is_asked_for():
    code = (
        "import sys, reactor_notebook.api, reactor_notebook.tuning.tuned\n"
        "print('libcst' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.strip() == "False", done.stderr

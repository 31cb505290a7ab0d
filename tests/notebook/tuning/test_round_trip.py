"""Source, tune, written source, reload: the contract is the tuned one, byte by byte."""

import asyncio
import difflib
import re
import sys
import tempfile
from concurrent.futures import Future
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, assume, given, settings
from IPython.core.inputtransformer2 import TransformerManager

from reactor_notebook.loaded.model_run import NOTEBOOK
from reactor_notebook.tuning.cells.pages import CELL_EDITOR
from reactor_notebook.tuning.cells.sources import CELL_SOURCES, Cell
from reactor_notebook.tuning.tuning import Tuning
from reactor_runtime.contract import ModelContract
from reactor_runtime.contract.tuning import CONSTRAINTS, settings_of
from reactor_runtime.engine import Engine
from reactor_runtime.errors import TuningError
from tests.notebook.tuning.written_classes import KEEP, examples

MODULE = "reactor_round_trip"
LOOP = asyncio.new_event_loop()
"""Never runs: nobody is told of anything here."""


@pytest.fixture(scope="module", autouse=True)
def closed_loop():
    yield
    LOOP.close()


IN_CALL = re.compile(rb"# keep [\de]")


class RoundTripPage:
    """A page whose cells can be changed."""

    def __init__(self, text):
        self.text = text

    def replace(self, edits):
        done = Future()
        (edit,) = edits
        assert self.text == edit.expected
        self.text = edit.text
        done.set_result(None)
        return done


class RoundTripStage:
    """Runs a source as a file or as a cell, again and again."""

    def __init__(self, example, folder):
        self.example = example
        self.path = Path(folder) / "model.py"
        self.page = RoundTripPage(example.text)
        self.path.write_bytes(example.raw)
        self.tuning = Tuning()

    @property
    def raw(self):
        is_cell = self.example.is_cell
        return self.page.text.encode() if is_cell else self.path.read_bytes()

    def load(self):
        """Run the source as it is now; returns its engine."""
        name = "__main__" if self.example.is_cell else MODULE
        module = ModuleType(name)
        vars(module)["get_ipython"] = lambda: None
        sys.modules[MODULE] = module
        if self.example.is_cell:
            code = TransformerManager().transform_cell(self.page.text)
            vars(module)["get_ipython"] = lambda: Magics()
            CELL_SOURCES._running = Cell("c1", self.page.text, 1)
            exec(compile(code, "<cell>", "exec"), vars(module))
        else:
            exec(compile(self.path.read_bytes(), self.path, "exec"), vars(module))
        engine = Engine(module.Model, delivery=LOOP)
        self.tuning.begin(engine, NOTEBOOK)
        return engine


class Magics:
    def run_line_magic(self, *_):
        return None

    run_cell_magic = system = getoutput = run_line_magic


def tune_all(stage):
    for name, given_settings in stage.example.tunes.items():
        for setting, value in given_settings.items():
            try:
                stage.tuning.tune(name, {setting: value})
            except TypeError:
                continue


def kept(raw):
    """What no tuning may touch, line for line; comments in a call may get a line."""
    lines = [line for line in raw.split(b"\n") if KEEP.encode() in line]
    return [line for line in lines if b"=" not in line and not IN_CALL.search(line)]


def lost(before, after):
    """The lines that are in *before* alone."""
    lines = [raw.decode("latin-1").split("\n") for raw in (before, after)]
    return [line[2:] for line in difflib.ndiff(*lines) if line.startswith("- ")]


def may_change(line, changed):
    """Whether *line* is part of what was tuned, or of an import."""
    words = [f"{name.rpartition('.')[2]}:" for name in changed]
    words += [f"{setting}=" for setting in CONSTRAINTS]
    return any(word in line for word in [*words, "ui = ", "event", '"reef"'])


def comments(raw):
    """The text of every comment, wherever it stands now."""
    return sorted(part.split(b"\n")[0].strip() for part in raw.split(b"# keep")[1:])


def round_trip(example):
    with tempfile.TemporaryDirectory() as folder:
        stage = RoundTripStage(example, folder)
        if example.is_cell:
            CELL_EDITOR.connect(stage.page)
        try:
            go_round(stage)
        finally:
            CELL_EDITOR.editor = CELL_SOURCES._running = None
            sys.modules.pop(MODULE, None)


def go_round(stage):
    engine = stage.load()
    tune_all(stage)
    wanted = settings_of(engine.gateway.contract)
    shown, document = (
        engine.gateway.contract.controls_json(),
        engine.gateway.contract.openapi(),
    )
    before = stage.raw
    assume(stage.tuning.changes)
    CELL_SOURCES._running = None
    plan = stage.tuning.plan()
    if plan.refused:
        reasons = " ".join(plan.refused.values())
        assert "holds comments" in reasons or "not be Python" in reasons
        with pytest.raises(TuningError):
            stage.tuning.write((), None)
        assert stage.raw == before
        return
    changed = [*stage.tuning.changes]
    stage.tuning.write((), None).result()
    assert stage.tuning.changes == {}
    assert kept(stage.raw) == kept(before)
    assert comments(stage.raw) == comments(before)
    strange = [one for one in lost(before, stage.raw) if not may_change(one, changed)]
    assert strange == []
    stage.tuning.undo()
    assert stage.raw == before
    stage.tuning.redo()
    tuned, stage.tuning = stage.tuning, Tuning()
    reloaded = stage.load()
    found = settings_of(reloaded.gateway.contract)
    assert {k: v for k, v in found.items() if v != wanted[k]} == {}
    assert reloaded.gateway.contract.controls_json() == shown
    assert reloaded.gateway.contract.openapi() == document
    assert (
        ModelContract.of(reloaded.gateway.contract.model) is reloaded.gateway.contract
    )
    CELL_SOURCES._running = None
    tuned.undo()
    assert stage.raw == before


@given(examples())
@settings(max_examples=15, suppress_health_check=list(HealthCheck))
def test_a_tuned_source_says_what_was_tuned_and_nothing_else_differs(example):
    round_trip(example)


@pytest.mark.slow
@given(examples())
@settings(max_examples=500, suppress_health_check=list(HealthCheck))
def test_five_hundred_sources_come_round(example):
    round_trip(example)

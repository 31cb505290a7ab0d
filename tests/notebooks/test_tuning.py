"""The notebook on tuning: from a slider to the source in five cells."""

from __future__ import annotations

import shutil

import pytest
from nbclient import NotebookClient

from reactor_runtime.testing import ModelDriver
from tests.notebooks.cells import NOTEBOOKS, code_cells, notebook_module, read_notebook

NAME = "05_tuning.ipynb"


def test_it_takes_five_cells():
    assert len(code_cells(NAME)) == 5


def test_its_class_moves_and_answers_to_its_knobs():
    with notebook_module(NAME) as notebook, ModelDriver(notebook.Tides) as driver:
        client = driver.connect()
        driver.step(2)
        one, other = (frame.pixels.astype(int) for frame in client.frames)
        assert one.std() > 40
        assert abs(one - other).mean() > 1
        client.send("set_waves", waves=6)
        driver.step()
        assert abs(client.frame().pixels.astype(int) - other).mean() > 10


@pytest.mark.slow
def test_its_last_cell_shows_what_was_tuned_in_the_source(tmp_path):
    shutil.copytree(NOTEBOOKS, tmp_path, dirs_exist_ok=True)
    notebook = read_notebook(NAME)
    resources = {"metadata": {"path": str(tmp_path)}}
    NotebookClient(notebook, timeout=60, resources=resources).execute()
    (shown,) = notebook.cells[-1].outputs
    added = [line for line in shown.text.split("\n") if line.startswith("+ ")]
    assert added == [
        "+    waves: float = InputField(9.0, ge=1.0, le=20.0, "
        'description="How many")  # a guess',
        "+    speed: float = InputField(1.0, ge=0.0, le=4.0)",
        '+    ui = {"waves": {"step": 0.5}}',
    ]

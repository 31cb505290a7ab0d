"""The notebooks run from top to bottom in a real kernel, and are kept clean."""

from __future__ import annotations

import base64
import io
import itertools

import numpy as np
import pytest
from nbclient import NotebookClient
from PIL import Image

from tests.notebooks.cells import LOAD, NOTEBOOKS, read_notebook

NAMES = sorted(path.name for path in NOTEBOOKS.glob("*.ipynb"))


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_is_committed_without_outputs(name):
    for cell in read_notebook(name).cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None


@pytest.mark.parametrize("name", NAMES)
def test_the_line_that_loads_is_the_whole_cell_and_the_last_cell_stops(name):
    cells = [c.source for c in read_notebook(name).cells if c.cell_type == "code"]
    assert cells[0] == "%load_ext reactor_notebook"
    assert [cell.count("\n") for cell in cells if LOAD in cell] == [0]
    assert cells[-1] == "%reactor_stop"


@pytest.mark.parametrize("name", NAMES)
def test_prose_stands_above_every_cell_and_none_sleeps(name):
    cells = read_notebook(name).cells
    for above, cell in itertools.pairwise(cells):
        if cell.cell_type == "code":
            assert above.cell_type == "markdown"
            assert "sleep" not in cell.source


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_runs_from_top_to_bottom(name, tmp_path):
    notebook = read_notebook(name)
    client = NotebookClient(
        notebook, timeout=60, resources={"metadata": {"path": str(tmp_path)}}
    )
    client.execute()
    pictures = [
        output.data["image/png"]
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if "image/png" in output.get("data", {})
    ]
    shown = np.asarray(Image.open(io.BytesIO(base64.b64decode(pictures[-1]))))
    assert shown.std() > 10
    errors = [
        output
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if output.output_type == "error" or output.get("name") == "stderr"
    ]
    assert errors == []

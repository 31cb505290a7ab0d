"""The notebooks run from top to bottom in a real kernel, and are kept clean."""

from __future__ import annotations

import atexit
import base64
import importlib.machinery
import importlib.util
import io
import itertools
import re
import shutil

import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell
from nbclient import NotebookClient
from PIL import Image

from tests.notebooks.cells import LOAD, NOTEBOOKS, code_cells, read_notebook

NAMES = sorted(path.name for path in NOTEBOOKS.glob("*.ipynb"))
WITH_A_CLASS = ("01_torch_pipeline.ipynb", "05_tuning.ipynb")
"""Those that write their class in a cell first, because it is what they are about."""


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_is_committed_without_outputs(name):
    for cell in read_notebook(name).cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None


@pytest.mark.parametrize("name", NAMES)
def test_the_line_that_loads_is_the_whole_cell_and_no_cell_stops(name):
    cells = code_cells(name)
    assert cells[0] == "%load_ext reactor_notebook"
    assert {cell.count("\n") for cell in cells if LOAD in cell} == {0}
    assert not any("reactor_stop" in cell or ".stop()" in cell for cell in cells)


@pytest.mark.parametrize("name", NAMES)
def test_what_a_cell_sends_it_awaits(name):
    handles = re.findall(rf"(\w+) = {LOAD}", "\n".join(code_cells(name)))
    call = rf"(.*)\b(?:{'|'.join(handles)})\.(?:send|wait_for|pause|resume|step)\("
    for cell in code_cells(name):
        for before in re.findall(call, cell):
            assert before.endswith("await "), cell


@pytest.mark.parametrize("name", [name for name in NAMES if name not in WITH_A_CLASS])
def test_a_notebook_shows_its_picture_in_the_second_code_cell(name):
    assert LOAD in code_cells(name)[1]


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
    shutil.copytree(NOTEBOOKS, tmp_path, dirs_exist_ok=True)
    notebook = read_notebook(name)
    client = NotebookClient(
        notebook, timeout=60, resources={"metadata": {"path": str(tmp_path)}}
    )
    client.execute()
    for cell in notebook.cells:
        if LOAD in cell.source and cell.cell_type == "code":
            assert still(cell).std() > 4, "the picture that is saved is no flat colour"
    errors = [
        output
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if output.output_type == "error" or output.get("name") == "stderr"
    ]
    assert errors == []


def still(cell):
    """The picture under a cell that loads a model, as a notebook keeps it."""
    found = [o.data["image/jpeg"] for o in cell.outputs if "image/jpeg" in o.data]
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(found[-1]))))


@pytest.mark.parametrize(("is_there", "installs"), [(True, 0), (False, 1)])
def test_the_torch_notebook_fetches_torch_only_where_it_is_missing(
    monkeypatch, is_there, installs
):
    (cell,) = [c for c in code_cells("01_torch_pipeline.ipynb") if "%pip" in c]
    find_spec = importlib.util.find_spec

    # Only what the cell asks: whoever else looks for a module, such as the coverage
    # that measures this test, finds it.
    def only_torch(name, package=None):
        if name != "torch":
            return find_spec(name, package)
        return importlib.machinery.ModuleSpec(name, None) if is_there else None

    monkeypatch.setattr(importlib.util, "find_spec", only_torch)
    asked = []
    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance()
    try:
        shell.register_magic_function(asked.append, magic_name="pip")
        shell.run_cell(cell).raise_error()
    finally:
        shell.atexit_operations()
        atexit.unregister(shell.atexit_operations)
        InteractiveShell.clear_instance()
    assert len(asked) == installs
    for line in asked:
        assert re.fullmatch(r"install torch --index-url https://\S+/cpu", line)

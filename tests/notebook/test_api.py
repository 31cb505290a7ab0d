from types import SimpleNamespace

import pytest

from reactor_notebook import api
from reactor_notebook.api import CellWatch, current_cell


@pytest.fixture
def watch():
    made = CellWatch()
    made.cell_id = "seen"
    return made


def kernel(monkeypatch, parent):
    shell = SimpleNamespace(kernel=SimpleNamespace(get_parent=lambda: parent))
    monkeypatch.setattr(api, "current_shell", lambda: shell)


def test_a_kernel_knows_the_cell_that_asks(monkeypatch, watch):
    kernel(monkeypatch, {"metadata": {"cellId": "asking"}})
    assert current_cell(watch) == "asking"


@pytest.mark.parametrize("parent", [None, {}, {"metadata": None}, {"metadata": {}}])
def test_a_kernel_that_was_told_no_id_leaves_the_cell_that_was_seen(
    monkeypatch, watch, parent
):
    kernel(monkeypatch, parent)
    assert current_cell(watch) == "seen"


def test_without_a_kernel_it_is_the_cell_that_was_seen(monkeypatch, watch):
    monkeypatch.setattr(api, "current_shell", lambda: None)
    assert current_cell(watch) == "seen"

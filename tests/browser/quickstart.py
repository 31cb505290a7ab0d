"""The quickstart notebook's own cells, for tests and benchmarks that steer it."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import nbformat

from tests.browser.lab import REPOSITORY

if TYPE_CHECKING:
    from pathlib import Path

NOTEBOOKS = REPOSITORY / "notebooks"
NAME = "00_quickstart.ipynb"
LOAD = "%reactor_load"


def copy_notebooks(folder: Path) -> None:
    """Copy the notebooks and the models beside them into *folder*."""
    ignored = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
    shutil.copytree(NOTEBOOKS, folder, dirs_exist_ok=True, ignore=ignored)


def cells_until_load() -> list[str]:
    """The notebook's code cells up to the one that loads the model."""
    cells = nbformat.read(NOTEBOOKS / NAME, as_version=4).cells
    sources = [cell.source for cell in cells if cell.cell_type == "code"]
    loads = [index for index, source in enumerate(sources) if LOAD in source]
    assert loads, f"no cell of {NAME} has a line with {LOAD}"
    return sources[: loads[0] + 1]

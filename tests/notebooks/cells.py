"""A notebook's model classes as an importable module, without a kernel."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import nbformat

if TYPE_CHECKING:
    from collections.abc import Iterator

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
LOAD = "%reactor_load"


def read_notebook(name: str) -> nbformat.NotebookNode:
    """Return the notebook *name*, checked against the format's schema."""
    notebook = nbformat.read(NOTEBOOKS / name, as_version=4)
    nbformat.validate(notebook)
    return notebook


def definitions(notebook: nbformat.NotebookNode) -> str:
    """Return the code of the cells before the one that loads the model."""
    sources = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    load = next(index for index, source in enumerate(sources) if LOAD in source)
    return "\n".join(s for s in sources[:load] if not s.startswith("%"))


@contextlib.contextmanager
def notebook_module(name: str) -> Iterator[ModuleType]:
    """Run a notebook's definitions in a module that is importable meanwhile."""
    module = ModuleType(f"notebook_{Path(name).stem}")
    sys.modules[module.__name__] = module
    try:
        code = compile(definitions(read_notebook(name)), name, "exec")
        exec(code, vars(module))
        yield module
    finally:
        del sys.modules[module.__name__]

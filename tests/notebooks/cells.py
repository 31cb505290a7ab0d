"""The classes of the notebooks, and of the files beside them, without a kernel."""

from __future__ import annotations

import contextlib
import importlib.util
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


def code_cells(name: str) -> list[str]:
    """Return the sources of the code cells of the notebook *name*, from the top."""
    cells = read_notebook(name).cells
    return [cell.source for cell in cells if cell.cell_type == "code"]


def definitions(name: str) -> str:
    """Return the plain Python before the last cell of *name* that loads a model."""
    sources = code_cells(name)
    last = max(index for index, source in enumerate(sources) if LOAD in source)
    return "\n".join(source for source in sources[:last] if is_plain(source))


def is_plain(source: str) -> bool:
    """Whether *source* is Python as it stands: no magic, no ``await`` at the top."""
    try:
        compile(source, "<cell>", "exec")
    except SyntaxError:
        return False
    return True


@contextlib.contextmanager
def notebook_module(name: str) -> Iterator[ModuleType]:
    """Run a notebook's definitions in a module that is importable meanwhile."""
    module = ModuleType(f"notebook_{Path(name).stem}")
    with _importable(module):
        exec(compile(definitions(name), name, "exec", dont_inherit=True), vars(module))
        yield module


@contextlib.contextmanager
def model_file(name: str) -> Iterator[ModuleType]:
    """Import the file *name* beside the notebooks; importable meanwhile.

    So are the files beside it, as where a notebook loads one.
    """
    spec = importlib.util.spec_from_file_location(Path(name).stem, NOTEBOOKS / name)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    with _importable(module):
        sys.path.insert(0, str(NOTEBOOKS))
        try:
            spec.loader.exec_module(module)
        finally:
            sys.path.remove(str(NOTEBOOKS))
        yield module


@contextlib.contextmanager
def _importable(module: ModuleType) -> Iterator[None]:
    sys.modules[module.__name__] = module
    try:
        yield
    finally:
        del sys.modules[module.__name__]

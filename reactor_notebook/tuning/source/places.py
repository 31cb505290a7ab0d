"""Where a class statement stands, found without running anything."""

from __future__ import annotations

import inspect
import sys
from dataclasses import dataclass
from pathlib import Path
from types import FunctionType, MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from reactor_notebook.cell.display import current_shell
from reactor_notebook.tuning.cells.sources import CELL_SOURCES, Cell, is_cell_file

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class NoSource:
    """A class whose source nobody has.

    Args:
        reason: Why, as the end of a sentence about the class.
    """

    reason: str

    def __str__(self) -> str:
        return "no source"


Source: TypeAlias = Path | Cell | NoSource


@dataclass(frozen=True, slots=True)
class ClassPlace:
    """One class statement.

    Args:
        source: The file, or the cell.
        module: The name of its module.
        qualname: The class, with what it is nested in.
        line: About where it stands.
    """

    source: Source
    module: str
    qualname: str
    line: int

    def namespace(self) -> Mapping[str, object]:
        """Return what names mean where it runs; empty when that is gone."""
        shell = current_shell()
        if self.module == "__main__" and shell is not None:
            return tuple_of(shell.user_ns)
        module = sys.modules.get(self.module)
        return tuple_of({} if module is None else vars(module))


def tuple_of(namespace: Mapping[str, object]) -> Mapping[str, object]:
    """Return a copy that stays as it is while a cell runs."""
    return MappingProxyType(dict(tuple(namespace.items())))


def place_of(cls: type, method: str | None = None) -> ClassPlace:
    """Return where *cls*, or one of its methods, was written."""
    filename, line = vars(cls).get("_reactor_place", ("", 0))
    function = vars(cls).get(method) if method else None
    if isinstance(function, FunctionType):
        code = inspect.unwrap(function).__code__
        filename, line = filename or code.co_filename, code.co_firstlineno
    return ClassPlace(_source_of(cls, filename), cls.__module__, cls.__qualname__, line)


def _source_of(cls: type, filename: str) -> Source:
    is_file = filename.endswith(".py") and not is_cell_file(filename)
    if is_file and Path(filename).is_file():
        return Path(filename).absolute()
    if cls.__module__ == "__main__":
        cell = CELL_SOURCES.cell_of(cls, filename)
        if cell is not None:
            return cell
    if is_file:
        return NoSource(f"its file {filename} is not there any more")
    return NoSource(
        "it was typed at a prompt, or made by exec, and nobody has its text"
    )

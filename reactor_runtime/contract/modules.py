"""Import a model's file anew each time it is loaded.

A model's folder is a small world of its own: its files import each other by their bare
names, two folders may both have a ``pipeline.py``, and after an edit the next load must
see the edit. So the folder goes on ``sys.path``, and what an earlier load left of it,
or of another folder under the same names, is forgotten first. Modules that came in any
other way stay.
"""

from __future__ import annotations

import ast
import contextlib
import importlib
import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from reactor_runtime.errors import ModelError, TargetError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

_FOLDER = "__reactor_model_folder__"


def import_file(file: Path, name: str | None = None) -> ModuleType:
    """Import *file* as a new module.

    Args:
        file: A ``.py`` file, or a package's ``__init__.py``.
        name: The module's name with dots, if the file lies in a package; the file's
            name if left out.

    Raises:
        TargetError: If there is no such file.
        ModelError: If the module leaves by ``sys.exit`` or the like.
        Exception: Whatever else the module raises.
    """
    if not file.is_file():
        raise TargetError(f"No file {file}; check the path in file.py:Class")
    dotted = name or file.stem
    folder = file.resolve().parents[dotted.count(".") + (file.name == "__init__.py")]
    _forget(folder)
    # In place, for others may hold the list; and only after forgetting, so that what is
    # imported from here on is new and can be told from what was there.
    sys.path[:] = [str(folder), *(path for path in sys.path if path != str(folder))]
    importlib.invalidate_caches()
    known = set(sys.modules)
    try:
        with _keeping_the_caller(str(file)):
            if "." in dotted:
                return importlib.import_module(dotted)
            return _execute(file, _free_name(dotted))
    finally:  # what a failed import left is forgotten by the next load, too
        _mark(folder, known)


def package_name(file: Path) -> str | None:
    """Return the dotted name by which *file* has to be imported, ``None`` for its own.

    It is that in its package, where *file* lies in one and imports relatively.
    """
    file = file.resolve()
    parts = [] if file.name == "__init__.py" else [file.stem]
    for folder in file.parents:
        if not (folder / "__init__.py").is_file():
            break
        parts.insert(0, folder.name)
    is_alone = len(parts) < 2 or not file.is_file()
    return None if is_alone or not _imports_relatively(file) else ".".join(parts)


def _imports_relatively(file: Path) -> bool:
    try:
        tree = ast.parse(file.read_bytes())
    except (SyntaxError, ValueError):  # the import will say where
        return False
    return any(isinstance(n, ast.ImportFrom) and n.level > 0 for n in ast.walk(tree))


def import_name(name: str) -> ModuleType:
    """Import an installed module by *name*, as ``import`` does.

    Raises:
        TargetError: If there is no such module.
        ModelError: If the module leaves by ``sys.exit`` or the like.
        Exception: Whatever else the module raises.
    """
    try:
        with _keeping_the_caller(name):
            return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name is None or not f"{name}.".startswith(f"{error.name}."):
            raise
        raise TargetError(
            f"No module named {name!r} on sys.path; install it, or write "
            "path/to/file.py:Class"
        ) from error


def find_file(folder: Path, name: str) -> Path | None:
    """Return the file of the module *name* in *folder*, ``None`` if it has none."""
    stem = folder.joinpath(*name.split("."))
    for candidate in (stem.with_suffix(".py"), stem / "__init__.py"):
        if candidate.is_file():
            return candidate
    return None


@contextlib.contextmanager
def _keeping_the_caller(where: str) -> Iterator[None]:
    """Let what a module raises be no end of whoever imports it."""
    try:
        yield
    except (Exception, KeyboardInterrupt):
        raise
    except BaseException as error:
        raise ModelError(
            f"{where} raised {type(error).__name__} while it was imported; what a "
            'script does belongs under if __name__ == "__main__":'
        ) from error


def _execute(file: Path, name: str) -> ModuleType:
    locations = [str(file.parent)] if file.name == "__init__.py" else None
    spec = importlib.util.spec_from_file_location(
        name, file, submodule_search_locations=locations
    )
    if spec is None or spec.loader is None:
        raise TargetError(f"{file} is no Python file; write path/to/file.py:Class")
    module = importlib.util.module_from_spec(spec)
    # Before it runs: dataclasses and pickle look the module of a class up by its name.
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        sys.modules.pop(name, None)
        raise
    return module


def _free_name(name: str) -> str:
    """Return *name*, or one like it if a module of another place has it."""
    taken = name in sys.modules or name in sys.stdlib_module_names
    return f"{name}_model" if taken else name


def _forget(folder: Path) -> None:
    """Forget what loads left of *folder*, or of another one under the same names."""
    names = {entry.stem for entry in folder.glob("*.py")}
    names |= {entry.parent.name for entry in folder.glob("*/__init__.py")}
    for name, module in tuple(sys.modules.items()):
        marked = getattr(module, _FOLDER, None)
        if marked is None:
            continue
        if marked == str(folder) or name.partition(".")[0] in names:
            del sys.modules[name]


def _mark(folder: Path, known: set[str]) -> None:
    """Note on each module of *folder* that is not in *known* that a load made it."""
    for name, module in tuple(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if name not in known and file and Path(file).resolve().is_relative_to(folder):
            setattr(module, _FOLDER, str(folder))

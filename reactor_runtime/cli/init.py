"""``reactor init``: a small project to begin with, whose tests pass."""

from __future__ import annotations

import keyword
import re
import sys
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

import reactor_runtime
from reactor_runtime.errors import TargetError

if TYPE_CHECKING:
    import argparse

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*([-_][A-Za-z0-9]+)*")
_SUFFIX = ".template"


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``reactor init`` to the command line."""
    summary = "write a small project: a model, its manifest, a test and a notebook"
    parser = commands.add_parser("init", help=summary, description=summary)
    parser.add_argument(
        "folder", metavar="NAME", help="of the model, and of the folder that is made"
    )
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    folder = Path(arguments.folder)
    try:
        written = write_project(folder)
    except TargetError as error:
        print(error, file=sys.stderr)
        return 1
    for path in written:
        print(f"Wrote {path}")
    print(f"Now: cd {folder}; python -m pytest; jupyter lab {folder.name}.ipynb")
    return 0


def write_project(folder: Path) -> list[Path]:
    """Write a project into *folder*, which is made and called as the model.

    Returns:
        The files, in the order of their names.

    Raises:
        TargetError: The name is none for a model, something is there already, or it
            cannot be written.
    """
    name = folder.name
    if not _NAME.fullmatch(name):
        raise TargetError(
            f"{name!r} is no name for a model; write letters and digits, with - or _ "
            "between words, such as my-model"
        )
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise TargetError(
            f"{folder} is there already; choose another name, or empty it"
        )
    words = re.split("[-_]", name)
    facts = {
        "name": name,
        "title": " ".join(words).capitalize(),
        "class_name": _class_name(words),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return [_write(folder, template, facts) for template in _templates()]
    except OSError as error:
        raise TargetError(f"{folder} cannot be written: {error.strerror}") from error


def _class_name(words: list[str]) -> str:
    """Return the words as one name, none that the file imports or Python keeps."""
    name = "".join(word[:1].upper() + word[1:] for word in words)
    is_taken = keyword.iskeyword(name) or name in {
        *reactor_runtime.__all__,
        "Restarted",
    }
    return f"{name}Model" if is_taken else name


def _templates() -> list[tuple[str, str]]:
    """Each file's name and text, as the package has them."""
    found = [
        (entry.name.removesuffix(_SUFFIX), entry.read_text("utf-8"))
        for entry in files(__package__).joinpath("project").iterdir()
        if entry.name.endswith(_SUFFIX)
    ]
    return sorted(found)


def _write(folder: Path, template: tuple[str, str], facts: dict[str, str]) -> Path:
    file, text = template
    path = folder / file.replace("notebook", facts["name"])
    path.write_text(Template(text).substitute(facts), "utf-8")
    return path

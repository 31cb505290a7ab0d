"""``reactor schema``: what a model offers, as a document or as types."""

from __future__ import annotations

import contextlib
import json
import sys
import sysconfig
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reactor_runtime.contract import ModelContract
from reactor_runtime.contract.breaking import breaking_changes
from reactor_runtime.contract.target import resolve_target
from reactor_runtime.contract.typescript import typescript
from reactor_runtime.errors import ReactorError, TargetError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping
    from types import TracebackType


_NO_DOCUMENT = (ValueError, LookupError, TypeError, AttributeError, RecursionError)
"""What reading something else than a document of a model may raise."""


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``reactor schema`` to the command line."""
    summary = "print what a model offers, as an OpenAPI document or as TypeScript"
    parser = commands.add_parser("schema", help=summary, description=summary)
    parser.add_argument(
        "model",
        nargs="?",
        default=".",
        help="a folder with a reactor.yaml, file.py:Class or module:Class; by default "
        "this folder",
    )
    shape = parser.add_mutually_exclusive_group()
    shape.add_argument(
        "--check",
        metavar="OLD.json",
        type=Path,
        help="print nothing but what breaks who was written against that document; "
        "with anything, the status is 1",
    )
    shape.add_argument(
        "--typescript", action="store_true", help="types of commands and messages"
    )
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    try:
        document = load_contract(arguments.model).openapi()
        if arguments.check is not None:
            return _check(arguments.check, document)
    except ReactorError as error:
        print(error, file=sys.stderr)
        return 1
    is_typed = arguments.typescript
    text = typescript(document) if is_typed else json.dumps(document, indent=2) + "\n"
    sys.stdout.write(text)
    return 0


def _check(path: Path, new: Mapping[str, Any]) -> int:
    try:
        found = breaking_changes(json.loads(path.read_text("utf-8")), new)
    except OSError as error:
        raise TargetError(f"{path} cannot be read: {error.strerror}") from error
    except _NO_DOCUMENT as error:
        raise TargetError(
            f"{path} is no document of a model; write one with: reactor schema > {path}"
        ) from error
    for line in found:
        print(line)
    return 1 if found else 0


def load_contract(text: str) -> ModelContract:
    """Return the contract of the model that *text* means, from this folder.

    A module is looked for in this folder first, as ``python -m`` does.

    Raises:
        ReactorError: One line: what was looked for, or where its own code failed.
    """
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.insert(0, here)
    try:
        # What a module prints when it is imported is no part of what is asked for.
        with contextlib.redirect_stdout(sys.stderr):
            return ModelContract.of(resolve_target(text).model)
    except ReactorError:
        raise
    except Exception as error:
        place = _place_of(error.__traceback__)
        raise TargetError(f"{text} cannot be loaded: {_told(error)}{place}") from error


def _told(error: Exception) -> str:
    said = " ".join(str(error).split())
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


def _place_of(trace: TracebackType | None) -> str:
    """The last line of the author's own that ran; empty if there is none."""
    others = [Path(sysconfig.get_path(n)) for n in ("stdlib", "purelib", "platlib")]
    others.append(Path(__file__).parents[1])
    lines = [
        (frame.filename, frame.lineno)
        for frame in traceback.extract_tb(trace)
        if "<" not in frame.filename
        and not any(Path(frame.filename).is_relative_to(other) for other in others)
    ]
    return f" ({lines[-1][0]}, line {lines[-1][1]})" if lines else ""

"""Run a documented code sample as it is written.

``samples/`` holds the samples of the published model documentation, unchanged. A sample
is a fragment: methods without a class, classes without imports. :func:`load` puts
methods and fields in a class body, everything else at the top of a module, and gives
the names that the sample leaves open. It edits nothing.
"""

from __future__ import annotations

import ast
import io
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from reactor_runtime import interface

FOLDER = Path(__file__).parent / "samples"

SIZE = (4, 6)


@dataclass
class MyOutput(interface.Output):
    main_video: interface.Video


class Pipe:
    """A model's network: its picture tells what it was given."""

    def __init__(self) -> None:
        self.calls: list[dict[str, Any]] = []

    def forward(self, **arguments: Any) -> np.ndarray:
        self.calls.append(arguments)
        return np.full((*SIZE, 3), 100.0, np.float32)


class Encoder:
    def encode(self, text: str) -> str:
        return f"<{text}>"


class Stubs:
    """What the samples' methods use and do not define."""

    def load(self, config: dict[str, Any]) -> None:
        self.pipe = Pipe()
        self.encoder = Encoder()

    def _vae_encode(self, picture: Image.Image) -> tuple[int, int]:
        return picture.size


def source(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def load(*names: str, base: str = "ReactorModel") -> dict[str, Any]:
    """Return a module with the samples *names* in it.

    Loose methods become the class ``Model``, loose fields the class ``State``.
    """
    texts = [source(f"{name}.py") for name in names]
    top, methods, fields = ([], [], [])
    for text in texts:
        for node, segment in segments(text):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                methods.append(segment)
            elif isinstance(node, ast.AnnAssign):
                fields.append(segment)
            else:
                top.append(segment)
    parts = [
        *top,
        class_source("State", "InputState", fields),
        class_source("Model", f"Stubs, {base}", methods),
    ]
    module = open_names()
    exec(compile("\n".join(parts), "<samples>", "exec", dont_inherit=True), module)
    return module


def segments(text: str) -> Iterator[tuple[ast.stmt, str]]:
    """Yield each statement of *text* with its lines and the comments before it."""
    lines, start = text.split("\n"), 0
    for node in ast.parse(text).body:
        assert node.end_lineno is not None
        yield node, "\n".join(lines[start : node.end_lineno])
        start = node.end_lineno


def class_source(name: str, base: str, members: list[str]) -> str:
    if not members:
        return ""
    return f"class {name}({base}):\n" + textwrap.indent("\n".join(members), "    ")


def open_names() -> dict[str, Any]:
    """Return the names that the samples use without importing them."""
    pipe = Pipe()
    api = {name: getattr(interface, name) for name in interface.__all__}
    return {
        "__name__": "sample",
        **api,
        "Any": Any,
        "Image": Image,
        "MyOutput": MyOutput,
        "Stubs": Stubs,
        "dataclass": dataclass,
        "io": io,
        "load_checkpoint": lambda path: pipe,
    }

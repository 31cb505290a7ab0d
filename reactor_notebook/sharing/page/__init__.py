"""The recorded page: one file with its pictures in it, which asks for nothing else."""

from __future__ import annotations

import base64
import html
import json
import re
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reactor_notebook.sharing.stops import Scrubbed

_PLACE = re.compile(r"\{\{(\w+)\}\}")

_TOLD_OF_CONTROLS = ("label", "kind", "unit", "labels", "start")

MARK = 'name="generator" content="Reactor Notebook"'
"""Says that a file is one of ours."""


def render(
    title: str,
    description: str,
    controls: Sequence[Scrubbed],
    loops: Mapping[str, Sequence[bytes]],
    rate: float,
) -> str:
    """Return the page.

    Args:
        title: What the model is called.
        description: What it is, in a sentence; may be empty.
        controls: What scrubs it.
        loops: WebP pictures of each loop, by the indices of the controls' values,
            joined by commas.
        rate: Frames of a second.
    """
    told = {
        "rate": rate,
        "controls": [
            {key: getattr(one, key) for key in _TOLD_OF_CONTROLS} for one in controls
        ],
        "loops": {
            place: [base64.b64encode(picture).decode() for picture in pictures]
            for place, pictures in loops.items()
        },
    }
    # What ends a script, or begins a comment in one, must not stand in it.
    data = json.dumps(told).replace("<", "\\u003c")
    texts = {
        "title": html.escape(title),
        "description": html.escape(description),
        "style": _read("page.css"),
        "script": _read("page.js"),
        "data": data,
    }
    return _PLACE.sub(lambda found: texts[found[1]], _read("page.html"))


def _read(name: str) -> str:
    return files(__package__).joinpath(name).read_text()

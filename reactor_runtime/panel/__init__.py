"""The panel's built front end, as text.

``frontend/`` holds the TypeScript source and is not installed; ``static/`` holds what
``npm run build`` makes of it, committed, so that nothing here needs Node.
"""

from __future__ import annotations

import functools
import importlib.resources

STATIC_FILES = ("loader.js", "panel.js")


@functools.cache
@functools.cache
def read_static(name: str) -> str:
    """Return the text of the built file *name*, one of :data:`STATIC_FILES`.

    Raises:
        ValueError: No file of that name is built.
        FileNotFoundError: The package was installed without its built front end.
    """
    if name not in STATIC_FILES:
        known = ", ".join(STATIC_FILES)
        raise ValueError(f"No static file {name!r}. Known: {known}.")
    folder = importlib.resources.files("reactor_runtime.panel") / "static"
    return (folder / name).read_text(encoding="utf-8")

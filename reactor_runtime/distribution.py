"""Which version this is, and that no other distribution shares its import name.

PyPI's ``reactor-runtime`` installs a ``reactor_runtime`` package, too. Two
distributions that share one folder overwrite each other's files, and what then fails
is far from the cause; so the first import says it.
"""

from __future__ import annotations

import os
import sys

VERSION = "0.1.0"
"""Of the code itself, so that it is right in a checkout as well; ``pyproject.toml``,
``CHANGELOG.md`` and the front end's ``package.json`` say the same."""

OTHER = "reactor-runtime"


def conflict() -> str | None:
    """Return one line that says what to do, or ``None`` when there is no conflict."""
    if not _is_in_sight():
        return None
    from importlib import metadata

    try:
        version = metadata.version(OTHER)
    except metadata.PackageNotFoundError:
        return None
    return (
        f"{OTHER} {version} and reactor-notebook both install 'reactor_runtime' and "
        f"overwrite each other; keep one: `{sys.executable} -m pip uninstall -y {OTHER}"
        " && pip install --force-reinstall --no-deps reactor-notebook`."
    )


def require_sole_distribution() -> None:
    """Raise ``ImportError`` with that line if there is a conflict."""
    if (line := conflict()) is not None:
        raise ImportError(line)


def _is_in_sight() -> bool:
    """Whether a folder of ``sys.path`` has something that is named like the other one.

    Importing ``importlib.metadata``, which knows exactly, takes a seventh of the time
    of ``import reactor_runtime``; looking at the names takes a hundredth.
    """
    prefix = OTHER.replace("-", "_") + "_"
    for folder in sys.path:
        try:
            names = os.listdir(folder or ".")  # noqa: PTH208 - pathlib's is slower
        except OSError:
            continue
        if any(name.lower().replace("-", "_").startswith(prefix) for name in names):
            return True
    return False

"""Notice another distribution that installs the same import name.

PyPI's ``reactor-runtime`` installs a ``reactor_runtime`` package, too. Two
distributions that share one folder overwrite each other's files, and what then fails
is far from the cause; so the first import says it.
"""

from __future__ import annotations

import sys
from importlib import metadata

OTHER = "reactor-runtime"
OWN = "reactor-notebook"


def installed_version() -> str:
    """Return the version of this package; ``0`` where it is not installed."""
    try:
        return metadata.version(OWN)
    except metadata.PackageNotFoundError:
        return "0"


def conflict() -> str | None:
    """Return one line that says what to do, or ``None`` when there is no conflict."""
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

"""Load a model class in a notebook and steer it: ``%load_ext reactor_notebook``.

The names are imported when they are first used: the Jupyter Server, which loads only
:mod:`reactor_notebook.relay`, needs nothing of the kit.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from reactor_runtime.distribution import VERSION, require_sole_distribution

# Before anything that another distribution's files would break.
require_sole_distribution()

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from reactor_notebook.api import (
        reactor_export,
        reactor_load,
        reactor_status,
        reactor_stop,
    )
    from reactor_notebook.handle.handle import Handle
    from reactor_notebook.sharing.command import reactor_share

__all__ = [
    "Handle",
    "__version__",
    "load_ipython_extension",
    "reactor_export",
    "reactor_load",
    "reactor_share",
    "reactor_status",
    "reactor_stop",
    "unload_ipython_extension",
]

__version__: str = VERSION

_HOMES = {
    "Handle": "reactor_notebook.handle.handle",
    "reactor_export": "reactor_notebook.api",
    "reactor_load": "reactor_notebook.api",
    "reactor_share": "reactor_notebook.sharing.command",
    "reactor_status": "reactor_notebook.api",
    "reactor_stop": "reactor_notebook.api",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Add the magics to *shell*; what ``%load_ext reactor_notebook`` calls."""
    from reactor_notebook.extension import load

    load(shell)


def unload_ipython_extension(shell: InteractiveShell) -> None:
    """Stop every session and take the magics away again."""
    from reactor_notebook.extension import unload

    unload(shell)

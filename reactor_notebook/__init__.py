"""Load a model class in a notebook and steer it: ``%load_ext reactor_notebook``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reactor_runtime.distribution import require_sole_distribution

# Before anything that another distribution's files would break.
require_sole_distribution()

from reactor_notebook.handle import Handle  # noqa: E402
from reactor_notebook.kit import (  # noqa: E402
    reactor_load,
    reactor_status,
    reactor_stop,
)

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

__all__ = [
    "Handle",
    "load_ipython_extension",
    "reactor_load",
    "reactor_status",
    "reactor_stop",
    "unload_ipython_extension",
]


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Add the magics to *shell*; what ``%load_ext reactor_notebook`` calls."""
    from reactor_notebook.extension import load

    load(shell)


def unload_ipython_extension(shell: InteractiveShell) -> None:
    """Stop every session and take the magics away again."""
    from reactor_notebook.extension import unload

    unload(shell)

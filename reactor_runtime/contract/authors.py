"""Which modules an author wrote, and which are Python's, ours or installed."""

from __future__ import annotations

import functools
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reactor_runtime.interface.model import ReactorModel

_NOT_AUTHORS = sys.stdlib_module_names - {"__main__"} | {
    "reactor_runtime",
    "reactor_notebook",
}


def is_authors(module: str | None, model: type[ReactorModel]) -> bool:
    """Whether *module* is code of the author of *model*.

    It is, unless it is Python's, this package's, or an installed package other than the
    model's own. A package that is installed to be edited lies where its author does.

    Args:
        module: Its name, as in ``sys.modules``.
        model: The model, whose own package counts wherever it is.
    """
    if not isinstance(module, str):
        return False
    package = module.partition(".")[0]
    if package == model.__module__.partition(".")[0]:
        return True
    if package in _NOT_AUTHORS:
        return False
    file = getattr(sys.modules.get(module), "__file__", None)
    if file is None:
        return module == "__main__"
    return not str(file).startswith(_installed())


@functools.cache
def _installed() -> tuple[str, ...]:
    import sysconfig  # takes a while, and is needed where a class is loaded

    return tuple(
        f"{sysconfig.get_path(name)}{os.sep}" for name in ("purelib", "platlib")
    )

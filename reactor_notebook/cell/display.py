"""Show things in the notebook: outputs under a display id, and where errors go."""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Callable

    from IPython.core.interactiveshell import InteractiveShell

Bundle = dict[str, str]
"""An output: texts by mime type."""


def current_shell() -> InteractiveShell | None:
    """Return the IPython shell that runs this code, ``None`` in plain Python."""
    module = sys.modules.get("IPython")
    if module is None:
        return None
    get = cast("Callable[[], InteractiveShell | None]", module.get_ipython)
    return get()


def has_panels() -> bool:
    """Whether this code runs in a kernel, whose pages can show a panel."""
    return getattr(current_shell(), "kernel", None) is not None


def publish(bundle: Bundle, display_id: str, is_update: bool) -> None:  # noqa: FBT001
    """Show *bundle* as an output of the current cell, or replace the one shown.

    Without IPython nothing is shown.
    """
    shell = current_shell()
    if shell is None:
        return
    shell.display_pub.publish(
        dict(bundle), {}, transient={"display_id": display_id}, update=is_update
    )


def print_error(text: str) -> None:
    """Write *text* to the error output; a closed one is ignored."""
    with contextlib.suppress(ValueError, OSError):
        print(text, file=sys.stderr, flush=True)  # noqa: T201 - the cell's own output


def called(path: str) -> str:
    """Return what IPython calls the cell that *path* stands for; else *path*."""
    compiler = getattr(current_shell(), "compile", None)
    described = getattr(compiler, "format_code_name", lambda _: None)(path)
    return path if described is None else " ".join(described)

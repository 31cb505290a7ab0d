"""What ``%load_ext reactor_notebook`` adds to a shell, and how it is taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reactor_notebook.api import CELLS, controller
from reactor_notebook.cell.asking import ASKING
from reactor_notebook.cell.awaiting import AwaitTransformer
from reactor_notebook.cell.tracebacks import restore_tracebacks, shorten_tracebacks
from reactor_notebook.cell.unawaited import UNAWAITED
from reactor_notebook.magics import ReactorMagics
from reactor_notebook.tuning.cells.comm import close_cells, open_cells
from reactor_notebook.tuning.cells.sources import CELL_SOURCES

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

MAGICS = (
    "reactor_load",
    "reactor_stop",
    "reactor_status",
    "reactor_export",
    "reactor_share",
)


def load(shell: InteractiveShell) -> None:
    """Register the magics, the transformer, the cell watch and short tracebacks.

    Pages that can change their cells are heard from now on.
    Doing it again changes nothing.
    """
    unhook(shell)
    shell.register_magics(ReactorMagics(shell, controller()))
    shell.input_transformers_post.append(AwaitTransformer(shell))
    CELL_SOURCES.begin()
    for event, callback in _HOOKS:
        shell.events.register(event, callback)
    shorten_tracebacks(shell)
    UNAWAITED.watch(shell, is_loading=True)
    open_cells(getattr(shell, "kernel", None))


def unload(shell: InteractiveShell) -> None:
    """Stop every session and remove what :func:`load` added."""
    controller().stop()
    unhook(shell)
    for name in MAGICS:
        shell.magics_manager.magics["line"].pop(name, None)


def unhook(shell: InteractiveShell) -> None:
    """Remove from *shell* what stands in its ways, if it is there."""
    shell.input_transformers_post[:] = [
        transform
        for transform in shell.input_transformers_post
        if not isinstance(transform, AwaitTransformer)
    ]
    for event, callback in _HOOKS:
        if callback in shell.events.callbacks[event]:
            shell.events.unregister(event, callback)
    restore_tracebacks(shell)
    UNAWAITED.leave(shell)
    close_cells()


def _after_cell(_: object) -> None:
    controller().check_classes()


# In this order at a cell's end: its classes are noted before they are compared.
_HOOKS = (
    ("pre_run_cell", CELLS.before_cell),
    ("pre_run_cell", ASKING.before_cell),
    ("post_run_cell", ASKING.after_cell),
    ("pre_run_cell", CELL_SOURCES.before_cell),
    ("post_run_cell", CELL_SOURCES.after_cell),
    ("post_run_cell", _after_cell),
)

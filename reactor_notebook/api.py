"""The one controller of a kernel, and the plain functions behind the magics."""

from __future__ import annotations

import atexit
import functools
import sys
from typing import TYPE_CHECKING, Any

from reactor_notebook.cell.display import current_shell
from reactor_notebook.cell.pending import settle
from reactor_notebook.cell.surroundings import is_within_cell
from reactor_notebook.cell.tracebacks import shorten_tracebacks
from reactor_notebook.cell.unawaited import UNAWAITED
from reactor_notebook.controller import Controller
from reactor_notebook.options import LoadOptions

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from reactor_notebook.cell.pending import Pending
    from reactor_notebook.handle.handle import Handle
    from reactor_runtime.interface import ReactorModel


class CellWatch:
    """Remembers the id of the cell that began last, as IPython tells it."""

    def __init__(self) -> None:
        self.cell_id: str | None = None

    def before_cell(self, info: Any) -> None:
        """Take the id that the front end gave; IPython's ``pre_run_cell`` event.

        A cell within a cell belongs to the outer one.
        """
        if not is_within_cell():
            self.cell_id = getattr(info, "cell_id", None)


CELLS = CellWatch()


@functools.cache
def controller() -> Controller:
    """Return this process's controller; it ends every session at exit."""
    shell = current_shell()
    if shell is not None:
        shorten_tracebacks(shell)
        UNAWAITED.watch(shell)
    made = Controller(lambda: current_cell(CELLS), _namespace)
    atexit.register(made.close)
    return made


def reactor_load(
    source: type[ReactorModel] | str | Path,
    *,
    config: Mapping[str, object] | str | Path | None = None,
    thread: bool = False,
    name: str | None = None,
    idle_stop: float | None = None,
    codec: str | None = None,
    quality: int | None = None,
    max_size: int | None = None,
    prints: str | None = None,
    defaults: bool = False,
) -> Handle:
    """Load a model and show its panel.

    With a running event loop ``await`` the handle that comes back: when the ``await``
    ends the model is loaded, and its first frame exists or 2 s have passed. Without one
    the model gets a thread of its own and the call blocks instead.

    Args:
        source: A model class, the name of one, ``module:Class``, ``file.py:Class`` or a
            folder with ``reactor.yaml``.
        config: What ``load()`` gets: a mapping, or the path of a YAML file.
        thread: Whether the model gets a thread of its own even in a notebook.
        name: Name of the session; loading under it again replaces it.
        idle_stop: Seconds without a visible panel after which the model is paused.
        codec: ``"jpeg"``, ``"h264"`` or ``"vp8"`` for every panel that can decode it;
            by default what the link to each panel suggests.
        quality: 1 to 100, instead of one that follows the link.
        max_size: Longest side in pixels of what panels are sent.
        prints: ``"cell"``: what the model prints goes on to the cell after the load,
            too, and not to the panel's log alone.
        defaults: Whether to forget the values that a person has set in the session that
            is replaced; else the new one starts with them.

    Raises:
        TargetError: There is no such model; whatever ran goes on.
        OptionError: An option is none that there is.
        ModelLoadError: ``load()`` raised (with a running loop, at the ``await``).
    """
    options = LoadOptions(
        config=config,
        thread=thread,
        name=name,
        idle_stop=idle_stop,
        codec=codec,
        quality=quality,
        max_size=max_size,
        prints=prints,
        defaults=defaults,
    )
    return controller().load(source, options)


def reactor_stop(name: str | None = None) -> Pending[None]:
    """Stop the session called *name*, by default every session.

    Raises:
        SessionStateError: No session has that name.
    """
    return settle(controller().stop(name))


def reactor_status() -> str:
    """Return one line for each session."""
    return controller().status()


def reactor_export(name: str | None = None, *, write: bool = False) -> str:
    """Return what was tuned as a difference to its source, or write it there.

    Args:
        name: The session, by default every one.
        write: Whether to write it; what was written comes back then.

    Raises:
        SessionStateError: No session has that name.
        TuningError: It cannot be written safely; nothing was.
    """
    return controller().export(name, write=write)


def _namespace() -> Mapping[str, object]:
    shell = current_shell()
    if shell is not None:
        namespace: Mapping[str, object] = shell.user_ns
        return namespace
    return vars(sys.modules["__main__"])


def current_cell(watch: CellWatch) -> str | None:
    """Return the id of the cell whose code asks, ``None`` if nobody gave it one.

    The kernel knows it for the code that asks, also while another cell runs; elsewhere
    it is the cell that *watch* saw begin.
    """
    kernel = getattr(current_shell(), "kernel", None)
    if kernel is None:
        return watch.cell_id
    parent: Mapping[str, Any] = kernel.get_parent() or {}
    found = (parent.get("metadata") or {}).get("cellId")
    return found if isinstance(found, str) else watch.cell_id

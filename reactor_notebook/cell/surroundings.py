"""What runs the code that asks, as the frames under it show.

IPython runs a cell's text itself, hands it to other magics as text (``%%time``), runs a
cell within a cell (``%%capture``, ``%run``), or is called back by somebody's code; what
it runs is not told which. Whether text may contain an ``await`` depends on it.
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

from reactor_notebook.cell.pending import running_loop

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

_SHELL = "IPython.core.interactiveshell"
_RUNNERS = "IPython.core.async_helpers"

_LOOP_RUNNERS = frozenset({"__call__", "_asyncio_runner"})
_CALLED_BY_CODE = frozenset({"run_code", "run_line_magic", "run_cell_magic"})


def may_await() -> bool:
    """Return whether text that a shell makes Python of now may be awaited.

    It may where a kernel or a terminal has it made of a cell. Not where a magic does,
    or code that runs already; and not where a cell is run by a plain call while an
    event loop runs, which that call would have to wait for.
    """
    for module, function in _callers():
        if module == _SHELL:
            if function == "run_cell_async":
                return True
            if function == "run_cell":
                return running_loop() is None
            if function in _CALLED_BY_CODE:
                return False
    return True


def is_within_cell() -> bool:
    """Return whether a cell's code is what has led here."""
    return (_SHELL, "run_code") in _callers()


def loop_ends_with_cell() -> bool:
    """Return whether the event loop that runs does so only while a cell does.

    So it is in IPython's terminal, and wherever a shell runs cells by plain calls.
    """
    return any(
        module == _RUNNERS and function in _LOOP_RUNNERS
        for module, function in _callers()
    )


def _callers() -> Iterator[tuple[str, str]]:
    """Yield module and function of what runs in this thread, innermost first."""
    frame: FrameType | None = inspect.currentframe()
    while frame is not None:
        yield frame.f_globals.get("__name__", ""), frame.f_code.co_name
        frame = frame.f_back

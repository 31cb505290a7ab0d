"""Show progress bars that are widgets as lines: ``tqdm`` in a notebook draws them so.

A text bar is a line that its model prints. A widget's bar prints nothing, and while
``load`` blocks the kernel's loop its page may not draw it. So whoever loads asks
``tqdm``, if something has imported it, for the bars that have come since.
"""

from __future__ import annotations

import sys
import weakref
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reactor_notebook.link import IoThread
    from reactor_notebook.prints import Prints

PERIOD_SECONDS = 0.5


class ProgressBars:
    """Tells new widget bars of this process to *prints*, twice a second.

    From construction until :meth:`end`. It runs on the I/O thread, and so also while
    the model's code keeps its loop.
    """

    def __init__(self, io: IoThread, prints: Prints) -> None:
        self._prints = prints
        self._older = [weakref.ref(bar) for bar in _widget_bars()]
        self._cancel = io.every(PERIOD_SECONDS, self._tell)

    def end(self) -> None:
        """Stop telling, after a last time."""
        self._cancel()
        self._tell()

    def _tell(self) -> None:
        for bar in _widget_bars():
            if not any(older() is bar for older in self._older):
                self._prints.show(id(bar), str(bar))


def _widget_bars() -> Iterator[object]:
    """The bars that are now on display as widgets."""
    tqdm = getattr(sys.modules.get("tqdm.std"), "tqdm", None)
    try:
        bars = tuple(getattr(tqdm, "_instances", ()))
    except RuntimeError:  # a bar came or went meanwhile
        return
    for bar in bars:
        if hasattr(bar, "container"):
            yield bar

"""What people call the code of a file, where a path tells them nothing.

A notebook compiles each cell as a file of its own that nobody has ever seen. Who knows
better says so here, once for the process.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from traceback import FrameSummary


class Sources:
    """Names files of code."""

    def __init__(self) -> None:
        self.called: Callable[[str], str] = str
        """Returns what people call the file of a path; the path where it knows none."""

    def rename(self, frame: FrameSummary) -> FrameSummary:
        """Let *frame* say the name of its file, and its line of code as before."""
        _ = frame.line  # read by the path, and kept
        frame.filename = self.called(frame.filename)
        return frame


SOURCES = Sources()
"""The names of this process."""

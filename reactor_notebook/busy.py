"""Where the code of a model is that keeps its thread."""

from __future__ import annotations

import sys
import traceback
from typing import TYPE_CHECKING

from reactor_notebook.display import current_shell
from reactor_runtime.engine.guard import is_runtime, own_frame

if TYPE_CHECKING:
    from traceback import FrameSummary


def busy_place(thread: int | None) -> str:
    """Return the line of an author's that *thread* is in, in words for a person.

    Args:
        thread: A thread on which the engine runs a model's code.

    Returns:
        Such as ``Cell In[3], line 7, in load``; empty where no code of an author runs.
    """
    frames = sys._current_frames()  # noqa: SLF001 - what faulthandler shows, in words
    innermost = frames.get(thread) if thread is not None else None
    if innermost is None:
        return ""
    frame = own_frame(_called_by_runtime(traceback.extract_stack(innermost)))
    if frame is None:
        return ""
    return f"{_file(frame.filename)}, line {frame.lineno}, in {frame.name}"


def _called_by_runtime(stack: list[FrameSummary]) -> list[FrameSummary]:
    """Leave out what runs the engine's loop: the thread, asyncio."""
    first = next((n for n, f in enumerate(stack) if is_runtime(f.filename)), len(stack))
    return stack[first:]


def _file(name: str) -> str:
    """Return what IPython calls a cell, for anything else the file's own name."""
    compiler = getattr(current_shell(), "compile", None)
    described = getattr(compiler, "format_code_name", lambda _: None)(name)
    return name if described is None else " ".join(described)

"""Where the code of a model is that keeps its thread."""

from __future__ import annotations

from reactor_notebook.display import current_shell
from reactor_runtime.engine.guarding.guard import own_frames
from reactor_runtime.engine.guarding.spinning import Place


def busy_place(thread: int | None) -> str:
    """Return the line of an author's that *thread* is in, in words for a person.

    Args:
        thread: A thread on which the engine runs a model's code.

    Returns:
        Such as ``Cell In[3], line 7, in load``; empty where no code of an author runs.
    """
    own = own_frames(thread) if thread is not None else []
    return in_words(Place.of(own[-1])) if own else ""


def in_words(place: Place) -> str:
    """Return *place* as IPython says it of a cell, of a file by its name."""
    return f"{called(place.filename)}, line {place.line}, in {place.function}"


def called(path: str) -> str:
    """Return what IPython calls the cell that *path* stands for; else *path*."""
    compiler = getattr(current_shell(), "compile", None)
    described = getattr(compiler, "format_code_name", lambda _: None)(path)
    return path if described is None else " ".join(described)

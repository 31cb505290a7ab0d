"""Which code keeps an event loop busy by giving it back and taking it at once."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from reactor_runtime.engine.guard import Guarded, is_runtime

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

_ASYNCIO = asyncio.__file__.rpartition("/")[0]


def spinning_place(loop: asyncio.AbstractEventLoop) -> str:
    """Return the author's line of a task that is ready to run, in words.

    Args:
        loop: A loop between two of its turns, on which no task waits for anything.

    Returns:
        Such as ``/home/a/model.py:7 in run``; empty where no code of an author is.
    """
    for task in asyncio.all_tasks(loop):
        # A private name, and nothing is found where it is missing.
        if getattr(task, "_fut_waiter", loop) is not None:
            continue
        for frame in reversed(list(_frames_of(task))):
            code = frame.f_code
            if not (is_runtime(code.co_filename) or _is_asyncio(code.co_filename)):
                return f"{code.co_filename}:{frame.f_lineno} in {code.co_name}"
    return ""


def _frames_of(task: asyncio.Task[Any]) -> Iterator[FrameType]:
    """Yield the frames that *task* is suspended in, the model's own last."""
    yield from _suspended(task.get_coro())
    driven = Guarded.in_task(task)
    if driven is not None:
        yield from _suspended(driven.awaitable)


def _suspended(awaitable: Any) -> Iterator[FrameType]:
    while awaitable is not None:
        for kind in ("cr", "gi", "ag"):
            frame = getattr(awaitable, f"{kind}_frame", None)
            if frame is not None:
                yield frame
                name = "gi_yieldfrom" if kind == "gi" else f"{kind}_await"
                awaitable = getattr(awaitable, name, None)
                break
        else:
            return


def _is_asyncio(filename: str) -> bool:
    return filename.startswith(_ASYNCIO)

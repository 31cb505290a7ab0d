"""Which code keeps an event loop busy by giving it back and taking it at once."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from reactor_runtime.engine.guarding.guard import Guarded, is_runtime
from reactor_runtime.engine.guarding.spinning import Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import FrameType

_ASYNCIO = asyncio.__file__.rpartition("/")[0]


def spinning_place(tasks: Iterable[asyncio.Task[Any]]) -> Place | None:
    """Return the author's line of a task that is ready to run and waits for nothing.

    Args:
        tasks: Of a loop that is between two of its turns.

    Returns:
        ``None`` where no code of an author is ready.
    """
    for task in tasks:
        # A private name, and nothing is found where it is missing.
        if getattr(task, "_fut_waiter", task) is not None:
            continue
        for frame in reversed(list(_frames_of(task))):
            code = frame.f_code
            if not (is_runtime(code.co_filename) or _is_asyncio(code.co_filename)):
                return Place.of(frame)
    return None


def model_tasks() -> list[asyncio.Task[Any]]:
    """Return the running loop's tasks in which engines drive code of their models."""
    tasks = asyncio.all_tasks()
    return [task for task in tasks if Guarded.in_task(task) is not None]


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

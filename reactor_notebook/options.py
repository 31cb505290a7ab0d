"""What a load was asked to do, after parsing and before anything has started."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from reactor_runtime.contract.target import Target

FIRST_FRAME_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """How to load one model.

    Args:
        label: What people call the session: its name, else the model's.
        resolve: Finds the model anew; what ``reload()`` calls. Raises TargetError.
        thread: Whether the engine gets a thread of its own.
        idle_stop: Seconds without a visible panel after which the model is paused,
            ``None`` for never.
    """

    label: str
    resolve: Callable[[], Target]
    thread: bool = False
    idle_stop: float | None = None

"""The line in which parts of uploaded files wait for the disk."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any, TypeAlias

from reactor_runtime.errors import UploadError
from reactor_runtime.supervision import SupervisedTask, logged
from reactor_runtime.weight import KIB, MIB, in_words

MOST_WAITING = 64 * MIB

_STEP = 4 * KIB

Step: TypeAlias = Callable[[], Coroutine[Any, Any, None]]
"""Writes a part of a file on a helper thread and sees to its outcome."""


class UploadLine:
    """Does what the viewers of one session have to write, one step after another.

    It lives on the delivery side's loop, which goes on while a step waits for a disk.
    At most 64 MiB wait, with 4 KiB for each step; more is refused. A page that waits
    for its answers, as the protocol says, has at most 3 MiB of a file in line. Steps
    see to their own failures.
    """

    def __init__(self) -> None:
        self._steps: deque[tuple[Step, int]] = deque()
        self._waiting = 0
        self._task: SupervisedTask[None] | None = None

    def check_room(self, size: int) -> None:
        """Raise UploadError, ``"overloaded"``, if *size* bytes more are too many."""
        if self._waiting + _STEP + size > MOST_WAITING:
            raise UploadError(
                "overloaded",
                f"{in_words(self._waiting)} of files wait for the disk, at most "
                f"{in_words(MOST_WAITING)} may. Send the file again later, and each "
                "chunk once the one before is answered.",
            )

    def join(self, step: Step, size: int = 0) -> None:
        """Let *step*, with *size* bytes, be done in its turn, whatever waits."""
        self._steps.append((step, _STEP + size))
        self._waiting += _STEP + size
        if self._task is None or self._task.done():
            failed = logged("Writing uploaded files")
            self._task = SupervisedTask(
                self._serve(), name="upload-line", failed=failed
            )

    async def _serve(self) -> None:
        while self._steps:
            step, weight = self._steps.popleft()
            try:
                await step()
            finally:
                self._waiting -= weight

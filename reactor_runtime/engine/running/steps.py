"""Count the model's steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reactor_runtime.session.entry import LogKind

if TYPE_CHECKING:
    from reactor_runtime.engine.core import Core


@dataclass(frozen=True, slots=True)
class Step:
    """One pass of the model: one ``yield``, or from one ``emit`` to the next.

    Args:
        index: Position among the session's steps, from 1.
        started_at: Seconds on the engine's clock.
        command: Number of the newest command that had run before it, 0 if none.
    """

    index: int = 0
    started_at: float = 0.0
    command: int = 0


class Steps:
    """The steps of one session. Use it on the engine's loop."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self.current = Step()
        """The step that runs or ran last."""
        self.ended = 0
        """Index of the newest step that has ended."""
        self.handled_command = 0
        """Number of the newest command whose handler has run."""

    def begin(self) -> None:
        """Start the next step, unless one has been started and not ended."""
        index = max(self.current.index, self.ended + 1)
        is_new = index != self.current.index
        now = self._core.clock.now()
        self.current = Step(index, now, self.handled_command)
        if is_new:
            with self._core.lock:
                self._core.session.step = index
                self._core.note(LogKind.STEP_STARTED, f"Step {index} started")

    def end(self) -> float:
        """End the step; returns the seconds that it took."""
        index = self.current.index
        seconds = self._core.clock.now() - self.current.started_at
        if self.ended < index:
            self.ended = index
            text = f"Step {index} ended"
            self._core.note(LogKind.STEP_ENDED, text, data={"seconds": seconds})
            self._core.progress.fire()
        return seconds

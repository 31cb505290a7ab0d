"""Hold the model between two steps, and let it go on."""

from __future__ import annotations

from reactor_runtime.engine.pulse import Pulse


class StepGate:
    """What the model passes before each step.

    While it is held, each permit lets one step through. Use it on the engine's loop.
    """

    def __init__(self) -> None:
        self._is_held = False
        self._permits = 0
        self._holds = 0
        self._changed = Pulse()
        self._abandoned = 0

    @property
    def is_held(self) -> bool:
        """Whether steps need a permit."""
        return self._is_held

    @property
    def permits(self) -> int:
        """How many more steps may begin while it is held."""
        return self._permits

    @property
    def holds(self) -> int:
        """How often permits may have been lost so far."""
        return self._holds

    def hold(self) -> None:
        """Hold the model before its next step; permits not used are lost."""
        self._is_held = True
        self._permits = 0
        self._holds += 1

    def release(self) -> None:
        """Let the model run freely."""
        self._is_held = False
        self._permits = 0
        self._changed.fire()

    def permit(self, steps: int) -> None:
        """Let *steps* more steps through."""
        self._permits += steps
        self._changed.fire()

    def abandon(self) -> None:
        """Send away whoever waits, because the presence has ended."""
        self._abandoned += 1
        self._changed.fire()

    async def enter(self) -> bool:
        """Wait until a step may begin; ``False`` if it will not."""
        abandoned = self._abandoned
        while self._is_held and self._permits == 0:
            await self._changed.wait()
            if abandoned != self._abandoned:
                return False
        if self._is_held:
            self._permits -= 1
        return True

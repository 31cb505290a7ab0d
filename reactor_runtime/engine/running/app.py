"""The steps of a ``ReactorApp``, as a pipeline's driver makes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reactor_runtime.engine.guarding.guard import ModelInterruptedError, call, guarded
from reactor_runtime.engine.running.runner import StepRefusedError
from reactor_runtime.interface.app import ApplicationError, StepCompleted, StepOutcome
from reactor_runtime.session.entry import LogKind

if TYPE_CHECKING:
    from typing import Any

    from reactor_runtime.engine.core import Core


class AppSteps:
    """Takes the place of a generator: each advance is one step of the three methods."""

    name = "A step"

    def __init__(self, core: Core) -> None:
        self._core = core
        self._wrong: BaseException | None = None
        self._reason: str | None = None
        self._given: Any = None
        self.has_yielded = False

    def refuse(self, error: BaseException) -> None:
        """Fail with *error*, which the last output was, at the next advance."""
        self._wrong = error

    async def prepare(self) -> None:
        """Take the step's input.

        Raises:
            StepRefusedError: ``process_input`` has nothing to make a step of.
            Exception: What else it raised.
        """
        core = self._core
        try:
            self._given = await call(core.guard, lambda: core.model.process_input())
        except ApplicationError as refusal:
            if refusal.reason != self._reason:
                self._reason = refusal.reason
                why = refusal.reason or "process_input gives no reason"
                core.note(LogKind.NOTE, f"No step is made: {why}")
            raise StepRefusedError from refusal
        self._reason = None

    async def advance(self) -> object:
        """Make one step; returns what it shows, ``None`` for nothing.

        Raises:
            Exception: What the model's code raised.
        """
        wrong, self._wrong = self._wrong, None
        if wrong is not None:
            raise wrong
        given, self._given = self._given, None
        outcome = self._generate(given)
        core = self._core
        done = await call(core.guard, lambda: core.model.process_output(outcome))
        self.has_yielded = True
        if not isinstance(done, StepCompleted):
            return done
        if done.error is not None:
            core.error("A step was completed in spite of", done.error)
        return done.output

    async def close(self) -> None:
        """Do nothing: nothing is left between two steps."""

    def _generate(self, given: object) -> StepOutcome:
        core = self._core
        began = core.clock.now()
        try:
            result = guarded(core.guard, lambda: core.model.generate(given))
        except ModelInterruptedError:
            raise
        except Exception as error:  # noqa: BLE001 - process_output judges it
            return StepOutcome(None, error, core.clock.now() - began)
        return StepOutcome(result, None, core.clock.now() - began)

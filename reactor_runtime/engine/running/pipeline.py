"""Step a pipeline's generator, or a step loop, presence after presence."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from reactor_runtime.engine.guarding.guard import ModelInterruptedError, guarded
from reactor_runtime.engine.running.runner import (
    PATIENCE,
    GeneratorEndedError,
    StepRefusedError,
    end_task,
)
from reactor_runtime.interface.model import is_idle
from reactor_runtime.streaming.pacing import BREATH

if TYPE_CHECKING:
    from collections.abc import Callable

    from reactor_runtime.engine.core import Core
    from reactor_runtime.engine.dispatcher import Dispatcher
    from reactor_runtime.engine.running.emitter import Emitter
    from reactor_runtime.engine.running.outputs import Batch
    from reactor_runtime.engine.running.runner import Advancing
    from reactor_runtime.engine.running.steps import Steps
    from reactor_runtime.engine.state_report import StateReport
    from reactor_runtime.supervision import SupervisedTask

# Less than a frame's time at 120 per second.
REFUSED_SECONDS = 0.005
"""How soon a model that had nothing to make a step of is asked again."""


class PipelineDriver:
    """Makes a generator for each presence, steps it, and closes it.

    It owns one task, which lives as long as the presence.

    Args:
        core: Shared by the engine's parts.
        emitter: Where frames go.
        steps: Counts the steps.
        state: Told after each step.
        make: Makes what is advanced: a generator, or a step loop.
    """

    def __init__(
        self,
        core: Core,
        emitter: Emitter,
        steps: Steps,
        state: StateReport,
        make: Callable[[Core], Advancing],
    ) -> None:
        self._core = core
        self._make = make
        self._emitter = emitter
        self._steps = steps
        self._state = state
        self._dispatcher: Dispatcher | None = None
        self._task: SupervisedTask[None] | None = None
        self._is_unfinished = False

    def start(self) -> None:
        """Do nothing: a generator is made when a presence begins."""

    def begin_presence(self, dispatcher: Dispatcher) -> None:
        """Make a generator and step it."""
        self._is_unfinished = False
        self._dispatcher = dispatcher
        self._task = self._core.supervise(self._drive(dispatcher), "reactor-steps")

    async def end_presence(self) -> None:
        """Let the running step end and close the generator."""
        task, self._task = self._task, None
        if task is not None:
            await end_task(task, PATIENCE)
        self._dispatcher = None

    async def restart(self) -> None:
        """Close the generator, if one is left, and make a new one."""
        task, self._task = self._task, None
        if task is not None:
            await end_task(task)
        if self._dispatcher is not None:
            self.begin_presence(self._dispatcher)

    def halt(self) -> None:
        """Cancel the step that runs; the generator is closed."""
        if self._task is not None:
            self._task.dismiss()

    async def stop(self) -> None:
        """Do nothing more than the end of the presence did."""
        await self.end_presence()

    async def _drive(self, dispatcher: Dispatcher) -> None:
        while self._core.is_present():
            began = self._core.clock.now()
            if not await self._generate(dispatcher):
                return
            # A generator that returns is made again, at most at the frame rate.
            again = began + self._emitter.rate.interval - self._core.clock.now()
            await dispatcher.ended.wait(max(again, BREATH))

    async def _generate(self, dispatcher: Dispatcher) -> bool:
        """Run one generator to its end; returns whether to make another."""
        name = "inference()"
        try:
            generation = self._make(self._core)
            name = generation.name
            try:
                while await self._step(dispatcher, generation):
                    pass
            finally:
                await self._close(generation)
        except ModelInterruptedError as error:
            self._steps.end()
            self._core.interrupted(f"step {self._steps.current.index}", error)
        except Exception as error:  # noqa: BLE001 - the failure is the news
            self._steps.end()
            self._core.fail(f"{name} raised", error)
            return False
        return True

    async def _close(self, generation: Advancing) -> None:
        try:
            await generation.close()
        except ModelInterruptedError as error:
            self._core.interrupted(f"{generation.name} while it was closed", error)
        except Exception as error:  # noqa: BLE001 - contained, and shown
            self._core.error(f"{generation.name} raised while it was closed", error)

    async def _step(self, dispatcher: Dispatcher, generation: Advancing) -> bool:
        """Make one step and show it; ``False`` if it was the last."""
        if not self._core.is_present():
            return False
        gate = self._core.gate
        if not self._is_unfinished and not await gate.enter():
            return self._core.is_present()
        holds = gate.holds
        async with dispatcher.turn:
            # In the turn, so that no handler runs between this and the step's end.
            await dispatcher.drain()
            # A handler may have sent the last client away.
            if not self._core.is_present():
                return False
            try:
                await generation.prepare()
                self._steps.begin()
                batch, created_at = await self._advance(generation)
            except StepRefusedError:
                self._state.report()
                is_refused = True
            except GeneratorEndedError:
                # The next generator finishes the step, unless there is nothing to hope.
                self._is_unfinished = generation.has_yielded
                if not self._is_unfinished:
                    self._steps.end()
                return False
            else:
                is_refused = self._is_unfinished = False
                step, seconds = self._steps.current, self._steps.end()
                self._state.report()
        if is_refused:
            if gate.is_held and holds == gate.holds:
                gate.permit(1)  # what let this step through lets the next try through
            await dispatcher.ended.wait(REFUSED_SECONDS)
        elif batch is None:
            await self._idle(dispatcher)
        else:
            self._emitter.measure(seconds, batch)
            await self._emitter.show(batch, step, created_at)
        return True

    async def _advance(self, generation: Advancing) -> tuple[Batch | None, float]:
        """Run to the next output and return it, with the time at which it came.

        What is wrong with an output is raised in the model's code, at its ``yield``.
        Where that goes on with a wrong one again, the step shows nothing, and the next
        begins with the error: a model that catches it must not keep the loop.
        """
        output = await generation.advance()
        for is_last in (False, True):
            created_at = self._core.clock.now()
            if is_idle(output):
                return None, created_at
            try:
                # What was yielded may be read by code of the author's.
                batch = guarded(self._core.guard, self._emitter.convert, output)
                return batch, created_at
            except TypeError as error:
                generation.refuse(error)
            if not is_last:
                output = await generation.advance()
        return None, self._core.clock.now()

    async def _idle(self, dispatcher: Dispatcher) -> None:
        """Wait for a command, an input frame or one frame's time."""
        began = self._core.clock.now()
        await dispatcher.ran.wait(self._emitter.rate.interval)
        rest = BREATH - (self._core.clock.now() - began)
        if rest > 0:
            await asyncio.sleep(rest)

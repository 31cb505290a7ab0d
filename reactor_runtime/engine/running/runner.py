"""Drive a model's own loop: ``run()``, or the steps of ``inference()``."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Protocol

from reactor_runtime.engine.guarding.guard import (
    Guarded,
    ModelInterruptedError,
    guarded,
)
from reactor_runtime.errors import BufferClosed
from reactor_runtime.session.entry import LogKind
from reactor_runtime.session.status import SessionStatus

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from reactor_runtime.engine.core import Core
    from reactor_runtime.engine.dispatcher import Dispatcher
    from reactor_runtime.engine.running.emitter import Emitter
    from reactor_runtime.engine.running.steps import Steps
    from reactor_runtime.supervision import SupervisedTask

PATIENCE = 2.0
"""Seconds that model code gets to end by itself before it is cancelled."""


class Runner(Protocol):
    """What drives one model, presence after presence, on the engine's loop."""

    def start(self) -> None:
        """Begin, after ``load``."""

    def begin_presence(self, dispatcher: Dispatcher) -> None:
        """Generate: ``self.connected`` has just been set."""

    async def end_presence(self) -> None:
        """Let the running step end: ``self.connected`` has just been cleared."""

    async def restart(self) -> None:
        """End what runs, or has failed, and run it again."""

    def halt(self) -> None:
        """End what runs soon, because the session has failed; restart goes on."""

    async def stop(self) -> None:
        """End what runs, and leave no task."""


async def end_task(task: SupervisedTask[Any], patience: float = 0.0) -> None:
    """End *task* and wait for it; model code that ignores that is closed.

    Args:
        task: The task, which the caller owns.
        patience: Seconds that it gets to end by itself.
    """
    if patience and is_waitable(task):
        await asyncio.wait([task], timeout=patience)
    for attempt in range(3):
        if task.done():
            break
        if attempt and (running := Guarded.in_task(task)) is not None:
            running.abandon()
        task.dismiss()
        if not is_waitable(task):
            break
        await asyncio.wait([task], timeout=PATIENCE)


def is_waitable(task: SupervisedTask[Any]) -> bool:
    """Whether waiting for *task* may ever end: it runs, and on the loop that runs."""
    return not task.done() and task.get_loop() is asyncio.get_running_loop()


class RunDriver:
    """Runs ``run()`` from ``load`` to the end of the session.

    It owns one task, which lives from :meth:`start` until :meth:`stop` returns.
    """

    def __init__(self, core: Core, emitter: Emitter, steps: Steps) -> None:
        self._core = core
        self._emitter = emitter
        self._steps = steps
        self._task: SupervisedTask[None] | None = None
        self._must_hold = False

    def start(self) -> None:
        """Begin, after ``load``."""
        self._task = self._core.supervise(self._drive(), "reactor-run")

    def begin_presence(self, dispatcher: Dispatcher) -> None:
        """Generate: ``self.connected`` has just been set."""
        self._begin_step()

    async def end_presence(self) -> None:
        """Give ``run()`` a moment to see that ``self.connected`` is cleared."""
        self._must_hold = False
        await self._emitter.breathe()
        # A run() that took its breath at the same moment may be woken after this.
        await asyncio.sleep(0)

    async def restart(self) -> None:
        """End ``run()``, if it still runs, and call it again."""
        await self.stop()
        if self._core.status in (SessionStatus.STOPPING, SessionStatus.STOPPED):
            return
        if self._core.is_present():
            self._begin_step()
        self.start()

    def halt(self) -> None:
        """Cancel ``run()``."""
        if self._task is not None:
            self._task.dismiss()

    async def stop(self) -> None:
        """End ``run()`` and wait for it."""
        task, self._task = self._task, None
        if task is not None:
            await end_task(task)

    async def _drive(self) -> None:
        while await self._run_once():
            pass

    async def _run_once(self) -> bool:
        """Call ``run()`` once; returns whether it is to be called again."""
        try:
            if self._must_hold:
                await self._pass_first_gate()
            coroutine = guarded(self._core.guard, lambda: self._core.model.run())
            await Guarded(self._core.guard, coroutine, self._held)
        except ModelInterruptedError as error:
            self._steps.end()
            self._core.interrupted(f"step {self._steps.current.index}", error)
            self._begin_step()
            return True
        except BufferClosed as error:
            if not self._core.is_present():
                self._core.note(LogKind.NOTE, f"run() starts again: {error}")
                return True
            self._fail("run() raised", error)
        except Exception as error:  # noqa: BLE001 - the failure is the news
            self._fail("run() raised", error)
        else:
            self._fail("run() returned; restart() calls it again")
        return False

    def _fail(self, what: str, error: Exception | None = None) -> None:
        if self._core.is_present():
            self._steps.end()
        self._core.fail(what, error)

    def _begin_step(self) -> None:
        """Begin a step now, or once the model is let through."""
        self._must_hold = self._core.gate.is_held
        if not self._must_hold:
            self._steps.begin()

    def _held(self) -> Awaitable[object] | None:
        return self._pass_first_gate() if self._must_hold else None

    async def _pass_first_gate(self) -> None:
        if await self._core.gate.enter() and self._must_hold:
            self._must_hold = False
            self._steps.begin()


class GeneratorEndedError(Exception):
    """The generator has returned; nothing that a model raises is taken for it."""


class StepRefusedError(Exception):
    """The model has nothing to make a step of yet."""


class Advancing(Protocol):
    """What a driver advances from step to step."""

    name: str
    """What failed where it raises, as the log says it."""
    has_yielded: bool

    def refuse(self, error: BaseException) -> None:
        """Raise *error*, which is wrong with the last output, in the model's code."""

    async def prepare(self) -> None:
        """Make ready for a step, before it counts.

        Raises:
            StepRefusedError: There is nothing to make one of yet.
        """

    async def advance(self) -> object:
        """Run to the next output and return it.

        Raises:
            GeneratorEndedError: There is none; another one is to be made.
        """

    async def close(self) -> None:
        """End it."""


class Generation:
    """One generator of a pipeline, plain or async, driven step by step."""

    name = "inference()"

    def __init__(self, core: Core) -> None:
        self._core = core
        self._generator: Any = guarded(core.guard, lambda: core.model.inference())
        self._refused: BaseException | None = None
        self.has_yielded = False
        if not hasattr(self._generator, "__next__") and not self.is_async:
            if hasattr(self._generator, "close"):
                self._generator.close()
            raise TypeError(
                f"inference() must be a generator, it returned a "
                f"{type(self._generator).__name__}; yield each output"
            )

    @property
    def is_async(self) -> bool:
        """Whether it is an ``async def`` generator."""
        return hasattr(self._generator, "__anext__")

    async def prepare(self) -> None:
        """Do nothing: a generator is always ready."""

    def refuse(self, error: BaseException) -> None:
        """Raise *error* at the last ``yield`` when the generator goes on."""
        self._refused = error

    async def advance(self) -> object:
        """Run to the next ``yield``, raising at the last one what was refused.

        Raises:
            GeneratorEndedError: The generator has returned.
        """
        error, self._refused = self._refused, None
        generator, guard = self._generator, self._core.guard
        ended = StopAsyncIteration if self.is_async else StopIteration
        try:
            if self.is_async and error is None:
                output = await Guarded(guard, guarded(guard, generator.__anext__))
            elif self.is_async:
                output = await Guarded(guard, guarded(guard, generator.athrow, error))
            elif error is None:
                output = guarded(guard, generator.__next__)
            else:
                output = guarded(guard, generator.throw, error)
        except ended:
            raise GeneratorEndedError from None
        self.has_yielded = True
        return output

    async def close(self) -> None:
        """Close the generator; its ``finally`` runs."""
        generator, self._generator = self._generator, None
        guard = self._core.guard
        if hasattr(generator, "aclose"):
            await Guarded(guard, guarded(guard, generator.aclose))
        elif hasattr(generator, "close"):
            guarded(guard, generator.close)

"""Pause, resume, step and restart a model."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from reactor_runtime.engine.core import ENDED
from reactor_runtime.engine.running.runner import end_task
from reactor_runtime.errors import SessionStateError
from reactor_runtime.session.entry import LogKind
from reactor_runtime.session.status import Hold, LifecycleEvent, SessionStatus
from reactor_runtime.supervision import SupervisedTask
from reactor_runtime.transports.base import Action

if TYPE_CHECKING:
    from collections.abc import Callable

    from reactor_runtime.engine.core import Core
    from reactor_runtime.engine.service import Service

GENERATING = (SessionStatus.READY, SessionStatus.RUNNING)
STEPPABLE = (*GENERATING, SessionStatus.PAUSED)


async def _refuse_reload() -> None:
    raise SessionStateError(
        "an engine runs the one model that it has loaded; whoever made it loads anew"
    )


class SessionControl:
    """What a developer does to a running model. Use it on the engine's loop.

    Args:
        core: Shared by the engine's parts.
        service: Returns what serves the model, ``None`` while it is not loaded.
    """

    def __init__(self, core: Core, service: Callable[[], Service | None]) -> None:
        self._core = core
        self._service = service
        self._acting: set[SupervisedTask[None]] = set()

    async def pause(self) -> None:
        """Hold the model between steps; handlers still run.

        A model that is not running yet, or has failed, is held as soon as it runs.

        Raises:
            SessionStateError: The session has ended.
        """
        if self._core.status in ENDED:
            self._check_steppable("paused")
        self._hold(Hold.PERSON)

    async def resume(self) -> None:
        """Let the model run freely.

        Raises:
            SessionStateError: The model has failed, or the session has ended.
        """
        self._check_steppable("resumed")
        self._release(*Hold)

    async def hold_unwatched(self) -> None:
        """Hold a running model because nobody looks at it."""
        if self._core.status is SessionStatus.RUNNING:
            self._hold(Hold.UNWATCHED)

    async def release_unwatched(self) -> None:
        """Take back :meth:`hold_unwatched`; a pause that a person asked for stays."""
        self._release(Hold.UNWATCHED)

    async def step(self, n: int = 1) -> None:
        """Let *n* steps through, then hold the model; returns when they have ended.

        Calls add up. :meth:`pause` and an interrupt take back what has not begun.

        Raises:
            ValueError: If *n* is under 1.
            SessionStateError: The model has failed, nobody is connected, or the session
                has ended.
        """
        if n < 1:
            raise ValueError(f"n must be >= 1 step, got {n}")
        self._check_steppable("stepped")
        if Hold.PERSON not in self._core.session.holds:
            await self.pause()
        service = self._service()
        if service is None or not self._core.session.accepting():
            raise SessionStateError(
                "The model makes no steps while nobody is connected; connect first"
            )
        steps, gate = service.steps, self._core.gate
        target = max(steps.current.index, steps.ended) + gate.permits + n
        gate.permit(n)
        holds = gate.holds
        while steps.ended < target and holds == gate.holds and self._is_stepping():
            await self._core.progress.wait()

    async def restart(self) -> None:
        """Call ``run()``, or make a generator, again, without a second ``load``.

        Raises:
            SessionStateError: The model is not loaded.
        """
        service = self._service()
        if service is None or self._core.model is None:
            raise SessionStateError(
                f"The session is {self._core.status}, so nothing can be restarted; "
                "load the model again"
            )
        self._core.mend()
        service.spans.revive()
        if self._core.status is SessionStatus.FAILED:
            self._core.move(LifecycleEvent.RESTARTED)
            if self._core.is_present():
                self._core.resume_status()
        await service.runner.restart()

    def act(self, action: Action, count: int = 1) -> None:
        """Begin to pause, resume, step or restart the model.

        What does not fit the session's state is noted in the log.
        """
        task = SupervisedTask(
            self._perform(action, count),
            name=f"reactor-{action}",
            failed=partial(self._core.error, f"{action} failed"),
        )
        self._acting.add(task)
        task.add_done_callback(self._acting.discard)

    async def end(self) -> None:
        """End what has begun and not ended."""
        for task in tuple(self._acting):
            await end_task(task)

    def _hold(self, hold: Hold) -> None:
        with self._core.lock:
            self._core.session.holds.add(hold)
            self._core.gate.hold()
            if self._core.status is SessionStatus.RUNNING:
                self._core.move(LifecycleEvent.HELD)
        self._core.progress.fire()

    def _release(self, *holds: Hold) -> None:
        with self._core.lock:
            was_held = self._core.session.is_held
            self._core.session.holds.difference_update(holds)
            if self._core.session.is_held or not was_held:
                return
            self._core.gate.release()
            if self._core.status is SessionStatus.PAUSED:
                self._core.move(LifecycleEvent.RELEASED)

    def _check_steppable(self, what: str) -> None:
        if self._core.status not in STEPPABLE:
            is_failed = self._core.status is SessionStatus.FAILED
            advice = "restart it first" if is_failed else "load the model again"
            raise SessionStateError(
                f"A session that is {self._core.status} cannot be {what}; {advice}"
            )

    def _is_stepping(self) -> bool:
        is_open = self._core.status in (SessionStatus.PAUSED, SessionStatus.READY)
        return is_open and self._core.session.accepting() is not None

    async def _perform(self, action: Action, count: int) -> None:
        match action:
            case Action.PAUSE:
                acting = self.pause()
            case Action.RESUME:
                acting = self.resume()
            case Action.STEP:
                acting = self.step(count)
            case Action.RESTART:
                acting = self.restart()
            case Action.RELOAD:
                acting = _refuse_reload()
        try:
            await acting
        except (SessionStateError, ValueError) as error:
            self._core.note(LogKind.NOTE, f"{action}: {error}")

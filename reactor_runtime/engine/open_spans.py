"""Serve one session after another: its state, its two hooks, what comes between."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from reactor_runtime.engine.guarding.guard import guarded
from reactor_runtime.engine.running.runner import PATIENCE, end_task
from reactor_runtime.session.status import LifecycleEvent, SessionStatus

if TYPE_CHECKING:
    from reactor_runtime.engine.core import Core
    from reactor_runtime.engine.gateway import Gateway
    from reactor_runtime.engine.hooks import HookCalls
    from reactor_runtime.engine.presences import Presences
    from reactor_runtime.session.presence import Presence
    from reactor_runtime.session.span import Span
    from reactor_runtime.supervision import SupervisedTask


class OpenSpans:
    """Owns the task that serves sessions, from :meth:`start` to :meth:`stop`.

    Args:
        core: Shared by the engine's parts.
        gateway: The state as clients know it, and the files.
        presences: Serves those of a session.
        hooks: Calls the model.
    """

    def __init__(
        self, core: Core, gateway: Gateway, presences: Presences, hooks: HookCalls
    ) -> None:
        self._core = core
        self._gateway = gateway
        self._presences = presences
        self._hooks = hooks
        self._is_stopping = False
        self._task: SupervisedTask[None] | None = None
        self._span: Span | None = None
        self._opening: SupervisedTask[None] | None = None

    @property
    def is_alive(self) -> bool:
        """Whether sessions that are opened and closed are served."""
        return self._task is not None and not self._task.done()

    def is_service(self) -> bool:
        """Whether the current task runs handlers or hooks."""
        mine = (self._task, self._opening, self._presences.running)
        return asyncio.current_task() in mine

    def has_opened(self, span: Span) -> bool:
        """Whether ``@session_started`` has run for *span*."""
        opening = self._opening
        return self._span is span and opening is not None and opening.done()

    def start(self) -> None:
        """Begin to serve."""
        self._task = self._core.supervise(self._serve(), "reactor-sessions")

    def revive(self) -> None:
        """Go on serving where a task has failed."""
        if self._task is not None and self._task.done():
            self.start()
        self._presences.revive()

    async def stop(self) -> None:
        """Wait for the session that is on to end its hooks, and end the task."""
        self._is_stopping = True
        self._core.changed.fire()
        task, self._task = self._task, None
        if task is not None:
            await end_task(task, 3 * PATIENCE)
        await self._presences.stop()

    async def _serve(self) -> None:
        while True:
            with self._core.lock:
                span = self._core.session.spans.waiting
            if span is not None:
                await self._serve_span(span)
            elif self._is_stopping:
                return
            else:
                await self._core.changed.wait()

    async def _serve_span(self, span: Span) -> None:
        if self._span is not span:
            self._span = span
            self._core.mend()
            self._opening = self._core.supervise(self._open(span), "reactor-opening")
        is_cut_short = await self._is_opening_cut_short(span)
        while (presence := await self._next_presence(span)) is not None:
            self._presences.serve(presence, is_cut_short=is_cut_short)
            await self._end_presence(span, presence)
        try:
            await self._hooks.run("session_ended")
            self._forget_state()
            self._settle_status()
        finally:
            self._span = self._opening = None
            with self._core.lock:
                self._core.session.spans.retire(span)
            self._gateway.retire(span)
            self._core.endings.over(span)

    async def _open(self, span: Span) -> None:
        presence = span.accepting()
        if presence is not None:
            self._presences.prepare(presence)
        try:
            self._make_state()
            await self._hooks.run("session_started")
        finally:
            self._core.changed.fire()
            self._core.progress.fire()

    async def _is_opening_cut_short(self, span: Span) -> bool:
        """Wait for the hook of the beginning, but not for long in a closed session."""
        opening = self._opening
        assert opening is not None
        while not opening.done() and not span.is_closed:
            await self._core.changed.wait()
        await end_task(opening, PATIENCE)
        return opening.cancelled()

    async def _next_presence(self, span: Span) -> Presence | None:
        """Return the presence to serve, ``None`` when the session is to end."""
        while True:
            with self._core.lock:
                presence = span.waiting_presence()
                if presence is not None or span.is_closed:
                    return presence
            await self._core.changed.wait()

    async def _end_presence(self, span: Span, presence: Presence) -> None:
        while not presence.is_over:
            await self._core.changed.wait()
        try:
            await self._presences.end()
        finally:
            with self._core.lock:
                span.retire(presence)
            self._core.progress.fire()
        if not span.is_closed:
            self._settle_status()
        self._core.endings.over(presence)

    def _make_state(self) -> None:
        contract = self._core.contract.state
        if contract is not None:
            try:
                state = guarded(self._core.guard, contract.create)
                self._put_state(state)
            except Exception as error:  # noqa: BLE001 - a factory of the author's
                self._core.fail("The state could not be made", error)
        self._gateway.state.begin()

    def _put_state(self, state: object) -> None:
        guarded(self._core.guard, setattr, self._core.model, "state", state)

    def _forget_state(self) -> None:
        self._gateway.state.end()
        if self._core.contract.state is None:
            return
        try:
            self._put_state(None)
        except Exception as error:  # noqa: BLE001 - a setter of the author's
            self._core.error("The state could not be set to None", error)

    def _settle_status(self) -> None:
        core = self._core
        with core.lock:
            if core.status in (SessionStatus.RUNNING, SessionStatus.PAUSED):
                core.move(LifecycleEvent.PRESENCE_ENDED)
            elif core.status is SessionStatus.FAILED and core.contract.is_pipeline:
                core.move(LifecycleEvent.RESTARTED)
            elif core.status is SessionStatus.FAILED:
                # run() has to be restarted by a person; say so to whoever waits.
                known = core.session.status
                now = core.clock.now()
                core.notify(core.session.restate(now, known.detail, known.traceback))
        core.progress.fire()

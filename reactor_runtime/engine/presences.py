"""Serve one presence after another: hooks in order, then commands until it ends."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from reactor_runtime.engine.guarding.guard import guarded
from reactor_runtime.engine.running.runner import PATIENCE, end_task
from reactor_runtime.session.status import LifecycleEvent, SessionStatus

if TYPE_CHECKING:
    from collections.abc import Callable

    from reactor_runtime.engine.core import Core
    from reactor_runtime.engine.dispatcher import Dispatcher
    from reactor_runtime.engine.gateway import Gateway
    from reactor_runtime.engine.running.emitter import Emitter
    from reactor_runtime.engine.running.model_host import EngineModelHost
    from reactor_runtime.engine.running.runner import Runner
    from reactor_runtime.session.presence import Presence
    from reactor_runtime.supervision import SupervisedTask


class Presences:
    """Owns the task that serves presences, from :meth:`start` to :meth:`stop`.

    Args:
        core: Shared by the engine's parts.
        model_host: Whose ``connected`` is set and cleared.
        emitter: Emptied at the end of a presence.
        runner: Generates while a presence is on.
        gateway: Its state begins and ends; its input tracks are reset.
        make_dispatcher: Returns what runs handlers and hooks for a presence.
    """

    def __init__(
        self,
        core: Core,
        model_host: EngineModelHost,
        emitter: Emitter,
        runner: Runner,
        gateway: Gateway,
        make_dispatcher: Callable[[Presence], Dispatcher],
    ) -> None:
        self._core = core
        self._model_host = model_host
        self._emitter = emitter
        self._runner = runner
        self._gateway = gateway
        self._make_dispatcher = make_dispatcher
        self._is_stopping = False
        self._task: SupervisedTask[None] | None = None
        self._running: SupervisedTask[None] | None = None
        self._dispatcher: Dispatcher | None = None
        self._has_begun = False

    def has_begun(self, presence: Presence) -> bool:
        """Whether the hooks of the beginning of *presence* have run."""
        dispatcher = self._dispatcher
        is_served = dispatcher is not None and dispatcher.presence is presence
        return is_served and self._has_begun

    @property
    def dispatcher(self) -> Dispatcher | None:
        """What runs handlers now, ``None`` without a presence."""
        return self._dispatcher

    @property
    def is_alive(self) -> bool:
        """Whether clients that come, go or send are served."""
        return self._task is not None and not self._task.done()

    def is_service(self) -> bool:
        """Whether the current task runs handlers or hooks."""
        return asyncio.current_task() in (self._task, self._running)

    def start(self) -> None:
        """Begin to serve."""
        self._task = self._core.supervise(self._serve(), "reactor-presences")

    def revive(self) -> None:
        """Go on serving where a task of this object's has failed."""
        if self._task is not None and self._task.done():
            self.start()
        running, dispatcher = self._running, self._dispatcher
        if dispatcher is not None and running is not None:
            dispatcher.work.fire()
            if running.done():
                self._serve_commands(dispatcher)

    async def stop(self) -> None:
        """Wait for the presence that is on to end its hooks, and end the task."""
        self._is_stopping = True
        self._core.changed.fire()
        task, self._task = self._task, None
        if task is not None:
            await end_task(task, 3 * PATIENCE)
        running, self._running = self._running, None
        if running is not None:
            await end_task(running)

    async def _serve(self) -> None:
        while True:
            with self._core.lock:
                presence = self._core.session.waiting_presence()
            if presence is not None:
                await self._serve_presence(presence)
            elif self._is_stopping:
                return
            else:
                await self._core.changed.wait()

    async def _serve_presence(self, presence: Presence) -> None:
        dispatcher = self._dispatcher
        if dispatcher is None or dispatcher.presence is not presence:
            self._dispatcher = dispatcher = self._make_dispatcher(presence)
            self._has_begun = False
            self._core.session.defect = ""
            self._serve_commands(dispatcher)
        while not presence.is_over:
            await self._core.changed.wait()
        try:
            await self._end(dispatcher)
        finally:
            self._dispatcher = None
            with self._core.lock:
                self._core.session.retire(presence)
            self._gateway.retire(presence)

    def _serve_commands(self, dispatcher: Dispatcher) -> None:
        self._running = self._core.supervise(self._run(dispatcher), "reactor-commands")

    async def _run(self, dispatcher: Dispatcher) -> None:
        """Run the hooks of the beginning, then handlers until the presence is over.

        A hook that outlasts its presence is cancelled as a handler is.
        """
        if not self._has_begun:
            await self._begin(dispatcher, dispatcher.presence)
        await dispatcher.run()

    async def _begin(self, dispatcher: Dispatcher, presence: Presence) -> None:
        core = self._core
        self._emitter.begin_presence()
        self._make_state()
        core.takes_frames = not presence.is_over
        for slot in ("session_started", "connected"):
            await dispatcher.run_hook(slot)
        await dispatcher.greet_clients()
        self._has_begun = True
        core.progress.fire()
        if presence.is_over:
            return
        core.set_presence(is_on=True)
        self._model_host.connected.set()
        if core.status is SessionStatus.READY:
            core.resume_status()
        self._runner.begin_presence(dispatcher)

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

    async def _end(self, dispatcher: Dispatcher) -> None:
        core = self._core
        core.set_presence(is_on=False)
        self._model_host.connected.clear()
        # Who waits goes first: a step that waits for a frame to be shown would keep the
        # runner for as long as its patience lasts.
        self._release(dispatcher)
        await self._runner.end_presence()
        await self._end_commands()
        await dispatcher.greet_clients()
        await dispatcher.run_hook("disconnected")
        for track in self._gateway.inputs.values():
            track.close()
            track.reset()
        self._emitter.clear()
        await dispatcher.run_hook("session_ended")
        self._forget_state()
        self._settle_status()

    def _release(self, dispatcher: Dispatcher) -> None:
        """Send away whoever waits for something that will not come any more."""
        self._core.gate.abandon()
        self._emitter.release()
        dispatcher.work.fire()
        dispatcher.ran.fire()
        dispatcher.ended.fire()
        for track in self._gateway.inputs.values():
            track.release()

    async def _end_commands(self) -> None:
        task, self._running = self._running, None
        if task is not None:
            await end_task(task, PATIENCE)

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

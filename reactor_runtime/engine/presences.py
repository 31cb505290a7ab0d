"""Serve the presences of a session: hooks in order, then commands until each ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reactor_runtime.engine.running.runner import PATIENCE, end_task
from reactor_runtime.session.status import SessionStatus

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
    """Serves one presence after another. Use it on the engine's loop.

    Args:
        core: Shared by the engine's parts.
        model_host: Whose ``connected`` is set and cleared.
        emitter: Emptied at the end of a presence.
        runner: Generates while a presence is on.
        gateway: Its input tracks are reset.
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
        self._running: SupervisedTask[None] | None = None
        self._dispatcher: Dispatcher | None = None
        self._prepared: Presence | None = None
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
    def running(self) -> SupervisedTask[None] | None:
        """What runs the hooks of the beginning, then handlers."""
        return self._running

    def revive(self) -> None:
        """Go on serving where a task of this object's has failed."""
        running, dispatcher = self._running, self._dispatcher
        if dispatcher is not None and running is not None:
            dispatcher.work.fire()
            if running.done():
                self._serve_commands(dispatcher)

    async def stop(self) -> None:
        """End the task that runs handlers."""
        running, self._running = self._running, None
        if running is not None:
            await end_task(running)

    def prepare(self, presence: Presence) -> None:
        """Let what the model emits from now on be of *presence*. Idempotent."""
        if self._prepared is not presence:
            self._prepared = presence
            self._emitter.begin_presence()
            self._core.takes_frames = not presence.is_over

    def serve(self, presence: Presence, *, is_cut_short: bool = False) -> None:
        """Begin to serve *presence*, unless it is served.

        Args:
            presence: Whose clients and commands to serve.
            is_cut_short: Whether the hooks of its beginning are left out.
        """
        if self._dispatcher is None or self._dispatcher.presence is not presence:
            self._dispatcher = dispatcher = self._make_dispatcher(presence)
            self._has_begun = is_cut_short
            self._core.mend()
            self._serve_commands(dispatcher)

    async def end(self) -> None:
        """End the presence that is served, which is over: its hooks run."""
        dispatcher, core = self._dispatcher, self._core
        if dispatcher is None:
            return
        core.set_presence(is_on=False)
        self._model_host.connected.clear()
        # Who waits goes first: a step that waits for a frame to be shown would keep the
        # runner for as long as its patience lasts.
        self._release(dispatcher)
        try:
            await self._runner.end_presence()
            await self._end_commands()
            await dispatcher.greet_clients()
            await dispatcher.run_hook("disconnected")
            for track in self._gateway.inputs.values():
                track.close()
                track.reset()
            self._emitter.clear()
        finally:
            self._dispatcher = None

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
        self.prepare(presence)
        await dispatcher.run_hook("connected")
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

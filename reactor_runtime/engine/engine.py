"""Run one model as a session on the loop where it is started."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from reactor_runtime.contract import ModelContract
from reactor_runtime.engine.clock import MONOTONIC
from reactor_runtime.engine.core import Core
from reactor_runtime.engine.dispatcher import Dispatcher
from reactor_runtime.engine.gateway import Gateway
from reactor_runtime.engine.guard import Unguarded, describe, summarize
from reactor_runtime.engine.inputs import InputTrack
from reactor_runtime.engine.loading import load_model
from reactor_runtime.engine.parts import Parts
from reactor_runtime.engine.playout import Playout
from reactor_runtime.engine.uploads import UPLOAD_LIMIT
from reactor_runtime.errors import ModelLoadError, SessionStateError
from reactor_runtime.session.log import LogKind
from reactor_runtime.session.machine import LifecycleEvent
from reactor_runtime.session.notices import ContractNotice
from reactor_runtime.session.session import Session
from reactor_runtime.session.status import SessionStatus
from reactor_runtime.transports.base import Action

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from reactor_runtime.engine.clock import Clock
    from reactor_runtime.engine.delivery import Delivery
    from reactor_runtime.engine.guard import StepGuard
    from reactor_runtime.interface import ReactorModel
    from reactor_runtime.session.presence import Presence
    from reactor_runtime.values import ClientId, Frame

_ENDED = (SessionStatus.STOPPING, SessionStatus.STOPPED)
_STEPPABLE = (SessionStatus.READY, SessionStatus.RUNNING, SessionStatus.PAUSED)


class Engine(Gateway):
    """One model as a session.

    It runs on the loop on which :meth:`start` is awaited; all model code runs there.
    What :class:`Gateway` offers, and :meth:`act`, may be called from any thread; every
    other method belongs on that loop. From :meth:`start` until :meth:`stop` returns the
    engine owns its tasks and the model; afterwards neither is left.

    Args:
        model: The class, or a contract of it.
        config: Handed to ``load``; ``{}`` without one.
        config_path: Handed to a ``load`` that asks for it.
        delivery: The loop on which frames reach clients.
        clock: Agrees with the time of both loops.
        guard: Entered round every piece of model code.
        upload_limit: Largest uploaded file, in bytes.
    """

    def __init__(
        self,
        model: type[ReactorModel] | ModelContract,
        *,
        config: Mapping[str, Any] | None = None,
        config_path: Path | None = None,
        delivery: Delivery,
        clock: Clock = MONOTONIC,
        guard: StepGuard | None = None,
        upload_limit: int = UPLOAD_LIMIT,
    ) -> None:
        contract = (
            model if isinstance(model, ModelContract) else ModelContract.of(model)
        )
        playout = Playout(delivery, clock, self._on_shown, self._on_port_failure)
        core = Core(Session(contract), clock, playout, guard or Unguarded())
        super().__init__(core, upload_limit)
        self._config = dict(config or {})
        self._config_path = config_path
        self._parts: Parts | None = None
        self._loading: asyncio.Task[ReactorModel] | None = None
        self._stopping: asyncio.Task[None] | None = None
        self._acting: set[asyncio.Task[None]] = set()
        self._has_shown = False

    @property
    def model(self) -> ReactorModel | None:
        """The model while it is loaded. Touch it on the engine's loop only."""
        model: ReactorModel | None = self._core.model
        return model

    @property
    def step_index(self) -> int:
        """Index of the step that runs or ran last."""
        return self._core.session.step

    @property
    def is_settled(self) -> bool:
        """Whether every client, file and command that came has been served."""
        with self._core.lock:
            served = self._core.session.waiting_presence()
            if served is None:
                return True
            dispatcher = self._parts.presences.dispatcher if self._parts else None
            is_busy = dispatcher is None or dispatcher.turn.locked()
            is_new = self._core.is_present is served.is_over
            return not (is_busy or is_new or served.has_changes or len(served.queue))

    @property
    def last_due(self) -> float | None:
        """When the newest queued frame is due, on the engine's clock."""
        return self._parts.emitter.last_due if self._parts else None

    async def start(self) -> None:
        """Make the model and load it.

        Raises:
            ModelLoadError: ``__init__`` or ``load`` raised, or was interrupted.
            SessionStateError: It was started before, or stopped while it was loading.
        """
        self._core.move(LifecycleEvent.LOAD)
        self._loop = asyncio.get_running_loop()
        self._inputs.update(
            (track.name, self._input_track(track.name))
            for track in self.contract.input_tracks
        )
        self._parts = parts = Parts.make(
            self._core, self._state, self._inputs, self._make_dispatcher, self._retire
        )
        self._core.model = await self._load(parts)
        self._core.move(LifecycleEvent.LOADED)
        parts.presences.start()
        parts.runner.start()

    async def stop(self) -> None:
        """End the session: everybody leaves, hooks run, the model is let go.

        Idempotent. Afterwards no task, file or reference to the model is left.
        """
        if self._core.status is SessionStatus.STOPPED:
            return
        if self._stopping is None:
            self._stopping = asyncio.create_task(self._stop(), name="reactor-stop")
        try:
            await asyncio.shield(self._stopping)
        finally:
            if self._stopping is not None and self._stopping.done():
                self._stopping = None

    async def pause(self) -> None:
        """Hold the model between steps; handlers still run.

        Raises:
            SessionStateError: The model has failed, or the session has ended.
        """
        self._check_steppable("paused")
        with self._core.lock:
            self._core.session.is_held = True
            self._core.gate.hold()
            if self._core.status is SessionStatus.RUNNING:
                self._core.move(LifecycleEvent.HELD)

    async def resume(self) -> None:
        """Let the model run freely. Raises SessionStateError as :meth:`pause` does."""
        self._check_steppable("resumed")
        with self._core.lock:
            self._core.session.is_held = False
            self._core.gate.release()
            if self._core.status is SessionStatus.PAUSED:
                self._core.move(LifecycleEvent.RELEASED)

    async def step(self, n: int = 1) -> None:
        """Let *n* steps through, then hold the model; returns when they have ended.

        Raises:
            ValueError: If *n* is under 1.
            SessionStateError: The model has failed, nobody is connected, or the session
                has ended.
        """
        if n < 1:
            raise ValueError(f"n must be >= 1 step, got {n}")
        await self.pause()
        if self._parts is None or not self._core.session.accepting():
            raise SessionStateError(
                "The model makes no steps while nobody is connected; connect first"
            )
        steps = self._parts.steps
        target = max(steps.current.index, steps.ended) + n
        self._core.gate.permit(n)
        while steps.ended < target and self._is_stepping():
            await self._core.progress.wait()

    async def restart(self) -> None:
        """Call ``run()``, or make a generator, again, without a second ``load``.

        Raises:
            SessionStateError: The model is not loaded.
        """
        if self._parts is None or self._core.model is None:
            raise SessionStateError(
                f"The session is {self._core.status}, so nothing can be restarted; "
                "load the model again"
            )
        if self._core.status is SessionStatus.FAILED:
            self._core.move(LifecycleEvent.RESTARTED)
            if self._core.is_present:
                self._core.resume_status()
        await self._parts.runner.restart()

    def act(self, action: Action, count: int = 1) -> None:
        """Pause, resume, step or restart the model, from any thread.

        What does not fit the session's state is noted in the log.
        """
        if self._loop is not None:
            try:
                self._loop.call_soon_threadsafe(self._begin_action, action, count)
            except RuntimeError:  # the loop has ended, and the session with it
                return

    def set_contract(self, contract: ModelContract) -> None:
        """Put *contract* in force for every command from now on; from any thread."""
        with self._core.lock:
            self._core.session.set_contract(self._core.clock.now(), contract)
            self._core.tell(ContractNotice(contract))

    async def first_frame(self, timeout: float) -> bool:  # noqa: ASYNC109
        """Wait until a frame has been shown; ``False`` after *timeout* seconds.

        Returns early, ``False``, when there will be none: the model has no output, has
        failed, or the session has ended.
        """
        deadline = self._core.clock.now() + timeout
        while not self._has_shown:
            left = deadline - self._core.clock.now()
            hopeless = self._core.status not in _STEPPABLE
            if left <= 0 or hopeless or not self.contract.output_tracks:
                return False
            await self._core.progress.wait(left)
        return True

    async def _load(self, parts: Parts) -> ReactorModel:
        self._loading = asyncio.create_task(
            load_model(
                self.contract,
                parts.host,
                self._core.guard,
                self._inputs,
                self._config,
                self._config_path,
            ),
            name="reactor-load",
        )
        name = self.contract.model.__name__
        try:
            return await self._loading
        except asyncio.CancelledError:
            self._fail_loading(f"Loading {name} was cancelled", "")
            if self._core.status in _ENDED:
                raise SessionStateError(
                    f"{name} was stopped while it was loading"
                ) from None
            raise
        except Exception as error:
            detail = f"Loading {name} failed: {summarize(error)}"
            self._fail_loading(detail, describe(error))
            raise ModelLoadError(detail) from error
        finally:
            self._loading = None

    def _fail_loading(self, detail: str, traceback: str) -> None:
        self._parts = None
        if self._core.status not in _ENDED:
            facts = {"traceback": traceback}
            self._core.note(LogKind.ERROR, detail, data=facts)
            self._core.move(LifecycleEvent.LOAD_FAILED, detail, traceback)

    async def _stop(self) -> None:
        clients = self._send_everyone_away()
        for task in (*self._acting, *([self._loading] if self._loading else ())):
            task.cancel()
            await asyncio.wait([task])
        parts, self._parts = self._parts, None
        if parts is not None:
            await parts.presences.stop()
            await parts.runner.stop()
        self._core.model = None
        self._inputs.clear()
        with self._core.lock:
            self._forget_stores()
            self._core.move(LifecycleEvent.STOPPED)
            self._core.playout.clear()
            for client in clients:
                self._core.playout.remove(client, "stopped")

    def _send_everyone_away(self) -> tuple[ClientId, ...]:
        with self._core.lock:
            clients, unserved = self.clients, []
            self._core.move(LifecycleEvent.STOP)
            for client in clients:
                now = self._core.clock.now()
                unserved += self._core.session.disconnect(now, client, "stopped")
        self._answers.fail_all(unserved, "stopped", "The session has ended")
        return clients

    def _check_steppable(self, what: str) -> None:
        if self._core.status not in _STEPPABLE:
            advice = (
                "restart it first"
                if self._core.status is SessionStatus.FAILED
                else "load the model again"
            )
            raise SessionStateError(
                f"A session that is {self._core.status} cannot be {what}; {advice}"
            )

    def _is_stepping(self) -> bool:
        is_open = self._core.status in (SessionStatus.PAUSED, SessionStatus.READY)
        return is_open and self._core.session.accepting() is not None

    def _begin_action(self, action: Action, count: int) -> None:
        task = asyncio.ensure_future(self._perform(action, count))
        self._acting.add(task)
        task.add_done_callback(self._acting.discard)

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
        try:
            await acting
        except (SessionStateError, ValueError) as error:
            self._core.note(LogKind.NOTE, f"{action}: {error}")

    def _make_dispatcher(self, parts: Parts, presence: Presence) -> Dispatcher:
        with self._core.lock:
            uploads = self._stores[presence]
        return Dispatcher(
            self._core,
            presence,
            uploads,
            self._answers,
            parts.steps,
            self._state,
            parts.host.to_client,
        )

    def _input_track(self, name: str) -> InputTrack:
        assert self._loop is not None
        return InputTrack(name, self._loop, self._core.clock, self._on_input)

    def _on_input(self) -> None:
        if self._parts is not None and self._parts.presences.dispatcher is not None:
            self._parts.presences.dispatcher.ran.fire()

    def _on_wake(self) -> None:
        self._core.progress.fire()
        if self._parts is not None:
            self._parts.changed.fire()
            if self._parts.presences.dispatcher is not None:
                self._parts.presences.dispatcher.work.fire()

    def _on_shown(self, frame: Frame) -> None:
        facts = {"track": frame.track, "sequence": frame.sequence}
        self._core.note(LogKind.FRAME_SHOWN, frame.track, data=facts)
        if not self._has_shown:
            self._has_shown = True
            self._wake()

    def _on_port_failure(self, client: ClientId, reason: str, error: Exception) -> None:
        self._core.error(f"Client {client} was closed ({reason})", error, client)
        self.disconnect(client, reason)

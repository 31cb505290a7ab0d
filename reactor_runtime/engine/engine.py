"""Run one model as a session on the loop where it is started."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any

from reactor_runtime import log
from reactor_runtime.clock import MONOTONIC
from reactor_runtime.contract import ModelContract
from reactor_runtime.engine.control import GENERATING, SessionControl
from reactor_runtime.engine.core import ENDED, Core
from reactor_runtime.engine.gateway import Gateway
from reactor_runtime.engine.guarding.advice import about_own_state, explain
from reactor_runtime.engine.guarding.guard import Unguarded, describe
from reactor_runtime.engine.guarding.listening import ListeningGuard, SessionListener
from reactor_runtime.engine.playout import Playout
from reactor_runtime.engine.ports import ClientPorts
from reactor_runtime.engine.running.inputs import InputTrack
from reactor_runtime.engine.running.runner import end_task
from reactor_runtime.engine.service import Service, load_model
from reactor_runtime.engine.uploads import USUAL_LIMITS
from reactor_runtime.errors import ModelLoadError, SessionStateError
from reactor_runtime.interface.slips import likely_slips
from reactor_runtime.session.entry import LogKind
from reactor_runtime.session.session import Session
from reactor_runtime.session.status import LifecycleEvent, SessionStatus
from reactor_runtime.supervision import SupervisedTask, awaited

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from reactor_runtime.clock import Clock
    from reactor_runtime.engine.guarding.guard import StepGuard
    from reactor_runtime.engine.uploads import UploadLimits
    from reactor_runtime.interface import ReactorModel
    from reactor_runtime.transports.base import ClientPort
    from reactor_runtime.values import ClientId, Frame, JsonValue, TrackInfo


class Engine:
    """One model as a session.

    It runs on the loop on which :meth:`start` is awaited; all model code runs there.
    :attr:`gateway` may be called from any thread; everything else belongs on that loop.
    From :meth:`start` until :meth:`stop` returns the engine owns its tasks and the
    model; afterwards neither is left.

    Args:
        model: The class, or a contract of it.
        config: Handed to ``load``; ``{}`` without one.
        config_path: Handed to a ``load`` that asks for it.
        delivery: The loop on which frames reach clients.
        clock: Agrees with the time of both loops.
        guard: Entered round every piece of model code.
        uploads: How much the files of a session may be, and where they lie.

    Raises:
        UploadError: The folder of *uploads* cannot be written.

    Attributes:
        gateway: What transports and other threads ask for.
        control: Pauses, resumes, steps and restarts the model.
    """

    def __init__(
        self,
        model: type[ReactorModel] | ModelContract,
        *,
        config: Mapping[str, Any] | None = None,
        config_path: Path | None = None,
        delivery: asyncio.AbstractEventLoop,
        clock: Clock = MONOTONIC,
        guard: StepGuard | None = None,
        uploads: UploadLimits = USUAL_LIMITS,
    ) -> None:
        if not isinstance(model, ModelContract):
            model = ModelContract.of(model)
        ports = ClientPorts(
            delivery,
            self._on_shown,
            self._on_port_failure,
            lambda client: self.gateway.disconnect(client, "lost"),
            self._on_lost,
        )
        self._core = core = Core(Session(model), clock, ports, guard or Unguarded())
        core.on_broken = self._on_broken
        self._playout = Playout(ports, clock)
        self._listener = SessionListener(core)
        core.guard = ListeningGuard(core.guard, self._listener)
        self._service: Service | None = None
        self.control = SessionControl(core, lambda: self._service)
        self.gateway = Gateway(core, uploads.prepared(), self.control.act)
        self._config = dict(config or {})
        self._config_path = config_path
        self._loading: SupervisedTask[ReactorModel] | None = None
        self._stopping: SupervisedTask[None] | None = None
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
        """Whether every client, file and command that came has been served.

        So it is where nothing will be served until a restart.
        """
        with self._core.lock:
            span, service = self._core.session.spans.waiting, self._service
            if span is None or self._core.session.defect:
                return True
            if service is None or not service.spans.has_opened(span):
                return False
            served = span.waiting_presence()
            if served is None:
                return not span.is_closed
            dispatcher = service.presences.dispatcher
            is_busy = dispatcher is None or dispatcher.turn.locked()
            is_between = served.is_over or not self._core.is_present()
            is_owed = served.has_changes or len(served.queue) > 0
            return not (is_busy or is_between or is_owed)

    @property
    def last_due(self) -> float | None:
        """When the newest queued frame is due, on the engine's clock."""
        return self._service.emitter.last_due if self._service else None

    async def start(self) -> None:
        """Make the model and load it.

        Raises:
            ModelLoadError: ``__init__`` or ``load`` raised, or was interrupted.
            SessionStateError: It was started before, or stopped while it was loading.
        """
        self._core.move(LifecycleEvent.LOAD)
        contract = self._core.contract
        for text in (*likely_slips(contract.model), *contract.hints.left_out):
            self.gateway.note(text)
        log.begin(self._listener)
        self._core.loop = asyncio.get_running_loop()
        self.gateway.inputs.update(
            (track.name, self._input_track(track)) for track in contract.input_tracks
        )
        service = Service(self._core, self.gateway, self._playout)
        self._use(service)
        self._core.model = await self._load(service)
        if advice := about_own_state(self._core.model, self._core.contract):
            self.gateway.note(advice)
        self._core.move(LifecycleEvent.LOADED)
        service.spans.start()
        service.runner.start()

    async def stop(self) -> None:
        """End the session: everybody leaves, hooks run, the model is let go.

        Idempotent. Afterwards no task, file or reference to the model is left.
        """
        if self._core.status is SessionStatus.STOPPED:
            return
        if self._stopping is None:
            failed = partial(self._core.error, "The session could not end in order")
            self._stopping = SupervisedTask(
                self._stop(), name="reactor-stop", failed=failed
            )
        await asyncio.shield(self._stopping)
        self._stopping = None

    async def attend(self, client: ClientId, port: ClientPort) -> None:
        """Connect *client*, unless it is there; returns when its presence has begun.

        Raises:
            SessionStateError: The model is not loaded, or the session has ended.
        """
        if client not in self.gateway.clients:
            self.gateway.connect(client, port)
        presence, service = self._core.session.accepting(), self._service
        if presence is not None and service is not None:
            await self._until(
                lambda: presence.is_over or service.presences.has_begun(presence)
            )

    async def depart(self, client: ClientId, reason: str = "left") -> None:
        """Disconnect *client*; after the last one, returns when its presence has ended.

        So it does where the client has left before and the hooks of that still run.
        """
        await asyncio.wrap_future(self.gateway.disconnect(client, reason))

    async def _until(self, condition: Callable[[], bool]) -> None:
        """Wait until *condition* holds, or nothing is served any more."""
        while not condition() and not self._core.session.defect:
            if self._service is None or not self._service.spans.is_alive:
                return
            await self._core.progress.wait()

    def set_contract(self, contract: ModelContract) -> None:
        """Put *contract* in force for every command from now on; from any thread."""
        self._core.set_contract(contract)

    async def first_frame(self, timeout: float) -> bool:  # noqa: ASYNC109
        """Wait until a frame has been shown; ``False`` after *timeout* seconds.

        Returns early, ``False``, when there will be none: the model has no output, is
        paused or has failed, or the session has ended.
        """
        deadline = self._core.clock.now() + timeout
        while not self._has_shown:
            left = deadline - self._core.clock.now()
            is_coming = self._core.status in GENERATING
            if left <= 0 or not is_coming or not self._core.contract.output_tracks:
                return False
            await self._core.progress.wait(left)
        return True

    async def _load(self, service: Service) -> ReactorModel:
        contract = self._core.contract
        self._loading = SupervisedTask(
            load_model(
                contract,
                service.model_host,
                self._core.guard,
                self.gateway.inputs,
                self._config,
                self._config_path,
            ),
            name="reactor-load",
            failed=awaited,
        )
        name = contract.model.__name__
        try:
            await self._loading
        except asyncio.CancelledError:
            self._fail_loading(f"Loading {name} was cancelled", "")
            if self._core.status not in ENDED:
                raise
        except Exception as error:
            detail = f"Loading {name} failed: {explain(error, self._core.contract)}"
            self._fail_loading(detail, describe(error))
            raise ModelLoadError(detail) from error
        loading, self._loading = self._loading, None
        if self._core.status in ENDED:
            # Whoever keeps this error must not keep the model by its traceback.
            del loading
            raise SessionStateError(f"{name} was stopped while it was loading")
        return loading.result()

    def _fail_loading(self, detail: str, traceback: str) -> None:
        self._use(None)
        self._loading = None
        log.end(self._listener)
        if self._core.status not in ENDED:
            facts = {"traceback": traceback}
            self._core.note(LogKind.ERROR, detail, data=facts)
            self._core.move(LifecycleEvent.LOAD_FAILED, detail, traceback)

    async def _stop(self) -> None:
        clients = self._send_everyone_away()
        try:
            await self.control.end()
            if self._loading is not None:
                await end_task(self._loading)
            service = self._service
            self._use(None)
            if service is not None:
                await service.stop()
        finally:
            # Last, whatever failed: a stopped engine keeps no model and no client.
            self._let_go(clients)

    def _let_go(self, clients: tuple[ClientId, ...]) -> None:
        log.end(self._listener)
        self._core.model = None
        self.gateway.inputs.clear()
        self.gateway.answers.fail_owed("stopped", "The session has ended")
        self.gateway.forget_unseen()
        with self._core.lock:
            self._core.move(LifecycleEvent.STOPPED)
            self._playout.clear()
            for client in clients:
                self._core.ports.remove(client, "stopped")
        self._core.endings.serve(is_on=False)

    def _send_everyone_away(self) -> tuple[ClientId, ...]:
        with self._core.lock:
            clients = self.gateway.clients
            self._core.move(LifecycleEvent.STOP)
            now = self._core.clock.now()
            unserved = self._core.session.close_span(now, "stopped")
        self.gateway.answers.fail_all(unserved, "stopped", "The session has ended")
        return clients

    def _input_track(self, track: TrackInfo) -> InputTrack:
        core = self._core
        assert core.loop is not None
        what = f"Input track {track.name!r} could not be read"
        failed = partial(core.break_down, what)
        return InputTrack(track, core.loop, core.clock, self._on_input, failed)

    def _on_input(self) -> None:
        if self._service is not None:
            self._service.take_input()

    def _use(self, service: Service | None) -> None:
        core = self._core
        self._service = service
        core.on_woken = service.wake if service is not None else core.progress.fire

    def _on_broken(self) -> None:
        self.gateway.answers.fail_owed("internal_error", "")
        self._core.endings.serve(is_on=False)
        if self._service is not None:
            self._service.halt()
        self._core.progress.fire()

    def _on_shown(self, frame: Frame) -> None:
        facts: dict[str, JsonValue] = {"track": frame.track, "sequence": frame.sequence}
        self._core.note(LogKind.FRAME_SHOWN, frame.track, data=facts)
        if not self._has_shown:
            self._has_shown = True
            self._core.wake()

    def _on_port_failure(self, client: ClientId, reason: str, error: Exception) -> None:
        self._core.error(f"Client {client} was closed ({reason})", error, client)
        self.gateway.disconnect(client, reason)

    def _on_lost(self, error: BaseException) -> None:
        """Hear, on the delivery loop, that something could not be delivered."""
        what = "Delivering to clients failed"
        self._core.post(self._core.break_down, what, error)

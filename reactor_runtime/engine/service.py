"""What serves one loaded model: its steps, what drives it, and its sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reactor_runtime.engine.dispatcher import Dispatcher
from reactor_runtime.engine.guarding.guard import call, guarded
from reactor_runtime.engine.hooks import HookCalls
from reactor_runtime.engine.open_spans import OpenSpans
from reactor_runtime.engine.presences import Presences
from reactor_runtime.engine.running.app import AppSteps
from reactor_runtime.engine.running.emitter import Emitter
from reactor_runtime.engine.running.model_host import EngineModelHost
from reactor_runtime.engine.running.pipeline import PipelineDriver
from reactor_runtime.engine.running.runner import Generation, RunDriver, Runner
from reactor_runtime.engine.running.steps import Steps
from reactor_runtime.interface.model_host import bind
from reactor_runtime.streaming.pacing import FrameRate

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Any

    from reactor_runtime.contract import ModelContract
    from reactor_runtime.engine.core import Core
    from reactor_runtime.engine.gateway import Gateway
    from reactor_runtime.engine.guarding.guard import StepGuard
    from reactor_runtime.engine.playout import Playout
    from reactor_runtime.interface import ReactorModel
    from reactor_runtime.interface.model_host import ModelHost
    from reactor_runtime.session.presence import Presence


class Service:
    """What lives from the start of an engine to its stop. Use it on the engine's loop.

    Args:
        core: Shared by the engine's parts.
        gateway: Where commands and files come from.
        playout: Where frames go.
    """

    def __init__(self, core: Core, gateway: Gateway, playout: Playout) -> None:
        contract = core.contract
        self._core = core
        self._gateway = gateway
        self.steps = Steps(core)
        self.emitter = Emitter(
            core, self.steps, playout, FrameRate(contract.fps), contract.buffer_size
        )
        self.model_host = EngineModelHost(
            core, self.steps, self.emitter, self._is_serving, gateway.state.report
        )
        self.runner = self._make_runner()
        self._hooks = HookCalls(core, gateway.state, self.model_host.to_client)
        self.presences = Presences(
            core,
            self.model_host,
            self.emitter,
            self.runner,
            gateway,
            self._make_dispatcher,
        )
        self.spans = OpenSpans(core, gateway, self.presences, self._hooks)

    def wake(self) -> None:
        """Look at what has come."""
        self._core.progress.fire()
        self._core.changed.fire()
        if self.presences.dispatcher is not None:
            self.presences.dispatcher.work.fire()

    def take_input(self) -> None:
        """An input frame has come."""
        if self.presences.dispatcher is not None:
            self.presences.dispatcher.ran.fire()

    def halt(self) -> None:
        """End what runs, because the session has failed."""
        self.runner.halt()
        self._core.changed.fire()

    async def stop(self) -> None:
        """Run the hooks of the end, and leave no task."""
        try:
            await self.spans.stop()
        finally:
            await self.runner.stop()

    def _make_runner(self) -> Runner:
        contract = self._core.contract
        if not contract.is_pipeline:
            return RunDriver(self._core, self.emitter, self.steps)
        return PipelineDriver(
            self._core,
            self.emitter,
            self.steps,
            self._gateway.state,
            AppSteps if contract.is_app else Generation,
        )

    def _make_dispatcher(self, presence: Presence) -> Dispatcher:
        span = self._core.session.spans.waiting
        assert span is not None
        return Dispatcher(
            self._core,
            presence,
            self._gateway.store_of(span),
            self._gateway.answers,
            self.steps,
            self._gateway.state,
            self._hooks,
        )

    def _is_serving(self) -> bool:
        return self.spans.is_service()


async def load_model(
    contract: ModelContract,
    model_host: ModelHost,
    guard: StepGuard,
    inputs: Mapping[str, object],
    config: Mapping[str, Any],
    config_path: Path | None,
) -> ReactorModel:
    """Return a loaded instance of the contract's class.

    Raises:
        ModelInterruptedError: The person interrupted it.
        Exception: Whatever the class or its ``load`` raises.
    """
    model = guarded(guard, _make, contract, model_host, inputs)
    arguments = contract.load_arguments(config, config_path)
    await call(guard, lambda: model.load(**arguments))
    return model


def _make(
    contract: ModelContract, model_host: ModelHost, inputs: Mapping[str, object]
) -> ReactorModel:
    model = contract.model.__new__(contract.model)
    bind(model, model_host)
    model.__init__()  # type: ignore[misc]
    for name, tracks in contract.create_inputs(inputs).items():
        setattr(model, name, tracks)
    return model

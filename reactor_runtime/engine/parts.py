"""Put together what one engine consists of, on the loop where it starts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reactor_runtime.engine.presences import Presences
from reactor_runtime.engine.pulse import Pulse
from reactor_runtime.engine.running.app import AppSteps
from reactor_runtime.engine.running.emitter import Emitter
from reactor_runtime.engine.running.host import EngineHost
from reactor_runtime.engine.running.pipeline import PipelineDriver
from reactor_runtime.engine.running.runner import Generation, RunDriver, Runner
from reactor_runtime.engine.running.steps import Steps
from reactor_runtime.streaming.pacing import FrameRate

if TYPE_CHECKING:
    from collections.abc import Callable

    from reactor_runtime.engine.core import Core
    from reactor_runtime.engine.dispatcher import Dispatcher
    from reactor_runtime.engine.running.inputs import InputTrack
    from reactor_runtime.engine.state_report import StateReport
    from reactor_runtime.session.presence import Presence


@dataclass(frozen=True, slots=True)
class Parts:
    """What lives from the start of an engine to its stop."""

    steps: Steps
    emitter: Emitter
    host: EngineHost
    runner: Runner
    presences: Presences
    changed: Pulse

    @classmethod
    def make(
        cls,
        core: Core,
        state: StateReport,
        inputs: dict[str, InputTrack],
        make_dispatcher: Callable[[Parts, Presence], Dispatcher],
        on_retired: Callable[[Presence], None],
    ) -> Parts:
        """Return the parts, none of them running."""
        contract = core.contract
        steps, changed = Steps(core), Pulse()
        emitter = Emitter(core, steps, FrameRate(contract.fps), contract.buffer_size)
        # The host asks the presences, which are made with the host.
        known: list[Parts] = []
        host = EngineHost(
            core,
            steps,
            emitter,
            lambda: known[0].presences.is_service(),
            state.report,
        )
        runner: Runner
        if contract.is_pipeline:
            make = AppSteps if contract.is_app else Generation
            runner = PipelineDriver(core, emitter, steps, state, make)
        else:
            runner = RunDriver(core, emitter, steps)
        presences = Presences(
            core,
            host,
            emitter,
            runner,
            state,
            inputs,
            changed,
            lambda presence: make_dispatcher(known[0], presence),
            on_retired,
        )
        parts = cls(steps, emitter, host, runner, presences, changed)
        known.append(parts)
        return parts

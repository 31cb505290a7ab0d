"""One loaded model: its engine, and the notebook as its client."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from reactor_notebook.cell.display import called, has_panels
from reactor_notebook.cell.prints import PrintingGuard, Prints, ProgressBars
from reactor_notebook.presets.desk import PresetDesk
from reactor_runtime.engine import Engine
from reactor_runtime.engine.guarding.guard import SOURCES
from reactor_runtime.engine.guarding.spinning import HeldGuard
from reactor_runtime.errors import ModelLoadError, SessionStateError, SharingError
from reactor_runtime.transports.viewers.panel_session import PanelSession
from reactor_runtime.transports.viewers.services import EngineViewers
from reactor_runtime.values import ClientId

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    import numpy.typing as npt

    from reactor_notebook.loaded.io_thread import IoThread
    from reactor_notebook.options import LoadPlan
    from reactor_runtime.contract.target import Target
    from reactor_runtime.engine.guarding.interrupting import SignalGuard, ThreadGuard
    from reactor_runtime.session.status import SessionStatus
    from reactor_runtime.transports.base import Action
    from reactor_runtime.transports.viewers.turns import TuningBench

NOTEBOOK = ClientId("notebook")
"""The one client that a notebook is; its panels are viewers."""


class ModelRun:
    """A model from its ``load`` to its end; a reload makes another one.

    The coroutines run on the engine's loop; the rest may be called from any thread.

    Args:
        plan: What people call the session, and the options of its load.
        target: What to load.
        session_id: What the panels' socket calls the session.
        io: The delivery side.
        guard: Entered round the model's code.
        act: Does what a panel asks of the session.
        tuning: Changes the limits of parameters for the panels.
        is_awaited: Whether some cell waits for the load, and so gets what it prints.
    """

    def __init__(
        self,
        plan: LoadPlan,
        target: Target,
        session_id: str,
        io: IoThread,
        guard: SignalGuard | ThreadGuard,
        act: Callable[[Action, int], None],
        tuning: TuningBench,
        *,
        is_awaited: bool,
    ) -> None:
        SOURCES.called = called
        self.holding = HeldGuard(guard)
        """Since when the model's code has kept its thread, and how often it ran."""
        printing = PrintingGuard(self.holding)
        self.engine = Engine(
            target.model,
            config=target.config,
            config_path=target.config_path,
            delivery=io.loop,
            guard=printing,
        )
        self.gateway = self.engine.gateway
        keeps = plan.options.keeps_prints(has_panel=has_panels())
        self.prints = Prints(
            io,
            self.gateway.print_line,
            self.gateway.lock,
            to_cell=(is_awaited or keeps, keeps),
        )
        printing.use(self.prints)
        self.presets = PresetDesk(self.gateway)
        self.panel = self._make_panel(plan, session_id, io, act, tuning)
        self._io = io
        tuning.watch(lambda stands: io.post(self.panel.tell_tuning, stands))

    def _make_panel(
        self,
        plan: LoadPlan,
        session_id: str,
        io: IoThread,
        act: Callable[[Action, int], None],
        tuning: TuningBench,
    ) -> PanelSession:
        return PanelSession(
            self.gateway,
            NOTEBOOK,
            name=plan.label,
            session_id=session_id,
            viewers=EngineViewers(io.pool),
            preferences=plan.options.preferences,
            act=act,
            presets=self.presets,
            tuning=tuning,
        )

    async def start(self) -> None:
        """Make the model and ``load`` it.

        Raises:
            ModelLoadError: ``load`` raised, or was interrupted.
        """
        bars = ProgressBars(self._io, self.prints)
        try:
            await self.engine.start()
        finally:
            bars.end()
            self.prints.end_load()

    def connect(self) -> None:
        """Let the notebook arrive; the model generates for it."""
        self.gateway.connect(NOTEBOOK, self.panel)

    async def arrive(self) -> None:
        """Let the notebook arrive, unless it is there, and its presence begin."""
        await self.engine.attend(NOTEBOOK, self.panel)

    async def leave(self) -> None:
        """Let the notebook leave; returns when its presence has ended."""
        await self.engine.depart(NOTEBOOK)
        # The engine tells nothing to who has left, but the panels stay.
        self._io.post(self.panel.notify, self.gateway.status)

    def tell_failure(self, what: str, error: Exception) -> None:
        """Say in the log that *what* was asked for has failed."""
        if isinstance(error, SessionStateError | SharingError | ValueError):
            self.gateway.note(f"{what}: {error}")
        elif not isinstance(error, ModelLoadError):  # its load has told of it
            self.gateway.report(f"{what} failed", error)

    def advise(self, text: str, action: Action | None = None) -> None:
        """Say *text* in the log and in every panel, with what to do about it."""
        self.gateway.note(text)
        self._io.post(self.panel.advise, text, action)

    async def stop(self) -> None:
        """End the model and leave the delivery side. Idempotent."""
        try:
            await self.engine.stop()
        finally:
            # After the engine: a model's hooks print while it ends.
            self.prints.close()
        await asyncio.wrap_future(self._io.call(self.panel.close, "stopped"))

    @property
    def status(self) -> SessionStatus:
        """The engine's status."""
        return self.gateway.status.status

    def frames(self) -> dict[str, npt.NDArray[np.uint8]]:
        """Return copies of the last shown frame of each track, in their order."""
        latest = dict(self.panel.latest)
        names = [track.name for track in self.gateway.contract.output_tracks]
        return {name: latest[name].pixels.copy() for name in names if name in latest}

    def newest(self, track: str | None = None) -> npt.NDArray[np.uint8] | None:
        """Return a copy of the last shown frame of *track*, by default the first.

        Returns:
            Shape ``(height, width, 3)``, dtype ``uint8``; ``None`` before the first.
        """
        latest = dict(self.panel.latest)
        names = (
            [track] if track else [t.name for t in self.gateway.contract.output_tracks]
        )
        found = next((latest[name] for name in names if name in latest), None)
        return None if found is None else found.pixels.copy()

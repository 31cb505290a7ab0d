"""What can be read of a session at any time, also before its model and after it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reactor_notebook.widget.static_output import Snapshot, as_last_seen, describe
from reactor_runtime.errors import SessionStateError
from reactor_runtime.session.status import SessionStatus

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    import numpy.typing as npt

    from reactor_notebook.loaded.model_run import ModelRun
    from reactor_runtime.session.entry import LogEntry
    from reactor_runtime.values import JsonValue


class ReadableSession:
    """The side of a session that is read, from any thread.

    Each method looks at ``_run`` once: another thread may take the model away.

    Args:
        label: What people call the session.
    """

    def __init__(self, label: str) -> None:
        self.label = label
        self._phase = SessionStatus.CREATED
        self._run: ModelRun | None = None
        """The model while it is loaded."""
        self._shown: ModelRun | None = None
        """What panels see: also a model that is being loaded, or could not be."""
        self._last = LastSeen()

    @property
    def status(self) -> SessionStatus:
        """The lifecycle as people see it."""
        run = self._run
        return self._phase if run is None else run.status

    @property
    def model_name(self) -> str:
        """What the class of the model is called; empty without one."""
        shown = self._shown
        return "" if shown is None else shown.gateway.contract.model.__qualname__

    @property
    def run(self) -> ModelRun:
        """The running model.

        Raises:
            SessionStateError: There is none: not loaded yet, failed or stopped.
        """
        run = self._run
        if run is None:
            raise SessionStateError(
                f"{self.label} is {self._phase}; load it again with %reactor_load"
            )
        return run

    def state_values(self) -> Mapping[str, JsonValue] | None:
        """Return the public state as JSON; after the end, as it was last."""
        run = self._run
        return self._last.values if run is None else run.gateway.state_values()

    def log(self) -> list[LogEntry]:
        """Return the session log, oldest first; after the end, as it was last."""
        shown = self._shown
        return list(self._last.log) if shown is None else shown.gateway.log.since()

    def frame(self, track: str | None) -> npt.NDArray[np.uint8] | None:
        """Return a copy of the last shown frame, after the end, too."""
        run = self._run
        return self._last.frame(track) if run is None else run.newest(track)

    def snapshot(self) -> Snapshot:
        """Return what a notebook without a kernel should show now."""
        return self._snapshot(as_last_seen(self.status))

    def summary(self) -> str:
        """Return name, status, step and state in one line."""
        return describe(self._snapshot(str(self.status)))

    def _snapshot(self, standing: str) -> Snapshot:
        run = self._run
        pixels = self.frame(None)
        steps = "" if run is None else f" · step {run.engine.step_index}"
        headline = f"{self.label} · {standing}{steps}"
        return Snapshot(headline, self.state_values(), pixels)


@dataclass(frozen=True, slots=True)
class LastSeen:
    """The last frames, values and log of a session.

    Args:
        frames: Copies of the last frame of each track, in order of the tracks.
        values: Public state fields as JSON, ``None`` without a state.
        log: The log entries, oldest first.
    """

    frames: Mapping[str, npt.NDArray[np.uint8]] = field(default_factory=dict)
    values: Mapping[str, JsonValue] | None = None
    log: list[LogEntry] = field(default_factory=list)

    @classmethod
    def of(cls, run: ModelRun) -> LastSeen:
        """Return what *run* shows now."""
        return cls(
            run.frames(),
            run.gateway.state_values(),
            run.gateway.log.since(),
        )

    def frame(self, track: str | None = None) -> npt.NDArray[np.uint8] | None:
        """Return a copy of the last frame of *track*, by default of the first track."""
        if track is None:
            found = next(iter(self.frames.values()), None)
        else:
            found = self.frames.get(track)
        return None if found is None else found.copy()

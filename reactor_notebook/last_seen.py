"""What is left of a session when its model is gone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    import numpy.typing as npt

    from reactor_notebook.model_run import ModelRun
    from reactor_runtime.session.entry import LogEntry
    from reactor_runtime.values import JsonValue


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

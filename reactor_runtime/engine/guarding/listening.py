"""What a model's code logs, heard by its session."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Self

from reactor_runtime.log import Heard
from reactor_runtime.session.entry import LogKind

if TYPE_CHECKING:
    from reactor_runtime.engine.core import Core
    from reactor_runtime.engine.guarding.guard import StepGuard
    from reactor_runtime.values import JsonValue


class SessionListener:
    """Puts records into the log of the session of *core*.

    A warning and what is less stands among what the model prints; an error is one of
    the session's, with its traceback.
    """

    def __init__(self, core: Core) -> None:
        self._core = core

    @property
    def session(self) -> str:
        """What the model is called."""
        return self._core.contract.name

    @property
    def step(self) -> int:
        """Index of the step that runs, or ran last."""
        return self._core.session.step

    def hear(self, level: int, text: str, traceback: str) -> None:
        """Note a record. From any thread."""
        facts: dict[str, JsonValue] = {"level": logging.getLevelName(level)}
        if level >= logging.ERROR:
            if traceback:
                facts["traceback"] = traceback
            self._core.note(LogKind.ERROR, text, data=facts)
            return
        line = text if level == logging.INFO else f"{facts['level']}: {text}"
        self._core.note(LogKind.PRINTED, line, data={**facts, "stream": "stderr"})


class ListeningGuard:
    """A guard under which *listener* hears what is logged."""

    def __init__(self, guard: StepGuard, listener: SessionListener) -> None:
        self._guard = guard
        self._heard = Heard(listener)

    def __enter__(self) -> Self:
        self._heard.__enter__()
        self._guard.__enter__()
        return self

    def __exit__(self, *exc_info: object) -> None:
        try:
            self._guard.__exit__(*exc_info)
        finally:
            self._heard.__exit__(*exc_info)

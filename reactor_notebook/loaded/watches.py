"""What looks at a loaded model from outside: spins, faults, news, nobody watching."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING

from reactor_notebook.loaded.spins import Spins
from reactor_runtime.errors import SessionStateError
from reactor_runtime.session.status import SessionStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from reactor_notebook.loaded.io_thread import IoThread
    from reactor_notebook.loaded.model_run import ModelRun
    from reactor_runtime.engine.hosting.engine_loop import EngineLoop

CHECK_SECONDS = 1.0
"""How often a model's file is looked at; a class of the notebook after each cell."""

_IDLE_PERIOD = 0.25


class IdleStop:
    """Pauses when no panel has been visible for a while, resumes when one is again.

    A pause that a person asks for, before or meanwhile, is left alone: the engine knows
    both apart. Runs on the I/O thread.

    Args:
        io: The thread whose timer is used.
        seconds: How long nobody may look before the pause.
        is_watched: Whether some panel shows the picture now.
        pause: Pauses the model; returns whether it was running.
        resume: Takes that pause back.
    """

    def __init__(
        self,
        io: IoThread,
        seconds: float,
        is_watched: Callable[[], bool],
        pause: Callable[[], bool],
        resume: Callable[[], None],
    ) -> None:
        self._seconds = seconds
        self._is_watched = is_watched
        self._pause = pause
        self._resume = resume
        self._watched_at = time.monotonic()
        self._has_paused = False
        self.end = io.every(_IDLE_PERIOD, self._tick)
        """Stops watching; leaves the model as it is."""

    def _tick(self) -> None:
        now = time.monotonic()
        if self._is_watched():
            self._watched_at = now
            if self._has_paused:
                self._has_paused = False
                self._resume()
        elif now - self._watched_at >= self._seconds and not self._has_paused:
            self._has_paused = self._pause()


class Watches:
    """What is looked at while a session has a model; all of it ends by :meth:`end`.

    Args:
        io: The thread that looks.
        engine_loop: Where the model's code runs.
        submit: Runs a coroutine there; raises SessionStateError once the session ends.
    """

    def __init__(
        self,
        io: IoThread,
        engine_loop: EngineLoop,
        submit: Callable[[Coroutine[object, object, object], str], object],
    ) -> None:
        self._io = io
        self._engine_loop = engine_loop
        self._submit = submit
        self._ends: list[Callable[[], None]] = []
        self.idle: IdleStop | None = None
        """What pauses the model, where a person has asked for it."""

    def begin_loading(self, run: ModelRun, say: Callable[[str], None]) -> None:
        """Call *say* with each line of *run* that goes round; ``load`` may be one."""
        spins = Spins(self._io, self._engine_loop, run, say)
        self._ends.append(spins.begin())

    def begin_running(self, run: ModelRun, check: Callable[[], object]) -> None:
        """Log in *run* what goes wrong on the I/O thread; call *check* every second."""
        self._ends.append(self._io.watch(run.gateway.report))
        self._ends.append(self._io.every(CHECK_SECONDS, check))

    def begin_idling(self, run: ModelRun, seconds: float | None) -> None:
        """Pause *run* while no panel of its has shown the picture for *seconds*."""
        if seconds is None:
            return

        def pause() -> bool:
            if run.status is not SessionStatus.RUNNING:
                return False
            with contextlib.suppress(SessionStateError):
                self._submit(run.engine.control.hold_unwatched(), "pause")
            return True

        def resume() -> None:
            with contextlib.suppress(SessionStateError):
                self._submit(run.engine.control.release_unwatched(), "resume")

        self.idle = IdleStop(
            self._io, seconds, lambda: run.panel.visible_viewers > 0, pause, resume
        )
        self._ends.append(self.idle.end)

    def end(self) -> None:
        """Look at nothing any more, the newest watch first."""
        while self._ends:
            self._ends.pop()()
        self.idle = None

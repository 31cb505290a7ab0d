"""Pause a model that nobody looks at."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING

from reactor_runtime.errors import SessionStateError
from reactor_runtime.session.status import SessionStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from reactor_notebook.loaded.io_thread import IoThread
    from reactor_notebook.loaded.model_run import ModelRun

_PERIOD = 0.25


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
        self.end = io.every(_PERIOD, self._tick)
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


def watch_model(
    io: IoThread,
    seconds: float,
    run: ModelRun,
    submit: Callable[[Coroutine[object, object, object], str], object],
) -> IdleStop:
    """Pause *run* while no panel of its has shown the picture for *seconds*.

    Args:
        io: The thread whose timer is used.
        seconds: How long nobody may look before the pause.
        run: The model; whoever ends it ends the watch first.
        submit: Runs a coroutine on the engine's loop; raises SessionStateError once the
            session ends.
    """

    def pause() -> bool:
        if run.status is not SessionStatus.RUNNING:
            return False
        with contextlib.suppress(SessionStateError):
            submit(run.engine.control.hold_unwatched(), "pause")
        return True

    def resume() -> None:
        with contextlib.suppress(SessionStateError):
            submit(run.engine.control.release_unwatched(), "resume")

    return IdleStop(io, seconds, lambda: run.panel.visible_viewers > 0, pause, resume)

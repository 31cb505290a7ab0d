"""Say which line of a model's code goes round and lets nothing else happen."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from reactor_runtime.engine.guarding.spinning import SAMPLE_SECONDS, SpinWatch
from reactor_runtime.engine.guarding.starving import model_tasks, spinning_place

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from reactor_notebook.loaded.io_thread import IoThread
    from reactor_notebook.loaded.model_run import ModelRun
    from reactor_runtime.engine.guarding.spinning import Held, Place
    from reactor_runtime.engine.hosting.engine_loop import EngineLoop

SPIN_SECONDS = 2.0

_QUIET_SECONDS = 0.3
"""A thread that is held for less is not looked at."""

_POLLS_PER_SECOND = 200
"""A model that comes to so many awaits and to no step may be polling."""

_INSTEAD = (
    "Await what it waits for, such as self.connected.wait(), or asyncio.sleep(0.01)."
)


class Spins:
    """Watches one model's code from the I/O thread; says of each line once.

    Code that keeps its thread is looked at from outside. A coroutine that gives its
    loop back and is ready again at once is found by how often it does so, and its line
    is then asked for on the loop.

    Args:
        io: The thread that looks.
        engine_loop: The engine's loop.
        run: The model.
        say: Called on the I/O thread with what to tell a person.
    """

    def __init__(
        self,
        io: IoThread,
        engine_loop: EngineLoop,
        run: ModelRun,
        say: Callable[[str], None],
    ) -> None:
        self._io = io
        self._engine_loop = engine_loop
        self._run = run
        self._say = say
        self._said: set[Place] = set()
        self._watch = SpinWatch()
        self._polls = _Polls(run)
        self._answer: Future[Place | None] | None = None
        self._told: Held | None = None

    def begin(self) -> Callable[[], None]:
        """Begin to watch; returns what ends it."""
        cancel = self._io.every(SAMPLE_SECONDS, self._look)

        def end() -> None:
            cancel()
            self._io.post(self._watch.forget)

        return end

    def _look(self) -> None:
        held, now = self._run.holding.held, time.monotonic()
        self._look_at_thread(held, now)
        if self._answer is not None:
            self._hear_answer(self._answer)
        elif self._polls.count(now) >= SPIN_SECONDS and not self._engine_loop.has_ended:
            self._polls.begin(now)
            self._answer = self._engine_loop.submit(self._find_poll())

    def _look_at_thread(self, held: Held | None, now: float) -> None:
        age = 0.0 if held is None else now - held.since
        if age < _QUIET_SECONDS or held == self._told:
            self._watch.forget()
            return
        spin = self._watch.look(held)
        if spin is not None and spin.is_proved and age >= SPIN_SECONDS:
            self._told = held
            self._tell(
                spin.place,
                "goes round and never gives the event loop back, so that no command is "
                f"heard and no frame is shown. {_INSTEAD} Interrupting the kernel or "
                "%reactor_stop ends it.",
            )

    async def _find_poll(self) -> Place | None:
        return spinning_place(model_tasks())

    def _hear_answer(self, answer: Future[Place | None]) -> None:
        if not answer.done():
            return
        self._answer = None
        place = None if answer.cancelled() or answer.exception() else answer.result()
        if place is not None:
            self._tell(
                place,
                "polls without ever waiting: it gives the event loop back and is ready "
                f"again at once, which keeps a whole processor busy. {_INSTEAD}",
            )

    def _tell(self, place: Place, what: str) -> None:
        if place not in self._said:
            self._said.add(place)
            self._say(f"{place.in_words()}, {what}")


class _Polls:
    """For how long a model has come to very many awaits and to no step."""

    def __init__(self, run: ModelRun) -> None:
        self._run = run
        self._since = self._counted_at = time.monotonic()
        self._entries = self._step = 0

    def begin(self, now: float) -> None:
        """Count anew from *now*."""
        self._since = now

    def count(self, now: float) -> float:
        """Return for how many seconds that has been so. Call it regularly."""
        entries, step = self._run.holding.entries, self._run.engine.step_index
        seconds = max(now - self._counted_at, 1e-3)
        is_polling = (entries - self._entries) / seconds > _POLLS_PER_SECOND
        if not is_polling or step != self._step:
            self.begin(now)
        self._entries, self._step, self._counted_at = entries, step, now
        return now - self._since

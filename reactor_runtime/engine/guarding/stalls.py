"""End the loop of a model's code that would keep a test for ever, and name its line."""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING

from reactor_runtime.engine.guarding.interrupting import ThreadGuard
from reactor_runtime.engine.guarding.spinning import (
    SAMPLE_SECONDS,
    HeldGuard,
    SpinWatch,
)

if TYPE_CHECKING:
    from reactor_runtime.engine.guarding.spinning import Place, Spin

STALLED_SECONDS = 4.0
PATIENT_SECONDS = 60.0
"""How long a loop may wait for what another thread of the model's can bring."""

_QUIET_SECONDS = 1.0

_logger = logging.getLogger(__name__)


class StallWatch:
    """Watches, from a thread of its own, the code that :attr:`guard` is round.

    A loop that cannot end is interrupted after 4 s, one that another thread may end
    after 60. One that may compute something is only named, in a warning.

    Args:
        label: What the model is called.
    """

    def __init__(self, label: str) -> None:
        self._label = label
        self._thread_guard = ThreadGuard()
        self.guard = HeldGuard(self._thread_guard)
        """Enter it round the model's code."""
        self._found: Place | None = None
        self._spins = SpinWatch()
        self._before = set(threading.enumerate())
        self._is_over = threading.Event()
        self._thread = threading.Thread(
            target=self._run, name="reactor-stalls", daemon=True
        )

    def start(self) -> None:
        """Begin to watch. Once."""
        self._thread.start()

    def end(self) -> None:
        """Watch no longer. Idempotent."""
        self._is_over.set()
        if self._thread.is_alive():
            self._thread.join()

    def take(self) -> Place | None:
        """Return, once, where a loop was interrupted."""
        found, self._found = self._found, None
        return found

    def _run(self) -> None:
        try:
            self._watch()
        finally:
            self._spins.forget()

    def _watch(self) -> None:
        named: float | None = None
        while not self._is_over.wait(SAMPLE_SECONDS):
            held = self.guard.held
            age = 0.0 if held is None else time.monotonic() - held.since
            if held is None or age < min(_QUIET_SECONDS, STALLED_SECONDS):
                self._spins.forget()
                continue
            spin = self._spins.look(held)
            if spin is None or age < STALLED_SECONDS:
                continue
            if self._is_sure(spin, age):
                self._found = spin.place
                self._thread_guard.interrupt()
            elif named != held.since:
                named = held.since
                _logger.warning(
                    "%s: %s has gone round for %.0f s without giving the loop back",
                    self._label,
                    spin.place,
                    age,
                )

    def _is_sure(self, spin: Spin, age: float) -> bool:
        if not spin.is_proved:
            return False
        others = set(threading.enumerate()) - self._before - {self._thread}
        return not others or age >= PATIENT_SECONDS

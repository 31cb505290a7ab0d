"""Turn the stop button into an exception inside the model's own code.

The engine enters a guard round every piece of model code that runs on its loop. On the
main thread an interrupt there raises ``KeyboardInterrupt`` at the line that runs;
anywhere else it goes to whoever handled it before, so that it never reaches the event
loop. A model on its own thread cannot get signals and is interrupted by name.
"""

from __future__ import annotations

import ctypes
import signal
import threading
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import FrameType


class SignalGuard:
    """Raises ``KeyboardInterrupt`` in guarded code on SIGINT. Main thread only.

    Elsewhere entering it does nothing. Re-entrant.
    """

    def __init__(self) -> None:
        self._depth = 0
        self._previous: object = None

    def __enter__(self) -> Self:
        if threading.current_thread() is not threading.main_thread():
            return self
        if self._depth == 0:
            current = signal.getsignal(signal.SIGINT)
            if current != self._interrupt:
                self._previous = current
                signal.signal(signal.SIGINT, self._interrupt)
        self._depth += 1
        return self

    def __exit__(self, *exc_info: object) -> None:
        if threading.current_thread() is not threading.main_thread():
            return
        self._depth = max(self._depth - 1, 0)
        if self._depth == 0 and signal.getsignal(signal.SIGINT) == self._interrupt:
            signal.signal(signal.SIGINT, self._previous)  # type: ignore[arg-type]

    def interrupt(self) -> bool:
        """Return ``False``: code on the main thread is interrupted by the signal."""
        return False

    def _interrupt(self, number: int, frame: FrameType | None) -> None:
        if self._depth > 0:
            # A second signal before __exit__ has run goes to the previous handler.
            self._depth = 0
            raise KeyboardInterrupt
        if callable(self._previous):
            self._previous(number, frame)


class ThreadGuard:
    """Lets another thread raise ``KeyboardInterrupt`` in guarded code; no nesting."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._thread: int | None = None
        self._is_raised = False

    def __enter__(self) -> Self:
        with self._lock:
            self._thread, self._is_raised = threading.get_ident(), False
        return self

    def __exit__(self, *exc_info: object) -> None:
        with self._lock:
            thread, self._thread = self._thread, None
            if thread is not None and self._is_raised and not any(exc_info):
                # Raised too late to rise in the model's code; it must not rise here.
                _set_async_exception(thread, None)

    def interrupt(self) -> bool:
        """Interrupt the guarded code that runs now; returns whether there is any.

        The exception rises at the next Python instruction: code that waits inside a
        C call gets it when the call returns.
        """
        with self._lock:
            if self._thread is None:
                return False
            if not self._is_raised:
                self._is_raised = True
                _set_async_exception(self._thread, KeyboardInterrupt)
            return True


def _set_async_exception(thread: int, error: type[BaseException] | None) -> None:
    argument = ctypes.py_object(error) if error is not None else None
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), argument)

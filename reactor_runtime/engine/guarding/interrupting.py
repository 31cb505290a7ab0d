"""Turn the stop button into an exception inside the model's own code.

The engine enters a guard round every piece of model code that runs on its loop. On the
main thread an interrupt there raises ``KeyboardInterrupt`` at the line that runs;
anywhere else it goes to whoever handled it before, so that it never reaches the event
loop. A model on its own thread cannot get signals and is interrupted by name.
"""

from __future__ import annotations

import ctypes
import signal
import sys
import threading
import time
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
                _absorb(thread)

    def interrupt(self) -> bool:
        """Interrupt the guarded code that runs now; returns whether there is any.

        The exception rises at the next Python instruction: code that waits inside a
        C call gets it when the call returns. On Python 3.11 such code gets none unless
        this is called again after that.
        """
        with self._lock:
            if self._thread is None:
                return False
            # Once for each piece of code: a second exception would rise after the first
            # was caught, in whatever runs then.
            if not self._is_raised:
                self._is_raised = _raise_soon(self._thread)
            return True


_raise_in = ctypes.pythonapi.PyThreadState_SetAsyncExc

_WAITS_LOUDLY = sys.version_info < (3, 12)
"""Whether an exception that waits for its thread stops every other one that is traced.

Until it has risen, Python 3.11 begins each traced call (a debugger's, a coverage's)
anew, without end; and taking it back by setting none is not enough.
"""

_WATCHED_SECONDS = 0.1


def _raise_soon(thread: int) -> bool:
    """Raise ``KeyboardInterrupt`` in *thread*; returns whether it will rise.

    On Python 3.11 it is taken back where *thread* comes to no other instruction in the
    next 0.1 s, because it waits in a C call.
    """
    if not _WAITS_LOUDLY:
        _raise_in(ctypes.c_ulong(thread), ctypes.py_object(KeyboardInterrupt))
        return True
    here, end = threading.get_ident(), time.monotonic() + _WATCHED_SECONDS
    frame = sys._current_frames().get(thread)  # noqa: SLF001 - what faulthandler shows
    place = frame.f_lasti if frame is not None else 0
    # No function of Python's is called from here on: it might be traced.
    _raise_in(ctypes.c_ulong(thread), ctypes.py_object(KeyboardInterrupt))
    while (
        frame is not None
        and sys._current_frames().get(thread) is frame  # noqa: SLF001
        and frame.f_lasti == place
    ):
        if time.monotonic() < end:
            time.sleep(0.005)
            continue
        _raise_in(ctypes.c_ulong(thread), None)
        try:
            # What makes Python forget that there was one is one that rises.
            _raise_in(ctypes.c_ulong(here), ctypes.py_object(KeyboardInterrupt))
            while True:
                pass
        except KeyboardInterrupt:
            return False
    return True


def _absorb(thread: int) -> None:
    """Let what was raised in *thread*, which is this one, rise here to no effect."""
    try:
        _raise_in(ctypes.c_ulong(thread), ctypes.py_object(KeyboardInterrupt))
        while True:
            pass
    except KeyboardInterrupt:
        pass

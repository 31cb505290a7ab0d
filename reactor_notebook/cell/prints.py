"""Where a model's prints go: to the session's log, and while it loads to the cell."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import weakref
from typing import TYPE_CHECKING, Self

from reactor_notebook.cell.asking import ASKING, Questions, is_debugged
from reactor_notebook.cell.console import CONSOLE, Write, Writing
from reactor_runtime.log import is_telling
from reactor_runtime.session.printed import Line, Screen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from reactor_runtime.engine.guarding.guard import StepGuard
    from reactor_runtime.engine.hosting.delivery_thread import DeliveryThread

CHANGE_SECONDS = 0.1
"""How often a line that changes is told anew."""

_MOST_SCREENS = 64


class Prints:
    """Takes what one model writes, until :meth:`close`. Thread-safe.

    Each thread writes lines of its own, so that they do not mix. Of a line that is not
    ended, or changes, the newest state is told ten times a second.

    Args:
        io: Whose timer tells lines that change; what it writes itself is not the
            model's.
        append: Logs a line: text, stream, and the number of the entry that it
            replaces; returns the new entry's number.
        lock: What *append* locks; there is no second lock, and so no order of locks.
        to_cell: Whether the cell gets it, too: while the model loads, and after that.
    """

    def __init__(
        self,
        io: DeliveryThread,
        append: Callable[[str, str, int | None], int],
        lock: threading.RLock,
        *,
        to_cell: tuple[bool, bool],
    ) -> None:
        self._io = io
        self._append: Callable[[str, str, int | None], int] | None = append
        self._is_echoed, self._is_echoed_later = to_cell
        self._lock = lock
        self._process = os.getpid()
        self._screens: dict[tuple[str, object], Screen] = {}
        self._last_line = ""
        self._is_timed = False
        self._busy = threading.local()
        CONSOLE.open()

    @property
    def last_line(self) -> str:
        """The newest line that says something."""
        return self._last_line

    def end_load(self) -> None:
        """The model has loaded: from now on the cell gets what it is to get later."""
        self._is_echoed = self._is_echoed_later
        self.flush()

    def close(self) -> None:
        """Tell what is left and take nothing more. Idempotent."""
        with self._lock:
            if self._append is None:
                return
            self.flush()
            # Threads of the model keep this object; it must not keep the engine.
            self._append = None
            self._screens.clear()
        CONSOLE.close()

    def takes_here(self) -> bool:
        """Whether what this thread writes now is the model's."""
        return (
            self._append is not None
            and not getattr(self._busy, "is_telling", False)
            and threading.get_ident() != self._io.ident
            # A fork has this log for itself; its prints go where they always went.
            and os.getpid() == self._process
        )

    def write(self, stream: str, text: str, write: Write) -> None:
        """Take *text* of the model, written by *write* where it would have gone."""
        with self._telling():
            if self._is_echoed:
                write(text)
            elif is_debugged():  # a person is talking with it
                ASKING.say(write, text)
            if is_telling():  # a handler of logging's; the log has it
                return
            with self._lock:
                self._put(stream, threading.get_ident(), text)

    def show(self, source: object, text: str) -> None:
        """Tell *text* as the one line, which changes, of *source*."""
        with self._telling(), self._lock:
            self._put("stderr", source, f"\r{text}")

    def flush(self) -> None:
        """Tell every line as it is now."""
        with self._telling(), self._lock:
            self._is_timed = False
            for stream, screen in self._streams():
                self._tell(stream, screen.take(changes=True))

    @contextlib.contextmanager
    def _telling(self) -> Iterator[None]:
        """What is written meanwhile in this thread is not taken once more."""
        self._busy.is_telling = True
        try:
            yield
        finally:
            self._busy.is_telling = False

    def _put(self, stream: str, source: object, text: str) -> None:
        if self._append is None:
            return
        key = (stream, source)
        screen = self._screens.get(key)
        if screen is None:
            screen = self._screens[key] = self._new_screen()
        screen.write(text)
        self._tell(stream, screen.take(changes=False))
        if screen.has_news and not self._is_timed:
            self._is_timed = True
            self._io.call_later(CHANGE_SECONDS, self._flush_in_time)

    def _new_screen(self) -> Screen:
        if len(self._screens) >= _MOST_SCREENS:
            oldest = next(iter(self._screens))
            self._tell(oldest[0], self._screens.pop(oldest).take(changes=True))
        return Screen()

    def _flush_in_time(self) -> None:
        if self._is_timed:
            self.flush()

    def _streams(self) -> list[tuple[str, Screen]]:
        return [(stream, screen) for (stream, _), screen in self._screens.items()]

    def _tell(self, stream: str, lines: list[Line]) -> None:
        for line in lines:
            text = line.text.rstrip()
            if self._append is None or (not text and line.number is None):
                continue
            line.number = self._append(text, stream, line.number)
            self._last_line = text or self._last_line


class PrintingGuard:
    """A guard that also takes what the model's code writes, and lets it ask.

    Args:
        guard: Lets interrupts reach the code; entered last and left first, so that no
            interrupt rises in the bookkeeping.
    """

    def __init__(self, guard: StepGuard) -> None:
        self._guard = guard
        self._prints: Prints | None = None
        self._writing: Writing | None = None
        self._questions = Questions()

    def use(self, prints: Prints) -> None:
        """Give what is written from now on to *prints*. Before the first entry."""
        self._prints, self._writing = prints, Writing(prints)

    def __enter__(self) -> Self:
        if self._writing is not None:
            self._writing.__enter__()
        self._questions.__enter__()
        self._guard.__enter__()
        return self

    def __exit__(self, *exc_info: object) -> None:
        try:
            self._guard.__exit__(*exc_info)
        finally:  # an interrupt may still rise while the guard is left
            self._questions.__exit__(*exc_info)
            if self._writing is not None:
                self._writing.__exit__(*exc_info)
        error = exc_info[1]
        is_end = isinstance(error, StopIteration | StopAsyncIteration)
        if self._prints is not None and error is not None and not is_end:
            # What it said before it failed is told before the failure.
            self._prints.flush()


PERIOD_SECONDS = 0.5


class ProgressBars:
    """Tells new widget bars of this process to *prints*, twice a second.

    From construction until :meth:`end`. It runs on the I/O thread, and so also while
    the model's code keeps its loop.
    """

    def __init__(self, io: DeliveryThread, prints: Prints) -> None:
        self._prints = prints
        self._older = [weakref.ref(bar) for bar in _widget_bars()]
        self._cancel = io.every(PERIOD_SECONDS, self._tell)

    def end(self) -> None:
        """Stop telling, after a last time."""
        self._cancel()
        self._tell()

    def _tell(self) -> None:
        for bar in _widget_bars():
            if not any(older() is bar for older in self._older):
                self._prints.show(id(bar), str(bar))


def _widget_bars() -> Iterator[object]:
    """The bars that are now on display as widgets."""
    tqdm = getattr(sys.modules.get("tqdm.std"), "tqdm", None)
    try:
        bars = tuple(getattr(tqdm, "_instances", ()))
    except RuntimeError:  # a bar came or went meanwhile
        return
    for bar in bars:
        if hasattr(bar, "container"):
            yield bar

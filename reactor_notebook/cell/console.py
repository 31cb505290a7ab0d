"""Give what a model writes to stdout and stderr to its session, and nothing else.

``sys.stdout`` stays the object that it is, so that whoever keeps it (a logging handler,
a progress bar, another library) is served like ``print``; its ``write`` asks whose code
is running. That is known by a context variable, which asyncio passes on to tasks and
callbacks, and here to threads that a model starts.

A stream that the model itself puts in the place of ``sys.stdout`` is left alone, as are
the file descriptors: what a subprocess or a C library writes there has no owner.
"""

from __future__ import annotations

import contextlib
import contextvars
import sys
import threading
from collections.abc import Callable
from typing import Any, Protocol, Self
from weakref import WeakSet

STREAMS = ("stdout", "stderr")

Write = Callable[[str], object]


class Writer(Protocol):
    """Takes what one model writes. Thread-safe."""

    def takes_here(self) -> bool:
        """Whether what this thread writes now is the model's."""

    def write(self, stream: str, text: str, write: Write) -> None:
        """Take *text*; *write* is what writes it where it would have gone."""


_WRITER: contextvars.ContextVar[Writer | None] = contextvars.ContextVar(
    "reactor_writer", default=None
)


def _writer_here() -> Writer | None:
    writer = _WRITER.get()
    return writer if writer is not None and writer.takes_here() else None


class Console:
    """The process's two streams, from the first :meth:`open` to the last close.

    Use :data:`CONSOLE`, the one there is.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._users = 0
        self._covered: WeakSet[Any] = WeakSet()
        self._left_alone: WeakSet[Any] = WeakSet()
        self._start = threading.Thread.start

    def open(self) -> None:
        """Begin to ask; once more for each session."""
        with self._lock:
            self._users += 1
            if self._users == 1:
                self._start = threading.Thread.start
                threading.Thread.start = _starting(self._start)  # type: ignore[method-assign]
        self.cover()

    def close(self) -> None:
        """Take back one :meth:`open`; the last one leaves everything as it was."""
        with self._lock:
            self._users -= 1
            if self._users > 0:
                return
            if getattr(threading.Thread.start, "is_reactor", False):
                threading.Thread.start = self._start  # type: ignore[method-assign]
            for stream in tuple(self._covered):
                _uncover(stream)
            self._covered.clear()

    def cover(self) -> None:
        """Ask at what now stands in for the streams, unless a model put it there.

        IPython and others put a ``write`` of their own in front for a while, and then
        back what they found.
        """
        for name in STREAMS:
            stream = getattr(sys, name)
            if stream is not None and not _is_asked(stream):
                with self._lock:
                    self._ask_at(name, stream)

    def _ask_at(self, name: str, stream: Any) -> None:
        """Ask at *stream*, unless another thread has just seen to it."""
        is_open = self._users > 0 and stream not in self._left_alone
        if is_open and not _is_asked(stream):
            with contextlib.suppress(AttributeError, TypeError):
                # Some streams take no attributes; what is written there stays there.
                self._covered.add(stream)
                stream.write = _Asking(name, stream.write)

    def leave_alone(self, stream: object) -> None:
        """Never ask at *stream*: a model collects there what it writes itself."""
        with contextlib.suppress(TypeError):
            self._left_alone.add(stream)


CONSOLE = Console()
"""The streams of this process."""


class Writing:
    """Entered round a model's code: what is written there goes to *writer*.

    Nested entries are fine as long as they are left in order.
    """

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._entered: list[tuple[Writer | None, tuple[object, ...]]] = []

    def __enter__(self) -> Self:
        CONSOLE.cover()
        self._entered.append((_WRITER.get(), _streams()))
        _WRITER.set(self._writer)
        return self

    def __exit__(self, *exc_info: object) -> None:
        outer, streams = self._entered.pop()
        _WRITER.set(outer)
        for before, now in zip(streams, _streams(), strict=True):
            if now is not before:
                CONSOLE.leave_alone(now)


def _streams() -> tuple[object, ...]:
    return tuple(getattr(sys, name) for name in STREAMS)


class _Asking:
    """A stream's ``write`` that asks whose text it is."""

    def __init__(self, name: str, write: Write) -> None:
        self.write = write
        self._name = name

    def __call__(self, text: str, /) -> object:
        writer = _writer_here()
        if writer is None or not isinstance(text, str):
            return self.write(text)
        writer.write(self._name, text, self.write)
        return len(text)


def _is_asked(stream: object) -> bool:
    return isinstance(getattr(stream, "write", None), _Asking)


def _uncover(stream: Any) -> None:
    asking = vars(stream).get("write")
    if not isinstance(asking, _Asking):
        return
    # An attribute that somebody had set before is put back; the class's own is there.
    del stream.write
    if asking.write != stream.write:
        stream.write = asking.write


def _starting(start: Callable[[threading.Thread], None]) -> Any:
    """Return a ``Thread.start`` whose threads write for who has started them."""

    def start_for_writer(thread: threading.Thread) -> None:
        writer = _writer_here()
        # A thread whose ``run`` somebody has exchanged is left alone.
        if writer is not None and "run" not in vars(thread):
            run = thread.run

            def run_for_writer() -> None:
                vars(thread).pop("run", None)
                _WRITER.set(writer)
                run()

            thread.run = run_for_writer  # type: ignore[method-assign]
        start(thread)

    start_for_writer.is_reactor = True  # type: ignore[attr-defined]
    return start_for_writer

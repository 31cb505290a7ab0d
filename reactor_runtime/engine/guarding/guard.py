"""Run a model's own code so that what it raises never reaches the event loop.

An interrupt (the stop button) raises ``KeyboardInterrupt`` wherever Python happens to
be. asyncio gives up on such an exception, so coroutines of the model are driven by hand
here, one piece at a time, and an interrupt becomes an ordinary exception.
"""

from __future__ import annotations

import asyncio
import inspect
import itertools
import os
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar
from weakref import WeakKeyDictionary

from reactor_runtime.errors import ModelError, text_of
from reactor_runtime.printable import many_lines, one_line, shorten_middle
from reactor_runtime.weight import KIB

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Generator, Sequence
    from traceback import FrameSummary
    from types import FrameType

T = TypeVar("T")
F = TypeVar("F")

LONGEST_TRACEBACK = 64 * KIB
LONGEST_SUMMARY = 1000

_RUNTIME = str(Path(__file__).parents[2]) + os.sep


class StepGuard(Protocol):
    """Entered round every piece of model code that runs on the engine's loop."""

    def __enter__(self) -> object:
        """Let interrupts reach the model's code."""

    def __exit__(self, *exc_info: object) -> None:
        """Put everything back."""


class Unguarded:
    """The guard of an engine that takes no interrupts."""

    def __enter__(self) -> object:
        """Do nothing."""
        return self

    def __exit__(self, *exc_info: object) -> None:
        """Do nothing."""


class SourceNames:
    """What people call the code of a file, where a path tells them nothing.

    A notebook compiles each cell as a file of its own that nobody has ever seen. Who
    knows better says so here, once for the process.
    """

    def __init__(self) -> None:
        self.called: Callable[[str], str] = str
        """Returns what people call the file of a path; the path where it knows none."""

    def rename(self, frame: FrameSummary) -> FrameSummary:
        """Let *frame* say the name of its file, and its line of code as before."""
        _ = frame.line  # read by the path, and kept
        frame.filename = self.called(frame.filename)
        return frame


SOURCES = SourceNames()
"""The names of this process."""


class ModelInterruptedError(ModelError):
    """``KeyboardInterrupt`` was raised inside the model's code.

    Attributes:
        place: Where it was, as ``<file>:<line> in <function>``.
        traceback: The full traceback.
    """

    def __init__(self, interrupt: KeyboardInterrupt) -> None:
        self.place = _place(interrupt)
        self.traceback = describe(interrupt)
        super().__init__(f"Interrupted: {self.place}")


def describe(error: BaseException) -> str:
    """Return the traceback of *error* from the model's code on.

    Of more than 64 Ki characters the middle is left out; none of them would move a
    terminal's cursor.
    """
    if isinstance(error, ModelInterruptedError):
        return error.traceback
    try:
        return _describe(error)
    except BaseException:  # noqa: BLE001 - attributes of the author's exception
        return f"{type(error).__name__}, whose traceback cannot be formatted"


def _describe(error: BaseException) -> str:
    summary = traceback.TracebackException.from_exception(error)
    link: traceback.TracebackException | None = summary
    while link is not None:
        own = [frame for frame in link.stack if not is_runtime(frame.filename)]
        if own or link.__cause__ is not None:
            named = [SOURCES.rename(frame) for frame in own]
            link.stack = traceback.StackSummary.from_list(named)
        link = link.__cause__ or link.__context__
    text = shorten_middle("".join(summary.format()), LONGEST_TRACEBACK)
    return shorten_middle(many_lines(text), LONGEST_TRACEBACK)


def summarize(error: BaseException) -> str:
    """Return *error* as one line of at most 1,000 characters."""
    text = text_of(error).strip().split("\n", 1)[0]
    name = type(error).__name__
    text = one_line(text[:LONGEST_SUMMARY])[:LONGEST_SUMMARY]
    return f"{name}: {text}" if text else name


def _place(error: BaseException) -> str:
    frame = own_frame(traceback.extract_tb(error.__traceback__))
    if frame is None:
        return "between two steps"
    return f"{frame.filename}:{frame.lineno} in {frame.name}"


def own_frame(frames: Sequence[FrameSummary]) -> FrameSummary | None:
    """Return the frame of *frames*, outermost first, that a model's author knows best.

    It is the deepest one in the file that the runtime has called; what that calls is
    often inside a library.
    """
    own = _own_part(frames, lambda frame: frame.filename)
    return own[-1] if own else None


def own_frames(thread: int) -> list[FrameType]:
    """Return the frames of a running thread that a model's author knows best.

    Args:
        thread: One on which an engine may be calling a model's code.

    Returns:
        Outermost first, all of the file that the engine has called; none where it has
        called nothing.
    """
    innermost = sys._current_frames().get(thread)  # noqa: SLF001 - faulthandler's way
    if innermost is None:
        return []
    stack = [frame for frame, _ in traceback.walk_stack(innermost)]
    called = list(itertools.takewhile(lambda frame: _file(frame) != __file__, stack))
    # Where this module is not on the stack, no engine is calling.
    return _own_part(called[::-1], _file) if len(called) < len(stack) else []


def _file(frame: FrameType) -> str:
    return frame.f_code.co_filename


def _own_part(frames: Sequence[F], file_of: Callable[[F], str]) -> list[F]:
    others = [frame for frame in frames if not is_runtime(file_of(frame))]
    return [frame for frame in others if file_of(frame) == file_of(others[0])]


def is_runtime(filename: str) -> bool:
    """Whether *filename* is one of this package's."""
    return filename.startswith(_RUNTIME)


def guarded(guard: StepGuard, function: Callable[..., T], *arguments: object) -> T:
    """Call *function* inside *guard*.

    Raises:
        ModelInterruptedError: In place of ``KeyboardInterrupt``.
        ModelError: In place of anything else that is no ``Exception``, and would end
            the task: ``SystemExit``, ``GeneratorExit``, a ``CancelledError`` that is
            not this task's own.
        Exception: Whatever else *function* raises.
    """
    try:
        with guard:
            return function(*arguments)
    except KeyboardInterrupt as interrupt:
        raise ModelInterruptedError(interrupt) from None
    except SystemExit as leaving:
        raise ModelError(
            f"The model's code called sys.exit({leaving.code!r}); raise an exception "
            "that says what is wrong"
        ) from leaving
    except asyncio.CancelledError as cancelled:
        if is_being_cancelled():
            raise
        raise ModelError(
            "CancelledError in the model's code, which nobody has cancelled; where it "
            "awaits a task that may have been cancelled, catch asyncio.CancelledError"
        ) from cancelled
    except Exception:
        raise
    except BaseException as error:
        raise ModelError(f"The model's code raised {summarize(error)}") from error


def is_being_cancelled() -> bool:
    """Whether somebody has asked the current task to end."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


_IN_TASK: WeakKeyDictionary[asyncio.Task[Any], Guarded] = WeakKeyDictionary()


class Guarded:
    """An awaitable of the model, driven by hand so that each piece is guarded.

    Args:
        guard: Entered round each piece.
        awaitable: What the model's code returned.
        before_piece: Called before each piece but the first; what it returns, if
            anything, is awaited.
    """

    def __init__(
        self,
        guard: StepGuard,
        awaitable: Awaitable[Any],
        before_piece: Callable[[], Awaitable[object] | None] | None = None,
    ) -> None:
        self._guard = guard
        self._awaitable = awaitable
        self._before_piece = before_piece
        self._is_abandoned = False

    @classmethod
    def in_task(cls, task: asyncio.Task[Any]) -> Guarded | None:
        """Return what *task* is awaiting of the model's code, if anything."""
        return _IN_TASK.get(task)

    @property
    def awaitable(self) -> Awaitable[Any]:
        """What the model's code returned."""
        return self._awaitable

    def abandon(self) -> None:
        """Close the model's code, which ignored a cancellation, at its next piece."""
        self._is_abandoned = True

    def __await__(self) -> Generator[Any, Any, Any]:
        pieces: Any = guarded(self._guard, lambda: self._awaitable.__await__())
        error: BaseException | None = None
        task = asyncio.current_task()
        if task is not None:
            _IN_TASK[task] = self
        try:
            while True:
                try:
                    if error is None:
                        awaited = guarded(self._guard, pieces.send, None)
                    else:
                        awaited = guarded(self._guard, pieces.throw, error)
                except StopIteration as done:
                    return done.value
                error = yield from self._hand_over(awaited)
                if isinstance(error, GeneratorExit):  # the task's coroutine is closed
                    guarded(self._guard, pieces.close)
                    raise error
                if self._is_abandoned:
                    guarded(self._guard, pieces.close)
                    raise asyncio.CancelledError
        finally:
            error = None
            if task is not None:
                _IN_TASK.pop(task, None)

    def _hand_over(self, awaited: object) -> Generator[Any, Any, BaseException | None]:
        """Give the loop what the model waits for; returns what came back raised."""
        try:
            yield awaited
            if self._before_piece is not None and (first := self._before_piece()):
                yield from first.__await__()
        except BaseException as raised:  # noqa: BLE001 - it belongs to the model
            return raised
        return None


async def call(guard: StepGuard, function: Callable[..., Any], *args: object) -> Any:
    """Call a ``def`` or ``async def`` of the model and return its result."""
    result = guarded(guard, function, *args)
    if inspect.isawaitable(result):
        return await Guarded(guard, result)
    return result

"""What a handle's methods return: work that has begun and may be awaited or ignored.

The work runs on the engine's or the I/O thread's loop; its result is a
``concurrent.futures.Future``, so awaiting works from any loop, in any thread.
"""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import Future, wait
from typing import TYPE_CHECKING, Generic, TypeVar, cast

from reactor_runtime.errors import SessionStateError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

T = TypeVar("T")
U = TypeVar("U")

_THEM = ("it", "them")

WAKING_SECONDS = 0.1
"""How long an interrupt may stay unnoticed."""


def running_loop() -> asyncio.AbstractEventLoop | None:
    """Return the loop that runs in this thread, ``None`` if there is none."""
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


async def wait_for_future(future: Future[object]) -> object:
    """Return the outcome of *future*; cancelling the wait does not cancel the work.

    The wait wakes the loop now and then: the kernel learns of an interrupt only when
    its loop does something, and while it waits for nothing else it would sleep on.
    """
    outcome = asyncio.wrap_future(future)
    # Not ``await outcome``: see WAKING_SECONDS.
    while not outcome.done():
        await asyncio.wait({outcome}, timeout=WAKING_SECONDS)
    return outcome.result()


def block_for(future: Future[object], timeout: float | None = None) -> object:
    """Block for the outcome of *future*; an interrupt ends the wait.

    The wait is one of many short ones: a signal that comes when this thread is about to
    sleep on a lock, and has let go of the interpreter for that, does not wake it.

    Raises:
        TimeoutError: *timeout* seconds are over.
    """
    deadline = None if timeout is None else time.monotonic() + timeout
    while not future.done():
        left = WAKING_SECONDS
        if deadline is not None:
            left = min(left, deadline - time.monotonic())
        if left <= 0:
            break
        wait([future], left)
    return future.result(0)


class Pending(Generic[T]):
    """Work that has begun; ``await`` it, or ignore it.

    Args:
        future: The outcome as the working side reports it.
        what: What is being done, for ``repr`` and messages, e.g. ``"pause"``.
        finish: Turns the raw outcome into the result, in the thread that asks for it;
            may raise.

    Cancelling a waiter does not cancel the work.
    """

    def __init__(
        self,
        future: Future[object],
        what: str,
        finish: Callable[[object], T] | None = None,
    ) -> None:
        self._future = future
        self._what = what
        self._is_awaited = False
        self._finish = finish or cast("Callable[[object], T]", _unchanged)

    def __await__(self) -> Generator[object, None, T]:
        self._is_awaited = True
        raw = yield from wait_for_future(self._future).__await__()
        return self._finish(raw)

    def then(self, other: Pending[T]) -> Pending[T]:
        """Return one that is done when both are, and has the result of *other*."""
        both: Future[object] = Future()

        def second(_: Future[object]) -> None:
            other._future.add_done_callback(lambda _: both.set_result(None))

        self._future.add_done_callback(second)

        def finish(_: object) -> T:
            self.result()
            return other.result()

        return Pending(both, f"{self._what}, {other._what}", finish)

    def then_get(self, get: Callable[[], U]) -> Pending[U]:
        """Return the same work, whose result is what *get* returns once it is done."""

        def finish(raw: object) -> U:
            self._finish(raw)
            return get()

        self._is_awaited = True  # whoever waits for the other waits for this
        return Pending(self._future, self._what, finish)

    def when_done(self, call: Callable[[], object]) -> None:
        """Call *call* once the work has ended, in the thread that ends it."""
        self._future.add_done_callback(lambda _: call())

    def done(self) -> bool:
        """Return whether the work has ended."""
        return self._future.done()

    @property
    def is_ignored(self) -> bool:
        """Whether the work goes on and nobody waits for it."""
        return not (self.done() or self._is_awaited)

    def result(self, timeout: float | None = None) -> T:
        """Block for the result; for code without a running event loop.

        Args:
            timeout: Seconds to wait, ``None`` for as long as it takes.

        Raises:
            SessionStateError: An event loop runs in this thread, so that blocking it
                could wait for ever; use ``await``.
            TimeoutError: The time is over.
        """
        if not self._future.done() and running_loop() is not None:
            raise SessionStateError(
                f"{self._what} cannot block a running event loop; write 'await' "
                "before the call instead of '.result()' after it."
            )
        return self._finish(block_for(self._future, timeout))

    def __repr__(self) -> str:
        state = "done" if self.done() else "under way; 'await' it for the result"
        return f"<{self._what}: {state}>"


def waiting_note(count: int) -> str:
    """Return what a text says of *count* commands that still wait, ``""`` for none.

    On the kernel's own loop a command that a cell sends runs only once the cell has
    given the loop back, by an ``await`` or by its end.
    """
    if count == 0:
        return ""
    return f"{count} command{'s' * (count > 1)} waiting; await {_THEM[count > 1]}"


def settle(pending: Pending[T]) -> Pending[T]:
    """Return *pending*, after blocking for it where no event loop runs."""
    if running_loop() is None:
        pending.result()
    return pending


def completed(value: T, what: str) -> Pending[T]:
    """Return a :class:`Pending` that is done and has *value*."""
    future: Future[object] = Future()
    future.set_result(value)
    return Pending(future, what)


def _unchanged(value: object) -> object:
    return value

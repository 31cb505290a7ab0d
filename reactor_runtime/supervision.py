"""Run tasks, timers and callbacks so that none of them can end unseen.

An event loop keeps to itself what a task raised, and only writes of a callback that
raised: whoever waits for its work waits for ever. What is started here tells its owner
what ended it. No other module starts tasks or hands callbacks to a loop.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, TypeVarTuple, Unpack

from reactor_runtime.errors import TaskCancelledError

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from concurrent.futures import Future

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
Args = TypeVarTuple("Args")

Failed: TypeAlias = Callable[[BaseException], object]
"""Called with what ended some work; must not raise."""

_logger = logging.getLogger(__name__)


class SupervisedTask(asyncio.Task[T_co]):
    """A task that tells its owner what ended it, unless the owner did.

    It starts at once on the running loop; the owner keeps it.

    Args:
        coroutine: The work.
        name: Says what it is, for errors.
        failed: Called on the loop with what the work raised, or with a
            :class:`TaskCancelledError` where somebody else has cancelled it.
    """

    def __init__(
        self, coroutine: Coroutine[Any, Any, T_co], *, name: str, failed: Failed
    ) -> None:
        super().__init__(coroutine, loop=asyncio.get_running_loop(), name=name)
        self._is_dismissed = False
        self._failed = failed
        # The plain function: a bound method would make a circle of a task that waits,
        # which the collector alone could end.
        self.add_done_callback(SupervisedTask._tell_end)

    def dismiss(self) -> None:
        """Cancel it; the owner's way, of which nobody is told."""
        self._is_dismissed = True
        if not self.get_loop().is_closed():
            self.cancel()
        elif not self.done():
            # Nothing can run it any more; this is what would be said at its collection.
            self._log_destroy_pending = False

    def _tell_end(self) -> None:
        # Whoever keeps an ended task keeps nothing of its owner by it.
        failed, self._failed = self._failed, awaited
        if not self.cancelled():
            error = self.exception()
        elif self._is_dismissed:
            error = None
        else:
            error = TaskCancelledError(
                f"The task {self.get_name()!r} was cancelled by somebody who does not "
                "own it, or with its event loop"
            )
        if error is not None:
            tell(failed, error)


def submit(
    loop: asyncio.AbstractEventLoop,
    coroutine: Coroutine[Any, Any, T],
    *,
    failed: Failed,
) -> Future[T]:
    """Run *coroutine* on *loop*, in the caller's context. From any thread.

    Args:
        loop: Where to run it.
        coroutine: The work.
        failed: Called on the loop with what it raised, cancellation apart.

    Returns:
        Its outcome, which may be ignored.

    Raises:
        RuntimeError: The loop is closed; the coroutine has been closed, too.
    """
    watched = _watch(coroutine, failed)
    try:
        return asyncio.run_coroutine_threadsafe(watched, loop)
    except RuntimeError:
        watched.close()
        coroutine.close()
        raise


def post(
    loop: asyncio.AbstractEventLoop,
    function: Callable[[Unpack[Args]], object],
    *arguments: *Args,
    failed: Failed,
) -> bool:
    """Call *function* soon on *loop*, from any thread.

    Returns:
        Whether it will be called: ``False`` where the loop has ended.
    """
    try:
        loop.call_soon_threadsafe(_contain, failed, function, *arguments)
    except RuntimeError:
        return False
    return True


def call_soon(
    loop: asyncio.AbstractEventLoop,
    function: Callable[[Unpack[Args]], object],
    *arguments: *Args,
    failed: Failed,
) -> None:
    """Call *function* in the loop's next turn. On the loop only."""
    loop.call_soon(_contain, failed, function, *arguments)


def call_later(
    loop: asyncio.AbstractEventLoop,
    delay: float,
    function: Callable[[Unpack[Args]], object],
    *arguments: *Args,
    failed: Failed,
) -> asyncio.TimerHandle:
    """Call *function* in *delay* seconds. On the loop only."""
    return loop.call_later(delay, _contain, failed, function, *arguments)


def call_at(
    loop: asyncio.AbstractEventLoop,
    when: float,
    function: Callable[[Unpack[Args]], object],
    *arguments: *Args,
    failed: Failed,
) -> asyncio.TimerHandle:
    """Call *function* at *when*, the loop's own seconds. On the loop only."""
    return loop.call_at(when, _contain, failed, function, *arguments)


def contained(
    function: Callable[[Unpack[Args]], object], failed: Failed
) -> Callable[[Unpack[Args]], None]:
    """Return *function* as one whose exceptions go to *failed*."""

    def call(*arguments: *Args) -> None:
        _contain(failed, function, *arguments)

    return call


def tell(failed: Failed, error: BaseException) -> None:
    """Hand *error* to *failed*; what that raises goes to Python's log."""
    try:
        failed(error)
    except Exception:
        _logger.exception("A failure could not be reported: %r", error)


def awaited(_: BaseException) -> None:
    """Do nothing: whoever awaits the work hears of its end there."""


def logged(what: str) -> Failed:
    """Return what writes failures of *what* to Python's log."""
    return partial(log, f"{what} failed")


def log(what: str, error: BaseException) -> None:
    """Write *error* to Python's log, where no session is to be told."""
    _logger.error("%s", what, exc_info=error)


def _contain(
    failed: Failed,
    function: Callable[[Unpack[Args]], object],
    *arguments: *Args,
) -> None:
    try:
        function(*arguments)
    except Exception as error:  # noqa: BLE001 - it goes to the owner
        tell(failed, error)


async def _watch(coroutine: Coroutine[Any, Any, T], failed: Failed) -> T:
    try:
        return await coroutine
    except asyncio.CancelledError:
        raise
    except BaseException as error:
        tell(failed, error)
        raise

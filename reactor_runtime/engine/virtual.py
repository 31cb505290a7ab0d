"""An event loop whose time passes only when nothing is left to do.

On it a test of a second takes a millisecond, and takes the same steps each time: every
timer, of the engine and of the model's own code alike, is one of this loop's.
"""

from __future__ import annotations

import asyncio
import selectors
import time
from typing import TYPE_CHECKING, Any, TypeVarTuple, Unpack

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from concurrent.futures import Executor

    from _typeshed import FileDescriptorLike

Args = TypeVarTuple("Args")


class VirtualClock:
    """A clock that is set forward by a :class:`VirtualLoop`, or by hand."""

    def __init__(self, start: float = 1_000.0) -> None:
        self._now = start

    def now(self) -> float:
        """Seconds since some fixed moment."""
        return self._now

    def advance(self, seconds: float) -> None:
        """Let *seconds* pass, as a model that computes for that long does.

        Raises:
            ValueError: If *seconds* is negative.
        """
        if seconds < 0:
            raise ValueError(f"time cannot go back, got {seconds} seconds")
        self._now += seconds


class IdleError(RuntimeError):
    """Nothing on the loop will ever happen again by itself."""


class StarvedError(RuntimeError):
    """Something on the loop was ready again at once for five real seconds."""


_TURNS = 100
"""In so few turns in a row no time passes: whoever hands on work is not waiting."""

_FASTER = 15.0
"""How much faster than real time passes while something is always ready.

A minute of a test that waits for what will not happen is over in four seconds.
"""

STARVED_SECONDS = 5.0


class _VirtualSelector(selectors.BaseSelector):
    """Instead of sleeping until the next timer, sets the clock to it."""

    def __init__(self, clock: VirtualClock) -> None:
        self._clock = clock
        self._real = selectors.DefaultSelector()
        self.busy_threads = 0
        self.turns = 0
        """How many turns in a row something was ready at once."""
        self._turned_at = self._starved_at = 0.0

    def register(
        self, fileobj: FileDescriptorLike, events: int, data: Any = None
    ) -> selectors.SelectorKey:
        return self._real.register(fileobj, events, data)

    def unregister(self, fileobj: FileDescriptorLike) -> selectors.SelectorKey:
        return self._real.unregister(fileobj)

    def modify(
        self, fileobj: FileDescriptorLike, events: int, data: Any = None
    ) -> selectors.SelectorKey:
        return self._real.modify(fileobj, events, data)

    def select(
        self, timeout: float | None = None
    ) -> list[tuple[selectors.SelectorKey, int]]:
        ready = self._real.select(0)
        if timeout == 0 and not ready:
            self._pass_by_turns()
            return ready
        self.turns = 0
        if ready:
            return ready
        if self.busy_threads:
            return self._real.select(None)
        if timeout is None:
            raise IdleError(
                "Nothing on the virtual loop will happen any more: every task waits "
                "for something that no timer and no thread brings"
            )
        # A hair more than asked, so that rounding never leaves a timer not quite due.
        self._clock.advance(timeout + 1e-9)
        return ready

    def _pass_by_turns(self) -> None:
        """Let time pass although something is always ready, as it does elsewhere."""
        self.turns += 1
        if self.turns <= _TURNS:
            return
        now = time.monotonic()
        if self.turns == _TURNS + 1:
            self._starved_at = self._turned_at = now
        if now - self._starved_at > STARVED_SECONDS:
            self.turns = 0
            raise StarvedError
        self._clock.advance(max(_FASTER * (now - self._turned_at), 1e-6))
        self._turned_at = now

    def close(self) -> None:
        self._real.close()

    def get_map(self) -> Mapping[FileDescriptorLike, selectors.SelectorKey]:
        return self._real.get_map()


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop on virtual time.

    Work in threads (``asyncio.to_thread``) takes no virtual time. While a task is ever
    ready, as one that polls with ``asyncio.sleep(0)`` is, time passes fifteen times as
    fast as real time.

    Args:
        clock: Tells the loop's time.

    Raises:
        IdleError: Out of ``run_forever`` or ``run_until_complete``, when every task
            waits for something that nothing will bring.
        StarvedError: Out of these, when a task has polled for five real seconds.
    """

    def __init__(self, clock: VirtualClock | None = None) -> None:
        self.clock = clock or VirtualClock()
        self._selecting = _VirtualSelector(self.clock)
        super().__init__(self._selecting)

    def time(self) -> float:
        """The virtual seconds."""
        return self.clock.now()

    @property
    def is_starved(self) -> bool:
        """Whether something has been ready again at once for many turns."""
        return self._selecting.turns > _TURNS

    def run_in_executor(
        self,
        executor: Executor | None,
        func: Callable[[Unpack[Args]], Any],
        *args: *Args,
    ) -> asyncio.Future[Any]:
        """Run *func* in a thread; no virtual time passes meanwhile."""
        self._selecting.busy_threads += 1
        future = super().run_in_executor(executor, func, *args)
        future.add_done_callback(self._end_thread)
        return future

    def _end_thread(self, _: object) -> None:
        self._selecting.busy_threads -= 1

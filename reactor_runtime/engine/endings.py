"""Tell whoever waits that a client, a presence or a session is over, hooks included."""

from __future__ import annotations

from concurrent.futures import Future, InvalidStateError
from typing import TYPE_CHECKING, TypeAlias

from reactor_runtime.session.presence import Presence
from reactor_runtime.session.span import Span
from reactor_runtime.values import ClientId

if TYPE_CHECKING:
    from collections.abc import Callable
    from threading import RLock

Ending: TypeAlias = Span | Presence | tuple[Presence, ClientId]
"""A session, a presence, or one client's stay in a presence."""

DONE: Future[None] = Future()
"""Of what is over already."""
DONE.set_result(None)


class Endings:
    """The futures of what is to end. From any thread.

    Args:
        lock: The engine's.
    """

    def __init__(self, lock: RLock) -> None:
        self._lock = lock
        self._expected: dict[Ending, list[Future[None]]] = {}
        self._is_served = True

    def expect(self, ending: Ending) -> Future[None]:
        """Return a future that is done once *ending* is over.

        So it is, at once, while nothing is served.
        """
        with self._lock:
            if not self._is_served:
                return DONE
            future: Future[None] = Future()
            self._expected.setdefault(ending, []).append(future)
            return future

    def over(self, ending: Ending) -> None:
        """*ending* is over, its last hook having run; with a presence its clients."""
        self._finish(lambda known: ending in (known, _presence_of(known)))

    def forget(self, is_known: Callable[[Span | Presence], bool]) -> None:
        """Finish what was given up unseen: what is not known any more."""
        self._finish(lambda known: not is_known(_presence_of(known)))

    def serve(self, *, is_on: bool) -> None:
        """Say whether things end by themselves; if not, what is expected is over."""
        with self._lock:
            self._is_served = is_on
        if not is_on:
            self._finish(lambda _: True)

    def _finish(self, is_meant: Callable[[Ending], bool]) -> None:
        with self._lock:
            found = [known for known in self._expected if is_meant(known)]
            futures = [one for known in found for one in self._expected.pop(known)]
        # Outside the lock: callbacks run here, and they may be anybody's.
        for future in futures:
            try:
                future.set_result(None)
            except InvalidStateError:  # whoever waited has cancelled it
                continue


def _presence_of(ending: Ending) -> Span | Presence:
    return ending[0] if isinstance(ending, tuple) else ending

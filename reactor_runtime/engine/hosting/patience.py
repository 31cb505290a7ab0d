"""How long the end of a session waits for model code that keeps its thread.

Code on a thread of its own that waits inside a C call cannot be interrupted: what is
raised there rises when the call returns, which may be never. So whoever waits for the
end of its session is sent on, and the thread ends by itself when its call has returned.
"""

from __future__ import annotations

import threading
from concurrent.futures import Future
from typing import TYPE_CHECKING

from reactor_runtime.engine.hosting.engine_loop import CHECK_SECONDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from reactor_runtime.engine.hosting.delivery_thread import DeliveryThread
    from reactor_runtime.engine.hosting.engine_loop import EngineLoop


class Patience:
    """Waits for what ends on *loop* for as long as that loop answers.

    Args:
        io: Keeps the time.
        loop: The engine's.
        give_up: Called on the delivery thread, at most once, before the wait ends
            although what was waited for has not.
    """

    def __init__(
        self, io: DeliveryThread, loop: EngineLoop, give_up: Callable[[], object]
    ) -> None:
        self._io = io
        self._loop = loop
        self._give_up = give_up
        self._lock = threading.Lock()
        self._is_over = False
        self._outcome: Future[object] = Future()
        self._answer: Future[None] | None = None

    def wait_for(self, ending: Future[None]) -> Future[object]:
        """Return a future of what *ending* comes to, ``None`` where it was given up.

        After 0.9 s model code that keeps the loop is interrupted; where the loop comes
        to nothing in the 0.9 s after that, the wait ends. The code is interrupted
        again, for as long as it goes on.
        """
        self._check_later(ending)
        ending.add_done_callback(self._arrive)
        return self._outcome

    def _check_later(self, ending: Future[None]) -> None:
        cancel = self._io.call_later(CHECK_SECONDS, lambda: self._check(ending))
        ending.add_done_callback(lambda _: cancel())

    def _check(self, ending: Future[None]) -> None:
        self._check_later(ending)
        is_silent = self._answer is not None and not self._answer.done()
        if is_silent or self._answer is None:
            self._loop.guard.interrupt()
        if not is_silent:
            self._answer = self._loop.ping()
        elif self._ends_first():
            try:
                self._give_up()
            finally:
                self._outcome.set_result(None)

    def _arrive(self, ending: Future[None]) -> None:
        if not self._ends_first():
            return
        error = None if ending.cancelled() else ending.exception()
        if error is not None:
            self._outcome.set_exception(error)
        elif not ending.cancelled():
            self._outcome.set_result(None)
        else:
            self._outcome.cancel()

    def _ends_first(self) -> bool:
        with self._lock:
            is_first, self._is_over = not self._is_over, True
        return is_first

"""What a notebook hears of its model: messages, changes of the state, its status."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from reactor_notebook.loaded.inbox import Inbox, ReceivedMessage
from reactor_runtime.session.notices import (
    AnswerNotice,
    MessageNotice,
    StateNotice,
    StatusNotice,
)
from reactor_runtime.session.status import SessionStatus

if TYPE_CHECKING:
    from reactor_notebook.loaded.reporter import Reporter
    from reactor_runtime.values import JsonValue

StateListener = Callable[[Mapping[str, "JsonValue"]], None]


class Hearing:
    """Hands the notices of one session's models to who waits for them.

    Args:
        label: What people call the session.
        reporter: Tells the loading cell.
    """

    def __init__(self, label: str, reporter: Reporter) -> None:
        self.inbox = Inbox()
        self._label = label
        self._reporter = reporter
        self._state_listeners: list[StateListener] = []

    def on_state(self, listener: StateListener) -> None:
        """Call *listener* on the I/O thread with state fields that changed."""
        self._state_listeners.append(listener)

    def notice(self, _: str, notice: object) -> None:
        """Take a notice to the notebook. On the I/O thread."""
        match notice:
            case (MessageNotice() as sent) | AnswerNotice(
                message=MessageNotice() as sent
            ):
                self.inbox.put(
                    ReceivedMessage(sent.type, sent.data, sent.step), sent.size
                )
            case StateNotice(values=values):
                for listener in tuple(self._state_listeners):
                    listener(values)
            case StatusNotice(status=SessionStatus.PAUSED, detail=detail):
                if detail:
                    self._reporter.print(f"{self._label}: {detail}")
                self._reporter.refresh()
            case StatusNotice(status=SessionStatus.FAILED):
                self._reporter.refresh()

    def close(self, error: Exception) -> None:
        """Hear nothing more; who waits for a message gets *error*."""
        self.inbox.close(error)
        self._state_listeners.clear()

"""Keep one widget and the session's value together."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, TypeVarTuple, Unpack, cast

from reactor_notebook.cell.pending import running_loop
from reactor_notebook.handle.control_widgets import build_widget
from reactor_notebook.handle.labelled_widget import UnreadableError
from reactor_runtime.errors import CommandError, CommandRejectedError
from reactor_runtime.fields.json_values import describe
from reactor_runtime.supervision import logged, post

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from reactor_notebook.cell.pending import Pending
    from reactor_notebook.handle.labelled_widget import LabelledWidget
    from reactor_notebook.loaded.inbox import ReceivedMessage
    from reactor_notebook.loaded.session import NotebookSession
    from reactor_runtime.contract.controls import ValueControl
    from reactor_runtime.values import JsonValue

Args = TypeVarTuple("Args")

_UNSHOWN = logged("Showing a value in a widget")


class LiveControl:
    """A widget that sends its value as a command and follows the session's state.

    A value that Python sets is sent, also where the widget shows it already, unless the
    session is known to have it. One that is refused raises there, and the widget goes
    back. What a person put in and is refused stays in the widget, which is marked until
    it is changed, and so does what a handler refuses. Once everything is answered the
    widget shows what the session has; where it cannot, it is marked as well.
    """

    def __init__(self, session: NotebookSession, control: ValueControl) -> None:
        assert control.command is not None
        self._session = session
        self._name = control.name
        self._has_state = control.state
        self._command = control.command
        self._loop = running_loop()
        # The thread that shows what the session has, while it does.
        self._follower: int | None = None
        self._is_refused = False
        self._is_shown = True
        # Counted apart: answers may come on another thread than questions.
        self._sent = self._answers = 0
        self._taken: JsonValue = None
        self._built: LabelledWidget = build_widget(control)
        self.widget = self._built.widget
        self._held = control.default
        self._show(self._known())
        self._built.observe(self._changed, self._set_again)
        if control.state:
            session.hearing.on_state(self._state_changed)

    @property
    def _is_waiting(self) -> bool:
        """Whether a command is unanswered."""
        return self._sent != self._answers

    def _known(self) -> JsonValue:
        """What the session has, as far as is known."""
        values = self._session.state_values() if self._has_state else None
        return self._held if values is None else values.get(self._name, self._held)

    def _changed(self) -> None:
        if self._follower == threading.get_ident():
            return
        try:
            value = self._built.read()
            answer = self._session.client.send(self._command, {self._name: value})
        except (CommandRejectedError, UnreadableError) as error:
            if not self._built.is_from_page:
                self._show(self._taken if self._is_waiting else self._known())
                raise
            self._refuse(error)
            return
        self._is_refused = False
        self._built.mark("")
        self._taken = cast("JsonValue", value)
        self._sent += 1
        answer.when_done(lambda: self._soon(self._answered, answer, self._taken))

    def _set_again(self) -> None:
        is_unsure = not self._is_shown or self._is_refused or self._is_waiting
        if is_unsure or not self._has_state:
            self._changed()

    def _answered(
        self, answer: Pending[ReceivedMessage | None], value: JsonValue
    ) -> None:
        self._answers += 1
        try:
            answer.result()
        except CommandError as error:
            if not self._is_waiting:
                self._refuse(error)
        else:
            if not self._has_state:
                self._held = value
            self._follow()

    def _state_changed(self, values: Mapping[str, JsonValue]) -> None:
        if self._name in values:
            self._soon(self._follow)

    def _soon(
        self, function: Callable[[Unpack[Args]], object], *arguments: *Args
    ) -> None:
        """Call *function* on the loop that the widget belongs to."""
        if self._loop is None or self._loop.is_closed():
            function(*arguments)
        else:
            post(self._loop, function, *arguments, failed=_UNSHOWN)

    def _follow(self) -> None:
        if not (self._is_waiting or self._is_refused):
            self._show(self._known())

    def _refuse(self, error: Exception) -> None:
        self._is_refused = True
        self._built.mark(complaint_of(error))

    def _show(self, value: JsonValue) -> None:
        self._held, self._is_refused = value, False
        self._follower = threading.get_ident()
        try:
            self._is_shown = self._built.show(value)
        finally:
            self._follower = None
        has = "is not set" if value is None else f"is {describe(value)}"
        told = f"{has} in the session, which cannot be shown here"
        self._built.mark("" if self._is_shown else told)


def complaint_of(error: Exception) -> str:
    """Return why a value was refused, as the end of a sentence that begins with it."""
    reason = error.reason if isinstance(error, CommandRejectedError) else None
    if isinstance(error, CommandError):
        return reason or f"was refused: {error.message}"
    return str(error)

"""Real ipywidgets controls of a session, linked both ways."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import ipywidgets  # type: ignore[import-untyped]

from reactor_notebook.control_widgets import (
    LabelledWidget,
    UnreadableError,
    build_widget,
)
from reactor_notebook.pending import running_loop
from reactor_runtime.contract.controls import Control, FormControl, ValueControl
from reactor_runtime.errors import CommandRejectedError
from reactor_runtime.supervision import logged, post

if TYPE_CHECKING:
    from reactor_notebook.session import NotebookSession
    from reactor_runtime.values import JsonValue

_UNSHOWN = logged("Showing a value in a widget")


class Controls(Mapping[str, ipywidgets.Widget]):
    """One ipywidgets control for each control of the panel, by field or event name.

    A control is made when it is first asked for; asking again gives the same one.
    """

    def __init__(self, session: NotebookSession) -> None:
        self._session = session
        self._made: dict[str, ipywidgets.Widget] = {}

    def __getitem__(self, name: str) -> ipywidgets.Widget:
        if name not in self._made:
            self._made[name] = self._make(self._find(name))
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter([control.name for control in self._described()])

    def __len__(self) -> int:
        return len(self._described())

    def __repr__(self) -> str:
        return f"Controls({', '.join(self)})"

    def _described(self) -> tuple[Control, ...]:
        return self._session.run.engine.contract.controls()

    def _find(self, name: str) -> Control:
        found = {control.command: control for control in self._described()}
        # A field may be called as another one's command.
        found |= {control.name: control for control in self._described()}
        if name in found:
            return found[name]
        raise KeyError(f"No control {name!r}; there are: {', '.join(self)}")

    def _make(self, control: Control) -> ipywidgets.Widget:
        if isinstance(control, ValueControl):
            return LiveControl(self._session, control).widget
        if isinstance(control, FormControl):
            return make_form(self._session, control)
        button = ipywidgets.Button(
            description=control.label, tooltip=control.description
        )
        command = control.command
        button.on_click(lambda _: self._session.client.send(command, {}))
        return button


class LiveControl:
    """A widget that sends its value as a command and follows the session's state.

    A value that Python sets and that is refused raises there, and the widget goes back.
    What a person put in and is refused stays in the widget, which is marked until it is
    changed.
    """

    def __init__(self, session: NotebookSession, control: ValueControl) -> None:
        assert control.command is not None
        self._session = session
        self._name = control.name
        self._has_state = control.state
        self._command = control.command
        self._loop = running_loop()
        self._is_following = False
        self._built: LabelledWidget = build_widget(control)
        self.widget = self._built.widget
        self._held = control.default
        values = session.state_values() or {}
        self._show(values.get(self._name, control.default))
        self._built.observe(self._changed)
        if control.state:
            session.on_state(self._state_changed)

    def _changed(self) -> None:
        if self._is_following:
            return
        try:
            value = self._built.read()
            self._session.client.send(self._command, {self._name: value})
        except (CommandRejectedError, UnreadableError) as error:
            if not self._built.is_from_page:
                self._show(self._held)
                raise
            self._built.mark(complaint_of(error))
        else:
            self._built.mark("")
            if not self._has_state:
                self._held = cast("JsonValue", value)

    def _state_changed(self, values: Mapping[str, JsonValue]) -> None:
        if self._name not in values:
            return
        value = values[self._name]
        if self._loop is None or self._loop.is_closed():
            self._follow(value)
        else:
            post(self._loop, self._follow, value, failed=_UNSHOWN)

    def _follow(self, value: JsonValue) -> None:
        self._held = value
        if not self._built.is_refused:
            self._show(value)

    def _show(self, value: JsonValue) -> None:
        self._held = value
        self._built.mark("")
        self._is_following = True
        try:
            self._built.show(value)
        finally:
            self._is_following = False


def make_form(session: NotebookSession, control: FormControl) -> ipywidgets.VBox:
    """Return a box with a widget for each field, and a button that sends them all.

    A refusal marks the widget of the argument at fault, until that is changed; one that
    is about no argument raises.
    """
    fields = {field.name: build_widget(field) for field in control.fields}
    for field in control.fields:
        fields[field.name].show(field.default)
    for built in fields.values():
        built.observe(partial(built.mark, ""))
    button = ipywidgets.Button(description=control.label, tooltip=control.description)

    def send(_: Any) -> None:
        try:
            given = {name: field.read() for name, field in fields.items()}
            arguments = {k: value for k, value in given.items() if value is not None}
            session.client.send(control.command, arguments)
        except UnreadableError as error:
            error.widget.mark(str(error))
        except CommandRejectedError as error:
            if (built := fields.get(argument_of(error))) is None:
                raise
            built.mark(complaint_of(error))

    button.on_click(send)
    return ipywidgets.VBox([*(field.widget for field in fields.values()), button])


def complaint_of(error: Exception) -> str:
    """Return why a value was refused, as the end of a sentence that begins with it."""
    if isinstance(error, CommandRejectedError):
        return error.reason or f"was refused: {error.message}"
    return str(error)


def argument_of(error: CommandRejectedError) -> str:
    """Return the argument at fault, without the place inside it; empty if none is."""
    return re.split(r"[.\[]", error.field or "", maxsplit=1)[0]

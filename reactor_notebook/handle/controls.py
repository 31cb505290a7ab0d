"""Real ipywidgets controls of a session, linked both ways."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import ipywidgets  # type: ignore[import-untyped]

from reactor_notebook.handle.control_widgets import build_widget
from reactor_notebook.handle.labelled_widget import UnreadableError
from reactor_notebook.handle.live_control import LiveControl, complaint_of
from reactor_runtime.contract.controls import Control, FormControl, ValueControl
from reactor_runtime.errors import CommandRejectedError

if TYPE_CHECKING:
    from reactor_notebook.loaded.session import NotebookSession


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
        return self._session.run.gateway.contract.controls()

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


def make_form(session: NotebookSession, control: FormControl) -> ipywidgets.VBox:
    """Return a box with a widget for each field, and a button that sends them all.

    What is not set is left out, unless ``None`` is a value. A refusal marks the widget
    of the argument at fault, until that is changed; one that is about no argument
    raises.
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
            arguments = {
                field.name: given[field.name]
                for field in control.fields
                if given[field.name] is not None or field.takes_none
            }
            session.client.send(control.command, arguments)
        except UnreadableError as error:
            error.widget.mark(str(error))
        except CommandRejectedError as error:
            if (built := fields.get(argument_of(error))) is None:
                raise
            built.mark(complaint_of(error))

    button.on_click(send)
    return ipywidgets.VBox([*(field.widget for field in fields.values()), button])


def argument_of(error: CommandRejectedError) -> str:
    """Return the argument at fault, without the place inside it; empty if none is."""
    return re.split(r"[.\[]", error.field or "", maxsplit=1)[0]

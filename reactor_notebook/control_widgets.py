"""Which ipywidgets widget stands for which control of the panel; how it reads JSON."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import ipywidgets  # type: ignore[import-untyped]

from reactor_notebook.files import LocalFile
from reactor_notebook.number_slider import NumberSlider
from reactor_runtime.contract.controls import (
    CheckboxControl,
    ChoiceControl,
    FileControl,
    JsonControl,
    NumberControl,
    SliderControl,
    TextControl,
    ValueControl,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from reactor_runtime.values import JsonValue


_MOST_POSITIONS = 2**40
"""A slider of ipywidgets computes in percent: beyond that it misses integers."""

_REFUSED_BORDER = "1px solid var(--jp-error-color1, #d32f2f)"


class UnreadableError(ValueError):
    """What a widget shows is no value.

    Attributes:
        widget: Which one.
    """

    def __init__(self, complaint: str, widget: LabelledWidget) -> None:
        self.widget = widget
        super().__init__(complaint)


class LabelledWidget:
    """A widget of one value, with what turns its value to JSON and back.

    Args:
        label: What a person calls the value.
        widget: The widget; its value is in its trait ``value``.
        to_json: What the widget's value means as a command's argument.
        from_json: What the widget shows for a value; ``None`` leaves it as it is.
    """

    def __init__(
        self,
        label: str,
        widget: ipywidgets.Widget,
        to_json: Callable[[Any], object] | None = None,
        from_json: Callable[[Any], object] | None = None,
    ) -> None:
        self.label = label
        self.widget = widget
        self._to_json = to_json or _same
        self._from_json = from_json or _same
        self._tooltip = widget.tooltip
        self.is_from_page = False
        """Whether what happens to the widget now was done to it in the page."""
        self.is_refused = False
        """Whether it shows what was refused, and is marked."""
        for part in (widget, *getattr(widget, "children", ())):
            self._tell_page_apart(part)

    def read(self) -> object:
        """Return the widget's value as an argument.

        Raises:
            UnreadableError: What it shows is no value.
        """
        try:
            return self._to_json(self.widget.value)
        except json.JSONDecodeError as error:
            raise UnreadableError(f"is not valid JSON: {error}", self) from error

    def show(self, value: JsonValue) -> None:
        """Show *value*; a widget that cannot show it keeps what it shows."""
        shown = self._from_json(value)
        if shown is not None or isinstance(self.widget, ipywidgets.Dropdown):
            self.widget.value = shown

    def mark(self, complaint: str) -> None:
        """Mark the value as refused, or no longer: *complaint* is empty then.

        The reason, which begins with the label, is the widget's tooltip.
        """
        self.is_refused = complaint != ""
        self.widget.layout.border = _REFUSED_BORDER if complaint else None
        told = f"{self.label} {complaint}" if complaint else self._tooltip
        self.widget.tooltip = told

    def observe(self, changed: Callable[[], None]) -> None:
        """Call *changed* after each change of the value."""
        self.widget.observe(lambda _: changed(), names="value")

    def _tell_page_apart(self, part: ipywidgets.Widget) -> None:
        take = part.set_state

        def take_from_page(state: Any) -> None:
            with self._from_page():
                take(state)

        part.set_state = take_from_page

    @contextmanager
    def _from_page(self) -> Iterator[None]:
        self.is_from_page = True
        try:
            yield
        finally:
            self.is_from_page = False


def build_widget(control: ValueControl) -> LabelledWidget:
    """Return a widget for *control*, at its default."""
    common = {"description": control.label, "tooltip": control.description}
    label = control.label
    match control:
        case SliderControl():
            return LabelledWidget(label, _slider(control, common))
        case NumberControl():
            kind = ipywidgets.IntText if control.integer else ipywidgets.FloatText
            return LabelledWidget(label, kind(step=control.step, **common))
        case ChoiceControl():
            options = [(option.label, option.value) for option in control.options]
            if control.nullable or control.default is None:
                options.insert(0, ("not set", None))
            dropdown = ipywidgets.Dropdown(options=options, **common)
            return LabelledWidget(label, dropdown)
        case CheckboxControl():
            return LabelledWidget(label, ipywidgets.Checkbox(**common))
        case TextControl():
            box = ipywidgets.Textarea if control.multiline else ipywidgets.Text
            return LabelledWidget(label, box(continuous_update=False, **common))
        case FileControl():
            picker = ipywidgets.FileUpload(multiple=False, **common)
            return LabelledWidget(label, picker, _file, lambda _: None)
        case JsonControl():
            editor = ipywidgets.Textarea(continuous_update=False, **common)
            return LabelledWidget(label, editor, json.loads, _indented)
    raise TypeError(f"No widget for a control of kind {control.kind!r}")


def _slider(control: SliderControl, common: dict[str, str]) -> ipywidgets.Widget:
    low, high = control.minimum, control.maximum
    if not control.integer:
        return NumberSlider(control)
    if high - low > _MOST_POSITIONS:
        return ipywidgets.IntText(value=low, step=1, **common)
    return ipywidgets.IntSlider(value=low, min=low, max=high, step=1, **common)


def _file(value: Any) -> LocalFile | None:
    if not value:
        return None
    chosen = value[0]
    return LocalFile(chosen["name"], bytes(chosen["content"]))


def _indented(value: object) -> str:
    return json.dumps(value, indent=1)


def _same(value: Any) -> Any:
    return value

"""Which ipywidgets widget stands for which control of the panel; how it reads JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import ipywidgets  # type: ignore[import-untyped]

from reactor_notebook.files import LocalFile
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
    from collections.abc import Callable

    from reactor_runtime.values import JsonValue


class LabelledWidget:
    """A widget of one value, with what turns its value to JSON and back.

    Args:
        widget: The widget; its value is in its trait ``value``.
        to_json: What the widget's value means as a command's argument.
        from_json: What the widget shows for a value; ``None`` leaves it as it is.
    """

    def __init__(
        self,
        widget: ipywidgets.Widget,
        to_json: Callable[[Any], object] | None = None,
        from_json: Callable[[Any], object] | None = None,
    ) -> None:
        self.widget = widget
        self._to_json = to_json or _same
        self._from_json = from_json or _same

    def read(self) -> object:
        """Return the widget's value as an argument."""
        return self._to_json(self.widget.value)

    def show(self, value: JsonValue) -> None:
        """Show *value*; a widget that cannot show it keeps what it shows."""
        shown = self._from_json(value)
        if shown is not None or isinstance(self.widget, ipywidgets.Dropdown):
            self.widget.value = shown

    def observe(self, changed: Callable[[object], None]) -> None:
        """Call *changed* with each new value as an argument."""
        self.widget.observe(lambda _: changed(self.read()), names="value")


def build_widget(control: ValueControl) -> LabelledWidget:
    """Return a widget for *control*, at its default."""
    common = {"description": control.label, "tooltip": control.description}
    match control:
        case SliderControl():
            kind = ipywidgets.IntSlider if control.integer else ipywidgets.FloatSlider
            number = int if control.integer else float
            low, high = number(control.minimum), number(control.maximum)
            step = number(control.step)
            slider = kind(value=low, min=low, max=high, step=step, **common)
            if not control.integer:
                slider.readout_format = ".4g"
            return LabelledWidget(slider)
        case NumberControl():
            kind = ipywidgets.IntText if control.integer else ipywidgets.FloatText
            return LabelledWidget(kind(**common))
        case ChoiceControl():
            options = [(option.label, option.value) for option in control.options]
            if control.nullable or control.default is None:
                options.insert(0, ("not set", None))
            return LabelledWidget(ipywidgets.Dropdown(options=options, **common))
        case CheckboxControl():
            return LabelledWidget(ipywidgets.Checkbox(**common))
        case TextControl():
            box = ipywidgets.Textarea if control.multiline else ipywidgets.Text
            return LabelledWidget(box(continuous_update=False, **common))
        case FileControl():
            picker = ipywidgets.FileUpload(multiple=False, **common)
            return LabelledWidget(picker, _file, lambda _: None)
        case JsonControl():
            editor = ipywidgets.Textarea(continuous_update=False, **common)
            return LabelledWidget(editor, json.loads, _indented)
    raise TypeError(f"No widget for a control of kind {control.kind!r}")


def _file(value: Any) -> LocalFile | None:
    if not value:
        return None
    chosen = value[0]
    return LocalFile(chosen["name"], chosen["type"], bytes(chosen["content"]))


def _indented(value: object) -> str:
    return json.dumps(value, indent=1)


def _same(value: Any) -> Any:
    return value

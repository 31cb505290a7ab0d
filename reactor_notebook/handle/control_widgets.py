"""Which ipywidgets widget stands for which control of the panel; how it reads JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import ipywidgets  # type: ignore[import-untyped]

from reactor_notebook.handle.assigned import assigned
from reactor_notebook.handle.labelled_widget import LabelledWidget
from reactor_notebook.handle.number_slider import BOX_WIDTH, NumberSlider
from reactor_notebook.handle.value_box import NOT_SET, BoxedWidget, SliderBox, ValueBox
from reactor_notebook.loaded.files import LocalFile
from reactor_runtime.contract.controls import (
    CheckboxControl,
    ChoiceControl,
    FileControl,
    JsonControl,
    NumberControl,
    Option,
    SliderControl,
    TextControl,
    ValueControl,
)
from reactor_runtime.fields.json_values import json_equal

if TYPE_CHECKING:
    from reactor_runtime.values import JsonValue

_MOST_POSITIONS = 2**40
"""A slider of ipywidgets computes in percent: beyond that it misses integers."""

_SWITCH = (Option("off", False), Option("on", True))  # noqa: FBT003 - values, no flags


def build_widget(control: ValueControl) -> LabelledWidget:
    """Return a widget for *control*.

    A value that may be not set has a :class:`ValueBox` round its widget.
    """
    match control:
        case FileControl():
            return _picker(control)
        case JsonControl():
            editor = _widget(
                ipywidgets.Textarea,
                control,
                continuous_update=False,
                placeholder=NOT_SET,
            )
            return LabelledWidget(control.label, editor, _parsed, _indented)
        case ChoiceControl():
            return _choice(control, control.options)
        case _ if control.may_be_unset:
            return _optional(control)
        case _:
            return LabelledWidget(control.label, _plain(control))


def _plain(control: ValueControl) -> Any:
    """Return the widget of a value that is always set."""
    match control:
        case SliderControl(integer=False):
            return NumberSlider(control)
        case SliderControl() if not _is_too_wide(control):
            ends = {"min": control.minimum, "max": control.maximum}
            return _widget(ipywidgets.IntSlider, control, **ends, value=control.minimum)
        case SliderControl() | NumberControl():
            kind = ipywidgets.IntText if control.integer else ipywidgets.FloatText
            return _widget(kind, control, step=control.step)
        case CheckboxControl():
            return _widget(ipywidgets.Checkbox, control)
        case TextControl():
            return _text(control)
    raise TypeError(f"No widget for a control of kind {control.kind!r}")


def _optional(control: ValueControl) -> LabelledWidget:
    """Return the widget of a value that may be not set."""
    match control:
        case CheckboxControl():
            return _choice(control, _SWITCH)
        case TextControl():
            part = LabelledWidget(
                control.label, _text(control), from_json=_text_or_blank
            )
            box = ValueBox(part, blank="", is_clearable=control.nullable)
        case SliderControl() if not _is_too_wide(control):
            part = _number_box(control, layout={"width": BOX_WIDTH})
            kind = int if control.integer else float
            is_clearable = control.nullable
            box = SliderBox(part, control.marks, kind, is_clearable=is_clearable)
        case _:
            part = _number_box(control, description=control.label)
            box = ValueBox(part, is_clearable=control.nullable)
    return BoxedWidget(box)


def _number_box(control: ValueControl, **traits: Any) -> LabelledWidget:
    """Return a box that is blank without a number."""
    text = assigned(ipywidgets.Text)(
        tooltip=control.description,
        placeholder=NOT_SET,
        continuous_update=False,
        **traits,
    )
    return LabelledWidget(control.label, text, _number, _digits)


def _choice(control: ValueControl, options: tuple[Option, ...]) -> LabelledWidget:
    values = [option.value for option in options]
    has_none = any(value is None for value in values)
    if not (control.may_be_unset or has_none or _are_alike(values)):
        named = [(option.label, option.value) for option in options]
        dropdown = _widget(ipywidgets.Dropdown, control, options=named)
        return LabelledWidget(control.label, dropdown)
    # A Dropdown tells its options apart by ==, and takes None for no choice at all.
    labels = [option.label for option in options]
    if not has_none:
        labels, values = [NOT_SET, *labels], [None, *values]
    by_place = [(label, place) for place, label in enumerate(labels)]
    dropdown = _widget(ipywidgets.Dropdown, control, options=by_place)

    def place_of(value: JsonValue) -> int:
        for place, other in enumerate(values):
            if json_equal(other, value):
                return place
        raise ValueError("is none of the choices")

    part = LabelledWidget(control.label, dropdown, values.__getitem__, place_of)
    return BoxedWidget(ValueBox(part))


def _picker(control: FileControl) -> LabelledWidget:
    picker = _widget(ipywidgets.FileUpload, control, multiple=False)
    part = FilePicker(control.label, picker, _file)
    if not control.nullable:
        return part
    return BoxedWidget(ValueBox(part, is_clearable=True))


class FilePicker(LabelledWidget):
    """A picker of files, which shows only what was picked in it."""

    def show(self, value: JsonValue) -> bool:
        """Forget what was picked, where there is no file any more."""
        if value is None:
            self.widget.value = ()
        return True


def _widget(kind: Any, control: ValueControl, **traits: Any) -> Any:
    common = {"description": control.label, "tooltip": control.description}
    return assigned(kind)(**traits, **common)


def _text(control: TextControl) -> Any:
    box = ipywidgets.Textarea if control.multiline else ipywidgets.Text
    return _widget(box, control, continuous_update=False)


def _is_too_wide(control: SliderControl) -> bool:
    return control.integer and control.maximum - control.minimum > _MOST_POSITIONS


def _are_alike(values: list[JsonValue]) -> bool:
    """Whether two of *values* are the same to Python, as 1 and ``True`` are."""
    return any(
        value == other for place, value in enumerate(values) for other in values[:place]
    )


def _file(value: Any) -> LocalFile | None:
    if not value:
        return None
    chosen = value[0]
    return LocalFile(chosen["name"], bytes(chosen["content"]))


def _text_or_blank(value: object) -> object:
    return "" if value is None else value


def _number(text: str) -> float | None:
    if not text.strip():
        return None
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    raise ValueError("must be a number")


def _digits(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError("is no number")
    return repr(value)


def _parsed(text: str) -> object:
    if not text.strip():
        return None
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise ValueError(f"is not valid JSON: {error}") from error


def _indented(value: object) -> str:
    return "" if value is None else json.dumps(value, indent=1)

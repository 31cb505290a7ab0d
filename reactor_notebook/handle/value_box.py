"""Widgets of a value that may be not set, which those of ipywidgets cannot say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import ipywidgets  # type: ignore[import-untyped]
import traitlets

from reactor_notebook.handle.assigned import Assigned, JsonTrait
from reactor_notebook.handle.labelled_widget import LabelledWidget, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Callable

    from reactor_runtime.contract.numbers import Marks
    from reactor_runtime.values import JsonValue

NOT_SET = "not set"

_NARROW = "2.5em"
_WIDE = "5em"


class ValueBox(Assigned, ipywidgets.HBox):  # type: ignore[misc]
    """A value, or none, in a part that shows it.

    Args:
        part: Shows the value; a blank text, a choice of its own or an empty picker is
            how it shows that there is none.
        blank: What a button beside the part sets the value to while there is none, for
            a part in which a blank is a value, too; ``None`` without such a button.
        is_clearable: Whether a button takes the value away.

    Attributes:
        value: The value as JSON; ``None`` while it is not set.
        children: The part's widget, and the button.
        complaint: Why what stands in the part is no value; empty where it is one.
        is_shown: Whether the part shows :attr:`value`.
    """

    value = JsonTrait(None, allow_none=True)
    complaint = traitlets.Unicode()

    def __init__(
        self,
        part: LabelledWidget,
        *,
        blank: str | None = None,
        is_clearable: bool = False,
    ) -> None:
        self.part = part
        self.is_shown = True
        self._blank = blank
        self._is_clearable = is_clearable
        self._is_placing = False
        self.button = ipywidgets.Button()
        super().__init__([part.widget, self.button], tooltip=part.widget.tooltip)
        part.observe(self._put, self._put)
        self.button.on_click(self._press)
        self.on_value(self._draw)
        self._draw()

    @property
    def description(self) -> str:
        """What a person calls the value."""
        return self.part.label

    def _put(self) -> None:
        """Take what was put into the part."""
        if self._is_placing:
            return
        try:
            value = self.part.read()
        except UnreadableError as error:
            self.complaint = str(error)
        else:
            self.complaint = ""
            self.value = value

    def _press(self, _: Any) -> None:
        self.value = self._blank if self.value is None else None

    def _draw(self) -> None:
        self.complaint = ""
        self._is_placing = True
        try:
            self._place(self.value)
        finally:
            self._is_placing = False
        self._draw_button()

    def _place(self, value: JsonValue) -> None:
        self.is_shown = self.part.show(value) or value is None
        if self._blank is not None:
            self.part.widget.placeholder = NOT_SET if value is None else ""

    def _draw_button(self) -> None:
        is_unset, button = self.value is None, self.button
        is_offered = self._blank is not None if is_unset else self._is_clearable
        button.layout.display = None if is_offered else "none"
        button.layout.width = _WIDE if is_unset else _NARROW
        button.description = "blank" if is_unset else ""
        button.icon = "" if is_unset else "times"
        label = self.part.label
        button.tooltip = f"Set {label} to a blank" if is_unset else f"Clear {label}"


class SliderBox(ValueBox):
    """A number, or none, which a slider sets, too.

    Args:
        part: A box for the number, which is blank without one.
        marks: Where the slider stops.
        to_number: Makes a mark the number that is set: ``int`` for an integer.
        is_clearable: Whether a button takes the number away.

    Attributes:
        slider: Goes over the marks, from 0; without a number it stands before the
            first, so that this can be set, too.
    """

    def __init__(
        self,
        part: LabelledWidget,
        marks: Marks,
        to_number: Callable[[float], float],
        *,
        is_clearable: bool,
    ) -> None:
        self._marks = marks
        self._to_number = to_number
        self.slider = ipywidgets.IntSlider(
            max=len(marks) - 1,
            readout=False,
            description=part.label,
            tooltip=part.widget.tooltip,
        )
        super().__init__(part, is_clearable=is_clearable)
        self.children = (self.slider, part.widget, self.button)
        self.slider.observe(self._drag, names="value")

    def _drag(self, _: Any) -> None:
        if not self._is_placing and self.slider.value >= 0:
            self.value = self._to_number(self._marks[self.slider.value])

    def _place(self, value: JsonValue) -> None:
        super()._place(value)
        is_number = isinstance(value, (int, float)) and self.is_shown
        if is_number:
            self.slider.value = self._marks.nearest(cast("float", value))
        self.slider.min = 0 if is_number else -1
        if not is_number:
            self.slider.value = -1


class BoxedWidget(LabelledWidget):
    """A :class:`ValueBox`, as the others are seen."""

    def __init__(self, box: ValueBox) -> None:
        super().__init__(box.part.label, box)

    def read(self) -> object:
        """Return the value. Raises UnreadableError: what stands there is none."""
        complaint: str = self.widget.complaint
        if complaint:
            raise UnreadableError(complaint, self)
        return super().read()

    def show(self, value: JsonValue) -> bool:
        """Show *value*; returns whether the box's part can."""
        box: ValueBox = self.widget
        return super().show(value) and box.is_shown

    def observe(
        self, changed: Callable[[], None], again: Callable[[], None] | None = None
    ) -> None:
        """Call *changed* after each change, also to what is no value."""
        super().observe(changed, again)

        def complain(change: Any) -> None:
            if change.new:
                changed()

        self.widget.observe(complain, names="complaint")

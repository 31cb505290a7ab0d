"""A widget of one value: how it reads and shows JSON, and how it is marked."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import traitlets

from reactor_runtime.fields.json_values import NotJsonError, json_equal, to_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import ipywidgets  # type: ignore[import-untyped]

    from reactor_runtime.values import JsonValue

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
        widget: The widget, of a class with ``Assigned``; its value is in its trait
            ``value``.
        to_json: What the widget's value means as a command's argument; raises
            ``ValueError`` with a complaint where it means nothing.
        from_json: What the widget shows for a value; raises where it can show nothing.
    """

    def __init__(
        self,
        label: str,
        widget: Any,
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
        for part in _parts(widget):
            self._tell_page_apart(part)

    def read(self) -> object:
        """Return the widget's value as an argument.

        Raises:
            UnreadableError: What it shows is no value.
        """
        try:
            return self._to_json(self.widget.value)
        except ValueError as error:
            raise UnreadableError(str(error), self) from error

    def show(self, value: JsonValue) -> bool:
        """Show *value*; returns whether the widget can, and keeps the old one if not.

        A widget that shows something like it, such as the end of a slider that *value*
        is beyond, cannot.
        """
        try:
            self.widget.value = self._from_json(value)
            return json_equal(to_json(self.read()), value)
        except (traitlets.TraitError, NotJsonError, TypeError, ValueError):
            return False

    def mark(self, complaint: str) -> None:
        """Mark the value as one that will not do, or no longer: *complaint* is empty.

        The reason, which begins with the label, is the widget's tooltip.
        """
        self.widget.layout.border = _REFUSED_BORDER if complaint else None
        told = f"{self.label} {complaint}" if complaint else self._tooltip
        self.widget.tooltip = told

    def observe(
        self, changed: Callable[[], None], again: Callable[[], None] | None = None
    ) -> None:
        """Call *changed* after each change, *again* after one from a value to itself.

        The latter only Python can do; the page sends changes.
        """
        self.widget.on_value(changed)
        self.widget.again = again

    def _tell_page_apart(self, part: ipywidgets.Widget) -> None:
        for gesture in ("set_state", "click"):
            if hasattr(part, gesture):
                setattr(part, gesture, self._as_page(getattr(part, gesture)))

    def _as_page(self, take: Callable[..., object]) -> Callable[..., None]:
        def take_from_page(*arguments: object) -> None:
            with self._from_page():
                take(*arguments)

        return take_from_page

    @contextmanager
    def _from_page(self) -> Iterator[None]:
        self.is_from_page = True
        try:
            yield
        finally:
            self.is_from_page = False


def _parts(widget: ipywidgets.Widget) -> Iterator[ipywidgets.Widget]:
    yield widget
    for child in getattr(widget, "children", ()):
        yield from _parts(child)


def _same(value: Any) -> Any:
    return value

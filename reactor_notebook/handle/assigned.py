"""Make a widget tell of every value that Python gives it, as JSON tells values apart.

traitlets tells of a value only where it is another one by ``==``: ``True`` after 1 is
none to it, and neither is the value that a widget shows while the session has another.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import traitlets

from reactor_runtime.fields.json_values import json_equal

if TYPE_CHECKING:
    from collections.abc import Callable


class _Telling:
    """Mixed into a trait: tells of changes that ``==`` does not see."""

    name: str | None

    def set(self, obj: Any, value: object) -> None:
        """Set it, and tell of a change that ``==`` does not see."""
        trait: Any = super()
        old = trait.get(obj)
        trait.set(obj, value)
        new = trait.get(obj)
        if _is_equal(old, new) and _is_another(old, new):
            change = {"name": self.name, "old": old, "new": new, "type": "change"}
            obj.notify_change(traitlets.Bunch(change, owner=obj))


class JsonTrait(_Telling, traitlets.Any):
    """A value that has changed where it is another one as JSON."""


class FloatTrait(_Telling, traitlets.CFloat):  # type: ignore[type-arg]
    """A number that has changed where it is the other zero, too."""


class Assigned:
    """Mixed into a widget: calls :attr:`again` where its ``value`` is set to itself."""

    again: Callable[[], None] | None = None
    """Called after an assignment that has changed nothing."""
    _is_told = False

    def __setattr__(self, name: str, value: object) -> None:
        """Set an attribute, and tell of a ``value`` that was there before."""
        if name != "value":
            super().__setattr__(name, value)
            return
        self._is_told = False
        super().__setattr__(name, value)
        if not self._is_told and self.again is not None:
            self.again()

    def on_value(self, changed: Callable[[], None]) -> None:
        """Call *changed* after each change of ``value``."""

        def tell(_: object) -> None:
            self._is_told = True
            changed()

        self.observe(tell, names="value")  # type: ignore[attr-defined]


@cache
def assigned(kind: Any) -> Any:
    """Return the widget class *kind* with :class:`Assigned` mixed in."""
    body = {"__doc__": kind.__doc__, "__module__": kind.__module__}
    return type(kind.__name__, (Assigned, kind), body)


def _is_another(old: Any, new: Any) -> bool:
    """Whether two values that are equal by ``==`` are to be told apart."""
    if type(old) is float and type(new) is float:
        return old.hex() != new.hex()  # the two zeros
    return not json_equal(old, new)


def _is_equal(old: object, new: object) -> bool:
    try:
        return bool(old == new)
    except Exception:  # noqa: BLE001 - anybody's ==, an array's for one
        return False

"""Changed declarations as code that a person can paste."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reactor_notebook.tuning.literals import call_of
from reactor_runtime.contract.hints import NO_HINT
from reactor_runtime.contract.tuning import CONSTRAINTS, HINTS, is_same_setting

if TYPE_CHECKING:
    from reactor_notebook.tuning.declared import Declared
    from reactor_notebook.tuning.planning import Changes
    from reactor_runtime.contract.tuning import Settings


def declarations_in_force(declared: Declared, changes: Changes, now: Settings) -> str:
    """Return the ``InputField(...)`` of each changed parameter, and the ``ui``.

    Args:
        declared: What the model's classes declare.
        changes: What is changed.
        now: Every setting, as it is in force.
    """
    lines: list[str] = []
    hints: dict[str, dict[str, Any]] = {}
    for name, settings in changes.items():
        declaration = declared.declarations[name]
        if any(setting in CONSTRAINTS for setting in settings):
            said = {setting: now[name, setting] for setting in CONSTRAINTS}
            place = declaration.place.qualname
            inside = (
                place if declaration.method is None else f"{place}.{declaration.method}"
            )
            annotation = f": {declaration.annotation}" if declaration.annotation else ""
            lines += [
                f"# in {inside}",
                f"{declaration.argument}{annotation} = {call_of(said)}",
            ]
        shown = {setting: now[name, setting] for setting in HINTS}
        if any(setting in HINTS for setting in settings):
            hints[declaration.keys[0]] = {
                setting: value
                for setting, value in shown.items()
                if not is_same_setting(value, getattr(NO_HINT, setting))
            }
    if hints:
        lines.append(f"ui = {hints!r}")
    return "\n".join(lines)

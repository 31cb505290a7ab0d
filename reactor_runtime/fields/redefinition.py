"""Classes that are defined anew while code of before still runs, as in a notebook.

The old code finds the new class under its name, and holds members and instances of the
old one. What goes into a model is therefore of the class that its name means now.
"""

from __future__ import annotations

import sys
from enum import Enum
from typing import TypeVar

T = TypeVar("T", bound=type)
M = TypeVar("M", bound=Enum)


def current_class(cls: T) -> T:
    """Return what *cls* is called now: its redefinition, else *cls* itself."""
    if "<locals>" in cls.__qualname__:
        return cls
    found: object = sys.modules.get(cls.__module__)
    for name in cls.__qualname__.split("."):
        found = vars(found).get(name) if hasattr(found, "__dict__") else None
    is_redefined = (
        isinstance(found, type(cls))
        and found.__module__ == cls.__module__
        and found.__qualname__ == cls.__qualname__
    )
    return found if is_redefined else cls  # type: ignore[return-value]


def current_member(member: M) -> M:
    """Return the member of the redefined ``Enum`` that has *member*'s name.

    Without such a member *member* itself is returned.
    """
    known = current_class(type(member))
    return (
        member if known is type(member) else known.__members__.get(member.name, member)
    )


def renew_members(holder: object) -> None:
    """Replace members of redefined enums among the attributes of *holder*."""
    slots = [name for cls in type(holder).__mro__ for name in _slots_of(cls)]
    for name in {*getattr(holder, "__dict__", ()), *slots}:
        value = getattr(holder, name, None)
        if isinstance(value, Enum) and (current := current_member(value)) is not value:
            setattr(holder, name, current)


def _slots_of(cls: type) -> tuple[str, ...]:
    slots = vars(cls).get("__slots__", ())
    return (slots,) if isinstance(slots, str) else tuple(slots)


def equate_redefinitions(enum: type[Enum]) -> None:
    """Let members of *enum* equal those of the same name in its redefinitions.

    Only where members are equal by identity; their hash is their name's as it is.
    """
    if enum.__eq__ is object.__eq__ and enum.__hash__ is Enum.__hash__:
        enum.__eq__ = _is_same_member  # type: ignore[method-assign, assignment]
        enum.__hash__ = Enum.__hash__  # type: ignore[method-assign]


def _is_same_member(member: Enum, other: object) -> bool:
    if member is other:
        return True
    mine, given = type(member), type(other)
    return (
        isinstance(other, Enum)
        and mine is not given
        and (mine.__module__, mine.__qualname__)
        == (given.__module__, given.__qualname__)
        and member.name == other.name
    )

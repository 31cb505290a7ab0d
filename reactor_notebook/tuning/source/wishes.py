"""What a source should say, of one declaration at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reactor_notebook.tuning.source.literals import Members


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldWish:
    """Other settings in the declaration of a field, or of a handler's parameter.

    Args:
        name: What people call the parameter.
        qualname: The class.
        line: About where it stands, of several that are called alike.
        argument: What the declaration calls the parameter.
        method: The handler, ``None`` for a field.
        before: What the declaration is known to say.
        after: What it should say, the settings that change.
        is_float: Whether whole numbers are written as floats.
        members: The members of its ``Enum``.
    """

    name: str
    qualname: str
    line: int
    argument: str
    method: str | None
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    is_float: bool = False
    members: Members = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HintWish:
    """Other hints in the ``ui`` of a class.

    Args:
        name: What people call the parameter.
        qualname: The class.
        line: About where it stands.
        keys: What ``ui`` may call the parameter, the one to write first.
        after: What it should say; ``None`` takes a hint away.
    """

    name: str
    qualname: str
    line: int
    keys: tuple[str, ...]
    after: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFieldWish:
    """A field that a subclass declares anew.

    Args:
        name: The field.
        qualname: The subclass.
        line: About where it stands.
        annotation: Its type, as text.
        said: All that it should say.
    """

    name: str
    qualname: str
    line: int
    annotation: str
    said: Mapping[str, Any]


Wish: TypeAlias = FieldWish | HintWish | NewFieldWish

"""What an author may say about one parameter, besides its type."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable


class Unset(Enum):
    """The type of :data:`UNSET`."""

    UNSET = "unset"

    def __repr__(self) -> str:
        return "UNSET"


UNSET: Final = Unset.UNSET
"""Marks a default that was not given; ``None`` is a default."""


@dataclass(frozen=True, slots=True)
class FieldInfo:
    """The default, the constraints and the description of one parameter.

    Made by :func:`InputField`; judged together with the parameter's type when the
    class is created.

    Args:
        default: Value without a command, :data:`UNSET` if there is none.
        description: One line for a person.
        ge: Smallest number allowed.
        le: Largest number allowed.
        min_length: Fewest characters or items allowed.
        max_length: Most characters or items allowed.
        choices: Every value allowed, ``None`` for no such limit.
        moderate: Whether clients should pass the value through moderation first. It is
            shown in the schema and enforces nothing.
    """

    default: Any = UNSET
    description: str = ""
    ge: float | None = None
    le: float | None = None
    min_length: int | None = None
    max_length: int | None = None
    choices: tuple[Any, ...] | None = None
    moderate: bool = False

    @property
    def is_required(self) -> bool:
        """Whether a command without this argument is refused."""
        return self.default is UNSET


def InputField(  # noqa: N802 - the authoring contract's name, used like a class
    default: Any = UNSET,
    *,
    description: str = "",
    ge: float | None = None,
    le: float | None = None,
    min_length: int | None = None,
    max_length: int | None = None,
    choices: Iterable[Any] | None = None,
    moderate: bool = False,
) -> Any:
    """Describe one parameter of an event or one field of an ``InputState``.

    Without *default* the parameter is required. Bounds are inclusive. See
    :class:`FieldInfo` for the other arguments.

    Returns:
        A frozen :class:`FieldInfo`; typed ``Any`` so that it can stand as the default
        of a parameter of any type.

    Raises:
        TypeError: If *choices* is a string or not iterable.
    """
    if isinstance(choices, str):
        raise TypeError(
            f"choices needs a list of allowed values, got the string {choices!r}; "
            f"write choices=[{choices!r}]"
        )
    allowed = None if choices is None else tuple(choices)
    return FieldInfo(
        default, description, ge, le, min_length, max_length, allowed, moderate
    )

"""A command as a typed value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from reactor_runtime.interface.messages import snake_case
from reactor_runtime.interface.records import (
    Record,
    allow_required_after_default,
    body_scope,
    own_annotations,
)
from reactor_runtime.interface.state import declare_parameter

if TYPE_CHECKING:
    from reactor_runtime.fields.scope import Scope


@dataclass(frozen=True)
class Command(Record, is_base=True):
    """Base of a command as a typed value, for an author's own code.

    It declares nothing to clients: an ``@event`` method does that. Its fields follow
    the rules of an ``@event``'s parameters, a required one after one with a default is
    keyword-only, and instances are frozen. What is given to one is not judged.

    Example::

        class SetBrightness(Command):
            level: float = InputField(default=1.0, ge=0.0, le=2.0)

        SetBrightness(level=0.5).name  # "set_brightness"

    Attributes:
        name: The class's name in snake case.

    Raises:
        TypeError: When the class is created, naming class, field, value and
            constraint, if a field cannot be a parameter.
    """

    name: ClassVar[str] = "command"

    @classmethod
    def _reactor_declare(cls, scope: Scope) -> None:
        inside = body_scope(cls, scope)
        annotations: dict[str, Any] = own_annotations(cls)
        for name, annotation in annotations.items():
            if declare_parameter(cls, name, annotation, inside).required:
                delattr(cls, name)  # None stands there for what a state has not set
        allow_required_after_default(cls)
        if "name" not in vars(cls):
            cls.name = snake_case(cls.__name__)

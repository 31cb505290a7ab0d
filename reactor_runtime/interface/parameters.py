"""Fields of a class that are parameters: typed, with a default, within constraints."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from reactor_runtime.fields import UNSET, Argument, FieldInfo, declare_argument

if TYPE_CHECKING:
    from reactor_runtime.fields.scope import Scope
    from reactor_runtime.interface.records import Record


def declare_parameter(
    cls: type[Record], name: str, annotation: object, scope: Scope
) -> Argument:
    """Return what a field of *cls* is, and leave its default in the class's body.

    Raises:
        TypeError: Naming class, field, value and constraint, if it cannot be one.
    """
    info = _field_info(cls, name)
    argument = declare_argument(cls.__name__, name, annotation, info, scope)
    _set_default(cls, argument)
    return argument


def _field_info(cls: type[Record], name: str) -> FieldInfo:
    default = vars(cls).get(name, UNSET)
    if isinstance(default, dataclasses.Field):
        if default.default_factory is not dataclasses.MISSING:
            raise TypeError(
                f"{cls.__name__}.{name}: default_factory is only possible on a private "
                f"field; give a default, or name the field _{name}"
            )
        plain = default.default
        default = UNSET if plain is dataclasses.MISSING else plain
    return default if isinstance(default, FieldInfo) else FieldInfo(default)


def _set_default(cls: type[Record], argument: Argument) -> None:
    """Leave in the class body what ``@dataclass`` should see as the default."""
    written = vars(cls).get(argument.name)
    field = written if isinstance(written, dataclasses.Field) else None
    if argument.has_fresh_default:
        field = field or dataclasses.field()
        field.default = dataclasses.MISSING
        field.default_factory = lambda: argument.default
    elif field is not None:
        field.default = argument.default
    setattr(cls, argument.name, argument.default if field is None else field)

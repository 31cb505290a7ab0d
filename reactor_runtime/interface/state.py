"""The parameters that a client may change while a model runs."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from reactor_runtime.fields import UNSET, Argument, FieldInfo, declare_argument
from reactor_runtime.fields.arguments import is_mutable
from reactor_runtime.fields.json_values import shorten
from reactor_runtime.interface.records import Record, body_scope, own_annotations

if TYPE_CHECKING:
    from reactor_runtime.fields.scope import Scope


@dataclass
class InputState(Record, is_base=True):
    """Declares what clients may change; each public field gives a ``set_`` command.

    A field whose name starts with ``_`` is private: clients never see it. The model
    reads ``self.state``, which is new with all defaults whenever a presence starts.

    Example::

        class GameState(InputState):
            prompt: str = InputField(default="a sunny meadow")
            brightness: float = InputField(default=1.0, ge=0.0, le=2.0)
            _embedding: Any = None

    ``@dataclass`` on the class is optional.

    Raises:
        TypeError: When the class is created, naming class, field, value and
            constraint, if a field is not as the authoring contract wants it.
    """

    __slots__ = ()

    _reactor_own_fields: ClassVar[dict[str, Argument]] = {}

    if TYPE_CHECKING:
        # A checker takes from @dataclass that there are no arguments, and cannot tell
        # which ones a subclass has: a field's default may be InputField's first one.
        def __init__(self, *args: Any, **kwargs: Any) -> None: ...

    @classmethod
    def _reactor_declare(cls, scope: Scope) -> None:
        cls._reactor_own_fields = {}
        annotations = own_annotations(cls)
        _refuse_fields_without_annotation(cls, annotations)
        inside = body_scope(cls, scope)
        for name, annotation in annotations.items():
            if name.startswith("_"):
                _check_private(cls, name)
                continue
            argument = declare_parameter(cls, name, annotation, inside)
            cls._reactor_own_fields[name] = argument


def public_fields(cls: type[InputState]) -> tuple[Argument, ...]:
    """Return the public fields of *cls*, inherited ones first, as arguments."""
    found: dict[str, Argument] = {}
    for base in reversed(cls.__mro__):
        found.update(vars(base).get("_reactor_own_fields", {}))
    return tuple(found.values())


def field_owner(cls: type[InputState], name: str) -> type[InputState]:
    """Return the class of *cls*'s MRO whose declaration of the field *name* counts.

    Raises:
        StopIteration: None has it.
    """
    return next(
        base
        for base in cls.__mro__
        if name in vars(base).get("_reactor_own_fields", {})
    )


def _check_private(cls: type[InputState], name: str) -> None:
    default = vars(cls).get(name, UNSET)
    if isinstance(default, dataclasses.Field):
        has_factory = default.default_factory is not dataclasses.MISSING
        if has_factory or default.default is not dataclasses.MISSING:
            return
        default = UNSET
    if default is UNSET:
        raise TypeError(
            f"{cls.__name__}.{name}: a private field needs a default; write "
            f"{name}: ... = None"
        )
    if isinstance(default, FieldInfo):
        raise TypeError(
            f"{cls.__name__}.{name}: InputField describes what clients see, and "
            f"{name} is private; write a plain default"
        )
    if is_mutable(default):
        raise TypeError(
            f"{cls.__name__}.{name}: the default {shorten(default)} is mutable, so "
            f"sessions would share it; write field(default_factory=...)"
        )


def _refuse_fields_without_annotation(
    cls: type[InputState], annotations: dict[str, Any]
) -> None:
    inherited = {argument.name for argument in public_fields(cls)}
    for name, value in vars(cls).items():
        is_field = isinstance(value, FieldInfo) or name in inherited
        if is_field and name not in annotations:
            raise TypeError(
                f"{cls.__name__}.{name}: a field needs a type; write "
                f"{name}: {type(getattr(value, 'default', value)).__name__} = ..."
            )


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

"""From an annotation to the validator of its values."""

from __future__ import annotations

import dataclasses
import sys
import typing
from enum import Enum
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin

from reactor_runtime.fields.containers import (
    DataclassType,
    DictType,
    ListType,
    Member,
    TupleType,
)
from reactor_runtime.fields.info import UNSET, FieldInfo
from reactor_runtime.fields.json_values import NotJsonError, Upload, json_equal, to_json
from reactor_runtime.fields.scope import AnnotationError, Scope
from reactor_runtime.fields.value_types import (
    AnyType,
    BoolType,
    FloatType,
    IntType,
    InvalidValueError,
    NullableType,
    OneOfType,
    StrType,
    UploadType,
    ValueType,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reactor_runtime.values import JsonValue

SUPPORTED = (
    "bool, int, float, str, Literal[...], an Enum, T | None, list[T], tuple[...], "
    "dict[str, T], a dataclass, UploadedFile or Any"
)

_SCALARS: Mapping[Any, ValueType] = {
    bool: BoolType(),
    int: IntType(),
    float: FloatType(),
    str: StrType(),
    Any: AnyType(),
}


_BARE_CONTAINERS: Mapping[Any, ValueType] = {
    list: ListType(AnyType()),
    tuple: TupleType((AnyType(),), is_open=True),
    dict: DictType(AnyType()),
    typing.List: ListType(AnyType()),  # noqa: UP006 - what an author may write
    typing.Tuple: TupleType((AnyType(),), is_open=True),  # noqa: UP006
    typing.Dict: DictType(AnyType()),  # noqa: UP006
}


def value_type(annotation: object, scope: Scope) -> ValueType:
    """Return the validator for a parameter annotated with *annotation*.

    Args:
        annotation: A type or, with postponed annotations, its text.
        scope: Where names in text are looked up.

    Raises:
        AnnotationError: If a name is unknown or the type is not supported.
    """
    resolved = scope.resolve(annotation)
    if _is_subclass(resolved, Upload):
        return UploadType()
    if _is_subclass(_without_none(resolved), Upload):
        return NullableType(UploadType())
    return _value_type(resolved, scope, ())


def nullable(kind: ValueType) -> ValueType:
    """Return *kind* where it takes ``None``, else the same or ``None``."""
    try:
        kind.parse(None)
    except InvalidValueError:
        return NullableType(kind)
    return kind


def _value_type(
    annotation: object, scope: Scope, parents: tuple[type, ...]
) -> ValueType:
    kind: Any = scope.resolve(annotation)
    if _is_hashable(kind) and kind in _SCALARS:
        return _SCALARS[kind]
    if _is_hashable(kind) and kind in _BARE_CONTAINERS:
        return _BARE_CONTAINERS[kind]
    inner = _without_none(kind)
    if inner is not None:
        return NullableType(_value_type(inner, scope, parents))
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Literal:
        return _literal(kind, arguments)
    if origin is list and len(arguments) == 1:
        return ListType(_value_type(arguments[0], scope, parents))
    if origin is tuple:
        return _tuple(arguments, scope, parents)
    if origin is dict and len(arguments) == 2 and scope.resolve(arguments[0]) is str:
        return DictType(_value_type(arguments[1], scope, parents))
    if _is_subclass(kind, Enum):
        return _enum(kind)
    if _is_subclass(kind, object) and hasattr(kind, "__dataclass_fields__"):
        return _dataclass(kind, scope, parents)
    raise AnnotationError(_unsupported(kind))


def _unsupported(kind: object) -> str:
    name = kind.__name__ if isinstance(kind, type) else str(kind)
    if _is_subclass(kind, Upload):
        return f"{name} is only possible by itself or as {name} | None"
    return f"the type {name} is not supported; use {SUPPORTED}"


def _is_subclass(kind: Any, base: type[Any]) -> bool:
    """Whether *kind* is a class, not a generic alias of one, and inherits *base*."""
    return (
        isinstance(kind, type) and get_origin(kind) is None and issubclass(kind, base)
    )


def _is_hashable(kind: object) -> bool:
    try:
        hash(kind)
    except TypeError:
        return False
    return True


def _without_none(kind: object) -> Any:
    """Return ``T`` for ``T | None``, else ``None``."""
    if get_origin(kind) not in (Union, UnionType):
        return None
    rest = [part for part in get_args(kind) if part is not NoneType]
    return rest[0] if len(rest) == 1 and len(rest) < len(get_args(kind)) else None


def _literal(kind: object, values: tuple[Any, ...]) -> ValueType:
    return OneOfType(_members(str(kind), values))


def _enum(kind: type[Enum]) -> ValueType:
    if not len(kind):
        raise AnnotationError(f"the Enum {kind.__name__} has no members")
    return OneOfType(_members(kind.__name__, tuple(kind)))


def _members(owner: str, members: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return *members*, which travel as different JSON."""
    travelling: list[JsonValue] = []
    for member in members:
        try:
            converted = to_json(member)
        except NotJsonError as error:
            raise AnnotationError(f"{owner} has {member!r}: {error}") from error
        for other, known in zip(members, travelling, strict=False):
            if json_equal(known, converted):
                raise AnnotationError(
                    f"{owner} has {other!r} and {member!r}, which are the same as JSON "
                    f"({converted!r}); keep one"
                )
        travelling.append(converted)
    return members


def _tuple(
    items: tuple[Any, ...], scope: Scope, parents: tuple[type, ...]
) -> ValueType:
    if len(items) == 2 and items[1] is Ellipsis:
        return TupleType((_value_type(items[0], scope, parents),), is_open=True)
    return TupleType(tuple(_value_type(item, scope, parents) for item in items))


def _dataclass(cls: type[Any], scope: Scope, parents: tuple[type, ...]) -> ValueType:
    if cls in parents:
        raise AnnotationError(f"the dataclass {cls.__name__} contains itself; use Any")
    own = vars(cls)
    if own.get("__annotations__") and "__dataclass_fields__" not in own:
        raise AnnotationError(
            f"{cls.__name__} inherits a dataclass and is none itself, so its own "
            f"fields would be ignored; write @dataclass before class {cls.__name__}"
        )
    inside = scope.inside(_names_of(cls))
    members = []
    for field in dataclasses.fields(cls):
        if not field.init:
            continue
        try:
            kind = _value_type(field.type, inside, (*parents, cls))
            members.append(_member(field, kind))
        except (AnnotationError, InvalidValueError, NotJsonError) as error:
            raise AnnotationError(f"{cls.__name__}.{field.name}: {error}") from error
    return DataclassType(cls, tuple(members))


def _names_of(cls: type[Any]) -> dict[str, Any]:
    module = sys.modules.get(cls.__module__)
    nested = {key: item for key, item in vars(cls).items() if isinstance(item, type)}
    return {**(vars(module) if module else {}), **nested}


def _member(field: dataclasses.Field[Any], kind: ValueType) -> Member:
    default = UNSET if field.default is dataclasses.MISSING else field.default
    if isinstance(default, FieldInfo):
        raise AnnotationError(
            "InputField describes a field of an InputState or a parameter of an event, "
            "not of another dataclass; write a plain default"
        )
    if default is UNSET:
        has_factory = field.default_factory is not dataclasses.MISSING
        return Member(field.name, kind, is_required=not has_factory)
    if default is None:
        kind = nullable(kind)
    converted = to_json(default)
    kind.parse(converted)
    return Member(field.name, kind, converted, is_required=False)

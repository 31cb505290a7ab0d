"""Classes whose annotated fields make them dataclasses, decorated or not.

``@dataclass`` is the author's choice. Where it is left out the class becomes a
dataclass when it is first used or subclassed. That is not in ``__init_subclass__``:
it runs before the decorator and, with ``slots=True``, again for the decorator's new
class.
"""

from __future__ import annotations

import dataclasses
import inspect
import re
from typing import Any, ClassVar, Self, get_origin

from reactor_runtime.fields.scope import (
    AnnotationError,
    Scope,
    creating_place,
    creating_scope,
)

_CLASS_VARIABLE = re.compile(r"^(\w+\.)?ClassVar\b")
_KW_ONLY = re.compile(r"^(\w+\.)?KW_ONLY$")


class Record:
    """Base of ``InputState``, ``ModelMessage``, ``Output`` and ``Input``."""

    __slots__ = ()

    _reactor_is_declared: ClassVar[bool]
    _reactor_has_eq: ClassVar[bool] = True
    _reactor_place: ClassVar[tuple[str, int]]
    """File and line of the class statement, as the code that ran it knows them."""

    def __init_subclass__(cls, *, is_base: bool = False, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        # dataclass(slots=True) makes a class a second time, from the first one's dict.
        if is_base or "_reactor_is_declared" in vars(cls):
            return
        cls._reactor_is_declared = True
        cls._reactor_place = creating_place(cls.__module__)
        for base in reversed(cls.__mro__[1:]):
            if issubclass(base, Record):
                ensure_dataclass(base)
        cls._reactor_declare(creating_scope(cls.__module__))

    def __new__(cls, *args: Any, **kwargs: Any) -> Self:
        """Make the class a dataclass if nobody has, then an instance."""
        ensure_dataclass(cls)
        return super().__new__(cls)

    @classmethod
    def _reactor_declare(cls, scope: Scope) -> None:
        """Check and note what the class body says. Called once per class."""


def ensure_dataclass(cls: type[Record]) -> None:
    """Make *cls* a dataclass unless it is one by itself already."""
    if "_reactor_is_declared" not in vars(cls) or "__dataclass_fields__" in vars(cls):
        return
    parameters = [getattr(base, "__dataclass_params__", None) for base in cls.__mro__]
    is_frozen = any(found is not None and found.frozen for found in parameters)
    dataclasses.dataclass(frozen=is_frozen, eq=cls._reactor_has_eq)(cls)


def allow_required_after_default(cls: type[Record]) -> None:
    """Make fields without a default keyword-only where one with a default precedes.

    A dataclass refuses them otherwise.
    """
    has_default = any(
        _has_default(field)
        for base in cls.__mro__[1:]
        for field in vars(base).get("__dataclass_fields__", {}).values()
    )
    for name in own_annotations(cls):
        written = vars(cls).get(name, dataclasses.MISSING)
        if written is not dataclasses.MISSING and _has_default(written):
            has_default = True
        elif has_default:
            is_field = isinstance(written, dataclasses.Field)
            field: Any = written if is_field else dataclasses.field()
            field.kw_only = True
            setattr(cls, name, field)


def _has_default(written: object) -> bool:
    """Whether a field with *written* in the class body has a default."""
    if not isinstance(written, dataclasses.Field):
        return True
    missing = dataclasses.MISSING
    return written.default is not missing or written.default_factory is not missing


def own_annotations(cls: type[Any]) -> dict[str, Any]:
    """Return the field annotations in *cls*'s own body, as written.

    Class variables and the ``KW_ONLY`` marker are no fields.
    """
    return {
        name: annotation
        for name, annotation in inspect.get_annotations(cls).items()
        if not _is_no_field(annotation)
    }


def body_scope(cls: type[Any], scope: Scope) -> Scope:
    """Return *scope* with the classes nested in *cls* as its innermost names."""
    nested = {name: item for name, item in vars(cls).items() if isinstance(item, type)}
    return scope.inside(nested)


def resolve_field(cls: type[Any], name: str, annotation: object, scope: Scope) -> Any:
    """Return what a field's annotation means.

    Raises:
        TypeError: Naming class, field and annotation, if it cannot be resolved.
    """
    try:
        return body_scope(cls, scope).resolve(annotation)
    except AnnotationError as error:
        raise TypeError(f"{cls.__name__}.{name}: {error}") from error


def _is_no_field(annotation: object) -> bool:
    if isinstance(annotation, str):
        return bool(_CLASS_VARIABLE.match(annotation) or _KW_ONLY.match(annotation))
    is_class_variable = annotation is ClassVar or get_origin(annotation) is ClassVar
    return is_class_variable or annotation is dataclasses.KW_ONLY

"""From a marked method to what its signature declares."""

from __future__ import annotations

import inspect
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import Enum
from inspect import Parameter
from typing import TYPE_CHECKING, Any, get_args

import numpy as np

from reactor_runtime.fields import (
    UNSET,
    Argument,
    FieldInfo,
    NotJsonError,
    declare_argument,
    to_json,
)
from reactor_runtime.fields.plain import plain_description, plain_text
from reactor_runtime.fields.scope import AnnotationError, Scope, function_scope
from reactor_runtime.interface.bytecode import is_generator
from reactor_runtime.interface.events import EventMark, HookKind
from reactor_runtime.interface.messages import ModelMessage
from reactor_runtime.interface.tracks import Output

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CLIENT = "client"
UPLOADED_FILE = "uploaded_file"


@dataclass(frozen=True, slots=True)
class EventDeclaration:
    """A command that a method handles.

    Args:
        name: What clients call it.
        method: Name of the method.
        description: One line for a person.
        dedupe: Whether a newer queued command of that name replaces an older one.
        arguments: The method's parameters, without ``self`` and ``client``.
        takes_client: Whether the method has a parameter ``client``.
        answers: Message classes in the method's return annotation.
    """

    name: str
    method: str
    description: str
    dedupe: bool
    arguments: tuple[Argument, ...]
    takes_client: bool
    answers: tuple[type[ModelMessage], ...]


@dataclass(frozen=True, slots=True)
class HookDeclaration:
    """A lifecycle hook.

    Args:
        kind: What it waits for.
        method: Name of the method.
        takes_client: Whether the method has a parameter ``client``.
    """

    kind: HookKind
    method: str
    takes_client: bool

    @property
    def slot(self) -> str:
        """Hooks with one slot replace each other."""
        per_client = self.kind in (HookKind.CONNECTED, HookKind.DISCONNECTED)
        return f"client_{self.kind}" if per_client and self.takes_client else self.kind


def declare_event(
    owner: str, method: str, function: Callable[..., Any], mark: EventMark, scope: Scope
) -> EventDeclaration:
    """Return what an ``@event`` method declares.

    Args:
        owner: Name of the class, for errors.
        method: Name of the method.
        function: The method.
        mark: What the decorator said.
        scope: Where names in postponed annotations are looked up.

    Raises:
        TypeError: Naming class, method and parameter.
    """
    where = f"{owner}.{method}"
    name = plain_text(method if mark.name is None else mark.name)
    if not name:
        raise TypeError(f"{where}: the name of an event is text, got {mark.name!r}")
    if name in tuple(HookKind):
        raise TypeError(
            f"{where}: an event cannot be called {name!r}, the name of a lifecycle "
            f"hook; write @{name} for the hook, or give the event another name"
        )
    _refuse_generators(where, function)
    parameters = _parameters(where, function)
    return EventDeclaration(
        name=name,
        method=method,
        description=plain_description(where, mark.description) or _first_line(function),
        dedupe=mark.dedupe,
        arguments=tuple(
            _argument(where, parameter, scope)
            for parameter in parameters
            if parameter.name != CLIENT
        ),
        takes_client=any(parameter.name == CLIENT for parameter in parameters),
        answers=tuple(returned_classes(function, scope, ModelMessage)),
    )


def redefine_event(
    owner: str, declared: EventDeclaration, function: Callable[..., Any]
) -> EventDeclaration:
    """Return *declared* for a subclass that defines the method again, undecorated.

    Raises:
        TypeError: If the new method does not take the declared arguments.
    """
    where = f"{owner}.{declared.method}"
    _refuse_generators(where, function)
    parameters = _parameters(where, function)
    takes_client = any(parameter.name == CLIENT for parameter in parameters)
    names = {argument.name for argument in declared.arguments}
    mine = {parameter.name for parameter in parameters} - {CLIENT}
    needed = {
        parameter.name
        for parameter in parameters
        if parameter.default is Parameter.empty
    } - {CLIENT}
    if not names <= mine or not needed <= names:
        raise TypeError(
            f"{where}: redefines the event {declared.name!r} and must take the same "
            f"parameters ({', '.join(sorted(names)) or 'none'}); decorate it with "
            "@event to change them"
        )
    return replace(declared, takes_client=takes_client)


def declare_hook(
    owner: str, method: str, function: Callable[..., Any], kind: HookKind
) -> HookDeclaration:
    """Return what a method with a hook's decorator declares.

    Raises:
        TypeError: If its parameters are not those of that hook.
    """
    where = f"{owner}.{method}"
    _refuse_generators(where, function)
    allowed = {CLIENT} if kind in (HookKind.CONNECTED, HookKind.DISCONNECTED) else set()
    needed: set[str] = set()
    if kind is HookKind.FILE_UPLOADED:
        needed, allowed = {UPLOADED_FILE}, {UPLOADED_FILE, CLIENT}
    names = {parameter.name for parameter in _parameters(where, function)}
    if not needed <= names <= allowed:
        takes = " and optionally ".join([*sorted(needed), *sorted(allowed - needed)])
        if not needed:
            takes = f"no parameter{' but optionally client' if allowed else ''}"
        raise TypeError(
            f"{where}: a @{kind} hook takes self and {takes}, "
            f"got {', '.join(sorted(names)) or 'nothing'}"
        )
    return HookDeclaration(kind, method, CLIENT in names)


def returned_classes(
    function: Callable[..., Any], scope: Scope, *bases: type[Any]
) -> Iterator[type[Any]]:
    """Yield the subclasses of *bases* that the return annotation names.

    An annotation that cannot be resolved names none.
    """
    plain = inspect.unwrap(function)
    annotation = getattr(plain, "__annotations__", {}).get("return")
    yield from classes_in(annotation, scope, bases)


def scope_of(function: Callable[..., Any]) -> Scope:
    """Return the scope of the innermost function under *function*'s decorators."""
    return function_scope(inspect.unwrap(function))


def classes_in(
    annotation: object, scope: Scope, bases: tuple[type[Any], ...]
) -> Iterator[type[Any]]:
    """Yield the subclasses of *bases* in *annotation*; none if it is not resolved."""
    try:
        resolved = scope.resolve(annotation)
    except AnnotationError:
        return
    if isinstance(resolved, type) and not get_args(resolved):
        if issubclass(resolved, bases) and resolved not in (ModelMessage, Output):
            yield resolved
        return
    for part in get_args(resolved):
        yield from classes_in(part, scope, bases)


def _parameters(where: str, function: Callable[..., Any]) -> list[Parameter]:
    parameters = list(inspect.signature(function).parameters.values())
    positional = (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)
    if not parameters or parameters[0].kind not in positional:
        raise TypeError(f"{where}: a method needs self as its first parameter")
    for parameter in parameters[1:]:
        if parameter.kind is Parameter.POSITIONAL_ONLY:
            raise TypeError(
                f"{where}.{parameter.name}: commands pass arguments by name, so a "
                "parameter cannot be positional-only; remove the '/'"
            )
        if parameter.kind in (Parameter.VAR_POSITIONAL, Parameter.VAR_KEYWORD):
            raise TypeError(
                f"{where}: {parameter} has no schema; name each parameter instead"
            )
    return parameters[1:]


def _argument(where: str, parameter: Parameter, scope: Scope) -> Argument:
    default = UNSET if parameter.default is Parameter.empty else parameter.default
    info = default if isinstance(default, FieldInfo) else FieldInfo(default)
    annotation = parameter.annotation
    if annotation is Parameter.empty:
        if info.is_required:
            raise TypeError(
                f"{where}.{parameter.name}: a parameter needs a type or a default; "
                f"write {parameter.name}: float"
            )
        annotation = _type_of(info.default)
    return declare_argument(where, parameter.name, annotation, info, scope)


def _type_of(default: object) -> Any:
    """Return the type that a parameter with *default*, and no other, has."""
    if default is None:
        return Any
    # np.float32(0.5) and a str of the author's own declare a float and a text.
    if isinstance(default, (np.generic, bool, int, float, str)) and not isinstance(
        default, Enum
    ):
        with suppress(NotJsonError):
            return type(to_json(default))
    return type(default)


def _refuse_generators(where: str, function: Callable[..., Any]) -> None:
    if is_generator(function):
        raise TypeError(f"{where}: a handler cannot yield; return a message instead")


def _first_line(function: Callable[..., Any]) -> str:
    text = inspect.getdoc(inspect.unwrap(function)) or ""
    return text.partition("\n")[0].strip()

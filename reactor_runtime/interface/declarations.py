"""What a model class declares, worked out and checked when the class is created."""

from __future__ import annotations

import inspect
from dataclasses import dataclass, field
from types import FunctionType, NoneType, UnionType
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin

from reactor_runtime.interface.bytecode import is_generator
from reactor_runtime.interface.events import event_mark, hook_marks, is_marked
from reactor_runtime.interface.handlers import (
    EventDeclaration,
    HookDeclaration,
    classes_in,
    declare_event,
    declare_hook,
    redefine_event,
    returned_classes,
    scope_of,
)
from reactor_runtime.interface.messages import ModelMessage
from reactor_runtime.interface.records import body_scope, resolve_field
from reactor_runtime.interface.state import InputState
from reactor_runtime.interface.tracks import Input, Output

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from reactor_runtime.fields.scope import Scope

_ATTRIBUTE = "_reactor_declarations"


@dataclass(frozen=True, slots=True)
class OwnDeclarations:
    """What one class body declares, inherited things left out.

    Args:
        events: ``@event`` methods by name of the method.
        hooks: Lifecycle hooks by slot.
        state: The class in ``state: ...``, ``None`` without it.
        inputs: The attributes that are annotated by an ``Input``, with its class.
        named: ``Output`` and ``ModelMessage`` classes in return annotations, and in
            those of attributes.
    """

    events: dict[str, EventDeclaration]
    hooks: dict[str, HookDeclaration]
    state: type[InputState] | None = None
    inputs: Mapping[str, type[Input]] = field(default_factory=dict)
    named: tuple[type[Any], ...] = ()


def declare(cls: type[Any], scope: Scope) -> None:
    """Note what the body of *cls* declares. Called once, when it is created.

    Raises:
        TypeError: Naming class, method and parameter or field.
    """
    inside = body_scope(cls, scope)
    events, hooks = _own_methods(cls, lambda _: inside)
    own = OwnDeclarations(
        events,
        hooks,
        _declared_class(cls, "state", InputState, inside),
        _declared_inputs(cls, inside),
        (
            *(
                found
                for annotation in inspect.get_annotations(cls).values()
                for found in classes_in(annotation, inside, (Output, ModelMessage))
            ),
            *(
                found
                for _, function in own_functions(cls)
                for found in returned_classes(function, inside, Output, ModelMessage)
            ),
        ),
    )
    setattr(cls, _ATTRIBUTE, own)
    events_of(cls)
    hooks_of(cls)


def events_of(cls: type[Any]) -> dict[str, EventDeclaration]:
    """Return every event of *cls*, inherited ones first, by name of the method.

    Raises:
        TypeError: If two methods claim one command name.
    """
    found: dict[str, EventDeclaration] = {}
    for base in reversed(author_classes(cls)):
        own = _declarations(base).events
        _refuse_hiding(base, found)
        for method, function in own_functions(base):
            if method in own:
                found[method] = own[method]
            elif method in found and hook_marks(function):
                del found[method]
            elif method in found:
                declared = found[method]
                found[method] = redefine_event(base.__name__, declared, function)
    claimed: dict[str, str] = {}
    for declared in found.values():
        other = claimed.setdefault(declared.name, declared.method)
        if other != declared.method:
            raise TypeError(
                f"{cls.__name__}: {other} and {declared.method} both claim the command "
                f"{declared.name!r}; rename one with @event(name=...)"
            )
    return found


def hooks_of(cls: type[Any]) -> dict[str, HookDeclaration]:
    """Return every lifecycle hook of *cls*, inherited ones included, by slot."""
    found: dict[str, HookDeclaration] = {}
    for base in reversed(author_classes(cls)):
        own = _declarations(base).hooks
        functions = dict(own_functions(base))
        _refuse_hiding(base, {hook.method for hook in found.values()})
        for slot, declared in tuple(found.items()):
            function = functions.get(declared.method)
            if function is None:
                continue
            del found[slot]
            if not hook_marks(function) and not event_mark(function):
                again = declare_hook(
                    base.__name__, declared.method, function, declared.kind
                )
                found[again.slot] = again
        found.update(own)
    return found


def state_of(cls: type[Any]) -> type[InputState] | None:
    """Return the class that ``state: ...`` names, nearest first."""
    found = (_declarations(base).state for base in author_classes(cls))
    return next((state for state in found if state is not None), None)


def inputs_of(cls: type[Any]) -> Mapping[str, type[Input]]:
    """Return the attributes that hold the input tracks, with their one class.

    They are those of the nearest class that has any: ``input: MyInput``, or an
    attribute of another name.
    """
    found = (_declarations(base).inputs for base in author_classes(cls))
    return next((inputs for inputs in found if inputs), {})


def named_classes_of(cls: type[Any]) -> tuple[type[Any], ...]:
    """Return the outputs and messages in annotations of *cls* and its bases."""
    return tuple(
        found
        for base in reversed(author_classes(cls))
        for found in _declarations(base).named
    )


def author_classes(cls: type[Any]) -> list[type[Any]]:
    """Return the classes of *cls*'s MRO that an author wrote, nearest first."""
    return [
        base
        for base in cls.__mro__
        if base is not object and not vars(base).get("_reactor_is_base", False)
    ]


def event_owner(cls: type[Any], method: str) -> type[Any]:
    """Return the class of *cls*'s MRO whose ``@event`` *method* counts.

    Raises:
        StopIteration: None has it.
    """
    owners = author_classes(cls)
    return next(base for base in owners if method in _declarations(base).events)


def own_functions(cls: type[Any]) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield the plain methods in the body of *cls*, by name."""
    for name, value in vars(cls).items():
        if isinstance(value, FunctionType):
            yield name, value


def generators_of(cls: type[Any]) -> list[str]:
    """Return the names of *cls*'s public methods that yield."""
    return [
        name
        for base in author_classes(cls)
        for name, function in own_functions(base)
        if not name.startswith("_") and is_generator(function)
    ]


def _declarations(cls: type[Any]) -> OwnDeclarations:
    own = vars(cls).get(_ATTRIBUTE)  # not what a base has under that name
    if isinstance(own, OwnDeclarations):
        return own
    # A mix-in that is no model: nobody looked at it when it was created.
    return OwnDeclarations(*_own_methods(cls, scope_of))


def _own_methods(
    cls: type[Any], scope_for: Callable[[Callable[..., Any]], Scope]
) -> tuple[dict[str, EventDeclaration], dict[str, HookDeclaration]]:
    _refuse_marked_objects(cls)
    events: dict[str, EventDeclaration] = {}
    hooks: dict[str, HookDeclaration] = {}
    for name, function in own_functions(cls):
        if mark := event_mark(function):
            scope = scope_for(function)
            events[name] = declare_event(cls.__name__, name, function, mark, scope)
        for kind in hook_marks(function):
            hook = declare_hook(cls.__name__, name, function, kind)
            other = hooks.setdefault(hook.slot, hook)
            if other.method != name:
                raise TypeError(
                    f"{cls.__name__}: {other.method} and {name} are both @{kind}; one "
                    "is allowed per class, so call one from the other"
                )
    return events, hooks


def _refuse_marked_objects(cls: type[Any]) -> None:
    """Refuse what a second decorator made of an event or hook that is no function."""
    for name, value in vars(cls).items():
        inner: object = value
        if isinstance(value, (staticmethod, classmethod)):
            inner = value.__func__
        elif isinstance(value, property):
            inner = value.fget
        if isinstance(value, FunctionType) or not is_marked(inner):
            continue
        raise TypeError(
            f"{cls.__name__}.{name}: an event or hook is a plain method (def or async "
            f"def), but another decorator made it a {type(value).__name__}; remove that"
        )


def _refuse_hiding(base: type[Any], methods: Collection[str]) -> None:
    for name, value in vars(base).items():
        if name in methods and not isinstance(value, FunctionType):
            raise TypeError(
                f"{base.__name__}.{name}: hides an inherited event or hook behind a "
                f"{type(value).__name__}; override it with a method"
            )


def _declared_inputs(cls: type[Any], scope: Scope) -> dict[str, type[Input]]:
    declared = _declared_class(cls, "input", Input, scope)
    found = {} if declared is None else {"input": declared}
    for name, annotation in inspect.get_annotations(cls).items():
        for tracks in classes_in(annotation, scope, (Input,)):
            # A list or a dictionary of them is an attribute of the author's own.
            if tracks is not Input and _not_none(scope.resolve(annotation)) is tracks:
                found.setdefault(name, tracks)
    if len(set(found.values())) > 1:
        listed = ", ".join(f"{name}: {kind.__name__}" for name, kind in found.items())
        raise TypeError(
            f"{cls.__name__}: the tracks that clients send are of one Input class, got "
            f"{listed}; put them together"
        )
    return found


def _declared_class(
    cls: type[Any], name: str, base: type[Any], scope: Scope
) -> type[Any] | None:
    annotations = inspect.get_annotations(cls)
    if name not in annotations:
        return None
    found = _not_none(resolve_field(cls, name, annotations[name], scope))
    if not isinstance(found, type) or not issubclass(found, base) or found is base:
        raise TypeError(
            f"{cls.__name__}.{name}: {name} names a subclass of {base.__name__}, got "
            f"{found!r}; call an attribute of your own something else"
        )
    return found


def _not_none(annotation: Any) -> Any:
    """Return ``X`` of ``X | None``, anything else as it is."""
    if get_origin(annotation) not in (Union, UnionType):
        return annotation
    parts = [part for part in get_args(annotation) if part is not NoneType]
    return parts[0] if len(parts) == 1 else annotation

"""The decorators of a model's methods; they mark, and register nothing."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from types import FunctionType
from typing import Any, TypeVar, overload

Method = TypeVar("Method", bound=Callable[..., Any])

_EVENT = "__reactor_event__"
_HOOKS = "__reactor_hooks__"


class HookKind(StrEnum):
    """What a lifecycle hook waits for, as its decorator is called."""

    CONNECTED = "connected"
    DISCONNECTED = "disconnected"
    SESSION_STARTED = "session_started"
    SESSION_ENDED = "session_ended"
    FILE_UPLOADED = "file_uploaded"


@dataclass(frozen=True, slots=True)
class EventMark:
    """What ``@event`` said about a method.

    Args:
        name: Name of the command, ``None`` to take the method's.
        description: One line for a person.
        dedupe: Whether a newer queued command of that name replaces an older one.
    """

    name: str | None = None
    description: str = ""
    dedupe: bool = False


@overload
def event(method: Method, /) -> Method: ...
@overload
def event(
    *, name: str | None = None, description: str = "", dedupe: bool = False
) -> Callable[[Method], Method]: ...
def event(
    method: Any = None,
    /,
    *,
    name: str | None = None,
    description: str = "",
    dedupe: bool = False,
) -> Any:
    """Make a method a command that clients can send.

    The method's signature is the command's schema; ``self`` and a parameter named
    ``client`` are not in it.

    Args:
        method: The method, where the decorator is written without parentheses.
        name: Name of the command; the method's name if left out.
        description: One line for a person; the first line of the docstring if left out.
        dedupe: While the model is busy, run only the newest of several queued commands.

    Raises:
        TypeError: If it is applied to something that is no plain method.
    """
    if isinstance(method, str):
        raise TypeError(f"write @event(name={method!r})")
    mark = EventMark(name, description, dedupe)

    def decorate(target: Method) -> Method:
        _check_target("event", target)
        setattr(target, _EVENT, mark)
        return target

    return decorate if method is None else decorate(method)


def connected(method: Method) -> Method:
    """Run the method when a presence starts, before ``run()`` resumes.

    With a parameter ``client`` it runs for every client that arrives.
    """
    return _mark_hook(HookKind.CONNECTED, method)


def disconnected(method: Method) -> Method:
    """Run the method when a presence ends.

    With a parameter ``client`` it runs for every client that leaves.
    """
    return _mark_hook(HookKind.DISCONNECTED, method)


def session_started(method: Method) -> Method:
    """Run the method first of all in a session."""
    return _mark_hook(HookKind.SESSION_STARTED, method)


def session_ended(method: Method) -> Method:
    """Run the method last of all in a session."""
    return _mark_hook(HookKind.SESSION_ENDED, method)


def file_uploaded(method: Method) -> Method:
    """Run the method once per upload, before the handler of its command.

    It takes exactly one parameter, ``uploaded_file``, and optionally ``client``.
    """
    return _mark_hook(HookKind.FILE_UPLOADED, method)


def event_mark(method: object) -> EventMark | None:
    """Return what ``@event`` said about *method*, ``None`` if it is no event."""
    mark = getattr(method, _EVENT, None)
    return mark if isinstance(mark, EventMark) else None


def hook_marks(method: object) -> tuple[HookKind, ...]:
    """Return the hooks that *method* was marked as."""
    marks = getattr(method, _HOOKS, ())
    return marks if isinstance(marks, tuple) else ()


def is_marked(value: object) -> bool:
    """Whether *value* carries the mark of an event or a hook, whatever it is."""
    return any(
        isinstance(inspect.getattr_static(value, mark, None), (EventMark, tuple))
        for mark in (_EVENT, _HOOKS)
    )


def _mark_hook(kind: HookKind, method: Method) -> Method:
    _check_target(kind, method)
    setattr(method, _HOOKS, (*hook_marks(method), kind))
    return method


def _check_target(decorator: str, target: object) -> None:
    if not isinstance(target, FunctionType):
        raise TypeError(
            f"@{decorator} belongs on a plain method (def or async def), "
            f"got {type(target).__name__}"
        )

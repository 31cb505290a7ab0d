"""Where the names in a postponed annotation are looked up.

With ``from __future__ import annotations`` an annotation is only text. Its names belong
to the module, to the function or cell that is creating the class, and to the class
body; the first and the last can be found later, the middle only while it runs.
"""

from __future__ import annotations

import builtins
import inspect
from collections import ChainMap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ForwardRef, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from types import CodeType, FrameType

_OWN_PACKAGES = ("reactor_runtime.interface", "reactor_runtime.fields", "dataclasses")


class AnnotationError(TypeError):
    """An annotation whose names cannot be found, or whose type is not supported."""


@dataclass(frozen=True, slots=True, eq=False)
class Scope:
    """The namespaces that an annotation sees, innermost first.

    It is meant to be used at once and dropped: it keeps a running function's local
    variables alive.
    """

    spaces: tuple[Mapping[str, Any], ...]

    def resolve(self, annotation: object) -> Any:
        """Return what *annotation* means; anything but text means itself.

        Raises:
            AnnotationError: If a name in it cannot be found.
        """
        if isinstance(annotation, ForwardRef):
            annotation = annotation.__forward_arg__
        if not isinstance(annotation, str):
            return annotation
        spaces = (*self.spaces, vars(builtins))
        names = ChainMap(*(cast("dict[str, Any]", space) for space in spaces))
        try:
            # eval adds builtins to the globals that it gets. Here they come last, so a
            # name of the author's hides them, and no namespace of his is written to.
            return eval(annotation, {"__builtins__": {}}, names)
        except Exception as error:
            raise AnnotationError(
                f"the annotation {annotation!r} cannot be resolved ({error}); "
                "define or import its names before the class"
            ) from error

    def inside(self, namespace: Mapping[str, Any]) -> Scope:
        """Return this scope with *namespace* as its innermost part."""
        return Scope((namespace, *self.spaces))


def creating_scope(module_name: str) -> Scope:
    """Return the scope of the statement that is creating a class right now.

    Args:
        module_name: The class's module. Frames of other modules may lie between, such
            as a base class's own ``__init_subclass__``.
    """
    frame = _creating_frame(module_name)
    if frame is None:
        return Scope(())
    module = frame.f_globals
    spaces: list[Mapping[str, Any]] = []
    while frame is not None and frame.f_globals is module:
        if frame.f_locals is not module:
            spaces.append(frame.f_locals)
        frame = frame.f_back
    return Scope((*spaces, module))


def creating_place(module_name: str) -> tuple[str, int]:
    """Return file and line of the statement that is creating a class right now.

    Args:
        module_name: The class's module.

    Returns:
        What the code calls its file; line 0 where nobody knows.
    """
    frame = _creating_frame(module_name)
    return ("", 0) if frame is None else (frame.f_code.co_filename, frame.f_lineno)


def function_scope(function: Callable[..., Any]) -> Scope:
    """Return the scope of a function that was defined somewhere else."""
    code: CodeType = function.__code__
    cells = function.__closure__ or ()
    closure: dict[str, Any] = {}
    for name, cell in zip(code.co_freevars, cells, strict=True):
        try:
            closure[name] = cell.cell_contents
        except ValueError:  # not assigned yet
            continue
    return Scope((closure, function.__globals__))


def _creating_frame(module_name: str) -> FrameType | None:
    callers = list(_callers())
    at_home = (f for f in callers if f.f_globals.get("__name__") == module_name)
    return next(at_home, callers[0] if callers else None)


def _callers() -> Iterator[FrameType]:
    """Yield the running frames, innermost first, from the first that is not ours."""
    frame = inspect.currentframe()
    while frame is not None and _is_own(frame.f_globals.get("__name__", "")):
        frame = frame.f_back
    while frame is not None:
        yield frame
        frame = frame.f_back


def _is_own(module: str) -> bool:
    return any(f"{module}.".startswith(f"{own}.") for own in _OWN_PACKAGES)

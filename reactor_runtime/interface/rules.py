"""What a model class must not do, beyond what its signatures say."""

from __future__ import annotations

import inspect
from types import FunctionType
from typing import TYPE_CHECKING, Any

from reactor_runtime.fields.json_values import shorten
from reactor_runtime.fields.plain import plain_count, plain_float
from reactor_runtime.interface.bytecode import is_generator
from reactor_runtime.interface.declarations import author_classes, own_functions
from reactor_runtime.interface.events import event_mark, hook_marks
from reactor_runtime.interface.state import InputState
from reactor_runtime.interface.tracks import Input

if TYPE_CHECKING:
    from collections.abc import Callable


MINE = frozenset({"connected", "emit", "output_buffer", "send"})
"""Attributes of the runtime that a model may only use."""

VALUES = frozenset(
    {"buffer_size", "fps", "input", "messages", "output", "outputs", "state"}
)
"""Attributes of the runtime that are no methods."""

YOURS = frozenset(
    {
        "buffer_size",
        "fps",
        "inference",
        "input",
        "load",
        "messages",
        "outputs",
        "run",
        "state",
    }
)
"""Attributes of the runtime that a model may define, in their own meaning."""

DECLARED: dict[str, type[Any]] = {"state": InputState, "input": Input}
"""Attributes that a model declares by an annotation, with the base of their class."""


def check_model(cls: type[Any], *, is_pipeline: bool) -> None:
    """Refuse what would break the runtime or be ignored by it.

    Raises:
        TypeError: Naming the class, the attribute and the remedy.
    """
    for base in author_classes(cls):
        _check_names(base, cls.__name__)
    declared_fps(cls)
    declared_buffer_size(cls)
    _check_load(cls)
    if is_pipeline:
        _check_pipeline(cls)
    elif not inspect.iscoroutinefunction(inspect.unwrap(cls.run)):
        raise TypeError(f"{cls.__name__}.run: must be a coroutine; write async def run")


def declared_fps(cls: type[Any]) -> float | None:
    """Return the class's frames per second, ``None`` if it declares none.

    Raises:
        TypeError: If it is no rate.
    """
    if cls.fps is None:
        return None
    fps = plain_float(cls.fps)
    if fps is None or fps <= 0:
        raise TypeError(
            f"{cls.__name__}.fps is frames per second > 0, got {shorten(cls.fps)}"
        )
    return fps


def declared_buffer_size(cls: type[Any]) -> int:
    """Return how many frames of the class wait at most to be shown.

    Raises:
        TypeError: If it is no number of frames.
    """
    size = plain_count(cls.buffer_size, least=1)
    if size is None:
        raise TypeError(
            f"{cls.__name__}.buffer_size is frames >= 1, got {shorten(cls.buffer_size)}"
        )
    return size


def load_arguments(cls: type[Any]) -> dict[str, str]:
    """Return the parameters of ``load``, each with ``config`` or ``config_path``."""
    wanted: dict[str, str] = {}
    for parameter in list(inspect.signature(cls.load).parameters.values())[1:]:
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            continue
        is_path = parameter.name == "config_path"
        if is_path or parameter.name == "config":
            wanted[parameter.name] = parameter.name
        elif parameter.default is parameter.empty:
            wanted[parameter.name] = "config"
    return wanted


def _check_names(base: type[Any], owner: str) -> None:
    marked = {
        name
        for name, function in own_functions(base)
        if event_mark(function) or hook_marks(function)
    }
    for name, value in vars(base).items():
        is_method = isinstance(value, FunctionType)
        if name in DECLARED and value is not None and not is_method:
            _refuse_value(owner, name, value)
        hides = name in MINE or (name in VALUES and is_method) or name in marked & YOURS
        if hides:
            raise TypeError(
                f"{owner}.{name} would hide {name!r} of the runtime; "
                "call it something else"
            )


def _refuse_value(owner: str, name: str, value: object) -> None:
    kind = value if isinstance(value, type) else type(value)
    if not issubclass(kind, DECLARED[name]):
        raise TypeError(
            f"{owner}.{name} would hide {name!r} of the runtime; call it something else"
        )
    raise TypeError(
        f"{owner}.{name} names a class, and the runtime makes it anew for each "
        f"session; write {name}: {kind.__name__} in place of {name} = ..."
    )


def _check_load(cls: type[Any]) -> None:
    written = inspect.getattr_static(cls, "load")
    parameters = list(inspect.signature(cls.load).parameters.values())
    if isinstance(written, (staticmethod, classmethod)) or any(
        parameter.kind is parameter.POSITIONAL_ONLY for parameter in parameters[1:]
    ):
        raise TypeError(
            f"{cls.__name__}.load is a method that takes config by name; write "
            "def load(self, config)"
        )
    wanted = load_arguments(cls)
    if list(wanted.values()).count("config") > 1:
        raise TypeError(
            f"{cls.__name__}.load takes (self, config) and, if it wants the file's "
            f"path, config_path; got {', '.join(wanted)}"
        )
    _refuse_yield(f"{cls.__name__}.load", cls.load)


def _check_pipeline(cls: type[Any]) -> None:
    for base in author_classes(cls):
        if "run" in vars(base):
            raise TypeError(
                f"{cls.__name__}.run would hide 'run' of the runtime: a "
                "ReactorPipeline defines inference(); inherit ReactorModel for run()"
            )
    inference = inspect.unwrap(getattr(cls, "inference"))  # noqa: B009
    if inspect.iscoroutinefunction(inference):
        raise TypeError(
            f"{cls.__name__}.inference never yields; yield each output instead of "
            "returning it"
        )


def _refuse_yield(where: str, function: Callable[..., Any]) -> None:
    if is_generator(function):
        raise TypeError(f"{where} cannot yield")

"""Whether a model without an ``Output`` shows frames all the same.

Nothing is run: a ``yield`` of anything but ``Idle`` or ``None`` counts, and so does a
name ``emit``. What this misses is found at the first frame.
"""

from __future__ import annotations

import dis
import inspect
from typing import TYPE_CHECKING, Any

from reactor_runtime.interface.bytecode import names_used
from reactor_runtime.interface.declarations import author_classes, own_functions
from reactor_runtime.interface.handlers import scope_of
from reactor_runtime.interface.pipeline import is_idle
from reactor_runtime.values import TrackDirection, TrackInfo, TrackKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from reactor_runtime.interface.model import ReactorModel

BARE_TRACK = TrackInfo("main_video", TrackKind.VIDEO, TrackDirection.OUT)
"""The track of a model that shows frames and has no ``Output``."""

_WRAPPING = frozenset({"ASYNC_GEN_WRAP", "CALL_INTRINSIC_1", "CALL", "PRECALL"})
_LOAD_NAME = frozenset({"LOAD_GLOBAL", "LOAD_DEREF", "LOAD_NAME"})
# What RESUME says about the suspension that it ends; the bits above are flags.
_RESUME_KIND, _AFTER_YIELD, _AFTER_YIELD_FROM = 3, 1, 2


def shows_bare_frames(model: type[ReactorModel]) -> bool:
    """Whether the code of *model* yields or emits something to be seen."""
    functions = [
        (name, function)
        for base in author_classes(model)
        for name, function in own_functions(base)
    ]
    return any(
        "emit" in names_used(function)
        or (name == "inference" and _yields_more_than_idle(function))
        for name, function in functions
    )


def _yields_more_than_idle(function: Callable[..., Any]) -> bool:
    plain = inspect.unwrap(function)
    instructions = list(dis.get_instructions(plain))
    for index, instruction in enumerate(instructions[:-1]):
        resume = instructions[index + 1]
        if instruction.opname != "YIELD_VALUE" or resume.opname != "RESUME":
            continue
        kind = (resume.arg or 0) & _RESUME_KIND
        if kind == _AFTER_YIELD_FROM:
            return True
        if kind == _AFTER_YIELD and not _is_idle(instructions[: index + 1], plain):
            return True
    return False


def _is_idle(until_yield: list[dis.Instruction], function: Callable[..., Any]) -> bool:
    """Whether the last instruction, a ``yield``, can only yield ``Idle`` or ``None``.

    A jump to it means that another branch yields something else there.
    """
    for instruction in reversed(until_yield):
        if instruction.opname == "LOAD_CONST":
            return is_idle(instruction.argval)
        if instruction.opname in _LOAD_NAME:
            return is_idle(_found(instruction.argval, function))
        is_between = instruction.opname in ("YIELD_VALUE", *_WRAPPING)
        if instruction.is_jump_target or not is_between:
            return False
    return False


def _found(name: str, function: Callable[..., Any]) -> object:
    """Return what *name* means in *function*, the function itself if it is unknown."""
    found = (space[name] for space in scope_of(function).spaces if name in space)
    return next(found, function)

"""What stands in the code of a function, without running it."""

from __future__ import annotations

import inspect
from types import CodeType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def nested_code(code: CodeType) -> Iterator[CodeType]:
    """Yield *code* and that of every function defined inside it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from nested_code(constant)


def names_used(function: Callable[..., Any]) -> set[str]:
    """Return every global name and attribute in the code of *function*."""
    code = getattr(inspect.unwrap(function), "__code__", None)
    if not isinstance(code, CodeType):
        return set()
    return {name for inner in nested_code(code) for name in inner.co_names}


def is_generator(function: object) -> bool:
    """Whether calling *function* gives a generator, plain or async."""
    plain = inspect.unwrap(function) if callable(function) else None
    return inspect.isgeneratorfunction(plain) or inspect.isasyncgenfunction(plain)

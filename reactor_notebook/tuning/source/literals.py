"""Values as Python writes them."""

from __future__ import annotations

import ast
import contextlib
import re
import warnings
from typing import TYPE_CHECKING, Any

from reactor_runtime.errors import TuningError
from reactor_runtime.fields import UNSET, json_equal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from reactor_runtime.values import JsonValue

NOTHING: Mapping[str, Any] = {"default": UNSET, "description": "", "moderate": False}
"""The values of a constraint that need not be written; of the others, ``None``."""

Members = tuple[tuple["JsonValue", str], ...]
"""Of an ``Enum``, the values with the names of their members."""

_MEMBER = re.compile(r"\(*\s*([\w.]+)\.\w+\s*\)*")
NOT_LITERAL = object()
"""Stands for what an expression means that only the model's own code can tell."""


def says_nothing(setting: str, value: object) -> bool:
    """Whether *value* is what a declaration says that does not have *setting*."""
    nothing = NOTHING.get(setting)
    return value is nothing or (setting == "description" and value == nothing)


def literal(value: object, like: str = "", members: Members = ()) -> str:
    """Return *value* as Python.

    Args:
        value: JSON, and tuples.
        like: The text in whose place it goes; quotes and brackets follow it.
        members: Where the value is one of an ``Enum``, written as *like* writes it.

    Raises:
        TuningError: It is an object, for which there is no literal.
    """
    if isinstance(value, str):
        found = _MEMBER.search(like)
        names = [name for known, name in members if json_equal(known, value)]
        return (
            f"{found.group(1)}.{names[0]}" if found and names else _quoted(value, like)
        )
    if isinstance(value, (list, tuple)):
        parts = [literal(item, like.lstrip("([{ \n"), members) for item in value]
        if like.lstrip().startswith("["):
            return f"[{', '.join(parts)}]"
        return f"({parts[0]},)" if len(parts) == 1 else f"({', '.join(parts)})"
    if isinstance(value, dict):
        raise TuningError(f"there is no literal for {value!r}; write it by hand")
    if members and (found := _MEMBER.search(like)):
        names = [name for known, name in members if json_equal(known, value)]  # type: ignore[arg-type]
        return f"{found.group(1)}.{names[0]}" if names else repr(value)
    return repr(value)


def meaning(text: str) -> object:
    """Return the value of a literal, :data:`NOT_LITERAL` of anything else."""
    try:
        with quiet_parsing():
            found: object = ast.literal_eval(text.strip())
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return NOT_LITERAL
    return found


@contextlib.contextmanager
def quiet_parsing() -> Iterator[None]:
    """Keep what Python warns of in somebody's text from being told once more."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def syntax_fault(text: str) -> str:
    """Return why Python cannot parse *text*, empty if it can."""
    try:
        with quiet_parsing():
            ast.parse(text)
    except SyntaxError as error:
        return f"line {error.lineno}: {error.msg}"
    except (ValueError, MemoryError, RecursionError) as error:
        return str(error)
    return ""


def call_of(said: Mapping[str, Any], name: str = "InputField") -> str:
    """Return an ``InputField(...)`` that says all of *said*, and nothing besides."""
    parts = [
        f"{setting}={_value(setting, value)}"
        for setting, value in said.items()
        if not says_nothing(setting, value)
    ]
    return f"{name}({', '.join(parts)})"


def _value(setting: str, value: object) -> str:
    if isinstance(value, dict):
        return repr(value)
    return literal(value, "[" if setting == "choices" else "")


def _quoted(value: str, like: str) -> str:
    quote = next((sign for sign in like if sign in "'\""), '"')
    text = repr(value)
    if text[0] == quote or quote in value:
        return text
    inner = text[1:-1].replace("\\'", "'") if quote == '"' else text[1:-1]
    return f"{quote}{inner}{quote}"


def deduped(values: Sequence[JsonValue]) -> list[JsonValue]:
    """Return *values*, each of them once, as JSON tells them apart."""
    found: list[JsonValue] = []
    for value in values:
        if not any(json_equal(value, known) for known in found):
            found.append(value)
    return found

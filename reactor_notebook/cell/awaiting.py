"""Put the ``await`` before the magics that a cell must wait for.

IPython turns ``%reactor_load X`` into a plain call. The transformer here runs after
that, on the call, so ``h = %reactor_load X`` and indented magics need no second
grammar. Text that merely looks like such a call, in a string or comment, is left alone;
so is a call where nobody could await it, which then loads without being waited for.
"""

from __future__ import annotations

import ast
import io
import warnings
from typing import TYPE_CHECKING

from reactor_notebook.cell.await_places import insertions, magic_argument, magic_name
from reactor_notebook.cell.surroundings import may_await

if TYPE_CHECKING:
    from collections.abc import Collection

    from IPython.core.interactiveshell import InteractiveShell

AWAITED_MAGICS = frozenset({"reactor_load", "reactor_stop", "reactor_share"})

_AWAIT_ON = frozenset({"", "on", "true", "asyncio"})
"""Arguments of ``%autoawait`` that leave a cell's ``await`` possible."""


def await_magics(
    lines: list[str],
    names: Collection[str] = AWAITED_MAGICS,
    *,
    at_top_level: bool = True,
) -> list[str]:
    """Return *lines* with ``await`` before each call of an awaited magic.

    A call inside a plain function, class body, lambda or generator expression cannot be
    awaited and stays as it is. Lines that are no valid Python come back unchanged, so
    that IPython reports the error.

    Args:
        lines: Python, as IPython has made it of a cell.
        names: The magics to wait for.
        at_top_level: Whether whoever runs the lines can await; where not, only the
            bodies of ``async`` functions do.
    """
    source = "".join(lines)
    if not any(name in source for name in names):
        return lines
    tree = _compiled(source, ast.PyCF_ONLY_AST)
    if not isinstance(tree, ast.AST):
        return lines
    can_await = at_top_level and not _turns_await_off(tree)
    result = _numbered_lines(source)
    places = insertions(tree, names, at_top_level=can_await)
    for row, column, text in sorted(places, reverse=True):
        result[row - 1] = _insert(result[row - 1], column, text)
    return result if _compiled("".join(result)) is not None else lines


class AwaitTransformer:
    """:func:`await_magics` as a shell's input transformer.

    At top level it puts an ``await`` only where the shell is about to await the text.
    """

    def __init__(self, shell: InteractiveShell) -> None:
        self._shell = shell

    def __call__(self, lines: list[str]) -> list[str]:
        """Return *lines* with the ``await`` put in."""
        awaits = self._uses_asyncio() and may_await()
        return await_magics(lines, self._names(), at_top_level=awaits)

    def _uses_asyncio(self) -> bool:
        """Whether a cell's ``await`` works, and is one of asyncio."""
        shell = self._shell
        runner, _ = shell.loop_runner_map["asyncio"]
        is_other = shell.trio_runner is not None or shell.loop_runner is not runner
        return bool(shell.autoawait) and not is_other

    def _names(self) -> Collection[str]:
        """The awaited magics, and the aliases that ``%alias_magic`` gave them."""
        magics = self._shell.magics_manager.magics["line"]
        aliases = {
            name
            for name, magic in magics.items()
            if getattr(magic, "magic_name", None) in AWAITED_MAGICS
        }
        return AWAITED_MAGICS | aliases


def _compiled(source: str, flags: int = 0) -> object:
    """Return what Python makes of *source*, ``None`` if nothing; warns of nothing."""
    flags |= ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return compile(source, "<cell>", "exec", flags, dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _numbered_lines(source: str) -> list[str]:
    r"""Return *source* in the lines that the numbers in its syntax tree count.

    For the tokenizer a line ends at ``\n``, ``\r`` or ``\r\n``, and nowhere else;
    ``str.splitlines`` also ends one at a form feed and at separators of Unicode.
    """
    return io.StringIO(source, newline="").readlines()


def _insert(line: str, column: int, text: str) -> str:
    raw = line.encode()
    return (raw[:column] + text.encode() + raw[column:]).decode()


def _turns_await_off(tree: ast.AST) -> bool:
    """Return whether the cell changes, while it runs, how a cell is awaited."""
    return any(
        isinstance(node, ast.Call)
        and magic_name(node) == "autoawait"
        and magic_argument(node).strip().lower() not in _AWAIT_ON
        for node in ast.walk(tree)
    )

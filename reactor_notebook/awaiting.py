"""Put the ``await`` before the magics that a cell must wait for.

IPython turns ``%reactor_load X`` into a plain call. The transformer here runs after
that, on the call, so ``h = %reactor_load X`` and indented magics need no second
grammar. Text that merely looks like such a call, in a string or comment, is left alone.
"""

from __future__ import annotations

import ast
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from IPython.core.interactiveshell import InteractiveShell

AWAITED_MAGICS = frozenset({"reactor_load", "reactor_stop"})

_NO_AWAIT = (ast.FunctionDef, ast.ClassDef, ast.Lambda, ast.GeneratorExp)


def await_magics(lines: list[str]) -> list[str]:
    """Return *lines* with ``await`` before each call of an awaited magic.

    A call inside a plain function, class body, lambda or generator expression cannot be
    awaited and stays as it is. Lines that are no valid Python come back unchanged, so
    that IPython reports the error.
    """
    source = "".join(lines)
    if not any(name in source for name in AWAITED_MAGICS):
        return lines
    flags = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    try:
        tree = compile(source, "<cell>", "exec", flags, dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return lines
    result = _numbered_lines(source)
    for row, column in sorted(_places(tree), reverse=True):
        raw = result[row - 1].encode()
        result[row - 1] = (raw[:column] + b"await " + raw[column:]).decode()
    return result


class AwaitTransformer:
    """:func:`await_magics` as a shell's input transformer.

    It does nothing while the shell's ``%autoawait`` is off.
    """

    def __init__(self, shell: InteractiveShell) -> None:
        self._shell = shell

    def __call__(self, lines: list[str]) -> list[str]:
        """Return *lines* with the ``await`` put in."""
        return await_magics(lines) if self._shell.autoawait else lines


def _numbered_lines(source: str) -> list[str]:
    r"""Return *source* in the lines that the numbers in its syntax tree count.

    For the tokenizer a line ends at ``\n``, ``\r`` or ``\r\n``, and nowhere else;
    ``str.splitlines`` also ends one at a form feed and at separators of Unicode.
    """
    return io.StringIO(source, newline="").readlines()


def _places(tree: ast.AST) -> Iterator[tuple[int, int]]:
    """Yield line and column of each awaited magic's call where ``await`` is legal.

    Lines count from 1, columns are bytes of UTF-8. A tree may be deeper than Python
    lets a function call itself.
    """
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, _NO_AWAIT):
            continue
        if isinstance(node, ast.Await):
            waiting += ast.iter_child_nodes(node.value)
        elif isinstance(node, ast.Call) and _is_awaited_magic(node):
            yield node.lineno, node.col_offset
        else:
            waiting += ast.iter_child_nodes(node)


def _is_awaited_magic(call: ast.Call) -> bool:
    match call:
        case ast.Call(
            func=ast.Attribute(
                value=ast.Call(func=ast.Name(id="get_ipython")),
                attr="run_line_magic",
            ),
            args=[ast.Constant(value=name), *_],
        ):
            return name in AWAITED_MAGICS
    return False

"""Put the ``await`` before the magics that a cell must wait for.

IPython turns ``%reactor_load X`` into a plain call. The transformer here runs after
that, on the call, so ``h = %reactor_load X`` and indented magics need no second
grammar. Text that merely looks like such a call, in a string or comment, is left alone.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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
    except (SyntaxError, ValueError):
        return lines
    finder = _CallFinder()
    finder.visit(tree)
    result = source.splitlines(keepends=True)
    for row, column in sorted(finder.places, reverse=True):
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


class _CallFinder(ast.NodeVisitor):
    """Collects where awaited magics are called and an ``await`` is legal."""

    def __init__(self) -> None:
        self.places: list[tuple[int, int]] = []

    def visit(self, node: ast.AST) -> None:
        if isinstance(node, _NO_AWAIT):
            return
        if isinstance(node, ast.Await):
            for child in ast.iter_child_nodes(node.value):
                self.visit(child)
            return
        if isinstance(node, ast.Call) and _is_awaited_magic(node):
            self.places.append((node.lineno, node.col_offset))
            return
        self.generic_visit(node)


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

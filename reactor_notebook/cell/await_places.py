"""Find in Python's syntax tree the calls of magics, and where they may be awaited."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_NEVER_AWAITED = frozenset({"annotation", "returns", "type_params"})
"""Fields of a syntax tree in which no ``await`` is legal, or none is run at once."""


class Insertion(NamedTuple):
    """Text to put in; lines count from 1, columns are bytes of UTF-8."""

    row: int
    column: int
    text: str


def insertions(
    tree: ast.AST, names: Collection[str], *, at_top_level: bool
) -> Iterator[Insertion]:
    """Yield what makes each call of *names* an awaited one where that is legal.

    A call that somebody awaits, or whose result is given to a function that may await
    it (``asyncio.gather``), is left alone.

    A tree may be deeper than Python lets a function call itself.
    """
    waiting: list[tuple[ast.AST, ast.AST, bool]] = [(tree, tree, at_top_level)]
    while waiting:
        node, parent, is_legal = waiting.pop()
        if isinstance(node, ast.Call) and magic_name(node) in names:
            if is_legal and not _is_given_away(node, parent):
                yield from _awaited(node, parent)
            continue
        for field, value in ast.iter_fields(node):
            is_legal_there = _is_legal(node, field, around=is_legal)
            parts = value if isinstance(value, list) else [value]
            waiting += [
                (part, node, is_legal_there)
                for part in parts
                if isinstance(part, ast.AST)
            ]


def _is_given_away(call: ast.Call, parent: ast.AST) -> bool:
    return isinstance(parent, ast.Await | ast.Starred | ast.keyword) or (
        isinstance(parent, ast.Call) and call in parent.args
    )


def _awaited(call: ast.Call, parent: ast.AST) -> Iterator[Insertion]:
    is_operand = call in (getattr(parent, "func", None), getattr(parent, "value", None))
    if is_operand and isinstance(parent, ast.Call | ast.Attribute | ast.Subscript):
        # These bind closer than an await.
        yield Insertion(call.lineno, call.col_offset, "(await ")
        assert call.end_lineno is not None
        assert call.end_col_offset is not None
        yield Insertion(call.end_lineno, call.end_col_offset, ")")
    else:
        yield Insertion(call.lineno, call.col_offset, "await ")


def _is_legal(node: ast.AST, field: str, *, around: bool) -> bool:
    """Return whether *field* of *node* may hold an ``await``.

    Args:
        node: Part of a tree.
        field: One of its fields.
        around: Whether *node* itself may stand in an ``await``.
    """
    if field in _NEVER_AWAITED or isinstance(node, ast.GeneratorExp):
        return False
    if field == "body":
        match node:
            case ast.AsyncFunctionDef():
                return True
            case ast.FunctionDef() | ast.ClassDef() | ast.Lambda():
                return False
    return around


def magic_name(call: ast.Call) -> str | None:
    """Return the name of the line magic that *call* calls, ``None`` for others."""
    match call:
        case ast.Call(
            func=ast.Attribute(
                value=ast.Call(func=ast.Name(id="get_ipython")),
                attr="run_line_magic",
            ),
            args=[ast.Constant(value=str() as name), *_],
        ):
            return name
    return None


def magic_argument(call: ast.Call) -> str:
    """Return what follows the name on the line of a line magic's *call*."""
    match call.args[1:]:
        case [ast.Constant(value=str() as line), *_]:
            return line
    return ""

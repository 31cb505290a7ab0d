"""Add a statement to the body of a class."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from reactor_notebook.tuning.items import Edit, line_end

if TYPE_CHECKING:
    from reactor_notebook.tuning.source_text import SourceText
    from reactor_notebook.tuning.syntax import Syntax


def new_statement(syntax: Syntax, owner: cst.ClassDef, statement: str) -> Edit:
    """Return the edit that adds *statement* under the fields of *owner*."""
    body = owner.body
    if isinstance(body, cst.SimpleStatementSuite):
        at = syntax.span(body.body[-1])[1]
        return Edit(at, at, f"; {statement}")
    lines = [one for one in body.body if isinstance(one, cst.SimpleStatementLine)]
    fields = [one for one in lines if isinstance(one.body[-1], cst.AnnAssign)]
    anchors = fields or lines[:1]
    newline, source = syntax.source.newline, syntax.source
    if not anchors:
        at = syntax.span(body.body[0])[0]
        decorators = getattr(body.body[0], "decorators", ())
        at = min([at, *(syntax.span(one)[0] for one in decorators)])
        return Edit(at, at, f"{statement}{newline}{_indent(source, at)}")
    start, end = syntax.span(anchors[-1])
    at = line_end(source, end)
    return Edit(at, at, f"{newline}{_indent(source, start)}{statement}")


def _indent(source: SourceText, at: int) -> str:
    line = source.python.rfind("\n", 0, at) + 1
    return source.text[line:at]

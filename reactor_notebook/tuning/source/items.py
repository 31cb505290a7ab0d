"""Take out and append what stands between brackets, and touch nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import libcst as cst

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reactor_notebook.tuning.source.source_text import SourceText
    from reactor_notebook.tuning.source.syntax import Item, Span, Syntax


@dataclass(frozen=True, slots=True)
class Edit:
    """One exchange: *text* in the place of what stands from *start* to *end*."""

    start: int
    end: int
    text: str


def apply(text: str, edits: Sequence[Edit]) -> str:
    """Return *text* with all of *edits*, which do not overlap.

    Several insertions in one place come in their order, before what is replaced there.
    """
    parts, at = [], 0
    ordered = sorted(edits, key=lambda edit: (edit.start, edit.end > edit.start))
    for edit in ordered:
        parts += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join([*parts, text[at:]])


def line_end(source: SourceText, at: int) -> int:
    """Return where the line ends in which *at* is, its line break left out."""
    found = re.search(r"\r\n|\n|$", source.python[at:])
    assert found is not None
    return at + found.start()


class Bracketed:
    """The items of a call, a list, a tuple, a dictionary or an import.

    Args:
        syntax: The source.
        items: What stands between the brackets.
        opened_at: Where the first would stand.
        closed_at: Where the closing bracket stands.
    """

    def __init__(
        self, syntax: Syntax, items: Sequence[Item], opened_at: int, closed_at: int
    ) -> None:
        self._text, self._python = syntax.source.text, syntax.source.python
        self._newline = syntax.source.newline
        self._spans = [syntax.span(item) for item in items]
        self._comma_ends = [_comma_end(syntax, item) for item in items]
        self._opened_at, self._closed_at = opened_at, closed_at

    def change(self, gone: set[int], added: Sequence[str]) -> list[Edit]:
        """Return the edits that take items out, by index, and append others."""
        kept = [n for n in range(len(self._spans)) if n not in gone]
        edits = self._removals(gone)
        if not added:
            return edits
        if not kept:
            at = self._spans[0][0] if self._spans else self._opened_at
            return [Edit(at, at, ", ".join(added)), *edits]
        last = kept[-1]
        end, comma_end = self._spans[last][1], self._comma_ends[last]
        between = self._separator(last)
        is_comma_kept = not any(edit.start <= end < edit.end for edit in edits)
        if comma_end is not None and is_comma_kept:
            after = "".join(f"{between}{text}," for text in added)
            return [Edit(comma_end, comma_end, after), *edits]
        return [Edit(end, end, "".join(f",{between}{text}" for text in added)), *edits]

    def _removals(self, gone: set[int]) -> list[Edit]:
        lines = {n: line for n in gone if (line := self._own_lines(n)) is not None}
        edits = [Edit(*line, "") for line in lines.values()]
        count = len(self._spans)
        for first, last in _runs(sorted(gone - lines.keys())):
            if last + 1 < count:
                whole = (self._spans[first][0], self._spans[last + 1][0])
            elif first > 0:
                whole = (self._spans[first - 1][1], self._spans[last][1])
            else:
                whole = (self._spans[first][0], self._end(last))
            if self._is_one_line(whole, first, last):
                edits.append(Edit(*whole, ""))
                continue
            edits += [
                Edit(self._spans[n][0], self._up_to_comment(self._end(n)), "")
                for n in range(first, last + 1)
            ]
        return edits

    def _own_lines(self, index: int) -> Span | None:
        """Return the lines of an item that shares them with nothing, else ``None``."""
        start = self._python.rfind("\n", 0, self._spans[index][0]) + 1
        end = self._end(index)
        rest = re.match(r"[ \t]*(\r\n|\n)", self._python[end:])
        is_alone = not self._python[start : self._spans[index][0]].strip()
        return (start, end + rest.end()) if is_alone and rest is not None else None

    def _end(self, index: int) -> int:
        return max(self._spans[index][1], self._comma_ends[index] or 0)

    def _up_to_comment(self, at: int) -> int:
        """Return *at*, or where a comment begins that follows in the same line."""
        found = re.match(r"[ \t]*(?=#)", self._python[at:])
        return at + found.end() if found else at

    def _is_one_line(self, whole: Span, first: int, last: int) -> bool:
        """Whether no line ends, and no comment stands, in *whole* between items."""
        between, at = "", whole[0]
        for index in range(first, last + 1):
            start, end = self._spans[index]
            between += self._python[at:start]
            at = end
        between += self._python[at : whole[1]]
        return "\n" not in between and "#" not in between

    def _separator(self, last: int) -> str:
        """Return what stands between the comma after *last* and the next item."""
        start, end = self._spans[last]
        line = self._python.rfind("\n", 0, start)
        before = self._text[line + 1 : start]
        rest = self._python[end : self._closed_at].partition("\n")[0]
        is_own_line = line >= self._opened_at and not before.strip()
        has_line = is_own_line and "#" not in rest
        return f"{self._newline}{before}" if has_line else " "


def bracketed(syntax: Syntax, node: cst.CSTNode, items: Sequence[Item]) -> Bracketed:
    """Return the items of a call, or of a list, tuple, set or dictionary literal."""
    start, end = syntax.span(node)
    if isinstance(node, cst.Tuple):  # its brackets are no part of it
        return Bracketed(syntax, items, start, end)
    if isinstance(node, cst.Call):
        # What is called may hold brackets of its own.
        start = syntax.outer_span(node.func)[1]
        start = syntax.source.python.index("(", start)
    return Bracketed(syntax, items, start + 1, end - 1)


def _comma_end(syntax: Syntax, item: Item) -> int | None:
    comma = getattr(item, "comma", None)
    return syntax.span(comma)[1] if isinstance(comma, cst.Comma) else None


def _runs(indices: Sequence[int]) -> list[tuple[int, int]]:
    """Return the first and the last of each run of neighbours."""
    runs: list[tuple[int, int]] = []
    for index in indices:
        if runs and runs[-1][1] == index - 1:
            runs[-1] = (runs[-1][0], index)
        else:
            runs.append((index, index))
    return runs


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

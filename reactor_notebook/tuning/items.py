"""Take out and append what stands between brackets, and touch nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import libcst as cst

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reactor_notebook.tuning.source_text import SourceText
    from reactor_notebook.tuning.syntax import Item, Span, Syntax


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
        at = self._spans[last][1]
        between = self._separator(last)
        return [Edit(at, at, "".join(between + text for text in added)), *edits]

    def _removals(self, gone: set[int]) -> list[Edit]:
        edits: list[Edit] = []
        count = len(self._spans)
        for first, last in _runs(sorted(gone)):
            if last + 1 < count:
                whole = (self._spans[first][0], self._spans[last + 1][0])
            elif first > 0:
                whole = (self._spans[first - 1][1], self._spans[last][1])
            else:
                whole = (self._spans[first][0], self._end(last))
            if not self._has_comment(whole, first, last):
                edits.append(Edit(*whole, ""))
                continue
            edits += [
                Edit(self._spans[n][0], self._up_to_comment(self._end(n)), "")
                for n in range(first, last + 1)
            ]
        return edits

    def _end(self, index: int) -> int:
        return max(self._spans[index][1], self._comma_ends[index] or 0)

    def _up_to_comment(self, at: int) -> int:
        """Return *at*, or where a comment begins that follows in the same line."""
        found = re.match(r"[ \t]*(?=#)", self._python[at:])
        return at + found.end() if found else at

    def _has_comment(self, whole: Span, first: int, last: int) -> bool:
        """Whether a comment stands in *whole*, but not within an item itself."""
        at = whole[0]
        for index in range(first, last + 1):
            start, end = self._spans[index]
            if "#" in self._python[at:start]:
                return True
            at = end
        return "#" in self._python[at : whole[1]]

    def _separator(self, last: int) -> str:
        """Return what separates *last* from an item after it."""
        start, end = self._spans[last]
        line = max(
            self._python.rfind("\n", 0, start), self._python.rfind("\r", 0, start)
        )
        before = self._text[line + 1 : start]
        rest = re.split(r"[\r\n]", self._python[end : self._closed_at], maxsplit=1)[0]
        is_own_line = line >= self._opened_at and not before.strip()
        if is_own_line and "#" not in rest:
            return f",{self._newline}{before}"
        return ", "


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

"""What would have to change in which source, worked out before anything is written."""

from __future__ import annotations

import ast
import builtins
import difflib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from reactor_notebook.tuning.cells.sources import Cell
from reactor_notebook.tuning.disk import check_writable, read_source
from reactor_notebook.tuning.source.literals import call_of
from reactor_notebook.tuning.source.places import NoSource
from reactor_notebook.tuning.source.wishes import (
    FieldWish,
    HintWish,
    NewFieldWish,
    Wish,
)
from reactor_runtime.contract.hints import NO_HINT
from reactor_runtime.contract.tuning import CONSTRAINTS, HINTS, is_same_setting
from reactor_runtime.errors import TuningError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from reactor_notebook.tuning.declared import Declaration, Declared
    from reactor_notebook.tuning.source.places import ClassPlace
    from reactor_notebook.tuning.source.source_text import SourceText
    from reactor_runtime.contract.tuning import Settings

Changes: TypeAlias = "Mapping[str, Mapping[str, tuple[Any, Any]]]"
"""What the source says, and what is in force: by parameter, by setting."""

SUBCLASS = "subclass"


@dataclass(frozen=True, slots=True)
class SourceChange:
    """One source, as it is and as it should be.

    Args:
        source: The file or the cell.
        before: What it holds now.
        after: What it should hold.
        names: The parameters that it declares.
    """

    source: Path | Cell
    before: SourceText
    after: str
    names: frozenset[str]

    def diff(self) -> str:
        """Return the difference as ``diff -u`` shows it."""
        name = self.before.name
        lines = difflib.unified_diff(
            _lines(self.before.text), _lines(self.after), name, name
        )
        return "".join(lines)


@dataclass(slots=True)
class WritePlan:
    """All that would be written.

    Args:
        changes: The sources.
        notes: What a person should know of it.
        refused: Why something cannot be written, by parameter.
    """

    changes: list[SourceChange] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)

    def diff(self) -> str:
        """Return the differences of all sources, one after the other."""
        return "".join(change.diff() for change in self.changes)


class Planner:
    """Works out what tuned settings mean for the sources that declare them.

    Args:
        declared: What the model's classes declare, and where.
        loaded: The bytes of files as they were loaded, or written since.
        cells: The texts of cells that were written since they ran.
    """

    def __init__(
        self,
        declared: Declared,
        loaded: Mapping[Path, bytes],
        cells: Mapping[Cell, str],
    ) -> None:
        self._declared = declared
        self._loaded = loaded
        self._cells = cells

    def plan(self, changes: Changes, into: str | None = None) -> WritePlan:
        """Return what writes *changes*.

        Args:
            changes: What to write.
            into: ``"subclass"`` declares inherited fields anew where the model's own
                class is.
        """
        try:
            from reactor_notebook.tuning.source.splice import splice
        except ImportError as error:
            raise TuningError(
                f"LibCST, which finds the place in the source, is not here ({error}); "
                "pip install libcst, or paste what tuned.code() says"
            ) from error
        plan = WritePlan()
        wanted: dict[Path | Cell, tuple[ClassPlace, list[Wish]]] = {}
        for name, settings in changes.items():
            try:
                for place, wish in self._wishes(name, settings, into):
                    if isinstance(place.source, NoSource):
                        reason = place.source.reason
                        raise TuningError(f"{place.qualname} has no source: {reason}")
                    wanted.setdefault(place.source, (place, []))[1].append(wish)
            except TuningError as error:
                plan.refused[name] = str(error)
        for source, (place, wishes) in wanted.items():
            wishes = [wish for wish in wishes if wish.name not in plan.refused]
            try:
                now, loaded = self._texts(source)
                done = splice(now, wishes, place.namespace(), loaded)
            except TuningError as error:
                plan.refused.update({wish.name: str(error) for wish in wishes})
                continue
            plan.notes += done.notes
            plan.refused.update(done.refused)
            if done.text != now.text:
                names = frozenset(wish.name for wish in wishes)
                plan.changes.append(SourceChange(source, now, done.text, names))
        return plan

    def _texts(self, source: Path | Cell) -> tuple[SourceText, SourceText]:
        """Return *source* as it is now, and as it was loaded."""
        from reactor_notebook.tuning.source.source_text import SourceText

        if isinstance(source, Cell):
            text = SourceText(str(source), self._cells.get(source, source.text))
            return text, text
        check_writable(source)
        now = SourceText.of_file(str(source), read_source(source))
        loaded = self._loaded.get(source)
        return now, now if loaded is None else SourceText.of_file(str(source), loaded)

    def _wishes(
        self, name: str, settings: Mapping[str, tuple[Any, Any]], into: str | None
    ) -> Iterator[tuple[ClassPlace, Wish]]:
        declaration = self._declared.declarations[name]
        constraints = {key: settings[key] for key in CONSTRAINTS if key in settings}
        if constraints and into == SUBCLASS and declaration.method is not None:
            raise TuningError(
                "a handler's parameter cannot be declared anew without its handler; "
                "write the handler into the subclass"
            )
        if constraints and into == SUBCLASS and declaration.subclass is not None:
            yield declaration.subclass, self._new_field(declaration, constraints)
        elif constraints:
            yield declaration.place, _field_wish(declaration, constraints)
        hints = {key: settings[key][1] for key in HINTS if key in settings}
        yield from _hint_wishes(declaration, hints)

    def _new_field(
        self, declaration: Declaration, constraints: Mapping[str, tuple[Any, Any]]
    ) -> NewFieldWish:
        subclass = declaration.subclass
        assert subclass is not None
        known = self._declared.settings
        said = {key: known[declaration.name, key] for key in CONSTRAINTS}
        said |= {key: value for key, (_, value) in constraints.items()}
        return NewFieldWish(
            name=declaration.name,
            qualname=subclass.qualname,
            line=subclass.line,
            annotation=self._annotation(declaration, subclass),
            said=said,
        )

    def _annotation(self, declaration: Declaration, subclass: ClassPlace) -> str:
        """Return the type of an inherited field, as its declaration writes it.

        Raises:
            TuningError: The subclass's module does not know its names.
        """
        from reactor_notebook.tuning.source.source_text import SourceText
        from reactor_notebook.tuning.source.syntax import Syntax

        place, source = declaration.place, declaration.place.source
        if isinstance(source, NoSource):
            raise TuningError(f"{place.qualname} has no source: {source.reason}")
        if isinstance(source, Cell):
            text = SourceText(str(source), source.text)
        else:
            text = SourceText.of_file(str(source), read_source(source))
        syntax = Syntax(text)
        owner = syntax.class_at(place.qualname, place.line).node
        value = syntax.field(owner, declaration.argument)
        annotation = "" if value is None else value.annotation
        known = {*subclass.namespace(), *vars(builtins)}
        unknown = [name for name in _names_in(annotation) if name not in known]
        if not annotation or unknown:
            raise TuningError(
                f"its type {annotation or '?'} is not known in {subclass.module}; "
                f"import {', '.join(unknown) or 'it'} there first"
            )
        return annotation


def _field_wish(
    declaration: Declaration, constraints: Mapping[str, tuple[Any, Any]]
) -> FieldWish:
    return FieldWish(
        name=declaration.name,
        qualname=declaration.place.qualname,
        line=declaration.place.line,
        argument=declaration.argument,
        method=declaration.method,
        before={key: old for key, (old, _) in constraints.items()},
        after={key: new for key, (_, new) in constraints.items()},
        is_float=declaration.is_float,
        members=declaration.members,
    )


def _hint_wishes(
    declaration: Declaration, hints: Mapping[str, Any]
) -> Iterator[tuple[ClassPlace, Wish]]:
    by_place: dict[ClassPlace, dict[str, Any]] = {}
    for name, value in hints.items():
        nothing = is_same_setting(value, getattr(NO_HINT, name))
        holders = [one.place for one in declaration.holders if name in one.said]
        if not holders:
            if isinstance(declaration.hint_home, str):
                raise TuningError(f"{declaration.hint_home}; give it another name")
            holders = [declaration.hint_home]
        # A weaker holder would speak again once the stronger one is silent.
        for place in holders if nothing else holders[:1]:
            by_place.setdefault(place, {})[name] = None if nothing else value
    for place, after in by_place.items():
        yield (
            place,
            HintWish(
                name=declaration.name,
                qualname=place.qualname,
                line=place.line,
                keys=declaration.keys,
                after=after,
            ),
        )


def _names_in(annotation: str) -> list[str]:
    try:
        tree = ast.parse(annotation.strip("\"'"), mode="eval")
    except SyntaxError:
        return [annotation]
    return [node.id for node in ast.walk(tree) if isinstance(node, ast.Name)]


def _lines(text: str) -> list[str]:
    """Return the lines of *text*; the last one says where it has no end."""
    lines = re.findall(r".*?(?:\r\n|\n|\r)|.+$", text, re.DOTALL)
    if lines and not lines[-1].endswith(("\n", "\r")):
        lines[-1] += "\n\\ No newline at end of file\n"
    return lines


def declarations_in_force(declared: Declared, changes: Changes, now: Settings) -> str:
    """Return the ``InputField(...)`` of each changed parameter, and the ``ui``.

    Args:
        declared: What the model's classes declare.
        changes: What is changed.
        now: Every setting, as it is in force.
    """
    lines: list[str] = []
    hints: dict[str, dict[str, Any]] = {}
    for name, settings in changes.items():
        declaration = declared.declarations[name]
        if any(setting in CONSTRAINTS for setting in settings):
            said = {setting: now[name, setting] for setting in CONSTRAINTS}
            place = declaration.place.qualname
            inside = (
                place if declaration.method is None else f"{place}.{declaration.method}"
            )
            annotation = f": {declaration.annotation}" if declaration.annotation else ""
            lines += [
                f"# in {inside}",
                f"{declaration.argument}{annotation} = {call_of(said)}",
            ]
        shown = {setting: now[name, setting] for setting in HINTS}
        if any(setting in HINTS for setting in settings):
            hints[declaration.keys[0]] = {
                setting: value
                for setting, value in shown.items()
                if not is_same_setting(value, getattr(NO_HINT, setting))
            }
    if hints:
        lines.append(f"ui = {hints!r}")
    return "\n".join(lines)

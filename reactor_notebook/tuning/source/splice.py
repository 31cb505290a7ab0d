"""Exchange settings in a source, and leave every other byte of it as it is.

Text in, text out: nothing here reads or writes a file. What cannot be changed safely is
refused with its reason.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

import libcst as cst

from reactor_notebook.tuning.source.field_calls import FieldCalls
from reactor_notebook.tuning.source.hint_edits import change_hints, hint_excerpt
from reactor_notebook.tuning.source.items import Edit, apply, bracketed, new_statement
from reactor_notebook.tuning.source.literals import (
    NOT_LITERAL,
    call_of,
    deduped,
    literal,
    meaning,
    says_nothing,
    syntax_fault,
)
from reactor_notebook.tuning.source.syntax import Syntax, has_comment, items_of
from reactor_notebook.tuning.source.wishes import (
    FieldWish,
    HintWish,
    NewFieldWish,
    Wish,
)
from reactor_runtime.contract.tuning import is_same_setting
from reactor_runtime.errors import TuningError
from reactor_runtime.fields.json_values import shorten

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reactor_notebook.tuning.source.source_text import SourceText
    from reactor_notebook.tuning.source.syntax import ClassFound, Value

NO_NAMES: Mapping[str, object] = MappingProxyType({})


@dataclass(slots=True)
class Spliced:
    """What became of a source.

    Args:
        text: The source as it should be.
        notes: What a person should know of it, in words.
        refused: Why a wish was not fulfilled, by the parameter's name.
    """

    text: str
    notes: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)


def splice(
    source: SourceText,
    wishes: Sequence[Wish],
    namespace: Mapping[str, object] = NO_NAMES,
    loaded: SourceText | None = None,
) -> Spliced:
    """Return *source* with *wishes* fulfilled, as far as that is safe.

    Args:
        source: The source as it is now.
        wishes: What it should say.
        namespace: What its names mean where it runs, as far as that is known.
        loaded: The source as it was loaded: what is to be changed must be the same in
            both. *source* itself if left out.

    Raises:
        TuningError: Nothing of it can be changed.
    """
    syntax = Syntax(source)
    was = syntax if loaded is None or loaded == source else Syntax(loaded)
    splicing = _Splicing(syntax, namespace)
    result = Spliced(source.text)
    edits: list[Edit] = []
    for group in _groups(wishes):
        told = len(splicing.notes)
        try:
            if was is not syntax:
                for wish in group:
                    _check_untouched(was, syntax, wish)
            made = splicing.edits_for(group)
            mine = [edit for edit in made if edit not in edits]
            _check_syntax(source, [*edits, *mine])
        except TuningError as error:
            result.refused.update({wish.name: str(error) for wish in group})
            del splicing.notes[told:]
        else:
            edits += mine
    result.text, result.notes = apply(source.text, edits), splicing.notes
    return result


def _groups(wishes: Sequence[Wish]) -> list[list[Wish]]:
    """Return *wishes* one by one, but those for one ``ui`` together."""
    alone: list[list[Wish]] = []
    together: dict[tuple[str, int], list[Wish]] = {}
    for wish in wishes:
        if isinstance(wish, HintWish):
            together.setdefault((wish.qualname, wish.line), []).append(wish)
        else:
            alone.append([wish])
    return [*alone, *together.values()]


def _check_untouched(was: Syntax, now: Syntax, wish: Wish) -> None:
    """Refuse a declaration that has changed since its source was loaded."""
    if isinstance(wish, NewFieldWish):
        return
    before, after = _excerpt(was, wish), _excerpt(now, wish)
    if before != after:
        raise TuningError(
            f"it has changed in {now.source.name} since it was loaded: it was "
            f"{shorten(before)} and is {shorten(after)}; load it again, then tune"
        )


def _excerpt(syntax: Syntax, wish: FieldWish | HintWish) -> str:
    """Return what *wish* would change, as it is written."""
    if isinstance(wish, HintWish):
        return hint_excerpt(syntax, wish)
    value, _ = _declaration(syntax, wish)
    return syntax.text(value.span)


def _declaration(syntax: Syntax, wish: FieldWish) -> tuple[Value, ClassFound]:
    place = syntax.class_at(wish.qualname, wish.line)
    if wish.method is None:
        value = syntax.field(place.node, wish.argument)
    else:
        value = syntax.parameter(place.node, wish.method, wish.argument, wish.line)
    if value is None:
        method = "" if wish.method is None else f".{wish.method}"
        raise TuningError(
            f"the class statement {wish.qualname}{method} in {syntax.source.name} does "
            f"not declare {wish.argument!r}"
        )
    return value, place


def _check_syntax(source: SourceText, edits: list[Edit]) -> None:
    if fault := syntax_fault(apply(source.python, edits)):
        raise TuningError(f"{source.name} would not be Python any more ({fault})")


class _Splicing:
    """Makes the edits of one source.

    Args:
        syntax: The source.
        namespace: What its names mean where it runs.
    """

    def __init__(self, syntax: Syntax, namespace: Mapping[str, object]) -> None:
        self._syntax = syntax
        self._source = syntax.source
        self._calls = FieldCalls(syntax, namespace)
        self.notes: list[str] = []

    def edits_for(self, group: Sequence[Wish]) -> list[Edit]:
        """Return what fulfils a group of wishes. Raises ``TuningError``."""
        hints = [wish for wish in group if isinstance(wish, HintWish)]
        if hints:
            return change_hints(self._syntax, hints)
        (wish,) = group
        assert not isinstance(wish, HintWish)
        if isinstance(wish, NewFieldWish):
            return self._declare(wish)
        value, place = _declaration(self._syntax, wish)
        if value.node is not None and self._calls.is_call(value.node, place):
            return self._in_call(wish, value.node)
        self._check_bare(wish, value, place)
        if set(wish.after) == {"default"}:
            return self._bare_default(wish, value)
        return self._made_a_call(wish, value, place)

    def _in_call(self, wish: FieldWish, node: cst.BaseExpression) -> list[Edit]:
        """Change the arguments of an ``InputField`` that is there."""
        syntax = self._syntax
        assert isinstance(node, cst.Call)
        known: dict[str, tuple[int, cst.Arg]] = {}
        for index, argument in enumerate(node.args):
            if argument.star:
                raise TuningError(
                    f"it takes {syntax.text(syntax.span(argument))}, and what that "
                    "holds is decided elsewhere"
                )
            keyword = argument.keyword
            known["default" if keyword is None else keyword.value] = (index, argument)
        for setting in wish.after:
            found = known.get(setting)
            written = None if found is None else self._text_of(found[1].value)
            self._check_known(wish, setting, written)
        edits: list[Edit] = []
        gone, added = set(), []
        for setting, value in wish.after.items():
            if setting not in known:
                if not says_nothing(setting, value):
                    added.append(f"{setting}={self._literal(wish, setting)}")
            elif says_nothing(setting, value):
                _check_comments(known[setting][1].value, setting, "nothing")
                gone.add(known[setting][0])
            else:
                edits += self._exchange(wish, setting, known[setting][1].value)
        return [*bracketed(syntax, node, node.args).change(gone, added), *edits]

    def _check_bare(self, wish: FieldWish, value: Value, place: ClassFound) -> None:
        """Refuse a default that is no plain one."""
        text = None if value.node is None else self._text_of(value.node)
        if value.node is not None and self._calls.holds_field(value.node, place):
            raise TuningError(
                f"its declaration is made elsewhere, by {shorten(text)}; write an "
                "InputField(...) in its place"
            )
        for setting in wish.after:
            self._check_known(wish, setting, text if setting == "default" else None)

    def _bare_default(self, wish: FieldWish, value: Value) -> list[Edit]:
        if says_nothing("default", wish.after["default"]):
            return [Edit(value.insert_at, value.span[1], "")]
        if value.node is None:
            sign = " = " if value.annotation else "="
            at = value.insert_at
            return [Edit(at, at, f"{sign}{self._literal(wish, 'default')}")]
        return self._exchange(wish, "default", value.node)

    def _made_a_call(
        self, wish: FieldWish, value: Value, place: ClassFound
    ) -> list[Edit]:
        """Put an ``InputField`` round a bare default, or where there was none."""
        name, imports = self._calls.name_at(place)
        said = ", ".join(
            f"{setting}={self._literal(wish, setting)}"
            for setting, item in wish.after.items()
            if setting != "default" and not says_nothing(setting, item)
        )
        if not said:  # nothing but constraints that are not there would go
            rest = {k: v for k, v in wish.after.items() if k == "default"}
            return self._bare_default(_with(wish, rest), value) if rest else []
        if value.node is None:
            if "default" in wish.after:
                said = f"default={self._literal(wish, 'default')}, {said}"
            sign = " = " if value.annotation else "="
            at = value.insert_at
            return [*imports, Edit(at, at, f"{sign}{name}({said})")]
        start, end = self._syntax.outer_span(value.node)
        is_bare_tuple = isinstance(value.node, cst.Tuple) and not value.node.lpar
        opening, closing = ("((", ")") if is_bare_tuple else ("(", "")
        inner: list[Edit] = []
        if "default" in wish.after:
            inner = self._exchange(wish, "default", value.node)
        return [
            *imports,
            Edit(start, start, f"{name}{opening}"),
            *inner,
            Edit(end, end, f"{closing}, {said})"),
        ]

    def _declare(self, wish: NewFieldWish) -> list[Edit]:
        """Declare an inherited field anew, under the fields of a subclass."""
        place = self._syntax.class_at(wish.qualname, wish.line)
        if self._syntax.field(place.node, wish.name) is not None:
            raise TuningError(f"{wish.qualname} declares {wish.name!r} itself")
        name, imports = self._calls.name_at(place)
        statement = f"{wish.name}: {wish.annotation} = {call_of(wish.said, name)}"
        return [*imports, new_statement(self._syntax, place.node, statement)]

    def _exchange(
        self, wish: FieldWish, setting: str, node: cst.BaseExpression
    ) -> list[Edit]:
        """Put another value in the place of *node*."""
        text = self._text_of(node)
        if meaning(text) is NOT_LITERAL and not _is_display(node):
            self.notes.append(
                f"{wish.name}: {setting} was {text.strip()}, which keeps its own value"
            )
        elif _is_display(node) and (edits := self._elements(wish, setting, node)):
            return edits
        start, end = self._syntax.span(node)
        if isinstance(node, cst.Tuple):
            start, end = self._syntax.outer_span(node)
        wanted = self._literal(wish, setting, text)
        _check_comments(node, setting, wanted)
        return [Edit(start, end, wanted)]

    def _elements(
        self, wish: FieldWish, setting: str, node: cst.BaseExpression
    ) -> list[Edit]:
        """Take out and append elements, where that leads to what is wanted."""
        wanted = list(wish.after[setting]) if setting == "choices" else None
        items = items_of(node)
        texts = [self._text_of(item) for item in items]
        if wanted is None or not texts:
            return []
        have = [self._element(wish, text) for text in texts]
        if any(one is NOT_LITERAL for one in have):
            return []
        kept = [n for n, one in enumerate(have) if _holds(wanted, one)]
        head = deduped([have[n] for n in kept])  # type: ignore[misc]
        if not is_same_setting(head, wanted[: len(head)]) or not head:
            return []
        like = self._text_of(node)
        inner = like.lstrip("([{ \r\n\t")
        added = [literal(v, inner, wish.members) for v in wanted[len(head) :]]
        gone = set(range(len(items))) - set(kept)
        return bracketed(self._syntax, node, items).change(
            gone, [self._sayable(text) for text in added]
        )

    def _element(self, wish: FieldWish, text: str) -> object:
        name = text.strip().rpartition(".")[2]
        found = [value for value, member in wish.members if member == name]
        return found[0] if found else meaning(text)

    def _check_known(self, wish: FieldWish, setting: str, text: str | None) -> None:
        """Refuse a source that says something else than what was loaded from it."""
        if setting not in wish.before:
            return
        known = wish.before[setting]
        if text is None:
            if says_nothing(setting, known):
                return
            told = "nothing"
        else:
            meant = meaning(text)
            if meant is NOT_LITERAL:
                return
            if setting == "choices" and isinstance(meant, (list, tuple, set)):
                meant = deduped(list(meant))
            if isinstance(meant, set) or _is_known(meant, known):
                return
            told = text.strip()
        raise TuningError(
            f"{setting} is {shorten(known)} in what was loaded, but "
            f"{self._source.name} says {told}; load it again, then tune"
        )

    def _literal(self, wish: FieldWish, setting: str, like: str = "") -> str:
        value = wish.after[setting]
        if setting == "default" and wish.is_float and isinstance(value, int):
            value = value if isinstance(value, bool) else float(value)
        if setting == "choices" and not like.lstrip().startswith("("):
            like = f"[{like}"
        return self._sayable(literal(value, like, wish.members))

    def _sayable(self, text: str) -> str:
        return text if self._source.can_say(text) else _escaped(text)

    def _text_of(self, node: cst.CSTNode) -> str:
        if isinstance(node, cst.BaseExpression):
            return self._syntax.text(self._syntax.outer_span(node))
        return self._syntax.text(self._syntax.span(node))


def _with(wish: FieldWish, after: Mapping[str, object]) -> FieldWish:
    return replace(wish, after=after)


def _check_comments(node: cst.CSTNode, setting: str, wanted: str) -> None:
    if has_comment(node):
        raise TuningError(
            f"{setting} holds comments that would be lost; take them out, or write it "
            f"by hand: {wanted}"
        )


def _is_display(node: cst.BaseExpression) -> bool:
    return isinstance(node, (cst.List, cst.Tuple, cst.Set))


def _holds(values: Sequence[object], one: object) -> bool:
    return any(_is_known(one, value) for value in values)


def _is_known(meant: object, known: object) -> bool:
    try:
        return is_same_setting(meant, known)
    except ValueError:  # bytes, for one: no JSON
        return False


def _escaped(text: str) -> str:
    return text.encode("ascii", "backslashreplace").decode()

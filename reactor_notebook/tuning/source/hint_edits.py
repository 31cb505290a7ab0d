"""Change the hints in the ``ui`` of a class, or give it one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from reactor_notebook.tuning.source.items import Edit, bracketed, new_statement
from reactor_notebook.tuning.source.literals import literal, meaning
from reactor_runtime.errors import TuningError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reactor_notebook.tuning.source.syntax import Syntax
    from reactor_notebook.tuning.source.wishes import HintWish

_ATTRIBUTE = "ui"


def change_hints(syntax: Syntax, wishes: Sequence[HintWish]) -> list[Edit]:
    """Return what makes the ``ui`` of one class say what *wishes* say.

    Raises:
        TuningError: It is no literal dictionary.
    """
    qualname = wishes[0].qualname
    owner = syntax.class_at(qualname, wishes[0].line).node
    value = syntax.attribute(owner, _ATTRIBUTE)
    node = None if value is None else value.node
    outer: list[cst.DictElement] = []
    quote = '"'
    if node is not None:
        outer = _dictionary(node, f"{qualname}.{_ATTRIBUTE}")
        quote = _quote_in(syntax, node)
    edits: list[Edit] = []
    added: list[str] = []
    for wish in wishes:
        index = _place_of(outer, wish)
        said = {name: item for name, item in wish.after.items() if item is not None}
        if index is not None:
            inside = outer[index].value
            where = f"{qualname}.{_ATTRIBUTE}[{wish.name!r}]"
            inner = _dictionary(inside, where)
            edits += _in_entry(
                syntax, wish, inside, inner, _quote_in(syntax, inside, quote)
            )
        elif said:
            added.append(_entry(wish.keys[0], said, quote))
    if node is not None:
        return [*bracketed(syntax, node, outer).change(set(), added), *edits]
    if not added:
        return []
    statement = f"{_ATTRIBUTE} = {{{', '.join(added)}}}"
    return [new_statement(syntax, owner, statement)]


def hint_excerpt(syntax: Syntax, wish: HintWish) -> str:
    """Return what ``ui`` says of the parameter, as it is written."""
    owner = syntax.class_at(wish.qualname, wish.line).node
    value = syntax.attribute(owner, _ATTRIBUTE)
    if value is None or not isinstance(value.node, cst.Dict):
        return ""
    elements = [one for one in value.node.elements if isinstance(one, cst.DictElement)]
    index = _place_of(elements, wish)
    return "" if index is None else syntax.text(syntax.span(elements[index]))


def _in_entry(
    syntax: Syntax,
    wish: HintWish,
    node: cst.BaseExpression,
    inner: list[cst.DictElement],
    quote: str,
) -> list[Edit]:
    edits: list[Edit] = []
    gone, added = set(), []
    known = {_key(element): index for index, element in enumerate(inner)}
    for name, value in wish.after.items():
        index = known.get(name)
        if index is None:
            if value is not None:
                added.append(f"{quote}{name}{quote}: {literal(value, quote)}")
        elif value is None:
            gone.add(index)
        else:
            span = syntax.outer_span(inner[index].value)
            edits.append(Edit(*span, literal(value, syntax.text(span))))
    return [*bracketed(syntax, node, inner).change(gone, added), *edits]


def _dictionary(node: cst.BaseExpression, where: str) -> list[cst.DictElement]:
    """Return the elements of a literal dictionary.

    Raises:
        TuningError: It is something else.
    """
    elements = node.elements if isinstance(node, cst.Dict) else ()
    plain = [one for one in elements if isinstance(one, cst.DictElement)]
    if not isinstance(node, cst.Dict) or len(plain) != len(elements):
        raise TuningError(
            f"{where} is no plain {{...}}, so what it holds is decided elsewhere; "
            "write it as one"
        )
    return plain


def _place_of(elements: list[cst.DictElement], wish: HintWish) -> int | None:
    keys = [_key(element) for element in elements]
    return next((keys.index(key) for key in wish.keys if key in keys), None)


def _key(element: cst.DictElement) -> object:
    return meaning(cst.Module(body=[]).code_for_node(element.key))


def _entry(key: str, said: Mapping[str, object], quote: str) -> str:
    inner = ", ".join(
        f"{quote}{name}{quote}: {literal(value, quote)}" for name, value in said.items()
    )
    return f"{quote}{key}{quote}: {{{inner}}}"


def _quote_in(syntax: Syntax, node: cst.CSTNode, otherwise: str = '"') -> str:
    text = syntax.text(syntax.span(node))
    return next((sign for sign in text if sign in "'\""), otherwise)

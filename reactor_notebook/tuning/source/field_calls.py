"""Which call in a source is an ``InputField``, and how a new one is written there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from reactor_notebook.tuning.source.items import Bracketed, Edit, line_end
from reactor_notebook.tuning.source.literals import NOT_LITERAL, meaning
from reactor_notebook.tuning.source.syntax import dotted
from reactor_runtime.errors import TuningError
from reactor_runtime.fields import InputField

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from reactor_notebook.tuning.source.syntax import ClassFound, Syntax

_HOMES = ("reactor_runtime", "reactor_runtime.interface")
_NAME = "InputField"


class FieldCalls:
    """How one source calls ``InputField``.

    Args:
        syntax: The source.
        namespace: What its names mean where it runs, as far as that is known.
    """

    def __init__(self, syntax: Syntax, namespace: Mapping[str, object]) -> None:
        self._syntax = syntax
        self._namespace = namespace

    def is_call(self, node: cst.BaseExpression, place: ClassFound) -> bool:
        """Whether *node* calls ``InputField`` itself."""
        if not isinstance(node, cst.Call):
            return False
        name = dotted(node.func)
        meant = self._meaning(name)
        if meant is not None:
            return meant is InputField
        is_called_so = name.rpartition(".")[2] == _NAME
        return is_called_so or name in self._names_at(place)

    def holds_field(self, node: cst.BaseExpression, place: ClassFound) -> bool:
        """Whether *node* may be a field that was made elsewhere."""
        name = dotted(node)
        if isinstance(node, cst.Call):
            made_by = self._meaning(dotted(node.func))
            return not isinstance(made_by, type) or _is_field(made_by)
        if not name or name in ("None", "True", "False"):
            return False
        meant = self._meaning(name)
        if meant is None:
            return not self._is_constant(name, place)
        return _is_field(type(meant))

    def name_at(self, place: ClassFound) -> tuple[str, list[Edit]]:
        """Return what to call it in the class *place*, and the import that it needs.

        The import is the same each time; one is enough for a source.

        Raises:
            TuningError: Its name means something else there.
        """
        known = [
            name
            for name, value in tuple(self._namespace.items())
            if value is InputField
        ]
        found = [*known, *self._names_at(place)]
        if found:
            return (_NAME if _NAME in found else found[0]), []
        if self._meaning(_NAME) is not None:
            raise TuningError(
                f"{_NAME} means something else in {self._syntax.source.name}; paste "
                "the code by hand"
            )
        return _NAME, [self._new_import(place)]

    def _is_constant(self, name: str, place: ClassFound) -> bool:
        """Whether the source itself gives *name* a literal."""
        nodes = [
            node
            for scope in (self._syntax.module, *place.outer, place.node)
            for node in self._syntax.scope(scope)
            if isinstance(node, cst.Assign)
            and any(dotted(target.target) == name for target in node.targets)
        ]
        texts = [self._syntax.text(self._syntax.span(node.value)) for node in nodes]
        return bool(texts) and all(meaning(text) is not NOT_LITERAL for text in texts)

    def _meaning(self, name: str) -> object | None:
        head, *rest = name.split(".")
        value = self._namespace.get(head)
        for part in rest:
            value = getattr(value, part, None)
        return value

    def _names_at(self, place: ClassFound) -> list[str]:
        """Return what the imports that *place* sees call it."""
        scopes = [self._syntax.module, *place.outer]
        found = []
        for scope in scopes:
            if isinstance(scope, cst.ClassDef):
                continue
            for node in self._syntax.scope(scope):
                found += list(_imported(node))
        return found

    def _new_import(self, place: ClassFound) -> Edit:
        syntax = self._syntax
        top = place.outer[0] if place.outer else place.node
        before = syntax.span(top)[0]
        for node in syntax.scope(syntax.module):
            is_star = isinstance(getattr(node, "names", None), cst.ImportStar)
            if _is_ours(node) and not is_star and syntax.span(node)[0] < before:
                return self._beside(node)
        newline = syntax.source.newline
        line = f"from reactor_runtime import {_NAME}"
        imports = [
            syntax.span(node)[1]
            for node in syntax.module.body
            if isinstance(node, cst.SimpleStatementLine)
            and isinstance(node.body[0], (cst.Import, cst.ImportFrom))
            and syntax.span(node)[0] < before
        ]
        if imports:
            at = line_end(syntax.source, imports[-1])
            return Edit(at, at, f"{newline}{line}")
        at = self._first_statement()
        return Edit(at, at, f"{line}{newline}")

    def _beside(self, node: cst.CSTNode) -> Edit:
        start, end = self._syntax.span(node)
        names = Bracketed(self._syntax, node.names, start, end)  # type: ignore[attr-defined]
        (edit,) = names.change(set(), [_NAME])
        return edit

    def _first_statement(self) -> int:
        """Where the first statement begins that is no docstring."""
        syntax = self._syntax
        for index, node in enumerate(syntax.module.body):
            if index or not _is_text(node):
                return self._beginning(node)
        return len(syntax.source.text)

    def _beginning(self, node: cst.CSTNode) -> int:
        at = self._syntax.span(node)[0]
        decorators = getattr(node, "decorators", ())
        return min([at, *(self._syntax.span(one)[0] for one in decorators)])


def _is_field(kind: type) -> bool:
    return kind.__name__ in ("FieldInfo", "Field")


def _is_text(node: cst.CSTNode) -> bool:
    if not isinstance(node, cst.SimpleStatementLine):
        return False
    inner = node.body[0]
    return isinstance(inner, cst.Expr) and isinstance(
        inner.value, (cst.SimpleString, cst.ConcatenatedString)
    )


def _is_ours(node: cst.CSTNode) -> bool:
    is_from = isinstance(node, cst.ImportFrom) and node.module is not None
    return is_from and dotted(node.module) in _HOMES  # type: ignore[attr-defined]


def _imported(node: cst.CSTNode) -> Iterator[str]:
    if isinstance(node, cst.ImportFrom) and _is_ours(node):
        if isinstance(node.names, cst.ImportStar):
            yield _NAME
            return
        for alias in node.names:
            if alias.name.value == _NAME:
                yield _alias(alias) or _NAME
    elif isinstance(node, cst.Import):
        for alias in node.names:
            module = dotted(alias.name)
            if module in _HOMES:
                yield f"{_alias(alias) or module}.{_NAME}"


def _alias(alias: cst.ImportAlias) -> str:
    return dotted(alias.asname.name) if alias.asname is not None else ""

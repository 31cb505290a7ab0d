"""Where in a source the things stand that may be tuned, found by LibCST."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias, TypeVar

import libcst as cst
from libcst.metadata import ByteSpanPositionProvider, MetadataWrapper

from reactor_notebook.tuning.source.literals import syntax_fault
from reactor_runtime.errors import TuningError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reactor_notebook.tuning.source.source_text import SourceText

N = TypeVar("N", bound=cst.CSTNode)
Span: TypeAlias = tuple[int, int]
Item: TypeAlias = "cst.Arg | cst.BaseElement | cst.BaseDictElement | cst.ImportAlias"


@dataclass(frozen=True, slots=True)
class Value:
    """What follows the ``=`` of a field, a parameter or an assignment.

    Args:
        node: The expression, ``None`` where there is none.
        insert_at: Where ``= ...`` would stand.
        span: The whole declaration.
        annotation: The type that stands before it, empty without one.
    """

    node: cst.BaseExpression | None
    insert_at: int
    span: Span
    annotation: str = ""


@dataclass(frozen=True, slots=True)
class ClassFound:
    """A class statement, and the functions and classes round it, outermost first."""

    node: cst.ClassDef
    outer: tuple[cst.CSTNode, ...]


class Syntax:
    """The tree of one source.

    Args:
        source: The source.

    Raises:
        TuningError: It is no Python, or the tree does not hold all of it.
    """

    def __init__(self, source: SourceText) -> None:
        self.source = source
        # On text that Python refuses, LibCST may end the process.
        fault = syntax_fault(source.python)
        try:
            if fault:
                raise TuningError(
                    f"{source.name} cannot be parsed as Python ({fault}); correct it, "
                    "load it again, then write"
                )
            wrapper = MetadataWrapper(
                cst.parse_module(source.python), unsafe_skip_copy=True
            )
            self._spans = wrapper.resolve(ByteSpanPositionProvider)
        except (cst.ParserSyntaxError, RecursionError, KeyError) as error:
            raise TuningError(
                f"{source.name} cannot be read by LibCST ({_brief(error)}); paste the "
                "code by hand"
            ) from error
        self.module = wrapper.module
        if self.module.code != source.python:
            raise TuningError(
                f"{source.name} cannot be read without loss; paste the code by hand"
            )
        self._bytes = source.python.encode()
        self._is_ascii = len(self._bytes) == len(source.python)

    def span(self, node: cst.CSTNode) -> Span:
        """Return from where to where *node* stands, parentheses round it left out."""
        found = self._spans[node]
        return self._at(found.start), self._at(found.start + found.length)

    def outer_span(self, node: cst.BaseExpression) -> Span:
        """Return from where to where *node* stands with its parentheses."""
        start, end = self.span(node)
        before = sum(len(self._code(mark)) for mark in node.lpar)
        after = sum(len(self._code(mark)) for mark in node.rpar)
        return start - before, end + after

    def text(self, span: Span) -> str:
        """Return what stands there, as it was written."""
        return self.source.text[span[0] : span[1]]

    def classes(self, qualname: str) -> list[ClassFound]:
        """Return the classes that are called *qualname*."""
        path = [part for part in qualname.split(".") if part != "<locals>"]
        found: list[tuple[cst.CSTNode, tuple[cst.CSTNode, ...]]] = [(self.module, ())]
        for depth, name in enumerate(path):
            is_last = depth == len(path) - 1
            kinds = cst.ClassDef if is_last else (cst.ClassDef, cst.FunctionDef)
            found = [
                (inner, (*outer, node))
                for node, outer in found
                for inner in _scope(node)
                if isinstance(inner, kinds) and inner.name.value == name
            ]
        return [
            ClassFound(node, outer[1:])
            for node, outer in found
            if isinstance(node, cst.ClassDef)
        ]

    def class_at(self, qualname: str, line: int) -> ClassFound:
        """Return the class that is called *qualname*, by its *line* if several are.

        Raises:
            TuningError: There is none.
        """
        found = self.classes(qualname)
        if not found:
            raise TuningError(
                f"{self.source.name} has no class statement {qualname}: it was made in "
                "another way, or has gone since it was loaded; paste the code by hand"
            )
        return min(found, key=lambda one: abs(self._line(one.node) - line))

    def field(self, owner: cst.ClassDef, name: str) -> Value | None:
        """Return the declaration of a field.

        Raises:
            TuningError: There are several.
        """
        found = [
            node
            for node in _scope(owner)
            if isinstance(node, cst.AnnAssign)
            and isinstance(node.target, cst.Name)
            and node.target.value == name
        ]
        return self._only(owner, name, [self._annotated(node) for node in found])

    def attribute(self, owner: cst.ClassDef, name: str) -> Value | None:
        """Return the class attribute *name*, annotated or not.

        Raises:
            TuningError: There are several.
        """
        plain = [
            Value(node.value, self.span(node)[1], self.span(node))
            for node in _scope(owner)
            if isinstance(node, cst.Assign)
            for target in node.targets
            if isinstance(target.target, cst.Name) and target.target.value == name
        ]
        annotated = self.field(owner, name)
        return self._only(owner, name, plain + ([annotated] if annotated else []))

    def parameter(
        self, owner: cst.ClassDef, method: str, name: str, line: int
    ) -> Value | None:
        """Return a parameter of a method, the one nearest to *line* of several."""
        methods = [
            node
            for node in _scope(owner)
            if isinstance(node, cst.FunctionDef) and node.name.value == method
        ]
        if not methods:
            return None
        function = min(methods, key=lambda node: abs(self._line(node) - line))
        parameters = (*function.params.params, *function.params.kwonly_params)
        for param in parameters:
            if param.name.value == name:
                return self._parameter(param)
        return None

    def scope(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """Yield the statements of *node*'s own scope, however deep they stand."""
        return _scope(node)

    def _parameter(self, param: cst.Param) -> Value:
        start, end = self.span(param.name)
        if param.annotation is not None:
            end = self.outer_span(param.annotation.annotation)[1]
        insert_at = end
        annotation = self.text((self.span(param.name)[1], end)).lstrip(": \t")
        if param.default is not None:
            end = self.outer_span(param.default)[1]
        return Value(param.default, insert_at, (start, end), annotation)

    def _annotated(self, node: cst.AnnAssign) -> Value:
        span = self.outer_span(node.annotation.annotation)
        return Value(node.value, span[1], self.span(node), self.text(span))

    def _only(self, owner: cst.ClassDef, name: str, found: list[Value]) -> Value | None:
        if len(found) > 1:
            raise TuningError(
                f"{owner.name.value}.{name} is declared {len(found)} times in "
                f"{self.source.name}; keep one, or paste the code by hand"
            )
        return found[0] if found else None

    def _line(self, node: cst.CSTNode) -> int:
        name = getattr(node, "name", node)
        return self.source.python.count("\n", 0, self.span(name)[0]) + 1

    def _at(self, offset: int) -> int:
        return offset if self._is_ascii else len(self._bytes[:offset].decode())

    def _code(self, node: cst.CSTNode) -> str:
        return self.module.code_for_node(node)


def items_of(node: cst.CSTNode) -> Sequence[Item]:
    """Return what stands between the brackets of a call or a literal."""
    if isinstance(node, cst.Call):
        return node.args
    elements: Sequence[Item] = getattr(node, "elements", ())
    return elements


def has_comment(node: cst.CSTNode) -> bool:
    """Whether a comment stands within *node*."""
    return isinstance(node, cst.Comment) or any(map(has_comment, node.children))


def dotted(node: cst.CSTNode) -> str:
    """Return ``a.b.c`` of names and attributes, empty for anything else."""
    if isinstance(node, cst.Name):
        return node.value
    if isinstance(node, cst.Attribute) and (head := dotted(node.value)):
        return f"{head}.{node.attr.value}"
    return ""


def _scope(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Yield what *node*'s body holds, in order; not what its functions do."""
    body = getattr(node, "body", None)
    inside = node.children if isinstance(node, cst.Module) else [body]
    waiting = [child for child in inside if isinstance(child, cst.CSTNode)]
    while waiting:
        current = waiting.pop(0)
        yield current
        if isinstance(current, (cst.ClassDef, cst.FunctionDef, cst.BaseExpression)):
            continue
        waiting[:0] = current.children


def _brief(error: Exception) -> str:
    if isinstance(error, cst.ParserSyntaxError):
        return f"line {error.editor_line}"
    return "it is nested too deep"

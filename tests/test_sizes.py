"""How large a module and a function may be, and when a small one is none of its own."""

import ast
from collections import defaultdict
from pathlib import Path

import pytest

from tests.test_layers import imported_modules, module_name, sources

MOST_LINES = 400
MOST_LINES_OF_A_FUNCTION = 40
FEWEST_LINES = 60
PATHS = [*sources("reactor_runtime"), *sources("reactor_notebook")]


def lines_of(path: Path) -> int:
    return len(path.read_text().splitlines())


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines of a function without its docstring."""
    assert function.end_lineno is not None
    docstring = 0
    first = function.body[0]
    if ast.get_docstring(function) is not None and first.end_lineno is not None:
        docstring = first.end_lineno - first.lineno + 1
    return function.end_lineno - function.lineno + 1 - docstring


@pytest.mark.parametrize("path", PATHS, ids=module_name)
def test_neither_a_module_nor_a_function_is_long(path):
    assert lines_of(path) <= MOST_LINES
    long = {
        node.name: length(node)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and length(node) > MOST_LINES_OF_A_FUNCTION
    }
    assert long == {}


def test_what_is_small_and_has_one_user_is_part_of_it():
    users = defaultdict(set)
    for path in PATHS:
        for name in imported_modules(path):
            users[name].add(module_name(path))
    lonely = {
        module_name(path): users[module_name(path)]
        for path in PATHS
        if path.name != "__init__.py"
        and lines_of(path) < FEWEST_LINES
        and len(users[module_name(path)]) == 1
    }
    # A package that collects public names is not the one that uses them.
    public = {"reactor_runtime.interface"}
    assert {name: who for name, who in lonely.items() if not who <= public} == {}

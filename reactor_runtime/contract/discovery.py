"""Which outputs and messages a model uses, found in its code.

A name counts if it stands in the code of one of the class's methods, or of a function
of the same module that they call, and leads to a subclass of ``Output`` or
``ModelMessage``. Nothing is run.
"""

from __future__ import annotations

import dis
import inspect
import sys
from types import FunctionType, ModuleType
from typing import TYPE_CHECKING, Any, TypeVar

from reactor_runtime.interface.bytecode import nested_code
from reactor_runtime.interface.declarations import author_classes, returns_of
from reactor_runtime.interface.handlers import returned_classes, scope_of
from reactor_runtime.interface.messages import ModelMessage
from reactor_runtime.interface.tracks import Output

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import CodeType

    from reactor_runtime.interface.model import ReactorModel

Kind = TypeVar("Kind")

_LOAD_NAME = frozenset(
    {"LOAD_GLOBAL", "LOAD_NAME", "LOAD_DEREF", "LOAD_CLASSDEREF"}
    | {"LOAD_FROM_DICT_OR_DEREF", "LOAD_FROM_DICT_OR_GLOBALS"}
)
_LOAD_ATTRIBUTE = frozenset({"LOAD_ATTR", "LOAD_METHOD"})


def used_outputs(model: type[ReactorModel]) -> tuple[type[Output], ...]:
    """Return the ``Output`` classes of *model*, in the order in which they are found.

    Raises:
        TypeError: If ``outputs`` on the class lists something else.
    """
    return _used(model, model.outputs, "outputs", Output)


def used_messages(model: type[ReactorModel]) -> tuple[type[ModelMessage], ...]:
    """Return the ``ModelMessage`` classes of *model*, in the order they are found.

    Raises:
        TypeError: If ``messages`` on the class lists something else.
    """
    return _used(model, model.messages, "messages", ModelMessage)


def _used(
    model: type[ReactorModel], listed: Any, name: str, base: type[Kind]
) -> tuple[type[Kind], ...]:
    if decided := _listed(model, listed, name, base):
        return decided
    found = _unique(_candidates(model), base)
    return found or _unique(_module_classes(model), base)


def _listed(
    model: type[ReactorModel], listed: object, name: str, base: type[Kind]
) -> tuple[type[Kind], ...]:
    """Return the classes that *listed* names, none if it is the author's own.

    Raises:
        TypeError: If it names some, and not as a list of nothing else.
    """
    items = tuple(listed) if isinstance(listed, (list, tuple, set)) else (listed,)
    found = _unique(items, base)
    if found and (len(found) != len(items) or items == (listed,)):
        example = f"{name} = ({', '.join(cls.__name__ for cls in found)},)"
        raise TypeError(
            f"{model.__name__}.{name} is a tuple of subclasses of {base.__name__} and "
            f"nothing else, got {listed!r}; write {example}"
        )
    return found


def _unique(found: Iterable[Any], base: type[Kind]) -> tuple[type[Kind], ...]:
    kept: dict[type[Kind], None] = {}
    for item in found:
        if isinstance(item, type) and issubclass(item, base) and item is not base:
            kept.setdefault(item)
    return tuple(kept)


def _candidates(model: type[ReactorModel]) -> Iterator[Any]:
    yield from returns_of(model)
    seen: set[int] = set()
    for base in reversed(author_classes(model)):
        for value in tuple(vars(base).values()):
            for function in _functions_in(value):
                scope = scope_of(function)
                yield from returned_classes(function, scope, Output, ModelMessage)
                yield from _names_in(function, model, seen)


def _functions_in(value: Any) -> Iterator[FunctionType]:
    if isinstance(value, (staticmethod, classmethod)):
        value = value.__func__
    if isinstance(value, property):
        for part in (value.fget, value.fset, value.fdel):
            yield from _functions_in(part)
        return
    if isinstance(value, FunctionType):
        yield value
        plain = inspect.unwrap(value)
        if plain is not value and isinstance(plain, FunctionType):
            yield plain


def _names_in(
    function: FunctionType, model: type[ReactorModel], seen: set[int]
) -> Iterator[Any]:
    if id(function.__code__) in seen:
        return
    seen.add(id(function.__code__))
    scope = scope_of(function) if function is inspect.unwrap(function) else None
    spaces = scope.spaces if scope else (function.__globals__,)

    def find(name: str) -> Any:
        return next((space[name] for space in spaces if name in space), None)

    for code in nested_code(function.__code__):
        for found in _loaded(code, find, model):
            yield found
            if _is_helper(found, function):
                yield from returned_classes(
                    found, scope_of(found), Output, ModelMessage
                )
                for inner in _functions_in(found):
                    yield from _names_in(inner, model, seen)


def _is_helper(found: Any, caller: FunctionType) -> bool:
    return isinstance(found, FunctionType) and (
        # What is unwrapped may be no function: IPython wraps the builtin ``open``.
        getattr(inspect.unwrap(found), "__globals__", None) is caller.__globals__
    )


def _loaded(
    code: CodeType, find: Callable[[str], Any], model: type[ReactorModel]
) -> Iterator[Any]:
    """Yield what the names in *code* mean, dotted names through modules, classes."""
    holder: Any = None
    for instruction in dis.get_instructions(code):
        if instruction.opname in _LOAD_NAME:
            holder = find(instruction.argval)
        elif instruction.opname in _LOAD_ATTRIBUTE:
            is_path = isinstance(holder, (ModuleType, type))
            owner = holder if is_path else model
            holder = inspect.getattr_static(owner, instruction.argval, None)
        else:
            holder = None
            continue
        yield holder


def _module_classes(model: type[ReactorModel]) -> Iterator[Any]:
    if model.__module__ == "__main__":
        return
    module = sys.modules.get(model.__module__)
    for value in tuple(vars(module).values()) if module else ():
        if getattr(value, "__module__", None) == model.__module__:
            yield value

"""Which outputs and messages a model uses, found in its code.

A class counts if it is named by an annotation or an attribute of the model's class, or
in the code of one of its methods, alone or in a list, tuple, set or dictionary. So does
what stands in the functions, methods and classes that this code names, wherever in the
author's own modules they are. Nothing is run.
"""

from __future__ import annotations

import dis
import functools
import inspect
import os
import sys
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import TYPE_CHECKING, Any, TypeVar

from reactor_runtime.interface.bytecode import nested_code
from reactor_runtime.interface.declarations import author_classes, named_classes_of
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

_MOST_FUNCTIONS = 2_000
"""How many functions are looked through; what is first seen later joins then."""

_PLAIN = frozenset({str, bytes, int, float, bool, type(None), ModuleType})

_MOST_ITEMS = 1_000
"""How many items of a list or dictionary are looked at."""


def used_classes(
    model: type[ReactorModel],
) -> tuple[tuple[type[Output], ...], tuple[type[ModelMessage], ...]]:
    """Return the outputs and the messages of *model*, in the order they are found.

    ``outputs`` and ``messages`` on the class decide where they list such classes and
    nothing else.
    """
    outputs = _listed(model.outputs, Output)
    messages = _listed(model.messages, ModelMessage)
    if outputs and messages:
        return outputs, messages
    found = tuple(_Search(model).candidates())
    return (
        outputs or _unique(found, Output) or _of_module(model, Output),
        messages or _unique(found, ModelMessage) or _of_module(model, ModelMessage),
    )


def _listed(listed: object, base: type[Kind]) -> tuple[type[Kind], ...]:
    """Return the classes that *listed* names, none if it is the author's own."""
    items = tuple(listed) if isinstance(listed, (list, tuple, set)) else (listed,)
    found = _unique(items, base)
    return found if len(found) == len(set(map(id, items))) else ()


def _unique(found: Iterable[Any], base: type[Kind]) -> tuple[type[Kind], ...]:
    kept: dict[type[Kind], None] = {}
    for item in found:
        if isinstance(item, type) and issubclass(item, base) and item is not base:
            kept.setdefault(item)
    return tuple(kept)


class _Search:
    """A search through the code of one model."""

    def __init__(self, model: type[ReactorModel]) -> None:
        self._model = model
        self._seen: set[int] = set()
        self._authors: dict[str | None, bool] = {}
        self._attributes: dict[str, Any] = {}
        for base in reversed(author_classes(model)):
            self._attributes.update(vars(base))

    def candidates(self) -> Iterator[Any]:
        """Yield what the model names, among it every output and message."""
        yield from named_classes_of(self._model)
        for base in reversed(author_classes(self._model)):
            for name, value in tuple(vars(base).items()):
                if not name.startswith("__"):
                    yield from self._named(value)
            yield from self._in_class(base)

    def _named(self, value: Any) -> Iterator[Any]:
        """Yield *value*, what it contains, and what the code behind it names."""
        for item in _items_of(value):
            yield item
            cls = item if isinstance(item, type) else type(item)
            if cls in _PLAIN:
                continue
            for function in _functions_in(item):
                if self._is_authors(function.__module__):
                    yield from self._in_function(function)
            if id(cls) not in self._seen and self._is_authors(cls.__module__):
                yield from self._in_class(cls)

    def _is_authors(self, module: str | None) -> bool:
        if module not in self._authors:
            self._authors[module] = is_authors(module, self._model)
        return self._authors[module]

    def _in_class(self, cls: type[Any]) -> Iterator[Any]:
        """Yield what the methods of *cls*, and of its bases, name."""
        if issubclass(cls, (Output, ModelMessage)):
            return
        self._seen.add(id(cls))
        for base in reversed(cls.__mro__):
            # A base may be of a library: its code names nothing of the author's.
            if base is not cls and not self._is_authors(base.__module__):
                continue
            for value in tuple(vars(base).values()):
                for function in _functions_in(value):
                    yield from self._in_function(function)

    def _in_function(self, function: FunctionType) -> Iterator[Any]:
        code = function.__code__
        if id(code) in self._seen or len(self._seen) > _MOST_FUNCTIONS:
            return
        self._seen.add(id(code))
        scope = scope_of(function)
        yield from returned_classes(function, scope, Output, ModelMessage)
        is_plain = function is inspect.unwrap(function)
        spaces = scope.spaces if is_plain else (function.__globals__,)

        def find(name: str) -> Any:
            return next((space[name] for space in spaces if name in space), None)

        for part in nested_code(code):
            # What an instruction loads is looked up only where some name may matter.
            names = part.co_names + part.co_freevars + part.co_cellvars
            if not any(self._may_lead_on(name, find(name)) for name in names):
                continue
            for value in _loaded(part, find, self._model):
                yield from self._named(value)

    def _may_lead_on(self, name: str, value: Any) -> bool:
        """Whether *name*, global or attribute, may mean something of the author's."""
        if isinstance(value, ModuleType):
            has_file = getattr(value, "__file__", None) is not None
            is_namespace = hasattr(value, "__path__") and not has_file
            return is_namespace or self._is_authors(value.__name__)
        if value is not None and not isinstance(value, BuiltinFunctionType):
            return True
        own = self._attributes.get(name)
        return own is not None and type(own) not in _PLAIN


def _items_of(value: Any) -> Iterator[Any]:
    """Yield *value*, or the items of a list, tuple, set or dictionary, nested ones."""
    if isinstance(value, (functools.partial, functools.partialmethod)):
        yield value.func
    if isinstance(value, MethodType):
        yield value.__self__
    if type(value) is dict:
        value = list(value.values())
    if type(value) not in (list, tuple, set, frozenset):
        yield value
        return
    for item in list(value)[:_MOST_ITEMS]:
        if type(item) in (dict, list, tuple, set, frozenset):
            nested = item.values() if type(item) is dict else item
            yield from list(nested)[:_MOST_ITEMS]
        else:
            yield item


def _functions_in(value: Any) -> Iterator[FunctionType]:
    """Yield the functions that *value* consists of, under what is round them."""
    if isinstance(value, (staticmethod, classmethod, MethodType)):
        value = value.__func__
    if isinstance(value, (functools.partial, functools.partialmethod)):
        yield from _functions_in(value.func)
        return
    if isinstance(value, property):
        for part in (value.fget, value.fset, value.fdel):
            yield from _functions_in(part)
        return
    if isinstance(value, functools.cached_property):
        value = value.func
    if isinstance(value, functools._lru_cache_wrapper):  # noqa: SLF001 - its only name
        value = value.__wrapped__
    if isinstance(value, FunctionType):
        yield value
        plain = inspect.unwrap(value)
        if plain is not value and isinstance(plain, FunctionType):
            yield plain


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


def _of_module(model: type[ReactorModel], base: type[Kind]) -> tuple[type[Kind], ...]:
    """Return what the module of *model* defines; nothing of a notebook's cells."""
    module = (
        None if model.__module__ == "__main__" else sys.modules.get(model.__module__)
    )
    values = tuple(vars(module).values()) if module else ()
    own = (v for v in values if getattr(v, "__module__", None) == model.__module__)
    return _unique(own, base)


_NOT_AUTHORS = sys.stdlib_module_names - {"__main__"} | {
    "reactor_runtime",
    "reactor_notebook",
}


def is_authors(module: str | None, model: type[ReactorModel]) -> bool:
    """Whether *module* is code of the author of *model*.

    It is, unless it is Python's, this package's, or an installed package other than the
    model's own. A package that is installed to be edited lies where its author does.

    Args:
        module: Its name, as in ``sys.modules``.
        model: The model, whose own package counts wherever it is.
    """
    if not isinstance(module, str):
        return False
    package = module.partition(".")[0]
    if package == model.__module__.partition(".")[0]:
        return True
    if package in _NOT_AUTHORS:
        return False
    file = getattr(sys.modules.get(module), "__file__", None)
    if file is None:
        return module == "__main__"
    return not str(file).startswith(_installed())


@functools.cache
def _installed() -> tuple[str, ...]:
    import sysconfig  # takes a while, and is needed where a class is loaded

    return tuple(
        f"{sysconfig.get_path(name)}{os.sep}" for name in ("purelib", "platlib")
    )

"""Names that are nearly the runtime's.

Python creates a class with a method ``inferance`` or an attribute ``State: MyState``
without a word, and nothing would ever use them. Such a declaration is refused, for it
can mean nothing else. A method may be called by somebody whose code is not looked at: a
subclass, a library, another object. So it is only named, in the log and where a model
cannot run without what it is close to.
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from reactor_runtime.fields.scope import AnnotationError
from reactor_runtime.interface.bytecode import is_generator, names_used
from reactor_runtime.interface.declarations import author_classes, own_functions
from reactor_runtime.interface.events import HookKind, event_mark, hook_marks
from reactor_runtime.interface.handlers import CLIENT, UPLOADED_FILE
from reactor_runtime.interface.rules import DECLARED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from reactor_runtime.fields.scope import Scope

_PREFIX = "on_"
_LETTERS_OF_SHORT_NAMES = 4
_LETTERS_OF_A_PREFIX = 4


def check_annotations(cls: type[Any], scope: Scope) -> None:
    """Refuse ``State: MyState`` and the like, where there is no ``state``.

    An ``Input`` may have any name.

    Raises:
        TypeError: Naming class, attribute and what to write.
    """
    annotations, names = inspect.get_annotations(cls), _names_of(cls)
    wanted, base = "state", DECLARED["state"]
    for name, annotation in annotations.items():
        if name == wanted or wanted in names or not is_slip(name, wanted):
            continue
        if _is_class_of(base, annotation, scope):
            raise TypeError(
                f"{cls.__name__}.{name}: the runtime looks for {wanted}; "
                f"write {wanted}: ..."
            )


def likely_slips(cls: type[Any]) -> list[str]:
    """Say which methods of *cls* were probably meant for the runtime, and what to do.

    They are close to what the class lacks, the runtime could call them, and no code of
    the class names them.
    """
    unused = dict(_unused_methods(cls))
    names = _names_of(cls)
    found: list[str] = []
    is_stepped = cls._reactor_is_pipeline
    if not is_stepped and "run" not in names and is_generator(unused.get("inference")):
        found.append(
            f"{cls.__name__}.inference: the runtime steps only a ReactorPipeline; "
            f"write class {cls.__name__}(ReactorPipeline)"
        )
    for wanted in ("inference" if is_stepped else "run", "load"):
        if wanted not in names:
            found += _near_methods(cls.__name__, wanted, unused)
    taken = {
        kind
        for base in author_classes(cls)
        for _, function in own_functions(base)
        for kind in hook_marks(function)
    }
    for kind in HookKind:
        if kind not in taken:
            found += _bare_hooks(cls.__name__, kind, unused)
    return found


def is_slip(name: str, wanted: str) -> bool:
    """Whether *name* is *wanted* with a letter too many, too few, swapped or other.

    Upper and lower case are the same. In a name of up to four letters another letter
    makes another word, so there it is no slip.
    """
    name, wanted = name.lower(), wanted.lower()
    if name == wanted:
        return True
    if len(wanted) <= _LETTERS_OF_SHORT_NAMES and len(name) == len(wanted):
        return sorted(name) == sorted(wanted)
    return _distance(name, wanted) <= 1


def _distance(left: str, right: str) -> int:
    """Return the edits from *left* to *right*, a swap of two neighbours being one."""
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        before, above, row = row, before, [i]
        for j, b in enumerate(right, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, above[j - 2] + 1)
            row.append(cost)
    return row[-1]


def _names_of(cls: type[Any]) -> set[str]:
    names: set[str] = set()
    for base in author_classes(cls):
        names |= vars(base).keys() | inspect.get_annotations(base).keys()
    return names


def _is_class_of(base: type[Any], annotation: object, scope: Scope) -> bool:
    try:
        found = scope.resolve(annotation)
    except AnnotationError:
        return False
    return isinstance(found, type) and issubclass(found, base)


def _near_methods(
    owner: str, wanted: str, unused: Mapping[str, Callable[..., Any]]
) -> Iterator[str]:
    for name, function in unused.items():
        if is_slip(name, wanted) and _fits(wanted, function):
            yield (
                f"{owner}.{name}: nothing in the class calls it. "
                f"Did you mean {wanted}? The runtime calls {wanted}()"
            )


def _fits(wanted: str, function: Callable[..., Any]) -> bool:
    """Whether the runtime could call *function* as it calls *wanted*."""
    parameters = list(inspect.signature(function).parameters.values())[1:]
    needed = [item for item in parameters if item.default is item.empty]
    if wanted == "load":
        return len(needed) <= 1
    is_loop = inspect.iscoroutinefunction(inspect.unwrap(function))
    return not needed and (wanted == "inference" or is_loop)


def _bare_hooks(
    owner: str, kind: HookKind, unused: Mapping[str, Callable[..., Any]]
) -> Iterator[str]:
    for name, function in unused.items():
        parameters = {*list(inspect.signature(function).parameters)[1:]} - {CLIENT}
        needed = {UPLOADED_FILE} if kind is HookKind.FILE_UPLOADED else set()
        if _is_near_hook(name, kind) and parameters == needed:
            yield (
                f"{owner}.{name}: nothing in the class calls it. Did you mean the hook "
                f"{kind}? Write @{kind} above def {name}"
            )


def _is_near_hook(name: str, kind: HookKind) -> bool:
    """Whether *name* is a hook's, or its beginning as in ``on_connect``."""
    plain = name.removeprefix(_PREFIX)
    is_beginning = len(plain) >= _LETTERS_OF_A_PREFIX and kind.startswith(plain)
    return is_slip(plain, kind) or (is_beginning and "_" in name)


def _unused_methods(cls: type[Any]) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield the plain public methods that no code of the class names."""
    functions = [
        (name, function)
        for base in author_classes(cls)
        for name, function in own_functions(base)
    ]
    used = {name for _, function in functions for name in names_used(function)}
    for name, function in functions:
        is_marked = event_mark(function) or hook_marks(function)
        if not (name.startswith("_") or is_marked or name in used):
            yield name, function

"""A digest of what some variables hold, which differs once any of it has changed."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LARGEST = 20_000
"""How many objects are looked at."""

_SAMPLED = 1024
_PLAIN = (bool, int, float, complex, str, bytes, type(None))
_LISTS = (list, tuple, set, frozenset, deque)


def digest(variables: Mapping[str, object]) -> int | None:
    """Return a number that stays the same while *variables* and what they hold do.

    No code of the objects' own is run. Of an array a thousandth element or so is looked
    at; of a ``torch.nn.Module``, of what C keeps to itself and of this package's own
    objects nothing is.

    Returns:
        ``None`` where there is too much to look at, or it changes meanwhile.
    """
    found: list[object] = []
    seen: dict[int, object] = {}
    waiting = list(variables.values())
    try:
        while waiting:
            one = waiting.pop()
            if type(one) in _PLAIN:
                found.append((type(one).__name__, one))
                continue
            if id(one) in seen:
                continue
            seen[id(one)] = one
            if len(seen) > LARGEST:
                return None
            found.append(id(one))
            found.extend(_facts(one))
            waiting.extend(_parts(one))
    except RuntimeError:  # it has changed, or torch does not tell
        return None
    return hash(tuple(found))


def _facts(one: object) -> Iterable[object]:
    """Yield what an object is worth beside its parts."""
    if _is_array(one):
        array: Any = one
        yield array.flat[:: max(1, array.size // _SAMPLED)].tobytes()
    elif _is_tensor(one):
        tensor: Any = one
        yield tensor._version  # noqa: SLF001 - counts what is done in place


def _parts(one: object) -> Iterable[object]:
    if isinstance(one, dict):
        for item in dict.items(one):
            yield from item
    elif isinstance(one, _LISTS):
        yield from one
    elif not (_is_array(one) or _is_tensor(one) or _is_left_out(one)):
        yield from _attributes(one)


def _attributes(one: object) -> Iterable[object]:
    for cls in type(one).__mro__:
        slots = cls.__dict__.get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else slots:
            slot = cls.__dict__.get(name)
            if hasattr(type(slot), "__get__"):
                try:
                    yield slot.__get__(one, type(one))  # type: ignore[union-attr]
                except AttributeError:  # not assigned
                    continue
    try:
        values = object.__getattribute__(one, "__dict__")
    except AttributeError:
        return
    if isinstance(values, dict):
        yield from dict.values(values)


def _is_array(one: object) -> bool:
    return type(one).__module__ == "numpy" and type(one).__name__ == "ndarray"


def _is_tensor(one: object) -> bool:
    return type(one).__name__ in ("Tensor", "Parameter") and hasattr(one, "_version")


def _is_left_out(one: object) -> bool:
    if isinstance(one, type) or callable(one):
        return True
    package = type(one).__module__.partition(".")[0]
    if package in ("reactor_runtime", "reactor_notebook", "_thread", "threading"):
        return type(one).__name__ != "Event"
    try:
        return "_modules" in object.__getattribute__(one, "__dict__")
    except AttributeError:
        return False

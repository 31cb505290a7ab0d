"""Attributes that a model's author named, on an object of ours.

A message's or a state's fields are called as their author likes, ``step`` and ``items``
among them. So a field hides every name of ours, and what this package itself needs of
such an object it asks for by :func:`own`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reactor_runtime.values import JsonValue


class AuthorNames:
    """Base of what shows fields as attributes: a field wins over any other attribute.

    Only Python's own names, as ``__class__``, stay what they are. A subclass says in
    ``_fields`` what there is, in ``_name`` what its text begins with and in ``_what``
    what it is called in an error.
    """

    __slots__ = ()

    def _fields(self) -> Mapping[str, JsonValue]:
        raise NotImplementedError

    def _what(self) -> str:
        raise NotImplementedError

    def _name(self) -> str:
        raise NotImplementedError

    def __getattribute__(self, name: str) -> Any:
        is_python = name.startswith("__") and name.endswith("__")
        if not is_python:
            fields = own(self, "_fields")()
            if name in fields:
                return fields[name]
        return own(self, name)

    def __getattr__(self, name: str) -> Any:
        known = ", ".join(own(self, "_fields")()) or "none"
        raise AttributeError(
            f"{own(self, '_what')()} has no field {name!r}; it has: {known}"
        )

    def __dir__(self) -> list[str]:
        return [*object.__dir__(self), *own(self, "_fields")()]

    def __repr__(self) -> str:
        fields = ", ".join(
            f"{name}={value!r}" for name, value in own(self, "_fields")().items()
        )
        return f"{own(self, '_name')()}({fields})"


def own(shown: AuthorNames, name: str) -> Any:
    """Return an attribute of *shown* that is ours, whatever its fields are called."""
    return object.__getattribute__(shown, name)

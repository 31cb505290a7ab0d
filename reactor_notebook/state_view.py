"""What ``handle.state`` gives: the public state fields, live and read-only."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import cast

from reactor_notebook.author_names import AuthorNames, own
from reactor_notebook.pending import waiting_note
from reactor_runtime.values import JsonValue


class StateView(AuthorNames, Mapping[str, JsonValue]):
    """The session's public state as it is at each look, by name or as attributes.

    Values are JSON: an ``Enum`` member is its value. It cannot be written; a command
    changes the state, and while commands of this kernel wait the text says so. It is a
    mapping, but a field that is called as one of a mapping's methods (``values``,
    ``items``, ``get``, ``keys``) is that field.

    Args:
        read: Returns the state, ``None`` where there is none.
        waiting: Returns how many commands of this kernel have no answer yet.
    """

    __slots__ = ("_read", "_waiting")

    def __init__(
        self,
        read: Callable[[], Mapping[str, JsonValue] | None],
        waiting: Callable[[], int],
    ) -> None:
        object.__setattr__(self, "_read", read)
        object.__setattr__(self, "_waiting", waiting)

    def _fields(self) -> Mapping[str, JsonValue]:
        read = cast("Callable[[], Mapping[str, JsonValue] | None]", own(self, "_read"))
        return read() or {}

    def _name(self) -> str:
        return "State"

    def _what(self) -> str:
        return "The state"

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(
            f"The state is read-only here; write await handle.send('set_{name}', "
            f"{name}={value!r})"
        )

    def __getitem__(self, name: str) -> JsonValue:
        return cast("JsonValue", own(self, "_fields")()[name])

    def __iter__(self) -> Iterator[str]:
        return iter(own(self, "_fields")())

    def __len__(self) -> int:
        return len(own(self, "_fields")())

    def __contains__(self, name: object) -> bool:
        return name in own(self, "_fields")()

    def __eq__(self, other: object) -> bool:
        if isinstance(other, StateView):
            other = own(other, "_fields")()
        if not isinstance(other, Mapping):
            return NotImplemented
        return dict(own(self, "_fields")()) == dict(other)

    __hash__ = None  # type: ignore[assignment] # as of any mapping: it changes

    def __repr__(self) -> str:
        waiting = cast("Callable[[], int]", own(self, "_waiting"))
        return f"State({describe_state(own(self, '_fields')(), waiting())})"


def describe_state(values: Mapping[str, JsonValue], waiting: int) -> str:
    """Return *values* as ``name=value`` and how many commands may yet change them."""
    fields = ", ".join(f"{name}={value!r}" for name, value in values.items())
    note = waiting_note(waiting)
    return f"{fields} ({note})".lstrip() if note else fields

"""What ``handle.state`` gives: the public state fields, live and read-only."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from reactor_runtime.values import JsonValue


class StateView(Mapping[str, JsonValue]):
    """The session's public state as it is at each look, by name or as attributes.

    Values are JSON: an ``Enum`` member is its value. It cannot be written; a command
    changes the state.
    """

    __slots__ = ("_read",)

    def __init__(self, read: Callable[[], Mapping[str, JsonValue] | None]) -> None:
        object.__setattr__(self, "_read", read)

    def _values(self) -> Mapping[str, JsonValue]:
        read: Callable[[], Mapping[str, JsonValue] | None]
        read = object.__getattribute__(self, "_read")
        return read() or {}

    def __getattr__(self, name: str) -> JsonValue:
        values = self._values()
        if name in values:
            return values[name]
        known = ", ".join(values) or "none"
        raise AttributeError(f"The state has no field {name!r}; it has: {known}")

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(
            f"The state is read-only here; write handle.send('set_{name}', "
            f"{name}={value!r})"
        )

    def __getitem__(self, name: str) -> JsonValue:
        return self._values()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values())

    def __len__(self) -> int:
        return len(self._values())

    def __dir__(self) -> list[str]:
        return [*object.__dir__(self), *self._values()]

    def __repr__(self) -> str:
        fields = ", ".join(
            f"{name}={value!r}" for name, value in self._values().items()
        )
        return f"State({fields})"

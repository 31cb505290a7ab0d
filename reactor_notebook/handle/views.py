"""What ``handle.state``, ``.messages`` and ``.log`` show, live and read-only."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, cast

from reactor_notebook.cell.pending import waiting_note
from reactor_notebook.loaded.author_names import AuthorNames, own
from reactor_runtime.session.entry import FREQUENT, LogKind
from reactor_runtime.values import JsonValue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from reactor_notebook.loaded.inbox import Inbox, ReceivedMessage
    from reactor_runtime.session.entry import LogEntry


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


class Messages:
    """A live, read-only list of a session's messages, oldest first.

    Args:
        inbox: Where they are kept.
        waiting: Returns how many commands of this kernel have no answer yet.
    """

    def __init__(self, inbox: Inbox, waiting: Callable[[], int]) -> None:
        self._inbox = inbox
        self._waiting = waiting

    def __len__(self) -> int:
        return len(self._inbox.all())

    def __iter__(self) -> Iterator[ReceivedMessage]:
        return iter(self._inbox.all())

    def __getitem__(self, index: int) -> ReceivedMessage:
        return self._inbox.all()[index]

    def __repr__(self) -> str:
        messages = self._inbox.all()
        lines = [repr(message) for message in messages[-20:]]
        if len(messages) > len(lines):
            lines.insert(0, f"… {len(messages) - len(lines)} earlier")
        if not lines:
            lines = ["(no messages yet)"]
        if note := waiting_note(self._waiting()):
            lines.append(f"({note})")
        return "\n".join(lines)


_SHOWN = 30
_SHOWN_PRINTED = 10


class LogView:
    """The entries of a session log, oldest first; live and read-only.

    All entries are there to iterate over. ``repr`` shows the last 30, without those at
    frame rate and with 10 printed lines at most: a model may print in every step.
    """

    def __init__(self, read: Callable[[], list[LogEntry]]) -> None:
        self._read = read

    def __len__(self) -> int:
        return len(self._read())

    def __iter__(self) -> Iterator[LogEntry]:
        return iter(self._read())

    def __getitem__(self, index: int) -> LogEntry:
        return self._read()[index]

    def __repr__(self) -> str:
        entries = [entry for entry in self._read() if entry.kind not in FREQUENT]
        lines = [
            f"{e.number:>6} {e.at:10.3f} s  {e.kind:<18} {e.text}"
            for e in _without_older_prints(entries)[-_SHOWN:]
        ]
        if len(entries) > len(lines):
            lines.insert(0, f"… {len(entries) - len(lines)} earlier")
        return "\n".join(lines) if lines else "(empty log)"


def _without_older_prints(entries: list[LogEntry]) -> list[LogEntry]:
    printed = [entry.number for entry in entries if entry.kind is LogKind.PRINTED]
    older = set(printed[:-_SHOWN_PRINTED])
    return [entry for entry in entries if entry.number not in older]

"""Keep accepted commands in order until the model has time for them.

Files that have arrived stand in the same line, so that ``@file_uploaded`` runs before
the handler of a command that was sent after the file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reactor_runtime.values import ClientId, UploadReference

QUEUE_CAPACITY = 1024


@dataclass(frozen=True, slots=True, eq=False)
class QueuedCommand:
    """A command that has been judged and waits for its handler.

    Args:
        number: Position among the session's accepted commands, from 1.
        client: Who sent it.
        name: The command's name.
        arguments: Validated Python values by name; a file is still a reference.
        request_id: The client's own id for the answer, ``None`` if it wants none.
        dedupe: Whether a newer command of the same name replaces this one.
        at: When it was accepted, in seconds on the engine's clock.
    """

    number: int
    client: ClientId
    name: str
    arguments: Mapping[str, object]
    request_id: str | None = None
    dedupe: bool = False
    at: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class ArrivedFile:
    """A complete upload that the model has not been told of."""

    client: ClientId
    reference: UploadReference


QueueItem: TypeAlias = QueuedCommand | ArrivedFile


class CommandQueue:
    """What waits for the model, oldest first.

    Holds at most *capacity* commands; the newest is refused when it is full. Files are
    not counted: the session bounds their number. Not thread-safe.
    """

    def __init__(self, capacity: int = QUEUE_CAPACITY) -> None:
        if capacity < 1:
            raise ValueError(f"capacity must be >= 1 command, got {capacity}")
        self._capacity = capacity
        self._items: dict[int, QueueItem] = {}
        self._serial = 0
        self._commands = 0
        self._replaceable: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._items)

    @property
    def capacity(self) -> int:
        """How many commands may wait."""
        return self._capacity

    def has_room(self, name: str, *, dedupe: bool) -> bool:
        """Whether a command called *name* can be pushed now."""
        if self._commands < self._capacity:
            return True
        return dedupe and name in self._replaceable

    def push(self, item: QueueItem) -> QueuedCommand | None:
        """Append *item* and return the command that it supersedes, if any.

        Raises:
            OverflowError: The queue is full; see :meth:`has_room`.
        """
        if isinstance(item, ArrivedFile):
            self._append(item)
            return None
        if not self.has_room(item.name, dedupe=item.dedupe):
            raise OverflowError(f"The queue holds {self._capacity} commands already")
        superseded = self._remove_replaceable(item.name) if item.dedupe else None
        self._append(item)
        self._commands += 1
        if item.dedupe:
            self._replaceable[item.name] = self._serial
        return superseded

    def head(self) -> QueueItem | None:
        """The item that is next, left in place."""
        return next(iter(self._items.values()), None)

    def pop(self) -> QueueItem | None:
        """Take the item that is next."""
        if not self._items:
            return None
        serial = next(iter(self._items))
        item = self._items.pop(serial)
        if isinstance(item, QueuedCommand):
            self._commands -= 1
            if self._replaceable.get(item.name) == serial:
                del self._replaceable[item.name]
        return item

    def clear(self) -> list[QueueItem]:
        """Empty the queue and return what was in it, oldest first."""
        items = list(self._items.values())
        self._items.clear()
        self._replaceable.clear()
        self._commands = 0
        return items

    def _append(self, item: QueueItem) -> None:
        self._serial += 1
        self._items[self._serial] = item

    def _remove_replaceable(self, name: str) -> QueuedCommand | None:
        serial = self._replaceable.pop(name, None)
        if serial is None:
            return None
        item = self._items.pop(serial)
        assert isinstance(item, QueuedCommand)
        self._commands -= 1
        return item

"""Keep accepted commands in order until the model has time for them.

Files that have arrived stand in the same line, so that ``@file_uploaded`` runs before
the handler of a command that was sent after the file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from reactor_runtime.weight import MIB

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reactor_runtime.values import ClientId, UploadReference

QUEUE_CAPACITY = 1024
QUEUE_BYTES = 64 * MIB


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
        size: About how many bytes its arguments take in memory.
    """

    number: int
    client: ClientId
    name: str
    arguments: Mapping[str, object]
    request_id: str | None = None
    dedupe: bool = False
    at: float = 0.0
    size: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class ArrivedFile:
    """A complete upload that the model has not been told of."""

    client: ClientId
    reference: UploadReference


QueueItem: TypeAlias = QueuedCommand | ArrivedFile


class CommandQueue:
    """What waits for the model, oldest first.

    Holds at most *capacity* commands whose arguments take *most_bytes* together; the
    newest is refused when it is full. One that is larger than that waits alone. Files
    are not counted: the session bounds their number. Not thread-safe.
    """

    def __init__(
        self, capacity: int = QUEUE_CAPACITY, most_bytes: int = QUEUE_BYTES
    ) -> None:
        if capacity < 1:
            raise ValueError(f"capacity must be >= 1 command, got {capacity}")
        self._capacity = capacity
        self._most_bytes = most_bytes
        self._bytes = 0
        self._items: dict[int, QueueItem] = {}
        self._serial = 0
        self._commands = 0
        self._replaceable: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._items)

    @property
    def waiting(self) -> int:
        """How many commands wait."""
        return self._commands

    @property
    def waiting_bytes(self) -> int:
        """How many bytes their arguments take."""
        return self._bytes

    def has_room(self, name: str, *, dedupe: bool, size: int = 0) -> bool:
        """Whether a command called *name*, of *size* bytes, can be pushed now."""
        commands, total = self._commands, self._bytes + size
        if dedupe and name in self._replaceable:
            commands -= 1
            total -= self._size(self._replaceable[name])
        return commands < self._capacity and (
            total <= self._most_bytes or commands == 0
        )

    def push(self, item: QueueItem) -> QueuedCommand | None:
        """Append *item* and return the command that it supersedes, if any.

        Raises:
            OverflowError: The queue is full; see :meth:`has_room`.
        """
        if isinstance(item, ArrivedFile):
            self._append(item)
            return None
        if not self.has_room(item.name, dedupe=item.dedupe, size=item.size):
            raise OverflowError(
                f"The queue holds {self._commands} commands of {self._bytes} bytes "
                "already"
            )
        # It waits at the end, where it was sent: what was sent before runs before.
        superseded = self._remove_replaceable(item.name) if item.dedupe else None
        self._append(item)
        self._commands += 1
        self._bytes += item.size
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
            self._bytes -= item.size
            if self._replaceable.get(item.name) == serial:
                del self._replaceable[item.name]
        return item

    def clear(self) -> list[QueueItem]:
        """Empty the queue and return what was in it, oldest first."""
        items = list(self._items.values())
        self._items.clear()
        self._replaceable.clear()
        self._commands = self._bytes = 0
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
        self._bytes -= item.size
        return item

    def _size(self, serial: int) -> int:
        item = self._items[serial]
        return item.size if isinstance(item, QueuedCommand) else 0

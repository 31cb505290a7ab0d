"""Keep the newest of many items, bounded in their number and in bytes."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from typing import TypeVar, overload

ItemT = TypeVar("ItemT")


class Newest(Sequence[ItemT]):
    """The newest items, oldest first. Not thread-safe.

    An item without room drives the oldest ones out. The newest is always kept: one
    that is larger than the bound is alone.

    Args:
        most: How many items are kept.
        most_bytes: How large they may be together.

    Raises:
        ValueError: If one of them is under 1.
    """

    def __init__(self, most: int, most_bytes: int) -> None:
        if most < 1 or most_bytes < 1:
            raise ValueError(
                f"capacity must be >= 1 item of >= 1 byte, got {most} items of "
                f"{most_bytes} bytes"
            )
        self.most = most
        self.most_bytes = most_bytes
        self._items: deque[ItemT] = deque()
        self._sizes: deque[int] = deque()
        self._bytes = 0

    @property
    def total_bytes(self) -> int:
        """How large the items are together."""
        return self._bytes

    @property
    def last_bytes(self) -> int:
        """How large the newest item is, 0 without one."""
        return self._sizes[-1] if self._sizes else 0

    def append(self, item: ItemT, size: int) -> None:
        """Add *item* of *size* bytes."""
        self._items.append(item)
        self._sizes.append(size)
        self._bytes += size
        while len(self._items) > 1 and (
            len(self._items) > self.most or self._bytes > self.most_bytes
        ):
            self._items.popleft()
            self._bytes -= self._sizes.popleft()

    def pop_oldest(self) -> ItemT:
        """Take the oldest item away and return it. Raises ``IndexError`` if empty."""
        item = self._items.popleft()
        self._bytes -= self._sizes.popleft()
        return item

    def clear(self) -> None:
        """Forget every item."""
        self._items.clear()
        self._sizes.clear()
        self._bytes = 0

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[ItemT]:
        return iter(self._items)

    def __reversed__(self) -> Iterator[ItemT]:
        return reversed(self._items)

    @overload
    def __getitem__(self, index: int) -> ItemT: ...
    @overload
    def __getitem__(self, index: slice) -> list[ItemT]: ...
    def __getitem__(self, index: int | slice) -> ItemT | list[ItemT]:
        if isinstance(index, slice):
            return list(self._items)[index]
        return self._items[index]

    def __repr__(self) -> str:
        return f"Newest({list(self._items)!r})"

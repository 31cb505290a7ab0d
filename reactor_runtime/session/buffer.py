"""Keep the newest frames of an input track until the model reads them."""

from __future__ import annotations

from typing import Generic, TypeVar

from reactor_runtime.session.newest import Newest
from reactor_runtime.weight import MOST_MEDIA_BYTES, in_words

ItemT = TypeVar("ItemT")

INPUT_CAPACITY = 128


class InputQueue(Generic[ItemT]):
    """A bounded line of items in which the newest matter most.

    It holds 128 items and 256 MiB. When it is full the oldest items are dropped; the
    newest is kept whatever its size. Not thread-safe.
    """

    def __init__(
        self, capacity: int = INPUT_CAPACITY, most_bytes: int = MOST_MEDIA_BYTES
    ) -> None:
        self._items: Newest[ItemT] = Newest(capacity, most_bytes)
        self._received = 0
        self._is_closed = False

    @property
    def available(self) -> int:
        """How many items can be read now."""
        return len(self._items)

    @property
    def total_received(self) -> int:
        """How many items came since the last reset, read, dropped or waiting."""
        return self._received

    @property
    def is_closed(self) -> bool:
        """Whether the track has ended."""
        return self._is_closed

    def push(self, item: ItemT, size: int) -> bool:
        """Add *item* of *size* bytes; returns whether it was taken.

        A closed buffer takes none.
        """
        if self._is_closed:
            return False
        self._items.append(item, size)
        self._received += 1
        return True

    def try_read(self, n: int = 1, *, newest: bool = True) -> list[ItemT] | None:
        """Take *n* items, oldest first.

        Args:
            n: How many.
            newest: Take the newest ones and drop the older; else the oldest ones, and
                the rest is kept.

        Returns:
            ``None``, with nothing taken, if there are fewer than *n*.

        Raises:
            ValueError: If *n* is under 1 or more than the buffer can ever hold, of
                items as large as the newest.
        """
        capacity = self._capacity()
        if not 1 <= n <= capacity:
            raise ValueError(
                f"n must be 1 to {capacity} frames, got {n}; the buffer holds "
                f"{self._items.most} frames and {in_words(self._items.most_bytes)}"
            )
        if len(self._items) < n:
            return None
        if not newest:
            return [self._items.pop_oldest() for _ in range(n)]
        taken = list(self._items)[-n:]
        self._items.clear()
        return taken

    def _capacity(self) -> int:
        size = self._items.last_bytes
        if not size:
            return self._items.most
        return min(self._items.most, max(1, self._items.most_bytes // size))

    def clear(self) -> None:
        """Drop what is waiting."""
        self._items.clear()

    def close(self) -> None:
        """End the track; what waits can still be read."""
        self._is_closed = True

    def reset(self) -> None:
        """Open the track again, empty and with its count at zero."""
        self._items.clear()
        self._received = 0
        self._is_closed = False

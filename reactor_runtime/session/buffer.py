"""Keep the newest frames of an input track until the model reads them."""

from __future__ import annotations

from collections import deque
from typing import Generic, TypeVar

ItemT = TypeVar("ItemT")

INPUT_CAPACITY = 128


class InputBuffer(Generic[ItemT]):
    """A bounded line of items in which the newest matter most.

    When it is full the oldest item is dropped. Not thread-safe.
    """

    def __init__(self, capacity: int = INPUT_CAPACITY) -> None:
        if capacity < 1:
            raise ValueError(f"capacity must be >= 1 frame, got {capacity}")
        self._items: deque[ItemT] = deque(maxlen=capacity)
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

    def push(self, item: ItemT) -> bool:
        """Add *item*; returns whether it was taken, which a closed buffer refuses."""
        if self._is_closed:
            return False
        self._items.append(item)
        self._received += 1
        return True

    def try_read(self, n: int = 1) -> list[ItemT] | None:
        """Take the newest *n* items, oldest first, and drop the older ones.

        Returns:
            ``None``, with nothing taken, if there are fewer than *n*.

        Raises:
            ValueError: If *n* is under 1 or more than the buffer can ever hold.
        """
        capacity = self._items.maxlen or 0
        if not 1 <= n <= capacity:
            raise ValueError(f"n must be 1 to {capacity} frames, got {n}")
        if len(self._items) < n:
            return None
        taken = list(self._items)[-n:]
        self._items.clear()
        return taken

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

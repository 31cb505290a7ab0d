"""The messages of one session, kept for the person who asks for them in Python."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from typing import TYPE_CHECKING, cast

from reactor_notebook.loaded.author_names import AuthorNames, own
from reactor_runtime.errors import SessionStateError
from reactor_runtime.session.newest import Newest
from reactor_runtime.values import NO_METADATA, JsonValue
from reactor_runtime.weight import MIB

if TYPE_CHECKING:
    from collections.abc import Mapping

CAPACITY = 10_000
MOST_BYTES = 64 * MIB
MOST_WAITING = 1_000


class ReceivedMessage(AuthorNames):
    """A message of the model; its fields are its attributes: ``m.prompt``.

    Where the message has no such fields, ``type`` is the snake-case name of its class,
    ``data`` all fields as JSON and ``step`` the index of the step in which it was sent.
    Read-only.

    Args:
        kind: Snake-case name of the message's class, e.g. ``"current_prompt"``.
        data: The message's fields as JSON.
        step: Index of the step in which it was sent.
    """

    __slots__ = ("data", "step", "type")

    def __init__(
        self, kind: str, data: Mapping[str, JsonValue] = NO_METADATA, step: int = 0
    ) -> None:
        for name, value in (("type", kind), ("data", data), ("step", step)):
            object.__setattr__(self, name, value)

    def _fields(self) -> Mapping[str, JsonValue]:
        return cast("Mapping[str, JsonValue]", own(self, "data"))

    def _name(self) -> str:
        return message_type(self)

    def _what(self) -> str:
        return f"Message {message_type(self)!r}"

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{self!r} has been sent; it cannot be changed")

    def __delattr__(self, name: str) -> None:
        self.__setattr__(name, None)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ReceivedMessage):
            return NotImplemented
        return self.__reduce__() == other.__reduce__()

    def __hash__(self) -> int:
        return hash((message_type(self), own(self, "step")))

    def __reduce__(self) -> tuple[type[ReceivedMessage], tuple[object, ...]]:
        parts = (own(self, "type"), dict(own(self, "data")), own(self, "step"))
        return ReceivedMessage, parts


def message_type(message: ReceivedMessage) -> str:
    """Return what the class of *message* is called, whatever its fields are."""
    return cast("str", own(message, "type"))


class Inbox:
    """The newest messages, and who waits for the next. Thread-safe.

    It holds 10,000 messages of together 64 MiB; when it is full the oldest ones are
    forgotten. At most 1,000 may wait for a message; one more is refused.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._messages: Newest[tuple[int, ReceivedMessage]] = Newest(
            CAPACITY, MOST_BYTES
        )
        self._count = 0
        self._mark: int | None = None
        self._waiting: list[tuple[str, Future[object]]] = []

    def put(self, message: ReceivedMessage, size: int = 0) -> None:
        """Keep *message* of *size* bytes and give it to who waits for its type."""
        with self._lock:
            self._count += 1
            self._messages.append((self._count, message), size)
            kind = message_type(message)
            due = [future for name, future in self._waiting if name == kind]
            self._waiting = [entry for entry in self._waiting if entry[0] != kind]
            if due:
                self._mark = self._count
        # Outside the lock: what waits may ask for the next message at once.
        for future in due:
            _resolve(future, message)

    def mark(self) -> None:
        """From now on :meth:`wait` may return what has come since this call."""
        with self._lock:
            self._mark = self._count

    def wait(self, name: str) -> Future[object]:
        """Return a future of the next message called *name*.

        That is the first one after the newest :meth:`mark` or after the message that
        the wait before returned; without either, the next to come.

        Raises:
            SessionStateError: 1,000 wait already.
        """
        future: Future[object] = Future()
        with self._lock:
            if self._mark is None:
                self._mark = self._count
            for number, message in self._messages:
                if number > self._mark and message_type(message) == name:
                    self._mark = number
                    future.set_result(message)
                    return future
            if len(self._waiting) >= MOST_WAITING:
                raise SessionStateError(
                    f"{MOST_WAITING} wait for a message already; await them, or give "
                    "wait_for a timeout"
                )
            self._waiting.append((name, future))
        return future

    def forget(self, future: Future[object], error: Exception) -> None:
        """End the wait of *future* with *error* if it still waits."""
        with self._lock:
            self._waiting = [entry for entry in self._waiting if entry[1] is not future]
        if not future.done():
            future.set_exception(error)

    def close(self, error: Exception) -> None:
        """End every wait with *error*; the messages stay."""
        with self._lock:
            waiting, self._waiting = self._waiting, []
        for _, future in waiting:
            if not future.done():
                future.set_exception(error)

    def all(self) -> list[ReceivedMessage]:
        """Return what is kept, oldest first."""
        with self._lock:
            return [message for _, message in self._messages]


def _resolve(future: Future[object], message: ReceivedMessage) -> None:
    if not future.done():
        future.set_result(message)

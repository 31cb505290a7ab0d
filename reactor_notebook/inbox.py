"""The messages of one session, kept for the person who asks for them in Python."""

from __future__ import annotations

import threading
from collections import deque
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reactor_runtime.values import NO_METADATA, JsonValue

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

CAPACITY = 10_000


@dataclass(frozen=True, slots=True)
class Message:
    """A message of the model. Its fields read as attributes, too: ``m.prompt``.

    Args:
        type: Snake-case name of the message's class, e.g. ``"current_prompt"``.
        data: The message's fields as JSON.
        step: Index of the step in which it was sent.
    """

    type: str
    data: Mapping[str, JsonValue] = field(default_factory=lambda: NO_METADATA)
    step: int = 0

    def __getattr__(self, name: str) -> JsonValue:
        data: Mapping[str, JsonValue] = object.__getattribute__(self, "data")
        if name in data:
            return data[name]
        known = ", ".join(data) or "none"
        raise AttributeError(
            f"Message {self.type!r} has no field {name!r}; it has {known}"
        )

    def __dir__(self) -> list[str]:
        return [*object.__dir__(self), *self.data]

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={value!r}" for name, value in self.data.items())
        return f"{self.type}({fields})"


class Inbox:
    """The newest 10,000 messages, and who waits for the next. Thread-safe.

    When it is full the oldest message is forgotten.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._messages: deque[tuple[int, Message]] = deque(maxlen=CAPACITY)
        self._count = 0
        self._mark: int | None = None
        self._waiting: list[tuple[str, Future[object]]] = []

    def put(self, message: Message) -> None:
        """Keep *message* and give it to everyone who waits for its type."""
        with self._lock:
            self._count += 1
            self._messages.append((self._count, message))
            due = [future for name, future in self._waiting if name == message.type]
            self._waiting = [
                (name, future) for name, future in self._waiting if name != message.type
            ]
            if due:
                self._mark = self._count
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
        """
        future: Future[object] = Future()
        with self._lock:
            if self._mark is None:
                self._mark = self._count
            for number, message in self._messages:
                if number > self._mark and message.type == name:
                    self._mark = number
                    future.set_result(message)
                    return future
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

    def all(self) -> list[Message]:
        """Return what is kept, oldest first."""
        with self._lock:
            return [message for _, message in self._messages]


class Messages:
    """A live, read-only list of a session's messages, oldest first."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox

    def __len__(self) -> int:
        return len(self._inbox.all())

    def __iter__(self) -> Iterator[Message]:
        return iter(self._inbox.all())

    def __getitem__(self, index: int) -> Message:
        return self._inbox.all()[index]

    def __repr__(self) -> str:
        messages = self._inbox.all()
        lines = [repr(message) for message in messages[-20:]]
        if len(messages) > len(lines):
            lines.insert(0, f"… {len(messages) - len(lines)} earlier")
        return "\n".join(lines) if lines else "(no messages yet)"


def _resolve(future: Future[object], message: Message) -> None:
    if not future.done():
        future.set_result(message)

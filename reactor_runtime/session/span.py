"""A session as its model sees it: opened, clients come and go, closed."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from reactor_runtime.session.presence import Presence

if TYPE_CHECKING:
    from reactor_runtime.session.queue import QueueItem


class Span:
    """What lasts from ``@session_started`` to ``@session_ended``.

    The model's state and the uploaded files live as long as it does. Its presences
    follow one another; only the first of those that it holds may be in the engine's
    hands. Not thread-safe.

    Args:
        ends_with_clients: Whether the last client to leave closes it.
    """

    def __init__(self, *, ends_with_clients: bool) -> None:
        self.ends_with_clients = ends_with_clients
        self._presences: deque[Presence] = deque()
        self._is_closed = False

    @property
    def is_closed(self) -> bool:
        """Whether nobody can come any more."""
        return self._is_closed

    @property
    def presences(self) -> tuple[Presence, ...]:
        """Those that the engine has not served to their end, oldest first."""
        return tuple(self._presences)

    def accepting(self) -> Presence | None:
        """The presence that clients and commands join, if somebody is there."""
        if self._presences and not self._presences[-1].is_over:
            return self._presences[-1]
        return None

    def waiting_presence(self) -> Presence | None:
        """The presence that the engine should serve, running or over."""
        return self._presences[0] if self._presences else None

    def begin_presence(self) -> Presence:
        """Return a new presence, for the client that comes first."""
        # One that came and went behind the first was never seen by the model.
        while len(self._presences) > 1:
            self._presences.pop()
        presence = Presence()
        self._presences.append(presence)
        return presence

    def retire(self, presence: Presence) -> None:
        """Forget *presence*, which the engine has served to its end."""
        self._presences.remove(presence)

    def close(self) -> list[QueueItem]:
        """Send everybody away for good; returns what nobody will handle any more."""
        self._is_closed = True
        presence = self.accepting()
        return presence.end() if presence is not None else []


class Spans:
    """The spans of one engine: one at most is open, and one in the engine's hands."""

    def __init__(self) -> None:
        self._spans: deque[Span] = deque()

    @property
    def current(self) -> Span | None:
        """The one that clients join, if one is open."""
        if self._spans and not self._spans[-1].is_closed:
            return self._spans[-1]
        return None

    @property
    def waiting(self) -> Span | None:
        """The one that the engine should serve, open or closed."""
        return self._spans[0] if self._spans else None

    def open(self, *, ends_with_clients: bool) -> Span:
        """Return a new one, for clients to come; none may be open."""
        # One that was opened and closed behind the first was never seen by the model.
        while len(self._spans) > 1:
            self._spans.pop()
        span = Span(ends_with_clients=ends_with_clients)
        self._spans.append(span)
        return span

    def knows(self, one: Span | Presence) -> bool:
        """Whether *one* is yet to be served, or being served."""
        if isinstance(one, Span):
            return one in self._spans
        return any(one in span.presences for span in self._spans)

    def retire(self, span: Span) -> None:
        """Forget *span*, which the engine has served to its end."""
        self._spans.remove(span)

    def drop_commands(self) -> None:
        """Empty the queue of every presence; what was in it will not be served."""
        for span in self._spans:
            for presence in span.presences:
                presence.queue.clear()

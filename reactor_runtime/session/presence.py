"""Who is in a session, from the first client's arrival until the last one has left."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from reactor_runtime.errors import PublishError
from reactor_runtime.session.queue import CommandQueue, QueueItem

if TYPE_CHECKING:
    from reactor_runtime.values import ClientId


@dataclass(frozen=True, slots=True)
class ClientJoined:
    """A client arrived; *at* is seconds on the engine's clock."""

    client: ClientId
    at: float


@dataclass(frozen=True, slots=True)
class ClientLeft:
    """A client went away; *joined_at* is seconds on the engine's clock."""

    client: ClientId
    joined_at: float


MembershipChange: TypeAlias = ClientJoined | ClientLeft


class Presence:
    """The clients of one presence, with the commands that they sent.

    A presence that is over stays over: the next client to come begins a new one, with a
    queue of its own, so that nothing of one presence is visible to the next.
    Changes wait for the engine in order; a client that came and went before the engine
    looked is left out, which bounds them. An input track has one publisher; whoever
    leaves frees it. Not thread-safe.
    """

    def __init__(self) -> None:
        self._clients: dict[ClientId, float] = {}
        self._changes: deque[MembershipChange] = deque()
        self._is_over = False
        self._publishers: dict[str, ClientId] = {}
        self.queue = CommandQueue()

    @property
    def clients(self) -> tuple[ClientId, ...]:
        """Who is there, in order of arrival."""
        return tuple(self._clients)

    @property
    def is_over(self) -> bool:
        """Whether the last client has left."""
        return self._is_over

    @property
    def has_changes(self) -> bool:
        """Whether clients have come or gone since the engine last looked."""
        return bool(self._changes)

    def joined_at(self, client: ClientId) -> float:
        """When *client* came; 0 if it has left."""
        return self._clients.get(client, 0.0)

    def has(self, client: ClientId) -> bool:
        """Whether *client* is there."""
        return client in self._clients

    def join(self, client: ClientId, at: float) -> None:
        """Add *client*."""
        self._clients[client] = at
        self._changes.append(ClientJoined(client, at))

    def leave(self, client: ClientId) -> None:
        """Remove *client*; the last one to leave ends the presence."""
        joined_at = self._clients.pop(client)
        self.free(client)
        unseen = ClientJoined(client, joined_at)
        if unseen in self._changes:
            self._changes.remove(unseen)
        else:
            self._changes.append(ClientLeft(client, joined_at))
        self._is_over = not self._clients

    def publisher(self, track: str) -> ClientId | None:
        """Whose frames the input track *track* takes."""
        return self._publishers.get(track)

    def publish(self, client: ClientId, track: str) -> None:
        """Let *client*, which is there, publish *track*. Idempotent.

        Raises:
            PublishError: Another one does.
        """
        publisher = self._publishers.setdefault(track, client)
        if publisher != client:
            raise PublishError(track, publisher)

    def unpublish(self, client: ClientId, track: str) -> None:
        """Free *track*, if *client* publishes it."""
        if self._publishers.get(track) == client:
            del self._publishers[track]

    def free(self, client: ClientId) -> None:
        """Free every track that *client* publishes."""
        tracks = [name for name, known in self._publishers.items() if known == client]
        for track in tracks:
            del self._publishers[track]

    def owes(self, client: ClientId) -> bool:
        """Whether the engine has not seen yet that *client* has left."""
        left = (change for change in self._changes if isinstance(change, ClientLeft))
        return any(change.client == client for change in left)

    def end(self) -> list[QueueItem]:
        """Send everyone away; returns what was still in the queue."""
        for client in self.clients:
            self.leave(client)
        self._is_over = True
        return self.queue.clear()

    def next_change(self) -> MembershipChange | None:
        """Take the oldest arrival or departure that the engine has not seen."""
        return self._changes.popleft() if self._changes else None

"""The client that sent a command, as a handler receives it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from reactor_runtime.interface.messages import ModelMessage
    from reactor_runtime.values import ClientId


@dataclass(frozen=True, slots=True)
class ClientInfo:
    """One client of the session.

    Args:
        id: Names the client for as long as the session lives.
        joined_at: When it came, in seconds on the engine's clock.
        send: ``await client.send(message)`` reaches this client only.
    """

    id: ClientId
    joined_at: float
    send: Callable[[ModelMessage], Awaitable[None]] = field(compare=False, repr=False)

"""What a model needs from whatever runs it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, cast

from reactor_runtime.errors import SessionStateError

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Awaitable, Callable

    from reactor_runtime.interface.messages import ModelMessage
    from reactor_runtime.values import ClientId

_HOST = "_reactor_host"


class OutputBuffer(Protocol):
    """The frames that are queued and not yet shown."""

    @property
    def fps(self) -> float:
        """Frames per second at which they are shown; assign it to change it."""

    @fps.setter
    def fps(self, fps: float | None) -> None: ...

    def set_fps(self, fps: float | None) -> None:
        """Show what is queued from now on at *fps* frames per second.

        ``None`` follows the model's own pace. Raises ``ValueError`` for what is no
        rate.
        """

    async def emit(
        self,
        output: object,
        *,
        compute_time: float | None = None,
        drop: bool = False,
    ) -> None:
        """Show *output*, as the model's own ``emit`` does."""

    def flush(self, hold: bool = False) -> None:  # noqa: FBT001, FBT002 - the authoring contract
        """Drop what is queued and show black, or with *hold* the last frame."""

    def clear(self) -> None:
        """Drop what is queued; the last frame stays."""


class ModelHost(Protocol):
    """What carries out a model's calls on itself."""

    @property
    def connected(self) -> asyncio.Event:
        """Set while a client is there."""

    @property
    def output_buffer(self) -> OutputBuffer:
        """The model's queued frames."""

    async def emit(
        self, output: object, *, compute_time: float | None, drop: bool
    ) -> None:
        """Queue *output* for showing, waiting for room unless *drop*."""

    async def send(
        self, message: ModelMessage, *, client: ClientId | None = None
    ) -> None:
        """Send *message* to one client, or to all."""


def bind(model: object, host: ModelHost) -> None:
    """Let *host* carry out what *model* asks for. Done before ``__init__``."""
    # Past a __setattr__ of the author's own, which may need what __init__ sets.
    object.__setattr__(model, _HOST, host)


def host_of(model: object) -> ModelHost:
    """Return the host of *model*.

    Raises:
        SessionStateError: If nothing runs the model.
    """
    host = getattr(model, _HOST, None)
    if host is None:
        raise SessionStateError(
            f"this {type(model).__name__} runs in no session; load the class with "
            "%reactor_load, `reactor run` or reactor_runtime.testing.ModelDriver"
        )
    return cast("ModelHost", host)


@dataclass(frozen=True, slots=True)
class ClientInfo:
    """One client of the session, as a handler receives it.

    Args:
        id: Names the client for as long as the session lives.
        joined_at: When it came, in seconds on the engine's clock.
        send: ``await client.send(message)`` reaches this client only.
    """

    id: ClientId
    joined_at: float
    send: Callable[[ModelMessage], Awaitable[None]] = field(compare=False, repr=False)

"""Call a model's own methods, and contain what its hooks raise."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from reactor_runtime.engine.guarding.guard import ModelInterruptedError, call, guarded
from reactor_runtime.interface.model_host import ClientInfo
from reactor_runtime.session.entry import LogKind

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from reactor_runtime.engine.core import Core
    from reactor_runtime.engine.state_report import StateReport
    from reactor_runtime.interface.messages import ModelMessage
    from reactor_runtime.values import ClientId


class HookCalls:
    """Runs lifecycle hooks, where the class has them. Use it on the engine's loop.

    Args:
        core: Shared by the engine's parts.
        state: Told when the state may have changed.
        send: Sends a message to one client.
    """

    def __init__(
        self,
        core: Core,
        state: StateReport,
        send: Callable[[ClientId], Callable[[ModelMessage], Awaitable[None]]],
    ) -> None:
        self._core = core
        self._state = state
        self._send = send

    async def run(
        self,
        slot: str,
        client: ClientId | None = None,
        joined_at: float = 0.0,
        **arguments: object,
    ) -> None:
        """Run one hook; what it raises is logged.

        Args:
            slot: The hook's name in :class:`Hooks`.
            client: Whom it concerns, for a hook that asks for that.
            joined_at: When that client came, in seconds on the engine's clock.
            arguments: Handed to the hook.
        """
        hook = getattr(self._core.contract.hooks, slot)
        if hook is None:
            return
        if hook.takes_client and client is not None:
            arguments["client"] = self.client_info(client, joined_at)
        try:
            await self.call(hook.method, arguments)
        except ModelInterruptedError as error:
            self._core.error(f"@{slot} was interrupted", error, client)
            self._core.interrupted(f"@{slot}", error)
        except asyncio.CancelledError:
            text = f"@{slot} was cancelled, because its presence has ended"
            self._core.note(LogKind.ERROR, text, client)
            raise
        except Exception as error:  # noqa: BLE001 - contained, and shown
            self._core.error(f"@{slot} raised", error, client)
        self._state.report()

    async def call(self, method: str, arguments: dict[str, Any]) -> Any:
        """Call a method of the model; finding it is the model's own code, too."""
        core = self._core
        bound = guarded(core.guard, getattr, core.model, method)
        return await call(core.guard, lambda: bound(**arguments))

    def client_info(self, client: ClientId, joined_at: float) -> ClientInfo:
        """What a hook or a handler is given of a client."""
        return ClientInfo(client, joined_at, self._send(client))

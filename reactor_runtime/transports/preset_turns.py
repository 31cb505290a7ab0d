"""What the panels of one session ask of presets, one after another."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from reactor_runtime.supervision import submit
from reactor_runtime.wire.replies import PresetsTold

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from reactor_runtime.transports.base import EngineGateway
    from reactor_runtime.transports.panel_link import PresetShelf
    from reactor_runtime.values import JsonValue
    from reactor_runtime.wire.requests import PresetAsked

MOST_WAITING = 32


class PresetTurns:
    """Lets a shelf answer on a helper thread, so that a slow disk holds nobody up.

    At most 32 requests wait; another is refused. Each is answered, whatever happens.

    Args:
        gateway: The engine; its log tells of what fails.
        shelf: Who answers; ``None`` where nothing is kept.
        loop: Where it is asked, and replies.
    """

    def __init__(
        self,
        gateway: EngineGateway,
        shelf: PresetShelf | None,
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        self._gateway = gateway
        self._shelf = shelf
        self._loop = loop
        self._turn = asyncio.Lock()
        self._waiting = 0

    @property
    def offer(self) -> Mapping[str, JsonValue] | None:
        """What a panel is told of presets; ``None`` where nothing is kept."""
        return None if self._shelf is None else {"limit": self._shelf.limit}

    def ask(self, asked: PresetAsked, reply: Callable[[PresetsTold], None]) -> None:
        """Let *asked* be answered in its turn. On the loop."""
        if self._shelf is None:
            reply(_failed(asked, "This session keeps no values under names."))
        elif self._waiting >= MOST_WAITING:
            reply(_failed(asked, "Too much waits for the disk. Try again later."))
        else:
            self._waiting += 1
            serving = self._serve(self._shelf, asked, reply)
            failed = partial(self._gateway.report, "A preset's answer was lost")
            submit(self._loop, serving, failed=failed)

    async def _serve(
        self,
        shelf: PresetShelf,
        asked: PresetAsked,
        reply: Callable[[PresetsTold], None],
    ) -> None:
        try:
            async with self._turn:
                told = await asyncio.to_thread(shelf.answer, asked)
        except Exception as error:  # noqa: BLE001 - answered, and shown
            self._gateway.report("A preset could not be handled", error)
            text = "It could not be handled; the session's log says why."
            told = _failed(asked, text)
        finally:
            self._waiting -= 1
        reply(told)


def _failed(asked: PresetAsked, error: str) -> PresetsTold:
    return PresetsTold(asked.id, asked.action, asked.name, error=error)

"""What the panels of one session ask of its files, one after another."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from reactor_runtime.supervision import submit
from reactor_runtime.wire import panel

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from reactor_runtime.transports.base import EngineGateway
    from reactor_runtime.values import JsonValue
    from reactor_runtime.wire.panel import (
        PresetAsked,
        PresetsTold,
        TuneAsked,
        TuningTold,
    )

Asked = TypeVar("Asked")
Told = TypeVar("Told")

MOST_WAITING = 32


class PresetShelf(Protocol):
    """Where the values of a session are kept under names. Called from any thread."""

    @property
    def limit(self) -> int:
        """Most bytes of a preset that was shared."""

    def answer(self, asked: PresetAsked) -> PresetsTold:
        """Do what a panel asks; it may take as long as files take."""


class TuningBench(Protocol):
    """Where the limits of parameters are changed. Called from any thread."""

    def watch(self, told: Callable[[Mapping[str, JsonValue]], object]) -> None:
        """Call *told*, in some thread, with how the tuning stands, when that changes.

        It takes the place of what was told before.
        """

    def answer(self, asked: TuneAsked) -> TuningTold:
        """Do what a panel asks; it may take as long as files, or a page, take."""


class Turns(Generic[Asked, Told]):
    """Lets what a panel asks be answered on a helper thread: a slow disk holds nobody.

    At most 32 requests wait; another is refused. Each is answered, whatever happens.

    Args:
        gateway: The engine; its log tells of what fails.
        loop: Where it is asked, and replies.
        answer: Who answers; ``None`` where nobody does.
        missing: What is said where nobody answers.
    """

    def __init__(
        self,
        gateway: EngineGateway,
        loop: asyncio.AbstractEventLoop,
        answer: Callable[[Asked], Told] | None,
        missing: str,
    ) -> None:
        self._gateway = gateway
        self._loop = loop
        self._answer = answer
        self._missing = missing
        self._turn = asyncio.Lock()
        self._waiting = 0

    def ask(self, asked: Asked, reply: Callable[[Told], None]) -> None:
        """Let *asked* be answered in its turn. On the loop."""
        if self._answer is None:
            reply(self._refused(asked, self._missing))
        elif self._waiting >= MOST_WAITING:
            reply(self._refused(asked, "Too much waits for the disk. Try again later."))
        else:
            self._waiting += 1
            serving = self._serve(self._answer, asked, reply)
            failed = partial(self._gateway.report, "A panel's answer was lost")
            submit(self._loop, serving, failed=failed)

    async def _serve(
        self,
        answer: Callable[[Asked], Told],
        asked: Asked,
        reply: Callable[[Told], None],
    ) -> None:
        try:
            async with self._turn:
                told = await asyncio.to_thread(answer, asked)
        except Exception as error:  # noqa: BLE001 - answered, and shown
            self._gateway.report("What a panel asked for could not be done", error)
            text = "It could not be done; the session's log says why."
            told = self._refused(asked, text)
        finally:
            self._waiting -= 1
        reply(told)

    def _refused(self, asked: Asked, error: str) -> Told:
        """Make the answer that says why nothing was done."""
        raise NotImplementedError


class PresetTurns(Turns[panel.PresetAsked, panel.PresetsTold]):
    """What is asked of the values that are kept under names.

    Args:
        gateway: The engine.
        loop: Where it is asked, and replies.
        shelf: Who answers; ``None`` where nothing is kept.
    """

    def __init__(
        self,
        gateway: EngineGateway,
        loop: asyncio.AbstractEventLoop,
        shelf: PresetShelf | None,
    ) -> None:
        answer = None if shelf is None else shelf.answer
        super().__init__(
            gateway, loop, answer, "This session keeps no values under names."
        )
        self.offer: Mapping[str, JsonValue] | None = (
            None if shelf is None else {"limit": shelf.limit}
        )
        """What a panel is told of presets; ``None`` where nothing is kept."""

    def _refused(self, asked: panel.PresetAsked, error: str) -> panel.PresetsTold:
        return panel.PresetsTold(asked.id, asked.action, asked.name, error=error)


class TuningTurns(Turns[panel.TuneAsked, panel.TuningTold]):
    """What is asked of the limits of the model's parameters.

    Args:
        gateway: The engine.
        loop: Where it is asked, and replies.
        bench: Who answers; ``None`` where nothing can be tuned.
    """

    def __init__(
        self,
        gateway: EngineGateway,
        loop: asyncio.AbstractEventLoop,
        bench: TuningBench | None,
    ) -> None:
        answer = None if bench is None else bench.answer
        missing = "The limits of this session's parameters cannot be changed here."
        super().__init__(gateway, loop, answer, missing)
        self.standing: Mapping[str, JsonValue] | None = (
            None if bench is None else {"changed": {}, "undo": False, "redo": False}
        )
        """How the tuning stands; ``None`` where nothing can be tuned."""

    def _refused(self, asked: panel.TuneAsked, error: str) -> panel.TuningTold:
        stands = self.standing or {}
        return panel.TuningTold(asked.id, asked.action, asked.name, stands, error=error)

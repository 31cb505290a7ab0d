"""What a model's calls on itself lead to."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from reactor_runtime.interface.model_host import ModelHost, OutputBuffer
from reactor_runtime.session.entry import LogKind
from reactor_runtime.session.notices import MessageNotice

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from reactor_runtime.engine.core import Core
    from reactor_runtime.engine.running.emitter import Emitter
    from reactor_runtime.engine.running.outputs import Batch
    from reactor_runtime.engine.running.steps import Steps
    from reactor_runtime.interface.messages import ModelMessage
    from reactor_runtime.values import ClientId, JsonValue


class EngineOutputBuffer(OutputBuffer):
    """The model's queued frames."""

    def __init__(self, model_host: EngineModelHost, emitter: Emitter) -> None:
        self._model_host = model_host
        self._emitter = emitter

    @property
    def fps(self) -> float:
        return self._emitter.rate.fps

    @fps.setter
    def fps(self, fps: float | None) -> None:
        self.set_fps(fps)

    def set_fps(self, fps: float | None) -> None:
        self._emitter.rate.declare(fps)

    async def emit(
        self,
        output: object,
        *,
        compute_time: float | None = None,
        drop: bool = False,
    ) -> None:
        await self._model_host.emit(output, compute_time=compute_time, drop=drop)

    def flush(self, hold: bool = False) -> None:  # noqa: FBT001, FBT002 - the authoring contract
        if hold:
            self._emitter.clear()
        else:
            self._emitter.flush()

    def clear(self) -> None:
        self._emitter.clear()


class EngineModelHost(ModelHost):
    """Carries out ``emit`` and ``send`` for one model, on the engine's loop.

    It knows no model, so that a model that is let go is gone at once.

    Args:
        core: Shared by the engine's parts.
        steps: Counts a run-model's steps.
        emitter: Where frames go.
        is_service: Whether the current task runs handlers and hooks, whose emits are no
            steps.
        on_step: Called after each step of a run-model.
    """

    def __init__(
        self,
        core: Core,
        steps: Steps,
        emitter: Emitter,
        is_service: Callable[[], bool],
        on_step: Callable[[], None],
    ) -> None:
        self._core = core
        self._steps = steps
        self._emitter = emitter
        self._is_service = is_service
        self._on_step = on_step
        self._connected = asyncio.Event()
        self._output_buffer = EngineOutputBuffer(self, emitter)

    @property
    def connected(self) -> asyncio.Event:
        return self._connected

    @property
    def output_buffer(self) -> EngineOutputBuffer:
        return self._output_buffer

    async def emit(
        self, output: object, *, compute_time: float | None, drop: bool
    ) -> None:
        created_at = self._core.clock.now()
        is_service = self._is_service()
        if not (self._core.is_present() or (is_service and self._core.takes_frames)):
            await self._emitter.breathe()
            return
        batch, step = await self._convert(output), self._steps.current
        if self._core.contract.is_pipeline or is_service:
            await self._emitter.show(
                batch, step, created_at, compute_time=compute_time, drop=drop
            )
            return
        self._emitter.measure(
            self._steps.end(), batch if compute_time is None else None
        )
        self._on_step()
        await self._emitter.show(
            batch, step, created_at, compute_time=compute_time, drop=drop
        )
        # A step that nobody is there for is begun by the next presence.
        if self._core.is_present() and await self._core.gate.enter():
            self._steps.begin()

    async def _convert(self, output: object) -> Batch:
        try:
            return self._emitter.convert(output)
        except TypeError:
            # A model that catches this and tries again must not keep the loop.
            await self._emitter.breathe()
            raise

    async def send(
        self, message: ModelMessage, *, client: ClientId | None = None
    ) -> None:
        try:
            kind, data = self._core.encode(message)
        except TypeError:
            await self._emitter.breathe()
            raise
        notice = MessageNotice(kind, data, self._steps.current.index)
        with self._core.lock:
            facts: dict[str, JsonValue] = {"type": kind, "data": data}
            self._core.note(LogKind.MESSAGE_SENT, kind, client, facts)
            self._core.notify(notice, client)
        await self._emitter.breathe()

    def to_client(self, client: ClientId) -> Callable[[ModelMessage], Awaitable[None]]:
        """Return what sends a message to *client* only."""

        async def send(message: ModelMessage) -> None:
            await self.send(message, client=client)

        return send

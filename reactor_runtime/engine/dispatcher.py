"""Run handlers and hooks for what clients did, in order, one at a time."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from reactor_runtime.engine.guarding.guard import (
    ModelInterruptedError,
    guarded,
    summarize,
)
from reactor_runtime.engine.pulse import Pulse
from reactor_runtime.errors import CommandError
from reactor_runtime.interface.messages import ModelMessage
from reactor_runtime.interface.uploads import UploadedFile
from reactor_runtime.session.entry import LogKind
from reactor_runtime.session.notices import AnswerNotice, MessageNotice
from reactor_runtime.session.presence import ClientJoined
from reactor_runtime.session.queue import ArrivedFile, QueuedCommand, QueueItem
from reactor_runtime.session.request import references_in, replace_references
from reactor_runtime.streaming.pacing import BREATH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reactor_runtime.engine.answers import Answers
    from reactor_runtime.engine.core import Core
    from reactor_runtime.engine.hooks import HookCalls
    from reactor_runtime.engine.running.steps import Steps
    from reactor_runtime.engine.state_report import StateReport
    from reactor_runtime.engine.uploads import UploadStore
    from reactor_runtime.session.presence import Presence
    from reactor_runtime.values import ClientId, JsonValue, UploadReference

UPLOAD_PATIENCE = 3.0
"""Seconds that a command waits for the bytes of its upload."""

# A handler longer than this leaves the loop for a whole breath, not for one turn.
_LONG = 0.002


class Dispatcher:
    """Calls the model for one presence: commands, files, clients that come and go.

    Use it on the engine's loop.

    Args:
        core: Shared by the engine's parts.
        presence: Whose commands to run.
        uploads: The files of its session.
        answers: Where outcomes go.
        steps: Told which command ran last.
        state: Told when the state may have changed.
        hooks: Calls the model.
    """

    def __init__(
        self,
        core: Core,
        presence: Presence,
        uploads: UploadStore,
        answers: Answers,
        steps: Steps,
        state: StateReport,
        hooks: HookCalls,
    ) -> None:
        self._core = core
        self.presence = presence
        """Whose commands it runs."""
        self._uploads = uploads
        self._answers = answers
        self._steps = steps
        self._state = state
        self._hooks = hooks
        self._without_message: set[str] = set()
        self.turn = asyncio.Lock()
        """Held while a handler or hook runs, and by a pipeline while it steps."""
        self.work = Pulse()
        """Fired when something may have become ready to run."""
        self.ran = Pulse()
        """Fired after a handler or hook, and when an input frame has come."""
        self.ended = Pulse()
        """Fired when the presence has ended."""

    async def run(self) -> None:
        """Serve the presence until it is over."""
        while not self.presence.is_over:
            if self._core.session.defect:
                await self.work.wait()
                continue
            if not self._is_ready():
                await self.work.wait(self._patience())
                continue
            async with self.turn:
                await self._serve_next()

    async def drain(self) -> None:
        """Run what is queued now, and nothing that comes later; with the turn held."""
        with self._core.lock:
            present = len(self.presence.queue)
        for _ in range(present):
            is_broken = self._core.session.defect != ""
            if is_broken or self.presence.is_over or not self._is_ready():
                return
            await self._serve_next()

    async def run_hook(
        self, slot: str, client: ClientId | None = None, joined_at: float = 0.0
    ) -> None:
        """Run one lifecycle hook, if the class has it; what it raises is logged."""
        await self._hooks.run(slot, client, joined_at)
        self.ran.fire()

    async def greet_clients(self) -> None:
        """Run the hooks of clients that have come or gone since last time."""
        while True:
            with self._core.lock:
                change = self.presence.next_change()
            if change is None:
                return
            if isinstance(change, ClientJoined):
                await self.run_hook("client_connected", change.client, change.at)
            else:
                client, joined_at = change.client, change.joined_at
                await self.run_hook("client_disconnected", client, joined_at)
                self._core.endings.over((self.presence, client))

    def _is_ready(self) -> bool:
        with self._core.lock:
            if self.presence.has_changes:
                return True
            head = self.presence.queue.head()
            return head is not None and not self._is_waiting(head)

    def _is_waiting(self, head: QueueItem) -> bool:
        if isinstance(head, ArrivedFile) or not any(self._missing(head)):
            return False
        return self._core.clock.now() < head.at + UPLOAD_PATIENCE

    def _patience(self) -> float | None:
        with self._core.lock:
            head = self.presence.queue.head()
        if not isinstance(head, QueuedCommand):
            return None
        return max(head.at + UPLOAD_PATIENCE - self._core.clock.now(), BREATH)

    def _missing(self, command: QueuedCommand) -> Iterator[UploadReference]:
        for reference in references_in(command.arguments):
            if not self._uploads.is_complete(reference.upload_id):
                yield reference

    async def _serve_next(self) -> None:
        """Serve the next client or item; a failure that is not the model's is told."""
        began = self._core.clock.now()
        try:
            await self.greet_clients()
            item = self._next_item()
            if isinstance(item, ArrivedFile):
                await self._announce(item.reference, item.client)
            elif item is not None:
                await self._answer(item)
        except Exception as error:  # noqa: BLE001 - whoever steps is not to blame
            self._core.break_down("Commands could not be served", error)
        # A whole breath (1 ms) after each short handler would slow a burst of commands;
        # one turn of the loop is enough for what is short, too.
        is_long = self._core.clock.now() - began > _LONG
        await asyncio.sleep(BREATH if is_long else 0)

    def _next_item(self) -> QueueItem | None:
        with self._core.lock:
            head = self.presence.queue.head()
            is_ready = head is not None and not self._is_waiting(head)
            return self.presence.queue.pop() if is_ready else None

    async def _answer(self, command: QueuedCommand) -> None:
        message, code, text = None, None, ""
        try:
            message = await self._handle(command)
        except CommandError as error:
            code, text = _refusal(error)
            self._answers.note_failure(command, code, text)
        except ModelInterruptedError as error:
            code = "internal_error"
            self._note_error(f"{command.name!r} was interrupted", command, error)
            self._core.interrupted(f"the handler of {command.name!r}", error)
        except asyncio.CancelledError:
            self._answers.fail(command, "disconnected", "Its presence has ended")
            raise
        except Exception as error:  # noqa: BLE001 - contained, answered and shown
            code = "internal_error"
            self._note_error(f"The handler of {command.name!r} raised", command, error)
        # The state before the answer: who has the answer sees what the command did.
        self._steps.handled_command = command.number
        self._state.report()
        notice = AnswerNotice(
            command.request_id or "", command.number, message, code, text
        )
        self._answers.give(command, notice)
        self.ran.fire()

    def _note_error(self, what: str, command: QueuedCommand, error: Exception) -> None:
        facts: dict[str, JsonValue] = {"name": command.name, "number": command.number}
        self._core.error(what, error, command.client, facts)

    async def _handle(self, command: QueuedCommand) -> MessageNotice | None:
        contract = self._core.contract.commands.get(command.name)
        if contract is None:
            raise CommandError(
                "invalid_command", f"The model offers no {command.name!r} any more"
            )
        missing = next(self._missing(command), None)
        if missing is not None:
            raise CommandError(
                "unresolved_upload",
                f"File {missing.name or missing.upload_id!r} was not complete within "
                f"{UPLOAD_PATIENCE:g} s; send it again, then the command",
            )
        arguments = await self._resolve(command)
        if contract.method is None:
            core, field = self._core, contract.state_field or ""
            value = arguments[contract.arguments[0].name]
            state = guarded(core.guard, getattr, core.model, "state")
            guarded(core.guard, setattr, state, field, value)
            return None
        if contract.takes_client:
            joined_at = self.presence.joined_at(command.client)
            arguments["client"] = self._hooks.client_info(command.client, joined_at)
        result = await self._hooks.call(contract.method, arguments)
        return guarded(self._core.guard, self._encode, command.name, result)

    def _encode(self, name: str, result: object) -> MessageNotice | None:
        if result is None:
            return None
        if not isinstance(result, ModelMessage):
            self._note_no_message(name, result)
            return None
        kind, data = self._core.encode(result)
        return MessageNotice(kind, data, self._steps.current.index)

    def _note_no_message(self, name: str, result: object) -> None:
        """Say once what would have been sent."""
        if name not in self._without_message:
            self._without_message.add(name)
            text = (
                f"The handler of {name!r} returned a {type(result).__name__}, which "
                "nobody gets; a ModelMessage would have been sent as the answer"
            )
            self._core.note(LogKind.NOTE, text)

    async def _resolve(self, command: QueuedCommand) -> dict[str, Any]:
        for reference in references_in(command.arguments):
            await self._announce(reference, command.client)
        return {
            name: replace_references(value, self._file)
            for name, value in command.arguments.items()
        }

    async def _announce(self, reference: UploadReference, client: ClientId) -> None:
        if self._uploads.take_announcement(reference.upload_id):
            file, at = self._file(reference), self.presence.joined_at(client)
            await self._hooks.run("file_uploaded", client, at, uploaded_file=file)
            self.ran.fire()

    def _file(self, reference: UploadReference) -> UploadedFile:
        stored = self._uploads.file(reference.upload_id)
        if stored is None:
            raise CommandError("unresolved_upload", f"File {reference.name!r} is gone")
        known = stored.reference
        return UploadedFile.stored(known.name, known.mime_type, known.size, stored.open)


def _refusal(error: CommandError) -> tuple[str, str]:
    """Return code and text; a subclass may have left them out, or made them others."""
    try:
        code: object = getattr(error, "code", "command_error")
        return str(code), str(getattr(error, "message", "") or summarize(error))
    except BaseException:  # noqa: BLE001 - the author's own properties and texts
        return "command_error", summarize(error)

"""Bring what became of a command to whoever sent it."""

from __future__ import annotations

from concurrent.futures import Future, InvalidStateError
from typing import TYPE_CHECKING

from reactor_runtime.session.entry import LogKind
from reactor_runtime.session.notices import AnswerNotice
from reactor_runtime.session.queue import QueuedCommand

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reactor_runtime.engine.core import Core
    from reactor_runtime.session.queue import QueueItem
    from reactor_runtime.values import JsonValue


class Answers:
    """The answers that are still owed, one for each queued or running command.

    Bounded by the command queue. Every method may be called from any thread.
    """

    def __init__(self, core: Core) -> None:
        self._core = core
        self._owed: dict[int, tuple[QueuedCommand, Future[AnswerNotice]]] = {}

    def expect(self, command: QueuedCommand) -> Future[AnswerNotice]:
        """Return the future of the answer to *command*."""
        future: Future[AnswerNotice] = Future()
        self._owed[command.number] = command, future
        return future

    def give(self, command: QueuedCommand, notice: AnswerNotice) -> None:
        """Answer *command*: its future, and its client if that asked.

        A message that nobody asked for by a request id still reaches the client. A
        command that has its answer gets no second one.
        """
        with self._core.lock:
            _, future = self._owed.pop(command.number, (command, None))
            if future is None:
                return
            if (message := notice.message) is not None:
                facts: dict[str, JsonValue] = {
                    "type": message.type,
                    "data": message.data,
                }
                self._core.note(
                    LogKind.MESSAGE_SENT, message.type, command.client, facts
                )
            if command.request_id is not None:
                self._core.notify(notice, command.client)
            elif notice.message is not None:
                self._core.notify(notice.message, command.client)
        # Outside the lock: its callbacks run here, and they may be anybody's.
        try:
            future.set_result(notice)
        except InvalidStateError:  # whoever waited has cancelled it
            return

    def supersede(self, command: QueuedCommand) -> None:
        """Acknowledge a command that a newer one replaces."""
        request = command.request_id or ""
        self.give(command, AnswerNotice(request, command.number, is_superseded=True))

    def fail(self, command: QueuedCommand, code: str, text: str) -> None:
        """Log and answer a failure."""
        self.note_failure(command, code, text)
        notice = AnswerNotice(
            command.request_id or "", command.number, code=code, text=text
        )
        self.give(command, notice)

    def fail_all(self, items: Iterable[QueueItem], code: str, text: str) -> None:
        """Fail each command among *items*."""
        for item in items:
            if isinstance(item, QueuedCommand):
                self.fail(item, code, text)

    def fail_owed(self, code: str, text: str) -> None:
        """Fail every command that waits for its answer, running or queued."""
        with self._core.lock:
            owed = [command for command, _ in self._owed.values()]
        for command in owed:
            self.fail(command, code, text)

    def note_failure(self, command: QueuedCommand, code: str, text: str) -> None:
        """Log that a command that was accepted has failed."""
        facts: dict[str, JsonValue] = {
            "name": command.name,
            "number": command.number,
            "code": code,
        }
        self._core.note(
            LogKind.COMMAND_FAILED,
            f"{command.name}: {text}",
            command.client,
            facts,
        )

"""Admit clients and commands to one session, and keep its status and its log.

The session is fed what happened and the time at which it did; it answers with values.
It calls nobody: the engine runs the handlers and tells the clients.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reactor_runtime.errors import CommandRejectedError, SessionStateError
from reactor_runtime.session.entry import LogKind
from reactor_runtime.session.log import SessionLog
from reactor_runtime.session.notices import StatusNotice
from reactor_runtime.session.queue import ArrivedFile, QueuedCommand, QueueItem
from reactor_runtime.session.request import Judged, check_uploads, judge
from reactor_runtime.session.span import Spans
from reactor_runtime.session.status import (
    Hold,
    LifecycleEvent,
    SessionStatus,
    next_status,
)
from reactor_runtime.values import NO_METADATA
from reactor_runtime.weight import in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from reactor_runtime.contract import ModelContract
    from reactor_runtime.session.entry import LogEntry
    from reactor_runtime.session.presence import Presence
    from reactor_runtime.session.request import CommandRequest
    from reactor_runtime.session.span import Span
    from reactor_runtime.values import ClientId, JsonValue, UploadId, UploadReference

OPEN = frozenset(
    {
        SessionStatus.READY,
        SessionStatus.RUNNING,
        SessionStatus.PAUSED,
        SessionStatus.FAILED,
    }
)
"""Statuses in which clients may come and send commands."""


@dataclass(frozen=True, slots=True)
class Admission:
    """A command that was accepted, and the older one that it replaces."""

    command: QueuedCommand
    superseded: QueuedCommand | None = None


def _told(command: str, error: CommandRejectedError) -> str:
    """A refusal as the log tells it: it names *command*, once."""
    start = f"{command}: "
    return error.message if error.message.startswith(start) else start + error.message


class Session:
    """The rules of one session, without I/O.

    Not thread-safe: the engine calls it under its lock.

    Args:
        contract: What the model offers; replace it with :meth:`set_contract`.
    """

    def __init__(self, contract: ModelContract) -> None:
        self._contract = contract
        self._status = StatusNotice(SessionStatus.CREATED)
        self._accepted = 0
        self._is_loaded = False
        self.spans = Spans()
        """The sessions as the model sees them: one is open at most."""
        self.log = SessionLog()
        self.step = 0
        """Index of the step that is running or ran last."""
        self.holds: set[Hold] = set()
        """Who wants the model to be held between steps."""
        self.defect = ""
        """Why commands cannot be served, where the engine itself has failed."""

    @property
    def contract(self) -> ModelContract:
        """The contract in force."""
        return self._contract

    @property
    def status(self) -> StatusNotice:
        """The status as last announced."""
        return self._status

    @property
    def last_command(self) -> int:
        """Number of the newest accepted command, 0 before the first."""
        return self._accepted

    @property
    def is_held(self) -> bool:
        """Whether the model is to be held between steps."""
        return bool(self.holds)

    @property
    def is_open(self) -> bool:
        """Whether clients may come and send commands."""
        return self._is_loaded and self._status.status in OPEN

    def note(
        self,
        now: float,
        kind: LogKind,
        text: str,
        *,
        client: ClientId | None = None,
        frame: int | None = None,
        data: Mapping[str, JsonValue] = NO_METADATA,
    ) -> LogEntry:
        """Append to the log, at the current step."""
        return self.log.append(
            now, kind, text, step=self.step, client=client, frame=frame, data=data
        )

    def move(
        self, now: float, event: LifecycleEvent, detail: str = "", traceback: str = ""
    ) -> StatusNotice:
        """Change the status by *event* and return what to announce.

        Raises:
            SessionStateError: The event does not fit the status.
        """
        status = next_status(self._status.status, event)
        if event is LifecycleEvent.LOADED:
            self._is_loaded = True
        self._status = StatusNotice(status, detail, traceback)
        text = f"{status}: {detail}" if detail else str(status)
        self.note(now, LogKind.STATUS, text, data={"status": str(status)})
        return self._status

    def restate(self, now: float, detail: str, traceback: str) -> StatusNotice:
        """Keep the status and give another reason for it; returns what to announce."""
        self._status = StatusNotice(self._status.status, detail, traceback)
        text = f"{self._status.status}: {detail}"
        self.note(now, LogKind.STATUS, text, data={"status": str(self._status.status)})
        return self._status

    def set_contract(self, now: float, contract: ModelContract) -> None:
        """Put *contract* in force for every command that comes from now on."""
        self._contract = contract
        text = f"Contract of {contract.name!r} changed"
        self.note(now, LogKind.CONTRACT_CHANGED, text)

    def accepting(self) -> Presence | None:
        """The presence that clients and commands join, if somebody is there."""
        span = self.spans.current
        return span.accepting() if span is not None else None

    def open_span(self, now: float) -> Span:
        """Open a session, as the model sees it, that lasts until it is closed.

        Raises:
            SessionStateError: The model is not loaded, the session has ended, or one is
                open already.
        """
        if not self.is_open:
            raise SessionStateError(
                f"No session can be opened: it is {self._status.status}. Wait until "
                "the model is loaded, or load it again"
            )
        if self.spans.current is not None:
            raise SessionStateError(
                "A session is open already; close it before you open another"
            )
        self.note(now, LogKind.SESSION_OPENED, "Session opened")
        return self.spans.open(ends_with_clients=False)

    def close_span(self, now: float, reason: str) -> list[QueueItem]:
        """Send everybody away for *reason*, and let nobody come into this session.

        Returns:
            What nobody will handle any more. Without an open one nothing happens.
        """
        span = self.spans.current
        if span is None:
            return []
        presence = span.accepting()
        for client in presence.clients if presence is not None else ():
            self._note_left(now, client, reason)
        if not span.ends_with_clients:
            text = f"Session closed ({reason})"
            self.note(now, LogKind.SESSION_CLOSED, text, data={"reason": reason})
        return span.close()

    def connect(self, now: float, client: ClientId) -> None:
        """Add *client*; the first one begins a presence.

        Without an open session it opens one, which the last client to leave closes.

        Raises:
            SessionStateError: The model is not loaded, the session has ended, or the
                client is there already.
        """
        if not self.is_open:
            raise SessionStateError(
                f"Client {client!r} cannot connect: the session is "
                f"{self._status.status}. Wait until the model is loaded, or load it "
                "again"
            )
        span = self.spans.current or self.spans.open(ends_with_clients=True)
        presence = span.accepting()
        if presence is not None and presence.has(client):
            raise SessionStateError(
                f"Client {client!r} is connected already; disconnect it first"
            )
        if presence is None:
            presence = span.begin_presence()
        presence.join(client, now)
        text = f"Client {client} joined"
        self.note(now, LogKind.CLIENT_JOINED, text, client=client)

    def disconnect(self, now: float, client: ClientId, reason: str) -> list[QueueItem]:
        """Remove *client*; returns what nobody will handle any more.

        Unknown clients are ignored.
        """
        span, presence = self.spans.current, self.accepting()
        if span is None or presence is None or not presence.has(client):
            return []
        presence.leave(client)
        self._note_left(now, client, reason)
        if not presence.is_over:
            return []
        unserved = presence.end()
        if span.ends_with_clients:
            span.close()
        return unserved

    def _note_left(self, now: float, client: ClientId, reason: str) -> None:
        text = f"Client {client} left ({reason})"
        self.note(
            now, LogKind.CLIENT_LEFT, text, client=client, data={"reason": reason}
        )

    def submit(
        self,
        now: float,
        judged: Judged,
        is_known_upload: Callable[[UploadId], bool],
    ) -> Admission:
        """Admit a command that was judged: log it, and queue it if it is good.

        Where another contract is in force by now, that one judges it again.

        Raises:
            CommandRejectedError: It was refused; nothing but the log has changed.
        """
        if judged.contract is not self._contract:
            judged = judge(self._contract, judged.request)
        request = judged.request
        try:
            command = self._admit(now, judged, is_known_upload)
        except CommandRejectedError as error:
            entry = self.note(
                now,
                LogKind.COMMAND_REJECTED,
                _told(request.name, error),
                client=request.client,
                frame=request.frame,
                data=judged.facts_of(error),
            )
            error.number = entry.number
            raise
        # Admitted, so somebody is there: nothing has happened under the lock since.
        presence = self.accepting()
        assert presence is not None
        superseded = presence.queue.push(command)
        self._accepted = command.number
        self.note(
            now,
            LogKind.COMMAND_ACCEPTED,
            request.name,
            client=request.client,
            frame=request.frame,
            data={**judged.facts, "number": command.number},
        )
        if superseded is not None:
            self._note_superseded(now, superseded, command)
        return Admission(command, superseded)

    def _admit(
        self,
        now: float,
        judged: Judged,
        is_known_upload: Callable[[UploadId], bool],
    ) -> QueuedCommand:
        request, parsed = judged.request, judged.parsed
        presence = self._presence_for(request)
        if judged.refusal is not None:
            raise judged.refusal
        assert parsed is not None
        check_uploads(request.name, parsed.arguments, is_known_upload)
        dedupe, queue = parsed.contract.dedupe, presence.queue
        if not queue.has_room(request.name, dedupe=dedupe, size=judged.size):
            raise CommandRejectedError(
                f"{queue.waiting} commands ({in_words(queue.waiting_bytes)}) are "
                "waiting already; try again when the model has caught up",
                command=request.name,
                code="overloaded",
            )
        return QueuedCommand(
            number=self._accepted + 1,
            client=request.client,
            name=request.name,
            arguments=parsed.arguments,
            request_id=request.request_id,
            dedupe=dedupe,
            at=now,
            size=judged.size,
        )

    def _presence_for(self, request: CommandRequest) -> Presence:
        """Return the presence that serves the client of *request*."""
        presence = self.accepting()
        if not self.is_open or presence is None or not presence.has(request.client):
            raise CommandRejectedError(
                f"Client {request.client!r} is not connected; connect it first "
                f"(the session is {self._status.status})",
                command=request.name,
                code="not_connected",
            )
        if self.defect:
            raise CommandRejectedError(
                f"The session serves no commands ({self.defect}); restart it",
                command=request.name,
                code="unavailable",
            )
        return presence

    def _note_superseded(
        self, now: float, old: QueuedCommand, new: QueuedCommand
    ) -> None:
        self.note(
            now,
            LogKind.COMMAND_SUPERSEDED,
            f"{old.name}: number {old.number} gave way to {new.number}",
            client=old.client,
            data={"name": old.name, "number": old.number, "by": new.number},
        )

    def arrive(self, now: float, client: ClientId, reference: UploadReference) -> None:
        """Log a complete upload and put it in line for ``@file_uploaded``."""
        facts: Mapping[str, JsonValue] = {
            "upload_id": reference.upload_id,
            "name": reference.name,
            "mime_type": reference.mime_type,
            "size": reference.size,
        }
        text = f"File {reference.name!r} arrived ({reference.size} bytes)"
        self.note(now, LogKind.FILE_ARRIVED, text, client=client, data=facts)
        presence = self.accepting()
        if presence is not None:
            presence.queue.push(ArrivedFile(client, reference))

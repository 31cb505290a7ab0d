"""The thread-safe side of an engine: what transports call."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from reactor_runtime.engine.answers import Answers
from reactor_runtime.engine.endings import DONE
from reactor_runtime.engine.state_report import StateReport
from reactor_runtime.engine.stored_file import STORAGE_FAILED
from reactor_runtime.engine.uploads import UploadStore
from reactor_runtime.errors import SessionStateError, UploadError
from reactor_runtime.interface.inputs import InputFrame
from reactor_runtime.interface.uploads import UploadedFile
from reactor_runtime.session.entry import LogKind
from reactor_runtime.session.request import judge
from reactor_runtime.transports.base import EngineGateway
from reactor_runtime.values import TrackDirection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from concurrent.futures import Future
    from threading import RLock

    import numpy.typing as npt

    from reactor_runtime.contract import ModelContract
    from reactor_runtime.engine.core import Core
    from reactor_runtime.engine.running.inputs import InputTrack
    from reactor_runtime.engine.uploads import UploadLimits
    from reactor_runtime.session.log import SessionLog
    from reactor_runtime.session.notices import AnswerNotice, StatusNotice
    from reactor_runtime.session.queue import QueueItem
    from reactor_runtime.session.span import Span
    from reactor_runtime.transports.base import Action, ClientPort, CommandRequest
    from reactor_runtime.values import (
        ClientId,
        JsonValue,
        UploadId,
        UploadReference,
    )


class Gateway(EngineGateway):
    """Admits clients, commands and files to a session, from any thread.

    Commands are judged at once, under one lock, also while the model computes; its loop
    is only woken.

    Args:
        core: Shared by the engine's parts.
        limits: Of the files of a session; their folder is there.
        act: Begins on the engine's loop what a developer asks of the session.
    """

    def __init__(
        self, core: Core, limits: UploadLimits, act: Callable[[Action, int], None]
    ) -> None:
        self._core = core
        self._limits = limits
        self.upload_limit = limits.largest
        self._act = act
        self.answers = Answers(core)
        """What became of commands."""
        self.state = StateReport(core)
        """What clients know of the model's state."""
        self.inputs: dict[str, InputTrack] = {}
        """The input tracks by name, while the engine runs."""
        self._stores: dict[Span, UploadStore] = {}
        core.on_stuck = self._drop_everyone

    @property
    def contract(self) -> ModelContract:
        return self._core.session.contract

    @property
    def status(self) -> StatusNotice:
        return self._core.session.status

    @property
    def log(self) -> SessionLog:
        return self._core.session.log

    @property
    def clients(self) -> tuple[ClientId, ...]:
        """Who is there, in order of arrival."""
        with self._core.lock:
            presence = self._core.session.accepting()
            return presence.clients if presence is not None else ()

    @property
    def lock(self) -> RLock:
        """Held while the session and its log are changed; re-entrant."""
        return self._core.lock

    def print_line(self, text: str, stream: str, replaces: int | None = None) -> int:
        """Log a line that the model has printed.

        Args:
            text: The line; an empty one takes away what it replaces.
            stream: ``"stdout"`` or ``"stderr"``.
            replaces: Number of the entry that told the line before it changed.

        Returns:
            The entry's number.
        """
        facts: dict[str, JsonValue] = {"stream": stream}
        if replaces is not None:
            facts["replaces"] = replaces
        return self._core.note(LogKind.PRINTED, text, data=facts).number

    def state_values(self) -> Mapping[str, JsonValue] | None:
        return self.state.values

    def open_session(self) -> None:
        with self._core.lock:
            span = self._core.session.open_span(self._core.clock.now())
            self._stores[span] = UploadStore(self._limits)
        self.forget_unseen()
        self._core.wake()

    def close_session(self, reason: str) -> Future[None]:
        with self._core.lock:
            now, span = self._core.clock.now(), self._core.session.spans.current
            if span is None:
                return self._ending()
            clients = self.clients
            unserved = self._core.session.close_span(now, reason)
            for client in clients:
                self._core.ports.remove(client, reason)
            over = self._core.endings.expect(span)
        self._fail_unserved(unserved)
        return over

    def connect(self, client: ClientId, port: ClientPort) -> None:
        with self._core.lock:
            self._core.session.connect(self._core.clock.now(), client)
            span = self._core.session.spans.current
            if span is not None and span not in self._stores:
                self._stores[span] = UploadStore(self._limits)
            self._core.ports.add(client, port)
        self.forget_unseen()
        self._core.wake()

    def disconnect(self, client: ClientId, reason: str = "left") -> Future[None]:
        with self._core.lock:
            session = self._core.session
            span, presence = session.spans.current, session.accepting()
            if span is None or presence is None or not presence.has(client):
                return self._ending()
            now = self._core.clock.now()
            unserved = session.disconnect(now, client, reason)
            self._core.ports.remove(client)
            if span.is_closed:
                over = self._core.endings.expect(span)
            elif presence.is_over:
                over = self._core.endings.expect(presence)
            elif presence.owes(client):
                over = self._core.endings.expect((presence, client))
            else:
                over = self._ending()
        self._fail_unserved(unserved)
        return over

    def reconnect(self, client: ClientId, port: ClientPort) -> None:
        with self._core.lock:
            presence = self._core.session.accepting()
            if presence is None or not presence.has(client):
                raise SessionStateError(
                    f"Client {client!r} cannot come back: it has left; connect it anew"
                )
            presence.free(client)
            self._core.ports.replace(client, port)
            self._core.note(LogKind.NOTE, f"Client {client} has another link", client)

    def lose(self, client: ClientId, port: ClientPort) -> None:
        with self._core.lock:
            presence = self._core.session.accepting()
            if presence is None or not presence.has(client):
                return
            presence.free(client)
            self._core.ports.lose(client, port)
            self._core.note(LogKind.NOTE, f"Client {client} has lost its link", client)

    def _ending(self) -> Future[None]:
        """The future of what is over and whose hooks have not all run; else done."""
        span = self._core.session.spans.waiting
        if span is not None and span.is_closed:
            return self._core.endings.expect(span)
        presence = span.waiting_presence() if span is not None else None
        if presence is not None and presence.is_over:
            return self._core.endings.expect(presence)
        return DONE

    def _fail_unserved(self, unserved: list[QueueItem]) -> None:
        # Outside the lock: a future's callbacks run here, and they may be anybody's.
        self.answers.fail_all(unserved, "disconnected", "The last client has left")
        self._core.wake()

    def submit(self, request: CommandRequest) -> Future[AnswerNotice]:
        # Outside the lock: arguments may be large, and frames are waiting for it.
        judged = judge(self.contract, request)
        with self._core.lock:
            now = self._core.clock.now()
            admission = self._core.session.submit(now, judged, self._is_known_upload)
            # Before the lock goes: the loop may serve the command the moment after.
            answer = self.answers.expect(admission.command)
        if admission.superseded is not None:
            self.answers.supersede(admission.superseded)
        self._core.wake()
        return answer

    def begin_upload(self, name: str, mime_type: str, size: int) -> UploadId:
        return self._store().begin(name, mime_type, size)

    def write_upload(self, upload: UploadId, chunk: bytes | memoryview) -> int:
        with self._logging_storage():
            return self._store().write(upload, chunk)

    def finish_upload(self, upload: UploadId) -> UploadReference:
        with self._logging_storage():
            reference = self._store().finish(upload)
        self._core.wake()  # a command may wait for it
        return reference

    def announce_upload(self, upload: UploadId, client: ClientId) -> None:
        with self._core.lock:
            reference = self._store().take_arrival(upload)
            if reference is not None:
                now = self._core.clock.now()
                self._core.session.arrive(now, client, reference)
        self._core.wake()

    def abort_upload(self, upload: UploadId) -> None:
        with self._core.lock:
            stores = tuple(self._stores.values())
        for store in stores:
            store.abort(upload)

    def uploaded(self, upload: UploadId) -> UploadedFile | None:
        """The complete file *upload* of the session, ``None`` if there is none."""
        with self._core.lock:
            stored = [store.file(upload) for store in self._stores.values()]
        for file in stored:
            if file is not None:
                known = file.reference
                return UploadedFile.stored(
                    known.name, known.mime_type, known.size, file.open
                )
        return None

    def publisher(self, track: str) -> ClientId | None:
        """The client whose frames the input track *track* takes."""
        with self._core.lock:
            presence = self._core.session.accepting()
            return presence.publisher(track) if presence is not None else None

    def publish(self, client: ClientId, track: str) -> None:
        self._input(track)
        with self._core.lock:
            presence = self._core.session.accepting()
            if presence is not None and presence.has(client):
                presence.publish(client, track)

    def unpublish(self, client: ClientId, track: str) -> None:
        with self._core.lock:
            presence = self._core.session.accepting()
            if presence is not None:
                presence.unpublish(client, track)

    def feed(
        self,
        client: ClientId,
        track: str,
        data: npt.NDArray[Any],
        *,
        pts: float | None = None,
        metadata: bytes | None = None,
        capture_time_us: int | None = None,
        sample_rate: int | None = None,
    ) -> None:
        buffer = self._input(track)
        if buffer is not None and self.publisher(track) == client:
            frame = InputFrame(data, pts, metadata, capture_time_us)
            buffer.feed(frame, sample_rate)

    def _input(self, track: str) -> InputTrack | None:
        if self.contract.track(track).direction is not TrackDirection.IN:
            raise KeyError(f"Track {track!r} is an output; frames go to an input track")
        return self.inputs.get(track)

    def act(self, action: Action, count: int = 1) -> None:
        self._core.post(self._act, action, count)

    def note(self, text: str) -> None:
        """Append a note for a person to the log."""
        self._core.note(LogKind.NOTE, text)

    def report(self, what: str, error: BaseException) -> None:
        self._core.error(what, error)

    @contextlib.contextmanager
    def _logging_storage(self) -> Iterator[None]:
        try:
            yield
        except UploadError as error:
            if error.code == STORAGE_FAILED:
                self._core.note(LogKind.ERROR, str(error))
            raise

    def _is_known_upload(self, upload: UploadId) -> bool:
        span = self._core.session.spans.current
        return span is not None and self._stores[span].is_known(upload)

    def _store(self) -> UploadStore:
        with self._core.lock:
            span = self._core.session.spans.current
            if span is None:
                raise UploadError(
                    "invalid_upload",
                    f"No client is connected (the session is {self._core.status}); "
                    "connect before you upload",
                )
            return self._stores[span]

    def _drop_everyone(self) -> None:
        for client in self.clients:
            self._drop(client, "too_slow")

    def _drop(self, client: ClientId, reason: str) -> None:
        """Remove *client* against its will, and close its port."""
        self._core.ports.remove(client, reason)
        self.disconnect(client, reason)

    def store_of(self, span: Span) -> UploadStore:
        """The files of *span*, which the engine serves."""
        with self._core.lock:
            return self._stores[span]

    def retire(self, span: Span) -> None:
        """Delete the files of a session that has been served. On the engine's loop."""
        with self._core.lock:
            store = self._stores.pop(span, None)
        if store is not None:
            store.delete_all()
        self._core.progress.fire()

    def forget_unseen(self) -> None:
        """Give up sessions that were opened and closed unseen, with their files."""
        spans = self._core.session.spans
        with self._core.lock:
            unseen = [span for span in self._stores if not spans.knows(span)]
            stores = [self._stores.pop(span) for span in unseen]
        for store in stores:
            store.delete_all()
        self._core.endings.forget(spans.knows)

"""The thread-safe side of an engine: what transports call."""

from __future__ import annotations

import contextlib
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVarTuple, Unpack

from reactor_runtime.engine.answers import Answers
from reactor_runtime.engine.state_report import StateReport
from reactor_runtime.engine.uploads import STORAGE_FAILED, UploadStore
from reactor_runtime.errors import SessionStateError, TaskCancelledError, UploadError
from reactor_runtime.interface.inputs import InputFrame
from reactor_runtime.interface.uploads import UploadedFile
from reactor_runtime.session.log import LogKind
from reactor_runtime.session.status import SessionStatus
from reactor_runtime.supervision import post
from reactor_runtime.values import TrackDirection

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Iterator, Mapping
    from concurrent.futures import Future
    from threading import RLock

    import numpy.typing as npt

    from reactor_runtime.contract import ModelContract
    from reactor_runtime.engine.core import Core
    from reactor_runtime.engine.running.inputs import InputTrack
    from reactor_runtime.session.log import SessionLog
    from reactor_runtime.session.notices import AnswerNotice, StatusNotice
    from reactor_runtime.session.presence import Presence
    from reactor_runtime.transports.base import ClientPort, CommandRequest
    from reactor_runtime.values import (
        ClientId,
        JsonValue,
        UploadId,
        UploadReference,
    )

Args = TypeVarTuple("Args")

_CANCELLED = (
    "The session's tasks were cancelled by somebody who does not own them, or with "
    "their event loop; stop a model before its loop ends"
)

ENDED = (SessionStatus.STOPPING, SessionStatus.STOPPED)


class Gateway:
    """Admits clients, commands and files to a session, from any thread.

    Commands are judged at once, under one lock, also while the model computes; its loop
    is only woken.

    Args:
        core: Shared by the engine's parts.
        upload_limit: Largest uploaded file, in bytes.
    """

    def __init__(self, core: Core, upload_limit: int) -> None:
        self._core = core
        self._upload_limit = upload_limit
        self._answers = Answers(core)
        self._state = StateReport(core)
        self._stores: dict[Presence, UploadStore] = {}
        self._inputs: dict[str, InputTrack] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        core.on_stuck = self._drop_everyone
        core.on_broken = self._break_down

    @property
    def contract(self) -> ModelContract:
        """The contract in force."""
        return self._core.session.contract

    @property
    def status(self) -> StatusNotice:
        """The session's status as last announced."""
        return self._core.session.status

    @property
    def log(self) -> SessionLog:
        """The session's log; read it, never append."""
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
        """Public state fields as JSON; ``None`` without a presence or a state."""
        return self._state.values

    def connect(self, client: ClientId, port: ClientPort) -> None:
        """Add *client*. The first one starts a presence.

        Raises:
            SessionStateError: The model is not loaded, the session has ended, or the
                client is there already.
        """
        with self._core.lock:
            self._core.session.connect(self._core.clock.now(), client)
            presence = self._core.session.accepting()
            if presence is not None and presence not in self._stores:
                self._forget_stores()
                self._stores[presence] = UploadStore(self._upload_limit)
            self._core.playout.add(client, port)
        self._wake()

    def disconnect(self, client: ClientId, reason: str = "left") -> None:
        """Remove *client*; unknown clients are ignored. The last one ends a presence.

        Commands of a presence that has ended are answered with code
        ``"disconnected"``.
        """
        with self._core.lock:
            if not self._core.session.has_client(client):
                return
            now = self._core.clock.now()
            unserved = self._core.session.disconnect(now, client, reason)
            self._core.playout.remove(client)
        self._answers.fail_all(unserved, "disconnected", "The last client has left")
        self._wake()

    def submit(self, request: CommandRequest) -> Future[AnswerNotice]:
        """Judge, log and queue a command; the only way in for any command.

        Returns:
            The command's answer, done once its handler has ended. It may be ignored.
            A handler's failure is an answer with a ``code``, not an exception.

        Raises:
            CommandRejectedError: The command was refused; nothing has changed.
        """
        with self._core.lock:
            now = self._core.clock.now()
            admission = self._core.session.submit(now, request, self._is_known_upload)
            answer = self._answers.expect(admission.command)
        if admission.superseded is not None:
            self._answers.supersede(admission.superseded)
        self._wake()
        return answer

    def begin_upload(self, name: str, mime_type: str, size: int) -> UploadId:
        """Announce a file of *size* bytes.

        Raises:
            UploadError: It is over the size limit, or nobody is connected.
        """
        return self._store().begin(name, mime_type, size)

    def write_upload(self, upload: UploadId, chunk: bytes | memoryview) -> int:
        """Append *chunk*; returns the bytes received so far. Raises UploadError."""
        with self._logging_storage():
            return self._store().write(upload, chunk)

    def finish_upload(self, upload: UploadId, client: ClientId) -> UploadReference:
        """Close a complete upload and announce it to the model.

        Raises:
            UploadError: Bytes are missing, or the upload is unknown.
        """
        with self._logging_storage():
            reference = self._store().finish(upload)
        with self._core.lock:
            now = self._core.clock.now()
            self._core.session.arrive(now, client, reference)
        self._wake()
        return reference

    def abort_upload(self, upload: UploadId) -> None:
        """Forget an upload that will not be completed; unknown ones are ignored."""
        for store in tuple(self._stores.values()):
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

    def feed(
        self,
        track: str,
        data: npt.NDArray[Any],
        *,
        pts: float | None = None,
        metadata: bytes | None = None,
        capture_time_us: int | None = None,
        sample_rate: int | None = None,
    ) -> None:
        """Hand a frame to an input track.

        The track keeps a reference; do not write to the array afterwards. Without a
        client the frame is dropped.

        Args:
            track: The track's name.
            data: RGB ``uint8`` ``(H, W, 3)``, or sound ``int16`` ``(1, samples)``.
            pts: When it is to be shown, in seconds of the sender's clock.
            metadata: What the sender sent with it.
            capture_time_us: When it was taken, in microseconds.
            sample_rate: Samples per second of sound; the track's own if left out.

        Raises:
            KeyError: The model has no input track of that name.
            ValueError: The frame has another shape or dtype.
        """
        if self.contract.track(track).direction is not TrackDirection.IN:
            raise KeyError(f"Track {track!r} is an output; frames go to an input track")
        buffer = self._inputs.get(track)
        if buffer is not None and self._core.session.accepting() is not None:
            frame = InputFrame(data, pts, metadata, capture_time_us)
            buffer.feed(frame, sample_rate)

    def note(self, text: str) -> None:
        """Append a note for a person to the log."""
        self._core.note(LogKind.NOTE, text)

    def report(self, what: str, error: BaseException) -> None:
        """Log a failure that is neither the model's nor the engine's own."""
        self._core.error(what, error)

    @contextlib.contextmanager
    def _logging_storage(self) -> Iterator[None]:
        try:
            yield
        except UploadError as error:
            if error.code == STORAGE_FAILED:
                self._core.note(LogKind.ERROR, str(error))
            raise

    def _wake(self) -> None:
        """Let the engine's loop look at what has come."""
        self._call_soon(self._on_wake)

    def _on_wake(self) -> None:
        raise NotImplementedError

    def _halt(self) -> None:
        raise NotImplementedError

    def _call_soon(
        self,
        function: Callable[[Unpack[Args]], object],
        *arguments: *Args,
    ) -> None:
        """Call *function* on the engine's loop; without a loop, do nothing."""
        if self._loop is None:
            return
        failed = partial(self._break_down, "The engine could not be woken")
        is_posted = post(self._loop, function, *arguments, failed=failed)
        if not is_posted and self._core.status not in ENDED:
            error = SessionStateError("the event loop that it ran on was closed")
            self._break_down("The session's event loop has ended", error)

    def _break_down(self, what: str, error: BaseException) -> None:
        """Fail the session, because a part of the engine itself has.

        Whoever waits for an answer gets one, and commands are refused until the session
        is restarted. On the engine's loop, or when that has ended.
        """
        core = self._core
        is_cancelled = isinstance(error, TaskCancelledError)
        with core.lock:
            if core.session.defect or core.status in ENDED:
                if not is_cancelled:
                    core.error(what, error)
                return
            if is_cancelled:
                what = _CANCELLED
            core.session.defect = what
            core.session.drop_commands()
            core.fail(what, None if is_cancelled else error)
        self._answers.fail_owed("internal_error", "")
        self._halt()

    def _is_known_upload(self, upload: UploadId) -> bool:
        presence = self._core.session.accepting()
        return presence is not None and self._stores[presence].is_known(upload)

    def _store(self) -> UploadStore:
        with self._core.lock:
            presence = self._core.session.accepting()
            if presence is None:
                raise UploadError(
                    "invalid_upload",
                    f"No client is connected (the session is {self._core.status}); "
                    "connect before you upload",
                )
            return self._stores[presence]

    def _drop_everyone(self) -> None:
        for client in self.clients:
            self._drop(client, "too_slow")

    def _drop(self, client: ClientId, reason: str) -> None:
        """Remove *client* against its will, and close its port."""
        self._core.playout.remove(client, reason)
        self.disconnect(client, reason)

    def _retire(self, presence: Presence) -> None:
        """Delete the files of a presence that has been served. On the engine's loop."""
        with self._core.lock:
            store = self._stores.pop(presence, None)
        if store is not None:
            store.delete_all()
        self._core.progress.fire()

    def _forget_stores(self) -> None:
        """Delete the files of presences that came and went unseen."""
        for presence in tuple(self._stores):
            if not self._core.session.knows(presence):
                self._stores.pop(presence).delete_all()

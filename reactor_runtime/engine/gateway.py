"""The thread-safe side of an engine: what transports call."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from reactor_runtime.engine.answers import Answers
from reactor_runtime.engine.state_report import StateReport
from reactor_runtime.engine.stored_file import STORAGE_FAILED
from reactor_runtime.engine.uploads import UploadStore
from reactor_runtime.errors import UploadError
from reactor_runtime.interface.inputs import InputFrame
from reactor_runtime.interface.uploads import UploadedFile
from reactor_runtime.session.entry import LogKind
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
    from reactor_runtime.session.presence import Presence
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
        self._stores: dict[Presence, UploadStore] = {}
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

    def connect(self, client: ClientId, port: ClientPort) -> None:
        with self._core.lock:
            self._core.session.connect(self._core.clock.now(), client)
            presence = self._core.session.accepting()
            if presence is not None and presence not in self._stores:
                self.forget_stores()
                self._stores[presence] = UploadStore(self._limits)
            self._core.ports.add(client, port)
        self._core.wake()

    def disconnect(self, client: ClientId, reason: str = "left") -> None:
        with self._core.lock:
            if not self._core.session.has_client(client):
                return
            now = self._core.clock.now()
            unserved = self._core.session.disconnect(now, client, reason)
            self._core.ports.remove(client)
        # Outside the lock: a future's callbacks run here, and they may be anybody's.
        self.answers.fail_all(unserved, "disconnected", "The last client has left")
        self._core.wake()

    def submit(self, request: CommandRequest) -> Future[AnswerNotice]:
        with self._core.lock:
            now = self._core.clock.now()
            admission = self._core.session.submit(now, request, self._is_known_upload)
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
        if self.contract.track(track).direction is not TrackDirection.IN:
            raise KeyError(f"Track {track!r} is an output; frames go to an input track")
        buffer = self.inputs.get(track)
        if buffer is not None and self._core.session.accepting() is not None:
            frame = InputFrame(data, pts, metadata, capture_time_us)
            buffer.feed(frame, sample_rate)

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
        self._core.ports.remove(client, reason)
        self.disconnect(client, reason)

    def store_of(self, presence: Presence) -> UploadStore:
        """The files of *presence*, which has begun."""
        with self._core.lock:
            return self._stores[presence]

    def retire(self, presence: Presence) -> None:
        """Delete the files of a presence that has been served. On the engine's loop."""
        with self._core.lock:
            store = self._stores.pop(presence, None)
        if store is not None:
            store.delete_all()
        self._core.progress.fire()

    def forget_stores(self) -> None:
        """Delete the files of presences that came and went unseen."""
        for presence in tuple(self._stores):
            if not self._core.session.knows(presence):
                self._stores.pop(presence).delete_all()

"""What a transport and the engine promise each other.

The engine talks to a client through a :class:`ClientPort`, a transport talks to the
engine through an :class:`EngineGateway`. Neither imports the other.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

from reactor_runtime.errors import ReactorError
from reactor_runtime.session.request import CommandRequest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from concurrent.futures import Future

    import numpy.typing as npt

    from reactor_runtime.contract import ModelContract
    from reactor_runtime.session.log import SessionLog
    from reactor_runtime.session.notices import AnswerNotice, Notice, StatusNotice
    from reactor_runtime.values import (
        AudioBlock,
        ClientId,
        Frame,
        JsonValue,
        UploadId,
        UploadReference,
    )


__all__ = [
    "Action",
    "ClientPort",
    "CommandRequest",
    "EngineGateway",
    "SlowClientError",
]


class SlowClientError(ReactorError):
    """A port's queue of notices is full; its client is closed as ``"too_slow"``."""


class ClientPort(Protocol):
    """One client's end of a session.

    The engine calls every method on the delivery side's loop and never waits. A port
    keeps a bounded window of frames and drops old video for new; it never drops or
    reorders notices. Whatever a port raises closes that client and no other: with
    reason ``"too_slow"`` for a :class:`SlowClientError`, else ``"error"``.
    """

    def show(self, frame: Frame) -> None:
        """Show *frame* now; it is due."""

    def play(self, block: AudioBlock) -> None:
        """Queue *block* for playing; it is due."""

    def notify(self, notice: Notice) -> None:
        """Deliver *notice*, in order."""

    def close(self, reason: str) -> None:
        """The session has dropped this client; *reason* is a short word."""


class Action(StrEnum):
    """What a developer's client may ask of the session itself."""

    PAUSE = "pause"
    RESUME = "resume"
    STEP = "step"
    RESTART = "restart"
    RELOAD = "reload"


class EngineGateway(Protocol):
    """What a transport may ask of a running engine. Every member, from any thread.

    Attributes:
        upload_limit: Largest file that is taken, in bytes.
    """

    upload_limit: int

    @property
    def contract(self) -> ModelContract:
        """The contract in force."""

    @property
    def status(self) -> StatusNotice:
        """The session's status as last announced."""

    @property
    def log(self) -> SessionLog:
        """The session's log; read it, never append."""

    def state_values(self) -> Mapping[str, JsonValue] | None:
        """Public state fields as JSON; ``None`` without a presence or a state."""

    def open_session(self) -> None:
        """Open a session that lasts until :meth:`close_session`, without a client.

        Its state is made and ``@session_started`` runs; files can be sent.

        Raises:
            SessionStateError: The model is not loaded, it has ended, or a session is
                open already.
        """

    def close_session(self, reason: str) -> Future[None]:
        """Close the session that is open, if one is; everybody has left.

        Args:
            reason: A short word, told to each client's port.

        Returns:
            Done once the last hook has run and the files are gone.
        """

    def connect(self, client: ClientId, port: ClientPort) -> None:
        """Add *client*. The first one starts a presence.

        Without an open session it opens one that ends with the last client.

        Raises:
            SessionStateError: The model is not loaded, the session has ended, or the
                client is there already.
        """

    def disconnect(self, client: ClientId, reason: str = "left") -> Future[None]:
        """Remove *client*; unknown clients are ignored. The last one ends a presence.

        Commands of a presence that has ended are answered with code
        ``"disconnected"``.

        Returns:
            Done once the hooks of its end have run: the client's, with the last one the
            presence's, and the session's where that ends with its clients. For an
            unknown client, of what ends at the moment.
        """

    def reconnect(self, client: ClientId, port: ClientPort) -> None:
        """Let *port* be the link of *client*, which is there, from now on.

        It stays the same client: no hook runs, its state stays. The former port is
        closed as ``"replaced"``; what a lost link has missed, frames and sound apart,
        is told first. Its input tracks are free.

        Raises:
            SessionStateError: The client has left; connect it anew.
        """

    def lose(self, client: ClientId, port: ClientPort) -> None:
        """Say that the link of *client* is lost, if *port* is still that link.

        It has left, as ``"lost"``, unless :meth:`reconnect` comes within 5 s.
        """

    def submit(self, request: CommandRequest) -> Future[AnswerNotice]:
        """Judge, log and queue a command; the only way in for any command.

        Returns:
            The command's answer, done once its handler has ended. It may be ignored.
            A handler's failure is an answer with a ``code``, not an exception.

        Raises:
            CommandRejectedError: The command was refused; nothing has changed.
        """

    def begin_upload(self, name: str, mime_type: str, size: int) -> UploadId:
        """Begin a file of *size* bytes, which count from now on.

        Raises:
            UploadError: It is over a limit, or nobody is connected.
        """

    def write_upload(self, upload: UploadId, chunk: bytes | memoryview) -> int:
        """Append *chunk*; returns the bytes received so far. Raises UploadError.

        It may wait for a disk, and so may :meth:`finish_upload` and
        :meth:`abort_upload`: call them where nobody waits.
        """

    def finish_upload(self, upload: UploadId) -> UploadReference:
        """Close an upload whose bytes are complete. From now on a command may use it.

        Raises:
            UploadError: Bytes are missing, or the upload is unknown.
        """

    def announce_upload(self, upload: UploadId, client: ClientId) -> None:
        """Log that a finished file of *client* has arrived, and tell the model.

        An upload is announced once; again, it does nothing. The model is told
        before a command that uses the file, whether it was announced or not.

        Raises:
            UploadError: The upload is not finished, or its session is over.
        """

    def abort_upload(self, upload: UploadId) -> None:
        """Forget an upload that will not be completed; unknown ones are ignored."""

    def publish(self, client: ClientId, track: str) -> None:
        """Let *client* be the one whose frames an input track takes. Idempotent.

        A client that is not there publishes nothing; one that leaves frees its tracks.

        Raises:
            KeyError: The model has no input track of that name.
            PublishError: Another client publishes it.
        """

    def unpublish(self, client: ClientId, track: str) -> None:
        """Free an input track, if *client* publishes it."""

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
        """Hand a frame to an input track.

        The track keeps a reference; do not write to the array afterwards. A frame of a
        client that does not publish the track is dropped.

        Args:
            client: Who publishes the track.
            track: The track's name.
            data: RGB ``uint8`` ``(H, W, 3)``, or sound ``int16`` ``(1, samples)``.
            pts: When it is to be shown, in seconds of the sender's clock.
            metadata: What the sender sent with it.
            capture_time_us: When it was taken, in microseconds.
            sample_rate: Samples per second of sound, which is resampled where it is
                not the track's; the track's own if left out.

        Raises:
            KeyError: The model has no input track of that name.
            ValueError: The frame has another shape or dtype.
        """

    def report(self, what: str, error: BaseException) -> None:
        """Log a failure that is neither the model's nor the engine's own."""

    def act(self, action: Action, count: int = 1) -> None:
        """Pause, resume, step or restart the model.

        What does not fit the session's state is noted in the log.
        """

"""A client in the same process: what tests and Python callers use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from reactor_runtime.session.newest import Newest
from reactor_runtime.session.notices import (
    AnswerNotice,
    MessageNotice,
    StateNotice,
    StatusNotice,
)
from reactor_runtime.transports.base import CommandRequest, SlowClientError
from reactor_runtime.transports.feeding import feed_payload
from reactor_runtime.values import ClientId, UploadReference
from reactor_runtime.weight import MIB, MOST_MEDIA_BYTES, in_words, weigh

if TYPE_CHECKING:
    from collections.abc import Mapping
    from concurrent.futures import Future

    from reactor_runtime.session.notices import Notice
    from reactor_runtime.transports.base import EngineGateway
    from reactor_runtime.values import AudioBlock, Frame, JsonValue

MOST_FRAMES = 1_024
MOST_MESSAGES = 10_000
MOST_BYTES = 64 * MIB


class Message(NamedTuple):
    """A message of the model: its type and its data."""

    type: str
    data: Mapping[str, JsonValue]


def store_file(
    gateway: EngineGateway, name: str, data: bytes, mime_type: str
) -> UploadReference:
    """Send a whole file, of which the model is not told yet. Raises UploadError."""
    upload = gateway.begin_upload(name, mime_type, len(data))
    gateway.write_upload(upload, data)
    return gateway.finish_upload(upload)


class InProcessClient:
    """One client of a session, as plain Python.

    Its port keeps the newest 1,024 frames, of 256 MiB together, as many blocks of
    sound, and every message until somebody clears :attr:`messages`; a client that lets
    10,000 of them or 64 MiB pile up is closed as ``"too_slow"``. Of answers it keeps
    the newest 10,000, of 64 MiB together. What it holds changes on the
    delivery side's loop.

    Args:
        gateway: The engine.
        client: Names the client.
    """

    def __init__(self, gateway: EngineGateway, client: str = "python") -> None:
        self._gateway = gateway
        self.id = ClientId(client)
        self.frames: Newest[Frame] = Newest(MOST_FRAMES, MOST_MEDIA_BYTES)
        """What was shown, oldest first, blank frames included."""
        self.blocks: Newest[AudioBlock] = Newest(MOST_FRAMES, MOST_MEDIA_BYTES)
        """What was played, oldest first."""
        self.messages: list[Message] = []
        """What the model sent, oldest first; answers are not in it."""
        self.answers: dict[str, AnswerNotice] = {}
        """Answers by request id, of commands sent with one."""
        self.state: dict[str, JsonValue] = {}
        """Public state fields as far as they were reported."""
        self.statuses: list[StatusNotice] = []
        """Every status of the session since this client came, the newest 1,024."""
        self._counted = self._message_bytes = self._answer_bytes = 0
        self.closed: str | None = None
        """Why the session dropped this client, ``None`` while it has not."""

    def connect(self) -> None:
        """Join the session. Raises SessionStateError if that is not possible."""
        self.closed = None
        self.state = dict(self._gateway.state_values() or {})
        self._gateway.connect(self.id, self)

    def leave(self, reason: str = "left") -> Future[None]:
        """Leave the session; done once the hooks of that have run."""
        return self._gateway.disconnect(self.id, reason)

    def lose_link(self) -> None:
        """Break the link: nothing arrives any more, and in 5 s it has left."""
        self._gateway.lose(self.id, self)

    def reconnect(self) -> None:
        """Be back over another link. Raises SessionStateError if it has left."""
        self._gateway.reconnect(self.id, self)

    def frame(self, track: str | None = None) -> Frame | None:
        """The last shown picture, of *track* if given; never a blank one."""
        for frame in reversed(self.frames):
            if not frame.is_blank and track in (None, frame.track):
                return frame
        return None

    def submit(
        self, name: str, request_id: str | None = None, /, **arguments: Any
    ) -> Future[AnswerNotice]:
        """Send a command; returns its answer, which may be ignored.

        With a *request_id* the answer is kept in :attr:`answers`, too. An
        :class:`~reactor_runtime.values.UploadReference` stands for a file.

        Raises:
            CommandRejectedError: It was refused; nothing has changed.
        """
        return self._submit(name, arguments, request_id)

    def _submit(
        self, name: str, arguments: Mapping[str, Any], request_id: str | None
    ) -> Future[AnswerNotice]:
        uploads = {
            name: value
            for name, value in arguments.items()
            if isinstance(value, UploadReference)
        }
        data = {name: item for name, item in arguments.items() if name not in uploads}
        last = self.frame()
        request = CommandRequest(
            client=self.id,
            name=name,
            data=data,
            uploads=uploads,
            request_id=request_id,
            frame=last.sequence if last else None,
        )
        return self._gateway.submit(request)

    def upload(
        self, name: str, data: bytes, mime_type: str = "application/octet-stream"
    ) -> UploadReference:
        """Send a file; the reference is what a command takes as its argument.

        Raises:
            UploadError: It is over a limit, or the client is not connected.
        """
        reference = store_file(self._gateway, name, data, mime_type)
        self._gateway.announce_upload(reference.upload_id, self.id)
        return reference

    def feed(
        self,
        track: str,
        frame: object,
        *,
        pts: float | None = None,
        metadata: bytes | None = None,
    ) -> None:
        """Send a frame to an input track, as a camera or a microphone would.

        Takes and raises what :func:`feed_payload` does. The track is this client's
        until it leaves, or calls :meth:`unpublish`.
        """
        feed_payload(self._gateway, self.id, track, frame, pts=pts, metadata=metadata)

    def unpublish(self, track: str) -> None:
        """Let others feed the input track *track*."""
        self._gateway.unpublish(self.id, track)

    def show(self, frame: Frame) -> None:
        """Keep *frame*; the oldest goes when there are too many."""
        self.frames.append(frame, frame.size)

    def play(self, block: AudioBlock) -> None:
        """Keep *block*; the oldest goes when there are too many."""
        self.blocks.append(block, block.size)

    def notify(self, notice: Notice) -> None:
        """Keep *notice*. Raises SlowClientError when messages pile up."""
        match notice:
            case MessageNotice():
                self._keep_message(notice)
            case StateNotice(values):
                self.state.update(values)
            case StatusNotice():
                self.statuses = [*self.statuses[-MOST_FRAMES + 1 :], notice]
            case AnswerNotice(request_id):
                self._keep_answer(request_id, notice)

    def _keep_message(self, notice: MessageNotice) -> None:
        if len(self.messages) != self._counted:  # somebody has taken some
            self._counted = len(self.messages)
            self._message_bytes = sum(weigh(item.data) for item in self.messages)
        if self._counted >= MOST_MESSAGES or self._message_bytes > MOST_BYTES:
            raise SlowClientError(
                f"{self._counted} messages ({in_words(self._message_bytes)}) wait; "
                "call messages.clear()"
            )
        self.messages.append(Message(notice.type, notice.data))
        self._counted += 1
        self._message_bytes += notice.size

    def _keep_answer(self, request_id: str, notice: AnswerNotice) -> None:
        former = self.answers.pop(request_id, None)
        self._answer_bytes += notice.size - (former.size if former else 0)
        self.answers[request_id] = notice
        while len(self.answers) > 1 and (
            len(self.answers) > MOST_MESSAGES or self._answer_bytes > MOST_BYTES
        ):
            oldest = next(iter(self.answers))
            self._answer_bytes -= self.answers.pop(oldest).size

    def close(self, reason: str) -> None:
        """Take note that the session has dropped this client."""
        self.closed = reason

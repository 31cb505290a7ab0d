"""What the notebook, as the one client that it is, asks of the running model."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from reactor_notebook.cell.pending import Pending
from reactor_notebook.loaded.files import as_file, send_file
from reactor_notebook.loaded.inbox import ReceivedMessage
from reactor_notebook.loaded.model_run import NOTEBOOK
from reactor_runtime.errors import CommandError
from reactor_runtime.session.notices import AnswerNotice
from reactor_runtime.transports.base import CommandRequest
from reactor_runtime.transports.feeding import feed_payload
from reactor_runtime.values import UploadReference

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from concurrent.futures import Future

    from reactor_notebook.loaded.inbox import Inbox
    from reactor_notebook.loaded.io_thread import IoThread
    from reactor_notebook.loaded.model_run import ModelRun
    from reactor_runtime.values import JsonValue


class NotebookClient:
    """Sends commands and files, waits for messages, leaves and comes back.

    Everything but the coroutines may be called from any thread.

    Args:
        run: Returns the running model; raises SessionStateError without one.
        inbox: Where messages arrive.
        io: What messages come by; its timer ends waits.
    """

    def __init__(self, run: Callable[[], ModelRun], inbox: Inbox, io: IoThread) -> None:
        self._run = run
        self._inbox = inbox
        self._io = io
        self._waiting: set[Future[object]] = set()

    @property
    def waiting(self) -> int:
        """How many of the commands that were sent have no answer yet."""
        return len(self._waiting)

    def send(
        self, name: str, arguments: Mapping[str, object]
    ) -> Pending[ReceivedMessage | None]:
        """Send a command; see :meth:`reactor_notebook.handle.handle.Handle.send`."""
        gateway = self._run().gateway
        known = gateway.contract.commands.get(name)
        given = dict(arguments)
        uploads = {
            argument.name: self.upload(given.pop(argument.name))
            for argument in (() if known is None else known.arguments)
            if argument.is_upload and given.get(argument.name) is not None
        }
        self._inbox.mark()
        data = cast("Mapping[str, JsonValue]", given)
        request = CommandRequest(NOTEBOOK, name, data, uploads)
        # Messages come over the I/O thread: who has the answer has those before it.
        future = cast("Future[object]", self._io.in_turn(gateway.submit(request)))
        self._waiting.add(future)
        future.add_done_callback(self._waiting.discard)
        return Pending(future, f"send {name}", finish_answer)

    def upload(self, source: object, name: str | None = None) -> UploadReference:
        """Upload a file; see :meth:`reactor_notebook.handle.handle.Handle.upload`."""
        if isinstance(source, UploadReference):
            return source
        return send_file(self._run().gateway, NOTEBOOK, as_file(source, name))

    def feed(
        self, track: str, frame: object, pts: float | None, metadata: bytes | None
    ) -> None:
        """Feed a frame; see :meth:`reactor_notebook.handle.handle.Handle.feed`."""
        gateway = self._run().gateway
        feed_payload(gateway, NOTEBOOK, track, frame, pts=pts, metadata=metadata)

    def wait_for(self, name: str, timeout: float | None) -> Future[object]:
        """Return a future of the next message called *name*; see :class:`Inbox`.

        Raises:
            SessionStateError: No model runs.
        """
        self._run()
        future = self._inbox.wait(name)
        if timeout is not None and not future.done():
            error = TimeoutError(f"No message {name!r} came within {timeout} s")
            cancel = self._io.call_later(
                timeout, lambda: self._inbox.forget(future, error)
            )
            future.add_done_callback(lambda _: cancel())
        return future

    async def connect(self) -> None:
        """Arrive, unless the notebook is there; returns when a presence has begun."""
        await self._run().arrive()

    async def disconnect(self) -> None:
        """Leave; returns when the presence has ended, its hooks included."""
        await self._run().leave()


_SILENT = "the model's handler raised; its traceback is in the panel and in handle.log"


def finish_answer(raw: object) -> ReceivedMessage | None:
    """Return the message that a handler answered with, ``None`` without one.

    A superseded command has no message either.

    Raises:
        CommandError: The handler failed.
    """
    assert isinstance(raw, AnswerNotice)
    if raw.code is not None:
        raise CommandError(raw.code, raw.text or f"{raw.code}: {_SILENT}")
    if raw.message is None:
        return None
    return ReceivedMessage(raw.message.type, raw.message.data, raw.message.step)

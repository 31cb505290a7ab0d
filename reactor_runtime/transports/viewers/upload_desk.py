"""Files that one viewer is sending, chunk by chunk."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from reactor_runtime.errors import ReactorError, UploadError
from reactor_runtime.wire.panel import UploadProgress

if TYPE_CHECKING:
    from collections.abc import Callable

    from reactor_runtime.transports.base import EngineGateway
    from reactor_runtime.transports.viewers.upload_line import Step, UploadLine
    from reactor_runtime.values import ClientId, UploadId, UploadReference
    from reactor_runtime.wire.panel import (
        UploadBegin,
        UploadCancel,
        UploadChunk,
        UploadEnd,
    )

    UploadRequest: TypeAlias = UploadBegin | UploadChunk | UploadEnd | UploadCancel

CHUNK = 2**20
MOST_OPEN = 16

_PATH = re.compile(r"^.*[/\\]", re.DOTALL)


@dataclass(slots=True)
class _Transfer:
    """A file on its way: what has come of it, and what of that is written."""

    request_id: str
    upload: UploadId
    size: int
    came: int = 0
    written: int = 0
    has_ended: bool = False
    is_over: bool = False


class UploadDesk:
    """Takes one viewer's files; every step and every failure is answered.

    What comes is judged at once and written in its turn, on a helper thread; it is
    answered when that is done. At most 16 files are open at once; another is refused. A
    chunk that is too large or out of place, or for which there is no room in the line,
    ends its file, and what still waits of it is dropped. The session and the other
    files go on.

    Args:
        gateway: Where the bytes go.
        client: Whose files they are.
        reply: Sends an answer to the viewer.
        finished: Told of each complete file.
        line: Where the session's files wait for the disk.
    """

    def __init__(
        self,
        gateway: EngineGateway,
        client: ClientId,
        reply: Callable[[UploadProgress], None],
        finished: Callable[[UploadReference], None],
        line: UploadLine,
    ) -> None:
        self._gateway = gateway
        self._client = client
        self._reply = reply
        self._finished = finished
        self._line = line
        self._open: dict[str, _Transfer] = {}

    def handle(self, request: UploadRequest) -> None:
        """Do what *request* asks and answer it; raises nothing that it causes."""
        from reactor_runtime.wire import panel

        try:
            match request:
                case panel.UploadBegin():
                    self._begin(request)
                case panel.UploadChunk():
                    self._take(request)
                case panel.UploadEnd():
                    self._end(request)
                case panel.UploadCancel():
                    self._forget(self._open.get(request.id))
        except Exception as error:  # noqa: BLE001 - answered, and shown
            transfer = self._open.get(request.id)
            if not isinstance(request, panel.UploadBegin):
                self._forget(transfer)
            self._refuse(request.id, transfer, error, getattr(request, "size", 0))

    def close(self) -> None:
        """Forget every file that is not complete."""
        for transfer in tuple(self._open.values()):
            self._forget(transfer)

    def _begin(self, request: UploadBegin) -> None:
        if request.id in self._open:
            raise UploadError(
                "invalid_upload",
                f"Upload id {request.id!r} is in use. Give each file an id of its own.",
            )
        if len(self._open) >= MOST_OPEN:
            raise UploadError(
                "invalid_upload",
                f"{len(self._open)} files are being sent, at most {MOST_OPEN} at once. "
                "Wait until one has arrived.",
            )
        name = _PATH.sub("", request.name) or "file"
        mime_type = request.mime_type or "application/octet-stream"
        upload = self._gateway.begin_upload(name, mime_type, request.size)
        self._open[request.id] = transfer = _Transfer(request.id, upload, request.size)
        self._report(transfer)

    def _take(self, request: UploadChunk) -> None:
        transfer = self._find(request.id)
        size = memoryview(request.chunk).nbytes
        if size > CHUNK:
            raise UploadError(
                "invalid_upload",
                f"A chunk of {size} bytes came, at most {CHUNK} are taken. "
                "Send the file in smaller chunks.",
            )
        if request.offset != transfer.came:
            raise UploadError(
                "invalid_upload",
                f"A chunk for offset {request.offset} came, {transfer.came} bytes "
                "are there. Send the chunks in order, from the start.",
            )
        if transfer.came + size > transfer.size:
            raise UploadError(
                "invalid_upload",
                f"{transfer.came + size} bytes came of a file that was announced "
                f"with {transfer.size}. Announce its real size.",
            )
        self._line.check_room(size)
        transfer.came += size
        writing = partial(self._write, transfer, bytes(request.chunk))
        self._line.join(partial(self._attend, transfer, writing), size)

    def _end(self, request: UploadEnd) -> None:
        transfer = self._find(request.id)
        transfer.has_ended = True
        finishing = partial(self._finish, transfer)
        self._line.join(partial(self._attend, transfer, finishing))

    async def _attend(self, transfer: _Transfer, step: Step) -> None:
        """Do one step of a file that goes on; a failure ends the file."""
        if transfer.is_over:
            return
        try:
            await step()
        except Exception as error:  # noqa: BLE001 - answered, and shown
            if not transfer.is_over:
                self._forget(transfer)
                self._refuse(transfer.request_id, transfer, error)

    async def _write(self, transfer: _Transfer, chunk: bytes) -> None:
        transfer.written = await asyncio.to_thread(
            self._gateway.write_upload, transfer.upload, chunk
        )
        if not transfer.is_over:
            self._report(transfer)

    async def _finish(self, transfer: _Transfer) -> None:
        reference = await asyncio.to_thread(
            self._gateway.finish_upload, transfer.upload
        )
        # It is complete: who cancels it, or leaves, has come too late.
        self._gateway.announce_upload(transfer.upload, self._client)
        self._drop(transfer)
        self._finished(reference)
        self._report(transfer, done=True)

    async def _abort(self, transfer: _Transfer) -> None:
        try:
            await asyncio.to_thread(self._gateway.abort_upload, transfer.upload)
        except Exception as error:  # noqa: BLE001 - nobody waits for it
            what = f"The upload {transfer.request_id!r} could not be forgotten"
            self._gateway.report(what, error)

    def _forget(self, transfer: _Transfer | None) -> None:
        """Take a file that will not be complete back, once its turn comes."""
        if transfer is not None and not transfer.is_over:
            self._drop(transfer)
            self._line.join(partial(self._abort, transfer))

    def _drop(self, transfer: _Transfer) -> None:
        transfer.is_over = True
        if self._open.get(transfer.request_id) is transfer:
            del self._open[transfer.request_id]

    def _find(self, request_id: str) -> _Transfer:
        transfer = self._open.get(request_id)
        if transfer is None:
            raise UploadError(
                "invalid_upload",
                f"No file is being sent under the id {request_id!r}. Begin it first.",
            )
        if transfer.has_ended:
            raise UploadError(
                "invalid_upload",
                f"The file under the id {request_id!r} was ended already. Give each "
                "file an id of its own.",
            )
        return transfer

    def _refuse(
        self,
        request_id: str,
        transfer: _Transfer | None,
        error: Exception,
        announced: int = 0,
    ) -> None:
        if not isinstance(error, ReactorError):
            self._gateway.report(f"The upload {request_id!r} failed", error)
            reason = "The file could not be taken; the session's log says why."
            error = UploadError("internal_error", reason)
        self._reply(
            UploadProgress(
                id=request_id,
                upload_id=None,
                received=transfer.written if transfer else 0,
                size=transfer.size if transfer else announced,
                code=error.code if isinstance(error, UploadError) else "unavailable",
                text=str(error),
            )
        )

    def _report(self, transfer: _Transfer, *, done: bool = False) -> None:
        self._reply(
            UploadProgress(
                id=transfer.request_id,
                upload_id=transfer.upload,
                received=transfer.written,
                size=transfer.size,
                done=done,
            )
        )

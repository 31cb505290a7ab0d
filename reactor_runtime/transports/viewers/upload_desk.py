"""Files that one viewer is sending, chunk by chunk."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reactor_runtime.errors import ReactorError, UploadError
from reactor_runtime.wire.panel import UploadProgress

if TYPE_CHECKING:
    from collections.abc import Callable

    from reactor_runtime.transports.base import EngineGateway
    from reactor_runtime.values import ClientId, UploadId, UploadReference
    from reactor_runtime.wire.panel import (
        UploadBegin,
        UploadCancel,
        UploadChunk,
        UploadEnd,
    )

CHUNK = 2**20
MOST_OPEN = 16

_PATH = re.compile(r"^.*[/\\]", re.DOTALL)


@dataclass(slots=True)
class _Transfer:
    upload: UploadId
    size: int
    received: int = 0


class UploadDesk:
    """Takes one viewer's files; every step and every failure is answered.

    At most 16 files are open at once; another is refused. A chunk that is too large or
    out of place ends its file. The session and the other files go on.

    Args:
        gateway: Where the bytes go.
        client: Whose files they are.
        reply: Sends an answer to the viewer.
        finished: Told of each complete file.
    """

    def __init__(
        self,
        gateway: EngineGateway,
        client: ClientId,
        reply: Callable[[UploadProgress], None],
        finished: Callable[[UploadReference], None],
    ) -> None:
        self._gateway = gateway
        self._client = client
        self._reply = reply
        self._finished = finished
        self._open: dict[str, _Transfer] = {}

    def handle(
        self, request: UploadBegin | UploadChunk | UploadEnd | UploadCancel
    ) -> None:
        """Do what *request* asks and answer it; raises nothing that it causes."""
        from reactor_runtime.wire import panel

        try:
            match request:
                case panel.UploadBegin():
                    self._begin(request)
                case panel.UploadChunk():
                    self._write(request)
                case panel.UploadEnd():
                    self._end(request.id)
                case panel.UploadCancel():
                    self._abort(request.id)
        except ReactorError as error:
            self._fail(request, error)
        except Exception as error:  # noqa: BLE001 - answered, and shown
            self._gateway.report(f"The upload {request.id!r} failed", error)
            reason = "The file could not be taken; the session's log says why."
            self._fail(request, UploadError("internal_error", reason))

    def _fail(
        self,
        request: UploadBegin | UploadChunk | UploadEnd | UploadCancel,
        error: ReactorError,
    ) -> None:
        from reactor_runtime.wire import panel

        transfer = self._open.get(request.id)
        if not isinstance(request, panel.UploadBegin):
            self._abort(request.id)
        self._reply(_failure(request.id, transfer, request, error))

    def close(self) -> None:
        """Forget every file that is not complete."""
        for upload in tuple(self._open):
            self._abort(upload)

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
        self._open[request.id] = transfer = _Transfer(upload, request.size)
        self._report(request.id, transfer)

    def _write(self, request: UploadChunk) -> None:
        transfer = self._find(request.id)
        size = memoryview(request.chunk).nbytes
        if size > CHUNK:
            raise UploadError(
                "invalid_upload",
                f"A chunk of {size} bytes came, at most {CHUNK} are taken. "
                "Send the file in smaller chunks.",
            )
        if request.offset != transfer.received:
            raise UploadError(
                "invalid_upload",
                f"A chunk for offset {request.offset} came, {transfer.received} bytes "
                "are there. Send the chunks in order, from the start.",
            )
        if transfer.received + size > transfer.size:
            raise UploadError(
                "invalid_upload",
                f"{transfer.received + size} bytes came of a file that was announced "
                f"with {transfer.size}. Announce its real size.",
            )
        transfer.received = self._gateway.write_upload(
            transfer.upload, bytes(request.chunk)
        )
        self._report(request.id, transfer)

    def _end(self, request_id: str) -> None:
        transfer = self._find(request_id)
        reference = self._gateway.finish_upload(transfer.upload, self._client)
        del self._open[request_id]
        self._finished(reference)
        self._report(request_id, transfer, done=True)

    def _abort(self, request_id: str) -> None:
        transfer = self._open.pop(request_id, None)
        if transfer is not None:
            self._gateway.abort_upload(transfer.upload)

    def _find(self, request_id: str) -> _Transfer:
        transfer = self._open.get(request_id)
        if transfer is None:
            raise UploadError(
                "invalid_upload",
                f"No file is being sent under the id {request_id!r}. Begin it first.",
            )
        return transfer

    def _report(
        self, request_id: str, transfer: _Transfer, *, done: bool = False
    ) -> None:
        self._reply(
            UploadProgress(
                id=request_id,
                upload_id=transfer.upload,
                received=transfer.received,
                size=transfer.size,
                done=done,
            )
        )


def _failure(
    request_id: str,
    transfer: _Transfer | None,
    request: UploadBegin | UploadChunk | UploadEnd | UploadCancel,
    error: ReactorError,
) -> UploadProgress:
    announced = getattr(request, "size", 0)
    return UploadProgress(
        id=request_id,
        upload_id=None,
        received=transfer.received if transfer else 0,
        size=transfer.size if transfer else announced,
        code=error.code if isinstance(error, UploadError) else "unavailable",
        text=str(error),
    )

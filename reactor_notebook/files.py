"""Turn what a person has at hand, a path, bytes or a picture, into an upload."""

from __future__ import annotations

import io
import mimetypes
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reactor_runtime.transports.base import EngineGateway
    from reactor_runtime.values import ClientId, UploadReference

CHUNK_BYTES = 1 << 20
_UNKNOWN = "application/octet-stream"
_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
)


@dataclass(frozen=True, slots=True)
class LocalFile:
    """A file to upload."""

    name: str
    mime_type: str
    data: bytes


def as_file(source: object, name: str | None = None) -> LocalFile:
    """Return *source*, a path, bytes or PIL image, as a file.

    A ``str`` is a path. A picture becomes a PNG.

    Args:
        source: What to upload.
        name: File name that the model sees; from the path if there is one.

    Raises:
        TypeError: *source* is something else.
        FileNotFoundError: There is no such path.
    """
    match source:
        case LocalFile():
            return source
        case str() | Path():
            path = Path(source).expanduser()
            data = path.read_bytes()
            guessed = mimetypes.guess_type(path.name)[0] or _sniff(data)
            return LocalFile(name or path.name, guessed, data)
        case bytes() | bytearray() | memoryview():
            data = bytes(source)
            return LocalFile(name or "upload", _sniff(data), data)
        case _ if _is_picture(source):
            target = io.BytesIO()
            source.save(target, "PNG")  # type: ignore[attr-defined]
            return LocalFile(name or "image.png", "image/png", target.getvalue())
    raise TypeError(
        f"A file to upload is a path, bytes or a PIL image, got {type(source).__name__}"
    )


def send_file(
    gateway: EngineGateway, client: ClientId, file: LocalFile
) -> UploadReference:
    """Upload *file* for *client* and return how a command names it.

    Raises:
        UploadError: It is over the session's size limit.
    """
    upload = gateway.begin_upload(file.name, file.mime_type, len(file.data))
    try:
        whole = memoryview(file.data)
        for start in range(0, len(whole), CHUNK_BYTES):
            gateway.write_upload(upload, whole[start : start + CHUNK_BYTES])
        return gateway.finish_upload(upload, client)
    except BaseException:
        gateway.abort_upload(upload)
        raise


def _is_picture(source: object) -> bool:
    module = sys.modules.get("PIL.Image")
    return module is not None and isinstance(source, module.Image)


def _sniff(data: bytes) -> str:
    for signature, mime_type in _SIGNATURES:
        if data.startswith(signature):
            return mime_type
    return _UNKNOWN

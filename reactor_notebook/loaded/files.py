"""Turn what a person has at hand, a path, bytes or a picture, into an upload."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from reactor_runtime.media.frames import FrameConverter, is_image
from reactor_runtime.media.signatures import UNKNOWN
from reactor_runtime.values import TrackDirection, TrackInfo, TrackKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL.Image import Image

    from reactor_runtime.transports.base import EngineGateway
    from reactor_runtime.values import ClientId, UploadReference

CHUNK_BYTES = 1 << 20
_PNG_MODES = frozenset({"1", "L", "LA", "P", "RGB", "RGBA", "I", "I;16"})


@dataclass(frozen=True, slots=True)
class LocalFile:
    """A file to upload.

    Args:
        name: What the model sees.
        content: The bytes, or the path that has them, which is read in parts.
        mime_type: Where somebody has said it; else the session sees for itself.
    """

    name: str
    content: bytes | Path
    mime_type: str = UNKNOWN

    @property
    def size(self) -> int:
        """Length in bytes."""
        if isinstance(self.content, Path):
            return self.content.stat().st_size
        return len(self.content)

    def chunks(self) -> Iterator[bytes]:
        """Yield the content in parts of at most 1 MiB."""
        if isinstance(self.content, Path):
            stream: BinaryIO = self.content.open("rb")
        else:
            stream = io.BytesIO(self.content)
        with stream:
            while chunk := stream.read(CHUNK_BYTES):
                yield chunk


def as_file(source: object, name: str | None = None) -> LocalFile:
    """Return *source*, a path, bytes or PIL image, as a file.

    A ``str`` is a path. A picture becomes a PNG, turned upright by its EXIF; one of a
    mode that PNG has not becomes the RGB picture that a model's frame of it would be.

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
            if not path.is_file():
                raise FileNotFoundError(f"No file {path} to upload in {Path.cwd()}")
            return LocalFile(name or path.name, path)
        case bytes() | bytearray() | memoryview():
            return LocalFile(name or "upload", bytes(source))
        case _ if is_image(source):
            return LocalFile(name or "image.png", _as_png(source))
    raise TypeError(
        f"A file to upload is a path, bytes or a PIL image, got {type(source).__name__}"
    )


def send_file(
    gateway: EngineGateway, client: ClientId, file: LocalFile
) -> UploadReference:
    """Upload *file* for *client* and return how a command names it.

    Raises:
        UploadError: It is over a limit of the session; nothing has been read.
    """
    upload = gateway.begin_upload(file.name, file.mime_type, file.size)
    try:
        for chunk in file.chunks():
            gateway.write_upload(upload, chunk)
        reference = gateway.finish_upload(upload)
        gateway.announce_upload(upload, client)
        return reference
    except BaseException:
        gateway.abort_upload(upload)
        raise


def _as_png(image: Image) -> bytes:
    """Return *image* as a file, upright; what PNG cannot hold as it is shown."""
    from PIL import ImageOps
    from PIL.Image import fromarray

    upright = ImageOps.exif_transpose(image)
    if upright.mode not in _PNG_MODES:
        track = TrackInfo("image", TrackKind.VIDEO, TrackDirection.OUT)
        upright = fromarray(FrameConverter(track).convert(upright)[0])
    target = io.BytesIO()
    upright.save(target, "PNG")
    return target.getvalue()

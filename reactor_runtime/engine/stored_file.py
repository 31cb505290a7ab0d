"""Keep the bytes of one uploaded file, and read them piece by piece."""

from __future__ import annotations

import contextlib
import dataclasses
import io
import tempfile
import threading
from typing import IO, TYPE_CHECKING, BinaryIO

from reactor_runtime.errors import UploadError
from reactor_runtime.media.signatures import HEAD, mime_type_of
from reactor_runtime.weight import KIB, in_words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from _typeshed import WriteableBuffer as Buffer

    from reactor_runtime.values import UploadReference

STORAGE_FAILED = "storage_failed"
_IN_MEMORY = 64 * KIB
_PIECE = 64 * KIB


class StoredFile:
    """The bytes of one upload: up to 64 KiB in memory, else in an unnamed file.

    Every method may be called from any thread. Deleting it waits for nobody, so that a
    session can end while a disk hangs.

    Args:
        reference: What was announced; what kind of file it is, is seen at its end.
        folder: Where it lies once it has outgrown the memory; the system's own folder
            for such files if ``None``.

    Attributes:
        received: Bytes that were written.
        is_complete: Whether all are there.
        has_arrived: Whether its arrival was announced.
        is_announced: Whether the model was told.
    """

    def __init__(self, reference: UploadReference, folder: Path | None) -> None:
        self.reference = reference
        self.received = 0
        self.is_complete = False
        self.has_arrived = False
        self.is_announced = False
        self._folder = folder
        self._is_deleted = False
        self._lock = threading.Lock()
        self._file: IO[bytes] | None = tempfile.SpooledTemporaryFile(  # noqa: SIM115
            _IN_MEMORY, dir=None if folder is None else str(folder)
        )

    def write(self, chunk: bytes | memoryview) -> None:
        """Append *chunk*. Raises UploadError where the disk does not take it."""
        with self._storing(), self._held() as file:
            if file is not None:
                file.write(chunk)
                self.received += len(chunk)

    def complete(self) -> None:
        """Put what is still in a buffer where it can be read; see what it is."""
        with self._storing(), self._held() as file:
            if file is not None:
                file.flush()
        self.reference = self._identified(self.reference)
        self.is_complete = True

    def read(self) -> bytes:
        """Return all bytes. Raises UploadError once the session has ended."""
        with self.open() as file:
            return file.read()

    def open(self) -> BinaryIO:
        """Return a file that reads the bytes, with a place of its own in them."""
        return io.BufferedReader(_StoredReader(self), _PIECE)

    def read_at(self, place: int, most: int) -> bytes:
        """Return at most *most* bytes from *place* on, empty at the end.

        Raises:
            UploadError: The session has ended.
        """
        with self._held() as file:
            if file is None:
                raise UploadError(
                    "unresolved_upload",
                    f"File {self.reference.name!r} was deleted with its session; read "
                    "its data while the session lives",
                )
            file.seek(place)
            return file.read(most)

    def _identified(self, reference: UploadReference) -> UploadReference:
        head = self.read_at(0, HEAD)
        mime_type = mime_type_of(reference.name, head, reference.mime_type)
        return dataclasses.replace(reference, mime_type=mime_type)

    def delete(self) -> None:
        """Forget the bytes: at once, or when whoever reads or writes them is done."""
        self._is_deleted = True
        self._close()

    @contextlib.contextmanager
    def _held(self) -> Iterator[IO[bytes] | None]:
        """Keep others from the bytes; ``None`` once they were deleted."""
        try:
            with self._lock:
                yield None if self._is_deleted else self._file
        finally:
            # Not before the lock is free: then either this or `delete` can take it.
            if self._is_deleted:
                self._close()

    def _close(self) -> None:
        if not self._lock.acquire(blocking=False):
            return
        try:
            if self._file is not None:
                with contextlib.suppress(OSError):  # what a full disk did not take
                    self._file.close()
                self._file = None
        finally:
            self._lock.release()

    @contextlib.contextmanager
    def _storing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            known, folder = self.reference, self._folder or tempfile.gettempdir()
            other = "choose" if self._folder else "let TMPDIR name"
            raise UploadError(
                STORAGE_FAILED,
                f"File {known.name!r} ({in_words(known.size)}) could not be kept in "
                f"{folder}: {error.strerror or error}. Make room there, or {other} "
                "another folder, and send it again",
            ) from error


class _StoredReader(io.RawIOBase):
    """Reads one stored file; several may, each from where it is."""

    def __init__(self, stored: StoredFile) -> None:
        self._stored = stored
        self._place = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        origins = {io.SEEK_CUR: self._place, io.SEEK_END: self._stored.reference.size}
        place = origins.get(whence, 0) + offset
        if place < 0:
            raise ValueError(f"a place in a file is >= 0 bytes, got {place}")
        self._place = place
        return place

    def readall(self) -> bytes:
        # The inherited one takes 8 kB at a time.
        rest = max(self._stored.reference.size - self._place, 0)
        piece = self._stored.read_at(self._place, rest)
        self._place += len(piece)
        return piece

    def readinto(self, buffer: Buffer) -> int:
        view = memoryview(buffer).cast("B")
        piece = self._stored.read_at(self._place, len(view))
        view[: len(piece)] = piece
        self._place += len(piece)
        return len(piece)

"""Keep the files that clients send, until the session ends."""

from __future__ import annotations

import contextlib
import dataclasses
import io
import secrets
import tempfile
import threading
from typing import IO, TYPE_CHECKING, BinaryIO

from reactor_runtime.errors import UploadError
from reactor_runtime.media.signatures import HEAD, mime_type_of
from reactor_runtime.printable import without_hidden
from reactor_runtime.values import UploadId, UploadReference
from reactor_runtime.weight import KIB, MIB, in_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from _typeshed import WriteableBuffer as Buffer

UPLOAD_LIMIT = 256 * MIB
MOST_UPLOADS = 256
MOST_UPLOAD_BYTES = 4096 * MIB
STORAGE_FAILED = "storage_failed"
_IN_MEMORY = 64 * KIB
_PIECE = 64 * KIB


def _bare_name(name: str) -> str:
    """Return *name* without folders and what is no letter; empty if nothing is left.

    Folders are those of any system. What is no letter ends lines, moves a cursor, or
    turns the text round, so that one kind of file would look like another.
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    bare = without_hidden(last).strip()
    return "" if bare in (".", "..") else bare


class _StoredFile:
    """The bytes of one upload: up to 64 KiB in memory, else in an unnamed file."""

    def __init__(self, upload: UploadId, name: str, mime_type: str, size: int) -> None:
        self.reference = UploadReference(upload, name, mime_type, size)
        self.received = 0
        self.is_complete = False
        self.is_announced = False
        self._lock = threading.Lock()
        self._file: IO[bytes] | None = tempfile.SpooledTemporaryFile(  # noqa: SIM115
            _IN_MEMORY
        )

    def write(self, chunk: bytes | memoryview) -> None:
        with self._lock, self._storing():
            if self._file is not None:
                self._file.write(chunk)
                self.received += len(chunk)

    def complete(self) -> None:
        """Put what is still in a buffer where it can be read; see what it is."""
        with self._lock, self._storing():
            if self._file is not None:
                self._file.flush()
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
        with self._lock:
            if self._file is None:
                raise UploadError(
                    "unresolved_upload",
                    f"File {self.reference.name!r} was deleted with its session; read "
                    "its data while the session lives",
                )
            self._file.seek(place)
            return self._file.read(most)

    def _identified(self, reference: UploadReference) -> UploadReference:
        head = self.read_at(0, HEAD)
        mime_type = mime_type_of(reference.name, head, reference.mime_type)
        return dataclasses.replace(reference, mime_type=mime_type)

    def delete(self) -> None:
        with self._lock:
            if self._file is not None:
                with contextlib.suppress(OSError):  # what a full disk did not take
                    self._file.close()
                self._file = None

    @contextlib.contextmanager
    def _storing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            known = self.reference
            raise UploadError(
                STORAGE_FAILED,
                f"File {known.name!r} ({in_words(known.size)}) could not be kept in "
                f"{tempfile.gettempdir()}: {error.strerror or error}. Make room there, "
                "or let TMPDIR name another folder, and send it again",
            ) from error


class _StoredReader(io.RawIOBase):
    """Reads one stored file; several may, each from where it is."""

    def __init__(self, stored: _StoredFile) -> None:
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


class UploadStore:
    """The files of one session. Every method may be called from any thread.

    Holds at most *most* files, complete or not, of together *most_bytes* as they were
    announced, and refuses more. In memory are at most 64 KiB of each.

    Args:
        limit: Largest file, in bytes.
        most: Largest number of files in a session.
        most_bytes: Largest size of all files together; never less than *limit*.
    """

    def __init__(
        self,
        limit: int = UPLOAD_LIMIT,
        most: int = MOST_UPLOADS,
        most_bytes: int = MOST_UPLOAD_BYTES,
    ) -> None:
        self._limit = limit
        self._most = most
        self._most_bytes = max(most_bytes, limit)
        self._files: dict[UploadId, _StoredFile] = {}
        self._lock = threading.Lock()

    def begin(self, name: str, mime_type: str, size: int) -> UploadId:
        """Announce a file of *size* bytes. Raises UploadError if it is refused.

        Of a path only its last part is kept: models write files under that name. A
        *mime_type* that says nothing is found out once the file is complete.
        """
        name = _bare_name(name)
        if size < 0 or not name:
            raise UploadError(
                "invalid_upload",
                f"An upload needs a name and a size >= 0, got {name!r} and {size}",
            )
        if size > self._limit:
            raise UploadError(
                "too_large",
                f"File {name!r} has {in_words(size)}; the limit is "
                f"{in_words(self._limit)}. "
                "Send a smaller file, or raise the session's upload limit",
            )
        with self._lock:
            if len(self._files) >= self._most:
                raise UploadError(
                    "too_many",
                    f"The session holds {self._most} files already; start it again "
                    "to delete them",
                )
            held = sum(stored.reference.size for stored in self._files.values())
            if held + size > self._most_bytes:
                raise UploadError(
                    "too_many",
                    f"The session holds {in_words(held)} of files, and {name!r} has "
                    f"{in_words(size)}; together they may have "
                    f"{in_words(self._most_bytes)}. Start it again to delete them",
                )
            upload = UploadId(secrets.token_hex(12))
            self._files[upload] = _StoredFile(upload, name, mime_type, size)
        return upload

    def write(self, upload: UploadId, chunk: bytes | memoryview) -> int:
        """Append *chunk*; returns the bytes received so far. Raises UploadError."""
        stored = self._incomplete(upload)
        size = stored.reference.size
        if stored.received + len(chunk) > size:
            self.abort(upload)
            raise UploadError(
                "invalid_upload",
                f"File {stored.reference.name!r} was announced with {size} bytes, but "
                "more came; announce its real size",
            )
        try:
            stored.write(chunk)
        except UploadError:
            self.abort(upload)
            raise
        return stored.received

    def finish(self, upload: UploadId) -> UploadReference:
        """Close a complete upload. Raises UploadError if bytes are missing."""
        stored = self._incomplete(upload)
        if stored.received != stored.reference.size:
            raise UploadError(
                "invalid_upload",
                f"File {stored.reference.name!r} was announced with "
                f"{stored.reference.size} bytes, but {stored.received} came; send "
                "the rest",
            )
        try:
            stored.complete()
        except UploadError:
            self.abort(upload)
            raise
        return stored.reference

    def abort(self, upload: UploadId) -> None:
        """Forget an upload that is not complete; others are ignored."""
        with self._lock:
            stored = self._files.get(upload)
            if stored is None or stored.is_complete:
                return
            del self._files[upload]
        stored.delete()

    def is_known(self, upload: UploadId) -> bool:
        """Whether *upload* was announced in this session."""
        return upload in self._files

    def is_complete(self, upload: UploadId) -> bool:
        """Whether all bytes of *upload* are here."""
        stored = self._files.get(upload)
        return stored is not None and stored.is_complete

    def take_announcement(self, upload: UploadId) -> bool:
        """Whether the model must be told of *upload*: ``True`` once per upload."""
        stored = self._files.get(upload)
        if stored is None or stored.is_announced:
            return False
        stored.is_announced = True
        return True

    def file(self, upload: UploadId) -> _StoredFile | None:
        """The stored file, if it is complete."""
        stored = self._files.get(upload)
        return stored if stored is not None and stored.is_complete else None

    def delete_all(self) -> None:
        """Forget every file."""
        with self._lock:
            files, self._files = list(self._files.values()), {}
        for stored in files:
            stored.delete()

    def _incomplete(self, upload: UploadId) -> _StoredFile:
        stored = self._files.get(upload)
        if stored is None or stored.is_complete:
            raise UploadError(
                "unresolved_upload",
                f"Upload {upload!r} is not under way in this session; begin it again",
            )
        return stored

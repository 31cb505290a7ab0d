"""Keep the files that clients send, until the session ends."""

from __future__ import annotations

import dataclasses
import secrets
import tempfile
import threading
from pathlib import Path

from reactor_runtime.engine.stored_file import STORAGE_FAILED, StoredFile
from reactor_runtime.errors import UploadError
from reactor_runtime.printable import without_hidden
from reactor_runtime.values import UploadId, UploadReference
from reactor_runtime.weight import MIB, in_words


@dataclasses.dataclass(frozen=True, slots=True)
class UploadLimits:
    """How much the files of one session may be, and where they lie.

    Args:
        file: Largest file, in bytes.
        session: Largest size of all files of a session together, in bytes.
        files: Largest number of files in a session.
        folder: Where files that outgrow the memory lie, without a name; the system's
            own folder for such files if left out.

    Raises:
        ValueError: A limit is below zero.
    """

    file: int = 256 * MIB
    session: int = 4096 * MIB
    files: int = 256
    folder: Path | None = None

    def __post_init__(self) -> None:
        for name in ("file", "session", "files"):
            limit = getattr(self, name)
            if limit < 0:
                raise ValueError(f"UploadLimits: {name} must be >= 0, got {limit}")

    @property
    def largest(self) -> int:
        """Largest file that is ever taken, in bytes."""
        return min(self.file, self.session)

    def prepared(self) -> UploadLimits:
        """Return these limits with their folder made, and tried.

        Raises:
            UploadError: With code ``"storage_failed"``: the folder cannot be made, or
                nothing can be written there.
        """
        if self.folder is None:
            return self
        folder = Path(self.folder).expanduser().absolute()
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder) as file:
                file.write(b"\0")
        except OSError as error:
            raise UploadError(
                STORAGE_FAILED,
                f"Uploaded files cannot be kept in {folder}: "
                f"{error.strerror or error}. Choose a folder that can be written",
            ) from error
        return dataclasses.replace(self, folder=folder)


USUAL_LIMITS = UploadLimits()


def _bare_name(name: str) -> str:
    """Return *name* without folders and what is no letter; empty if nothing is left.

    Folders are those of any system. What is no letter ends lines, moves a cursor, or
    turns the text round, so that one kind of file would look like another.
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    bare = without_hidden(last).strip()
    return "" if bare in (".", "..") else bare


class UploadStore:
    """The files of one session. Every method may be called from any thread.

    A file counts with the size that it was begun with, from then on until it is
    aborted or deleted, whether its bytes have come or not. In memory are at most 64 KiB
    of each.

    Args:
        limits: How much it takes; more is refused. Its folder is there.
    """

    def __init__(self, limits: UploadLimits) -> None:
        self._limits = limits
        self._files: dict[UploadId, StoredFile] = {}
        self._lock = threading.Lock()

    def begin(self, name: str, mime_type: str, size: int) -> UploadId:
        """Begin a file of *size* bytes. Raises UploadError if it is refused.

        Of a path only its last part is kept: models write files under that name. A
        *mime_type* that says nothing is found out once the file is complete.
        """
        name = _bare_name(name)
        if size < 0 or not name:
            raise UploadError(
                "invalid_upload",
                f"An upload needs a name and a size >= 0, got {name!r} and {size}",
            )
        with self._lock:
            self._check_room(name, size)
            reference = UploadReference(
                UploadId(secrets.token_hex(12)), name, mime_type, size
            )
            stored = StoredFile(reference, self._limits.folder)
            self._files[reference.upload_id] = stored
        return reference.upload_id

    def _check_room(self, name: str, size: int) -> None:
        limits = self._limits
        if size > limits.file:
            raise UploadError(
                "too_large",
                f"File {name!r} has {in_words(size)}; the limit is "
                f"{in_words(limits.file)}. "
                "Send a smaller file, or raise the session's upload limit",
            )
        if len(self._files) >= limits.files:
            raise UploadError(
                "too_many",
                f"The session holds {limits.files} files already; start it again "
                "to delete them",
            )
        held = sum(stored.reference.size for stored in self._files.values())
        if held + size > limits.session:
            advice = "start it again to delete those" if held else "raise its limit"
            raise UploadError(
                "too_many",
                f"The session holds {in_words(held)} of files, and {name!r} has "
                f"{in_words(size)}; together they may have "
                f"{in_words(limits.session)}. Send a smaller file, or {advice}",
            )

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
        """Whether *upload* was begun in this session."""
        return upload in self._files

    def is_complete(self, upload: UploadId) -> bool:
        """Whether all bytes of *upload* are here."""
        stored = self._files.get(upload)
        return stored is not None and stored.is_complete

    def take_arrival(self, upload: UploadId) -> UploadReference | None:
        """What has arrived, if nobody was told: ``None`` from the second call on.

        Raises:
            UploadError: It is not complete, or not of this session.
        """
        stored = self.file(upload)
        if stored is None:
            raise UploadError(
                "unresolved_upload",
                f"Upload {upload!r} is no complete file of this session; finish it "
                "before you announce it",
            )
        with self._lock:
            is_news, stored.has_arrived = not stored.has_arrived, True
        return stored.reference if is_news else None

    def take_announcement(self, upload: UploadId) -> bool:
        """Whether the model must be told of *upload*: ``True`` once per upload."""
        stored = self._files.get(upload)
        if stored is None or stored.is_announced:
            return False
        stored.is_announced = True
        return True

    def file(self, upload: UploadId) -> StoredFile | None:
        """The stored file, if it is complete."""
        stored = self._files.get(upload)
        return stored if stored is not None and stored.is_complete else None

    def delete_all(self) -> None:
        """Forget every file."""
        with self._lock:
            files, self._files = list(self._files.values()), {}
        for stored in files:
            stored.delete()

    def _incomplete(self, upload: UploadId) -> StoredFile:
        stored = self._files.get(upload)
        if stored is None or stored.is_complete:
            raise UploadError(
                "unresolved_upload",
                f"Upload {upload!r} is not under way in this session; begin it again",
            )
        return stored

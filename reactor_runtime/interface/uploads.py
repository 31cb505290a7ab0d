"""The file that a client uploaded, as a handler receives it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, BinaryIO, NoReturn, Self

from reactor_runtime.fields.json_values import Upload

if TYPE_CHECKING:
    from collections.abc import Callable


class UploadedFile(Upload):
    """One uploaded file. It lives as long as the session.

    An author's test makes one from its content.

    Args:
        name: File name at the client, without a path.
        mime_type: As the client said it; not verified.
        size: Length in bytes, that of *data* if left out.
        data: The content.
    """

    __slots__ = ("_data", "_open", "mime_type", "name", "size")

    def __init__(
        self,
        name: str,
        mime_type: str = "application/octet-stream",
        size: int | None = None,
        data: bytes = b"",
    ) -> None:
        self.name = name
        self.mime_type = mime_type
        self.size = len(data) if size is None else size
        self._data: bytes | None = bytes(data)
        self._open: Callable[[], BinaryIO] | None = None

    @classmethod
    def stored(
        cls, name: str, mime_type: str, size: int, opened: Callable[[], BinaryIO]
    ) -> Self:
        """Return a file that lies elsewhere; *opened* returns it, at its beginning."""
        file = cls(name, mime_type, size)
        file._data, file._open = None, opened
        return file

    @classmethod
    def from_bytes(
        cls,
        data: bytes,
        name: str = "upload",
        mime_type: str = "application/octet-stream",
    ) -> Self:
        """Return a file that is already in memory."""
        return cls(name, mime_type, data=data)

    @property
    def data(self) -> bytes:
        """The content, read when first asked for and kept."""
        if self._data is None:
            with self.open() as file:
                self._data = file.read()
        return self._data

    def open(self) -> BinaryIO:
        """Return the content as a binary file, which reads it piece by piece.

        Each call gives a file of its own, at the beginning. Close it, or use it in a
        ``with`` block.
        """
        return io.BytesIO(self.data) if self._open is None else self._open()

    def __repr__(self) -> str:
        return f"UploadedFile({self.name!r}, {self.mime_type!r}, {self.size} bytes)"

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            f"{self!r} belongs to its session and cannot be pickled; copy its .data"
        )

    def __deepcopy__(self, memo: dict[int, object]) -> UploadedFile:
        return self

    def __copy__(self) -> UploadedFile:
        return self

"""The file that a client uploaded, as a handler receives it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from reactor_runtime.fields.uploads import Upload

if TYPE_CHECKING:
    from collections.abc import Callable


class UploadedFile(Upload):
    """One uploaded file. It lives as long as the session.

    Args:
        name: File name at the client, without a path.
        mime_type: As the client said it; not verified.
        size: Length in bytes.
        read: Returns the content; called once, when :attr:`data` is first asked for.
    """

    __slots__ = ("_data", "_read", "mime_type", "name", "size")

    def __init__(
        self, name: str, mime_type: str, size: int, read: Callable[[], bytes]
    ) -> None:
        self.name = name
        self.mime_type = mime_type
        self.size = size
        self._read = read
        self._data: bytes | None = None

    @classmethod
    def from_bytes(
        cls,
        data: bytes,
        name: str = "upload",
        mime_type: str = "application/octet-stream",
    ) -> UploadedFile:
        """Return a file that is already in memory."""
        content = bytes(data)
        return cls(name, mime_type, len(content), lambda: content)

    @property
    def data(self) -> bytes:
        """The content, read when first asked for and kept."""
        if self._data is None:
            self._data = self._read()
        return self._data

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

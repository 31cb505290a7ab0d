"""Find out what kind of file some bytes are, where nobody has said so.

Browsers name no type for files they do not know, HEIC and AVIF pictures among them on
many systems, and bytes in a program's memory have no name to tell by.
"""

from __future__ import annotations

import mimetypes

UNKNOWN = "application/octet-stream"
"""The type that says nothing."""

HEAD = 8192
"""Bytes from the beginning of a file that are looked at."""


def mime_type_of(name: str, head: bytes, stated: str = "") -> str:
    """Return the media type of a file.

    Args:
        name: What it is called; its ending counts where the bytes tell nothing.
        head: Its first :data:`HEAD` bytes, or all of them.
        stated: What its sender says it is; believed unless it says nothing.

    Returns:
        Such as ``"image/webp"``; :data:`UNKNOWN` where nothing tells.
    """
    if stated not in ("", UNKNOWN):
        return stated
    import filetype

    by_signature: str | None = filetype.guess_mime(head) if head else None
    return by_signature or mimetypes.guess_type(name)[0] or UNKNOWN

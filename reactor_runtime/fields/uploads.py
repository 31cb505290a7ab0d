"""What marks a type as an uploaded file."""

from __future__ import annotations


class Upload:
    """Base of the type that stands for an uploaded file in an annotation.

    A parameter of such a type is filled from an upload, never from JSON.
    """

    __slots__ = ()

"""A command as it arrived, before anything has judged it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reactor_runtime.values import ClientId, JsonValue, UploadReference


@dataclass(frozen=True, slots=True)
class CommandRequest:
    """A command as it arrived, not yet judged.

    Args:
        client: Who sent it.
        name: The command's name.
        data: Arguments by name, as JSON.
        uploads: Arguments by name that are uploaded files.
        request_id: The client's own id for the answer, ``None`` if it wants none.
        frame: Sequence of the frame that the viewer was looking at, if it said so.
    """

    client: ClientId
    name: str
    data: Mapping[str, JsonValue]
    uploads: Mapping[str, UploadReference] = field(default_factory=dict)
    request_id: str | None = None
    frame: int | None = None

"""What travels with frames: a small JSON object for each."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import TYPE_CHECKING

from reactor_runtime.fields.json_values import NotJsonError, to_json
from reactor_runtime.values import NO_METADATA

if TYPE_CHECKING:
    from reactor_runtime.values import JsonValue, TrackInfo


def each_metadata(
    track: TrackInfo, metadata: object, count: int
) -> list[Mapping[str, JsonValue]]:
    """Return the metadata of each of *count* frames.

    Args:
        track: Whose frames they are.
        metadata: A dictionary, ``bytes`` or ``None`` for all of them, or a list with
            one of these for each. Bytes travel as ``{"base64": "..."}``.
        count: How many frames there are.

    Raises:
        TypeError: If it is nothing of this, or has not one for each frame.
    """
    if not isinstance(metadata, (list, tuple)):
        return [_metadata(track, metadata)] * count
    if len(metadata) != count:
        raise TypeError(
            f"Track {track.name!r}: a list of metadata has one for each of the "
            f"{count} frames, got {len(metadata)}"
        )
    return [_metadata(track, item) for item in metadata]


def _metadata(track: TrackInfo, metadata: object) -> Mapping[str, JsonValue]:
    if metadata is None:
        return NO_METADATA
    if isinstance(metadata, (bytes, bytearray, memoryview)):
        return {"base64": base64.b64encode(metadata).decode()}
    try:
        converted = to_json(metadata)
    except NotJsonError as error:
        raise TypeError(
            f"Track {track.name!r}: metadata{error.path} cannot be sent: {error.reason}"
        ) from error
    if not isinstance(converted, Mapping):
        raise TypeError(
            f"Track {track.name!r}: metadata is a dictionary, bytes or None, or a list "
            f"with one for each frame, got {type(metadata).__name__}"
        )
    return converted

"""Encoded frames of one viewer's camera on their way to an input track."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from reactor_runtime.media.jpeg import decode_jpeg
from reactor_runtime.supervision import contained
from reactor_runtime.values import TrackDirection, TrackKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from reactor_runtime.transports.base import EngineGateway
    from reactor_runtime.transports.encoding import EncodePool
    from reactor_runtime.wire.panel import Buffer, Media


class MediaFeed:
    """Decodes a viewer's frames in the pool and feeds them to the engine.

    One frame of each track is decoded at a time and the newest waits; older waiting
    ones are dropped. Encoded, each is at most as large as the link's largest message.

    Args:
        gateway: Gets the frames.
        pool: Lends its threads.
        refuse: Tells the viewer what was wrong with a frame.
    """

    def __init__(
        self, gateway: EngineGateway, pool: EncodePool, refuse: Callable[[str], None]
    ) -> None:
        self._gateway = gateway
        self._pool = pool
        self._refuse = refuse
        self._busy: set[str] = set()
        self._waiting: dict[str, Buffer] = {}

    def feed(self, media: Media) -> None:
        """Take one frame."""
        tracks = [
            track.name
            for track in self._gateway.contract.tracks
            if track.direction is TrackDirection.IN and track.kind is TrackKind.VIDEO
        ]
        if media.track not in tracks:
            self._refuse(
                f"media: no input track is named {media.track!r}; the model has "
                f"{', '.join(tracks) or 'none'}."
            )
        elif media.track in self._busy:
            self._waiting[media.track] = media.payload
        else:
            self._decode(media.track, media.payload)

    def _decode(self, track: str, payload: Buffer) -> None:
        self._busy.add(track)
        data = bytes(payload)
        self._pool.run(
            lambda: self._gateway.feed(track, decode_jpeg(data)),
            contained(partial(self._finish, track), self._failed),
        )

    def _failed(self, error: BaseException) -> None:
        self._gateway.report("A frame of a panel's camera was not taken", error)

    def _finish(self, track: str, result: object) -> None:
        self._busy.discard(track)
        if isinstance(result, Exception):
            self._refuse(f"media: the frame for track {track!r} is {result}.")
        waiting = self._waiting.pop(track, None)
        if waiting is not None:
            self._decode(track, waiting)

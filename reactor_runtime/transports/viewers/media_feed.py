"""What one viewer's camera and microphone give, on its way to input tracks."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from reactor_runtime.errors import PublishError
from reactor_runtime.media.jpeg import decode_jpeg
from reactor_runtime.supervision import contained
from reactor_runtime.values import TrackDirection, TrackKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from reactor_runtime.streaming.pool import EncodePool
    from reactor_runtime.transports.base import EngineGateway
    from reactor_runtime.values import ClientId
    from reactor_runtime.wire.panel import Media


class MediaFeed:
    """Decodes a viewer's pictures in the pool and feeds them, and sound, to the engine.

    One picture of each track is decoded at a time and the newest waits; older waiting
    ones are dropped. Encoded, each is at most as large as the link's largest message.
    Sound needs no decoding, and waits for nothing: none of it is dropped here.

    A track is published with its first frame, and free again once the page says so or
    its viewer has gone. Where another client publishes it, the frames are dropped.

    Args:
        gateway: Gets the frames.
        client: Whose frames they are.
        pool: Lends its threads.
        refuse: Tells the viewer what was wrong with a frame.
    """

    def __init__(
        self,
        gateway: EngineGateway,
        client: ClientId,
        pool: EncodePool,
        refuse: Callable[[str], None],
    ) -> None:
        self._gateway = gateway
        self._client = client
        self._pool = pool
        self._refuse = refuse
        self._busy: set[str] = set()
        self._waiting: dict[str, Media] = {}
        self._published: set[str] = set()
        self._told: dict[str, str] = {}

    def feed(self, media: Media) -> None:
        """Take one picture, or block of sound."""
        is_sound = media.sample_rate is not None
        kind = TrackKind.AUDIO if is_sound else TrackKind.VIDEO
        tracks = [
            track.name
            for track in self._gateway.contract.tracks
            if track.direction is TrackDirection.IN and track.kind is kind
        ]
        if media.track not in tracks:
            self._refuse(
                f"media: no {kind} input track is named {media.track!r}; the model "
                f"has {', '.join(tracks) or 'none'}."
            )
        elif not self._publish(media.track):
            return
        elif is_sound:
            self._hear(media)
        elif media.track in self._busy:
            self._waiting[media.track] = media
        else:
            self._decode(media)

    def unpublish(self, track: str) -> None:
        """Nothing more comes for *track*: others may publish it."""
        self._told.pop(track, None)
        self._published.discard(track)
        self._gateway.unpublish(self._client, track)

    def close(self) -> None:
        """Nothing more comes at all."""
        for track in tuple(self._published):
            self.unpublish(track)

    def _publish(self, track: str) -> bool:
        # With each frame: another viewer of this client may have freed the track.
        try:
            self._gateway.publish(self._client, track)
        except PublishError as error:
            self._tell(track, f"media: {error}.")
            return False
        self._published.add(track)
        return True

    def _tell(self, track: str, text: str) -> None:
        # Frames come many times a second, each with the same fault.
        if self._told.get(track) != text:
            self._told[track] = text
            self._refuse(text)

    def _hear(self, media: Media) -> None:
        samples = np.frombuffer(bytes(media.payload), "<i2").astype(np.int16)[None]
        samples.setflags(write=False)
        track, rate = media.track, media.sample_rate
        try:
            self._gateway.feed(
                self._client, track, samples, pts=media.pts, sample_rate=rate
            )
        except TypeError as error:
            self._tell(track, f"media: track {track!r} gets no sound. {error}")

    def _decode(self, media: Media) -> None:
        track, pts, data = media.track, media.pts, bytes(media.payload)
        self._busy.add(track)
        self._pool.run(
            lambda: self._gateway.feed(self._client, track, decode_jpeg(data), pts=pts),
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
            self._decode(waiting)

"""One viewer's way to an encoder: which stream it follows, and JPEG where it cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reactor_runtime.streaming.chain import Company
from reactor_runtime.streaming.encodings import STILL, coded_size
from reactor_runtime.streaming.streams import StreamKey
from reactor_runtime.values import Codec

if TYPE_CHECKING:
    from collections.abc import Callable

    from reactor_runtime.streaming.encodings import Encoding
    from reactor_runtime.streaming.flow import Order
    from reactor_runtime.streaming.pool import Encoded, EncodePool
    from reactor_runtime.streaming.streams import VideoStream, VideoStreams
    from reactor_runtime.values import Frame


class PictureEncoder:
    """Has the frames of one track encoded for one viewer.

    Viewers that keep up share an encoder. One that lets a frame go that others got
    has an encoder of its own for a while, so that it costs them no key frames.

    Args:
        member: Tells the viewers of an engine apart.
        pool: Encodes JPEGs.
        streams: Where the video encoders are.
        max_size: Longest side of an encoded picture, ``None`` for any.
    """

    def __init__(
        self,
        member: int,
        pool: EncodePool,
        streams: VideoStreams,
        max_size: int | None,
    ) -> None:
        self._member = member
        self._pool = pool
        self._streams = streams
        self._max_size = max_size
        self._stream: VideoStream | None = None
        self._company = Company()
        self._has_waited = False

    def encode(self, order: Order, now: float, done: Callable[[Encoded], None]) -> None:
        """Encode as ordered; *done* gets the picture soon, or what prevented it."""
        encoding, frame = order.encoding, order.frame
        if encoding.codec is Codec.JPEG:
            self.leave()
        elif self._follow(frame, encoding, now, done):
            return
        self._pool.encode(
            frame,
            done,
            quality=encoding.quality,
            size=self._size(frame, encoding),
        )

    def encode_still(self, frame: Frame, done: Callable[[Encoded], None]) -> None:
        """Encode *frame* in high quality."""
        self._pool.encode(
            frame,
            done,
            quality=STILL.quality,
            size=self._size(frame, STILL),
            subsampling="444",
        )

    def need_key_frame(self, now: float) -> None:
        """The viewer could not decode what it got."""
        if self._stream is not None and self._stream.key.owner is None:
            self._part(now)
        elif self._stream is not None:
            self._stream.chain.lose(self._member)

    def leave(self) -> None:
        """Follow no stream; the next video frame will be a key frame."""
        if self._stream is not None:
            self._streams.leave(self._stream, self._member)
            self._stream = None

    def _follow(
        self,
        frame: Frame,
        encoding: Encoding,
        now: float,
        done: Callable[[Encoded], None],
    ) -> bool:
        """Encode *frame* in a stream; returns whether the viewer can follow it."""
        size = self._size(frame, encoding)
        stream = self._join(frame.track, encoding, now)
        if stream is None:
            return False
        if stream.encode(self._member, frame, size, now, done):
            self._has_waited = False
            return True
        # Once is chance: a viewer that joins between two key frames waits for the next.
        is_lost = self._has_waited or stream.chain.has_lost(self._member)
        self._has_waited = True
        if stream.key.owner is not None or not is_lost:
            return False
        self._part(now)
        own = self._join(frame.track, encoding, now)
        return own is not None and own.encode(self._member, frame, size, now, done)

    def _join(self, track: str, encoding: Encoding, now: float) -> VideoStream | None:
        owner = self._member if self._company.is_alone(now) else None
        key = StreamKey(track, encoding.codec, encoding.quality, encoding.scale, owner)
        if self._stream is None or self._stream.key != key or self._stream.is_broken:
            self.leave()
            self._stream = self._streams.join(key, self._member)
        return self._stream

    def _part(self, now: float) -> None:
        self._company.lost(now)
        self.leave()

    def _size(self, frame: Frame, encoding: Encoding) -> tuple[int, int]:
        return coded_size(frame.width, frame.height, encoding, self._max_size)

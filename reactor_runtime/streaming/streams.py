"""H.264 and VP8 encoders, one for all viewers that want the same and keep up."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from reactor_runtime.media.video import VideoEncoder
from reactor_runtime.streaming.chain import ReferenceChain
from reactor_runtime.supervision import call_soon, contained, logged

if TYPE_CHECKING:
    from collections.abc import Callable

    from reactor_runtime.streaming.pool import Encoded, EncodePool
    from reactor_runtime.values import Codec, Frame

_FAILED = logged("Handing over an encoded frame")

MOST_STREAMS = 4
"""Encoders of one track at the same time; who needs one more gets JPEGs."""


class StreamKey(NamedTuple):
    """What viewers must have in common to share an encoder.

    Args:
        track: The track.
        codec: H.264 or VP8.
        quality: 1 to 100.
        scale: Of the model's picture.
        owner: The one viewer it is for, ``None`` for all that keep up.
    """

    track: str
    codec: Codec
    quality: int
    scale: float
    owner: int | None = None


@dataclass(slots=True)
class _StreamJob:
    sequence: int
    result: Encoded | None = None
    waiting: list[Callable[[Encoded], None]] = field(default_factory=list)


class VideoStream:
    """One encoder and the viewers that follow it.

    Frames are encoded in order, one at a time, in the pool's threads. What waits is
    bounded by the viewers' feeds, see ``FrameFeed``. Made by :class:`VideoStreams`.

    Args:
        key: What it encodes.
        pool: Runs the encoder.
    """

    def __init__(self, key: StreamKey, pool: EncodePool) -> None:
        self.key = key
        self.chain = ReferenceChain()
        self.is_broken = False
        self._pool = pool
        self._encoder = VideoEncoder(key.codec, key.quality)
        self._newest: _StreamJob | None = None
        self._queue: deque[Callable[[], None]] = deque()
        self._is_busy = False

    def encode(
        self,
        member: int,
        frame: Frame,
        size: tuple[int, int],
        now: float,
        done: Callable[[Encoded], None],
    ) -> bool:
        """Encode *frame* for *member* unless that has been done; *done* gets it soon.

        Returns:
            Whether *member* can follow; if not, *done* is not called.
        """
        link = self.chain.place(member, frame.sequence, size, now)
        if link is None:
            return False
        job = self._newest
        if link.is_new or job is None:
            job = self._newest = _StreamJob(frame.sequence)
            self._submit(job, frame, size, is_key=link.is_key)
        if job.result is None:
            job.waiting.append(done)
        else:
            call_soon(self._pool.loop, done, job.result, failed=_FAILED)
        return True

    def _submit(
        self, job: _StreamJob, frame: Frame, size: tuple[int, int], *, is_key: bool
    ) -> None:
        encoder = self._encoder

        def start() -> None:
            self._pool.run(
                lambda: encoder.encode(frame.pixels, size, is_key=is_key),
                lambda result: self._finish(job, result),
            )

        self._pool.encodes += 1
        self._queue.append(start)
        self._start_next()

    def _start_next(self) -> None:
        if self._queue and not self._is_busy:
            self._is_busy = True
            self._queue.popleft()()

    def _finish(self, job: _StreamJob, result: Encoded) -> None:
        self._is_busy = False
        if isinstance(result, Exception):
            self.is_broken = True
        elif self.is_broken:
            result = RuntimeError("a frame before this one could not be encoded")
        job.result = result
        waiting, job.waiting = job.waiting, []
        self._start_next()
        for done in waiting:
            contained(done, _FAILED)(result)


class VideoStreams:
    """The encoders of one engine's tracks, each as long as somebody follows it.

    At most four for each track.

    Args:
        pool: Runs them.
    """

    def __init__(self, pool: EncodePool) -> None:
        self._pool = pool
        self._streams: dict[StreamKey, VideoStream] = {}

    def join(self, key: StreamKey, member: int) -> VideoStream | None:
        """Return the stream of *key*, joined; ``None`` if the track has too many."""
        stream = self._streams.get(key)
        if stream is not None and stream.is_broken:
            del self._streams[key]
            stream = None
        if stream is None:
            if sum(known.track == key.track for known in self._streams) >= MOST_STREAMS:
                return None
            stream = self._streams[key] = VideoStream(key, self._pool)
        stream.chain.join(member)
        return stream

    def leave(self, stream: VideoStream, member: int) -> None:
        """Let *member* go; with the last one the encoder ends."""
        stream.chain.leave(member)
        if not stream.chain.members and self._streams.get(stream.key) is stream:
            del self._streams[stream.key]

"""What Python feeds to an input track, in place of a camera or a microphone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from reactor_runtime.media.audio import convert_audio
from reactor_runtime.media.frames import FrameConverter
from reactor_runtime.values import TrackKind

if TYPE_CHECKING:
    import numpy.typing as npt

    from reactor_runtime.transports.base import EngineGateway
    from reactor_runtime.values import ClientId, TrackInfo


def feed_payload(
    gateway: EngineGateway,
    client: ClientId,
    track: str,
    payload: object,
    *,
    pts: float | None = None,
    metadata: bytes | None = None,
) -> None:
    """Hand the frames of *payload* to an input track, which *client* publishes then.

    Args:
        gateway: The engine.
        client: Whose frames they are; those of one that is not there are dropped.
        track: The track's name.
        payload: Video: what a model may emit, such as a numpy array ``(H, W, 3)``, a
            batch, a PIL image. Sound: ``(samples, sample_rate)``, of any rate.
        pts: When it is to be shown, in seconds of the sender's clock.
        metadata: Travels with it.

    Raises:
        KeyError: The model has no input track of that name.
        TypeError: *payload* is nothing that the track takes.
        PublishError: Another client publishes the track.
    """
    arrays, rate = input_arrays(gateway.contract.track(track), payload)
    gateway.publish(client, track)
    for data in arrays:
        gateway.feed(client, track, data, pts=pts, metadata=metadata, sample_rate=rate)


_DEFAULT_RATE = 48_000
# What is beyond is a slip, and would become very much sound, or none.
_LOWEST_RATE, _HIGHEST_RATE = 1_000, 768_000


def input_arrays(
    track: TrackInfo, payload: object
) -> tuple[list[npt.NDArray[Any]], int | None]:
    """Return the frames that *payload* is for an input track, oldest first.

    Args:
        track: A video or an audio track.
        payload: Video: whatever a model may emit, such as a numpy array ``(H, W, 3)``,
            a batch of them, a PIL image or a tensor. Sound: ``(samples, sample_rate)``,
            the samples as a model emits them.

    Returns:
        Read-only arrays: RGB ``uint8`` ``(H, W, 3)``, or ``int16`` ``(1, samples)``,
        where several channels become their mean; and the samples per second that these
        have, ``None`` for video.

    Raises:
        TypeError: If *payload* is none of this; the text names track and remedy.
    """
    if track.kind is TrackKind.VIDEO:
        return list(FrameConverter(track).convert(payload)), None
    rate = track.sample_rate or _DEFAULT_RATE
    if not (isinstance(payload, tuple) and len(payload) == 2):
        raise TypeError(
            f"Track {track.name!r} takes sound as (samples, sample_rate), got a "
            f"{type(payload).__name__}; write (samples, {rate})"
        )
    samples, given = payload
    is_whole = isinstance(given, int | np.integer) and not isinstance(given, bool)
    if not (is_whole and (given == rate or _LOWEST_RATE <= given <= _HIGHEST_RATE)):
        raise TypeError(
            f"Track {track.name!r} takes sound as (samples, sample_rate), a rate from "
            f"{_LOWEST_RATE} to {_HIGHEST_RATE}, got {given!r} samples per second; "
            f"write (samples, {rate})"
        )
    sound = convert_audio(track, samples)
    if sound.shape[0] > 1:
        sound = sound.mean(axis=0, keepdims=True).round().astype(np.int16)
        sound.setflags(write=False)
    return [sound], int(given)

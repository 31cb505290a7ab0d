"""What Python feeds to an input track, in place of a camera or a microphone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reactor_runtime.media.feeding import input_arrays

if TYPE_CHECKING:
    from reactor_runtime.transports.base import EngineGateway


def feed_payload(
    gateway: EngineGateway,
    track: str,
    payload: object,
    *,
    pts: float | None = None,
    metadata: bytes | None = None,
) -> None:
    """Hand the frames of *payload* to an input track.

    Args:
        gateway: The engine.
        track: The track's name.
        payload: Video: what a model may emit, such as a numpy array ``(H, W, 3)``, a
            batch, a PIL image. Sound: ``(samples, sample_rate)``, of any rate.
        pts: When it is to be shown, in seconds of the sender's clock.
        metadata: Travels with it.

    Raises:
        KeyError: The model has no input track of that name.
        TypeError: *payload* is nothing that the track takes.
    """
    arrays, rate = input_arrays(gateway.contract.track(track), payload)
    for data in arrays:
        gateway.feed(track, data, pts=pts, metadata=metadata, sample_rate=rate)

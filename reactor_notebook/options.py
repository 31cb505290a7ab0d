"""What a load was asked to do, after parsing and before anything has started."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reactor_runtime.media.video import has_video_codecs
from reactor_runtime.session.encodings import NO_WISHES, PictureWishes
from reactor_runtime.values import Codec

if TYPE_CHECKING:
    from collections.abc import Callable

    from reactor_runtime.contract.target import Target

FIRST_FRAME_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """How to load one model.

    Args:
        label: What people call the session: its name, else the model's.
        resolve: Finds the model anew; what ``reload()`` calls. Raises TargetError.
        thread: Whether the engine gets a thread of its own.
        idle_stop: Seconds without a visible panel after which the model is paused,
            ``None`` for never.
        wishes: How pictures are encoded, where the link is not to decide.
    """

    label: str
    resolve: Callable[[], Target]
    thread: bool = False
    idle_stop: float | None = None
    wishes: PictureWishes = NO_WISHES


def picture_wishes(
    codec: str | None, quality: int | None, max_size: int | None
) -> PictureWishes:
    """Return the wishes that a load's options spell out.

    Raises:
        ValueError: If there is no such codec, it needs PyAV and that is not installed,
            or a number is out of range.
    """
    wishes = PictureWishes.of(codec, quality, max_size)
    if wishes.codec not in (None, Codec.JPEG) and not has_video_codecs():
        raise ValueError(
            f"codec {wishes.codec} needs PyAV, which is not installed; "
            "pip install av, or use codec jpeg"
        )
    return wishes

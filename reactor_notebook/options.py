"""What a load was asked to do, after parsing and before anything has started."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reactor_runtime.errors import OptionError
from reactor_runtime.media.video import has_video_codecs
from reactor_runtime.streaming.encodings import NO_PREFERENCES, PicturePreferences
from reactor_runtime.values import Codec

if TYPE_CHECKING:
    from reactor_notebook.targets import Binding

FIRST_FRAME_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """How to load one model.

    Args:
        label: What people call the session: its name, else the model's.
        binding: Finds the model, and finds it again.
        thread: Whether the engine gets a thread of its own.
        idle_stop: Seconds without a visible panel after which the model is paused,
            ``None`` for never.
        preferences: How pictures are encoded, where the link is not to decide.
        keeps_prints: Whether what the model prints goes on to the cell after the load.
    """

    label: str
    binding: Binding
    thread: bool = False
    idle_stop: float | None = None
    preferences: PicturePreferences = NO_PREFERENCES
    keeps_prints: bool = False


PRINTS = ("panel", "cell")
"""Where a model's prints go once it is loaded; the panel has them in any case."""


def keeps_prints(prints: str | None, *, has_panel: bool) -> bool:
    """Return whether prints go on to the cell after the load.

    Args:
        prints: One of :data:`PRINTS`, ``None`` for the panel where one can be seen.
        has_panel: Whether one can.

    Raises:
        OptionError: *prints* is something else.
    """
    if prints is not None and prints not in PRINTS:
        raise OptionError(f"prints must be 'panel' or 'cell', got {prints!r}")
    return prints == "cell" or (prints is None and not has_panel)


def picture_preferences(
    codec: str | None, quality: int | None, max_size: int | None
) -> PicturePreferences:
    """Return the preferences that a load's options spell out.

    Raises:
        OptionError: If there is no such codec, it needs PyAV and that is not installed,
            or a number is out of range.
    """
    try:
        preferences = PicturePreferences.of(codec, quality, max_size)
    except ValueError as error:
        raise OptionError(str(error)) from None
    if preferences.codec not in (None, Codec.JPEG) and not has_video_codecs():
        raise OptionError(
            f"codec {preferences.codec} needs PyAV, which is not installed; "
            "pip install av, or use codec jpeg"
        )
    return preferences

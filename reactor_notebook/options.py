"""What a load was asked to do, judged before anything has started."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reactor_runtime.errors import OptionError
from reactor_runtime.media.video import has_video_codecs
from reactor_runtime.streaming.encodings import PicturePreferences
from reactor_runtime.values import Codec

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from reactor_notebook.targets import Binding

FIRST_FRAME_SECONDS = 2.0

PRINTS = ("panel", "cell")
"""Where a model's prints go once it is loaded; the panel has them in any case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadOptions:
    """The options of one load; ``reactor_load`` says what each of them means.

    Args:
        config: What ``load()`` gets, or the path of a file that says it.
        thread: Whether the engine gets a thread of its own.
        name: What the session is to be called.
        idle_stop: Seconds without a visible panel after which the model is paused,
            ``None`` for never.
        codec: How every picture travels, where the link is not to decide.
        quality: Of the picture, 1 to 100.
        max_size: Longest side of the picture, in pixels.
        prints: One of :data:`PRINTS`, ``None`` for the panel where one can be seen.
        defaults: Whether to forget the values that a person has set.

    Attributes:
        preferences: What *codec*, *quality* and *max_size* come to.

    Raises:
        OptionError: An option is none that there is.
    """

    config: Mapping[str, object] | str | Path | None = None
    thread: bool = False
    name: str | None = None
    idle_stop: float | None = None
    codec: str | None = None
    quality: int | None = None
    max_size: int | None = None
    prints: str | None = None
    defaults: bool = False
    preferences: PicturePreferences = field(init=False)

    def __post_init__(self) -> None:
        if self.idle_stop is not None and self.idle_stop <= 0:
            raise OptionError(f"idle_stop must be > 0 seconds, got {self.idle_stop}")
        preferences = _preferences(self.codec, self.quality, self.max_size)
        object.__setattr__(self, "preferences", preferences)
        if self.prints is not None and self.prints not in PRINTS:
            raise OptionError(f"prints must be 'panel' or 'cell', got {self.prints!r}")

    def keeps_prints(self, *, has_panel: bool) -> bool:
        """Whether prints go on to the cell after the load.

        Args:
            has_panel: Whether a panel can be seen.
        """
        return self.prints == "cell" or (self.prints is None and not has_panel)


@dataclass(frozen=True, slots=True)
class LoadPlan:
    """What one session loads, and how.

    Args:
        label: What people call the session: its name, else the model's.
        binding: Finds the model, and finds it again.
        options: As they were given.
    """

    label: str
    binding: Binding
    options: LoadOptions


def _preferences(
    codec: str | None, quality: int | None, max_size: int | None
) -> PicturePreferences:
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

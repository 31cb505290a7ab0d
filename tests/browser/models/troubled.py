"""Models that flash, fail and end: what a panel must speak of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reactor_runtime import Output, ReactorPipeline, Video, event


@dataclass
class Sky(Output):
    main_video: Video


class Troubled(ReactorPipeline):
    """Shows a calm sky, until it is told to flash or to fall."""

    fps = 30
    is_flashing = False

    def inference(self):
        column = np.linspace(60, 160, 180).astype(np.uint8)
        sky = column[:, None, None].repeat(320, 1).repeat(3, 2)
        step = 0
        while True:
            step += 1
            is_lit = self.is_flashing and step % 6 < 3
            yield Sky(main_video=np.full_like(sky, 255) if is_lit else sky)

    @event
    def flash(self) -> None:
        """Five times a second."""
        self.is_flashing = True

    @event
    def calm(self) -> None:
        self.is_flashing = False


class Falling(ReactorPipeline):
    """Falls after a second."""

    fps = 30

    def inference(self):
        for step in range(30):
            yield Sky(main_video=np.full((180, 320, 3), 60 + 4 * step, np.uint8))
        self.blur(0)

    def blur(self, size: int) -> None:
        raise ValueError(f"size must be > 0, got {size}")

"""A model that flashes and clicks in the same frame, twice a second."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reactor_runtime import Audio, Output, ReactorPipeline, Video

FPS = 30
RATE = 48_000
EVERY = FPS // 2
"""Frames from one beat to the next."""


@dataclass
class Beat(Output):
    main_video: Video
    main_audio: Audio


class Metronome(ReactorPipeline):
    """White for one frame, with a click at the frame's very beginning."""

    fps = FPS
    outputs = (Beat,)
    size = (120, 160)

    def inference(self):
        samples = RATE // FPS
        silence = np.zeros(samples, np.float32)
        click = silence.copy()
        click[:240] = 0.8 * np.sin(2 * np.pi * 1_000 * np.arange(240) / RATE + 0.8)
        dark, white = (np.full((*self.size, 3), grey, np.uint8) for grey in (0, 255))
        frame = 0
        while True:
            is_beat = frame % EVERY == 0
            yield Beat(white if is_beat else dark, click if is_beat else silence)
            frame += 1

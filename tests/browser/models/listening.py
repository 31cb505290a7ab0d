"""A model that hears a microphone and says what it heard."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reactor_runtime import (
    Audio,
    Input,
    ModelMessage,
    Output,
    ReactorPipeline,
    ReadMode,
    Video,
    event,
)


class Ear(Audio):
    sample_rate = 16_000


@dataclass
class Meter(Output):
    main_video: Video


@dataclass
class Ears(Input):
    mic: Ear


@dataclass
class Heard(ModelMessage):
    peak: float
    seconds: float
    since_first: float


class Listening(ReactorPipeline):
    """Green from the left as far as the microphone is loud, ten pictures a second."""

    fps = 10
    input: Ears
    peak = samples = 0
    first = last = 0.0

    def inference(self):
        while True:
            loud = self.hear()
            picture = np.full((120, 160, 3), 24, np.uint8)
            picture[40:80, : int(160 * loud)] = (60, 180, 90)
            yield Meter(main_video=picture)

    def hear(self) -> float:
        """Read what has come; return how loud it is, from 0 to 1."""
        mic = self.input.mic
        if not mic.available:
            return 0.0
        blocks = mic.try_read(mic.available, ReadMode.FIFO)
        self.first = self.first or blocks[0].pts
        self.last = blocks[-1].pts + blocks[-1].data.shape[1] / Ear.sample_rate
        sound = np.concatenate([block.data[0] for block in blocks]).astype(int)
        self.samples += len(sound)
        loud = int(np.abs(sound).max())
        self.peak = max(self.peak, loud)
        return loud / 32_768

    @event
    def report(self) -> Heard:
        seconds = self.samples / Ear.sample_rate
        return Heard(self.peak / 32_768, seconds, self.last - self.first)

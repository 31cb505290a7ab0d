"""Sound in and sound out, beside a picture of how loud it is."""

import numpy as np

from reactor_runtime import (
    Audio,
    BufferClosed,
    MediaInput,
    Output,
    ReactorModel,
    ReadMode,
    Video,
)


class Ears(MediaInput):
    mic: Audio


class SoundOutput(Output):
    main_video: Video
    main_audio: Audio


class Sound(ReactorModel):
    media: Ears

    async def run(self):
        while True:
            await self.connected.wait()
            try:
                (block,) = await self.media.mic.read(mode=ReadMode.FIFO)
            except BufferClosed:
                continue
            level = int(np.abs(block.data).max()) >> 7
            await self.emit(
                SoundOutput(
                    main_video=np.full((32, 48, 3), level, np.uint8),
                    main_audio=block.data,
                )
            )

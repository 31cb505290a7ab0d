"""A picture of eight plain colours side by side, in the sizes that people use."""

import numpy as np

from reactor_runtime import InputField, InputState, Output, ReactorPipeline, Video

COLORS = (
    (0, 255, 0),
    (255, 0, 0),
    (0, 0, 255),
    (255, 255, 255),
    (0, 0, 0),
    (128, 128, 128),
    (200, 80, 30),
    (20, 140, 220),
)
SIZES = ("320x240", "1280x720", "1920x1080")


class PatchesState(InputState):
    size: str = InputField(SIZES[0], choices=SIZES)


class Picture(Output):
    main_video: Video


class Patches(ReactorPipeline):
    """Shows :data:`COLORS`, each over the whole height."""

    fps = 10
    state: PatchesState

    def inference(self):
        while True:
            width, height = map(int, self.state.size.split("x"))
            columns = np.arange(width) * len(COLORS) // width
            row = np.array(COLORS, np.uint8)[columns]
            yield Picture(main_video=np.broadcast_to(row, (height, width, 3)))

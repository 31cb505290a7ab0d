"""A picture that a client uploads is what is shown."""

import io

import numpy as np
from PIL import Image

from reactor_runtime import (
    Idle,
    Output,
    ReactorPipeline,
    UploadedFile,
    Video,
    disconnected,
    event,
    file_uploaded,
)


class UploadOutput(Output):
    main_video: Video


class Uploads(ReactorPipeline):
    picture = None
    seen = ()

    @file_uploaded
    async def remember(self, uploaded_file: UploadedFile):
        self.seen = (*self.seen, uploaded_file.mime_type)

    @event(name="set_image")
    async def set_image(self, image: UploadedFile):
        if image.mime_type.startswith("image/"):
            self.picture = np.asarray(Image.open(io.BytesIO(image.data)).convert("RGB"))

    @disconnected
    def forget(self):
        self.picture = None

    def inference(self):
        while True:
            if self.picture is None:
                yield Idle
            else:
                yield UploadOutput(main_video=self.picture)

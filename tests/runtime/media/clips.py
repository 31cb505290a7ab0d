"""Short video files, made when they are asked for."""

import io

import av
import numpy as np

CODECS = {"mp4": "libx264", "mov": "libx264", "webm": "libvpx"}


def encode_clip(container):
    """The bytes of a file with one black frame."""
    file = io.BytesIO()
    with av.open(file, "w", format=container) as target:
        stream = target.add_stream(CODECS[container], rate=30)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        black = np.zeros((48, 64, 3), np.uint8)
        for frame in (av.VideoFrame.from_ndarray(black, format="rgb24"), None):
            target.mux(stream.encode(frame))
    return file.getvalue()

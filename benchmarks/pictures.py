"""Pre-rendered pictures, each of which carries its own number.

The number stands as black and white squares in the top rows, so that a page can tell
which picture it sees whatever brought it there.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

COUNT = 120
SQUARE = 16
BITS = 7

Pixels = npt.NDArray[np.uint8]


def rendered(width: int = 640, height: int = 480) -> list[Pixels]:
    """*COUNT* read-only pictures: gradient, texture, noise and a moving block."""
    random = np.random.default_rng(7)
    rows, columns = np.mgrid[0:height, 0:width]
    noise = random.normal(0, 6, (height, width, 1))
    pictures = []
    for number in range(COUNT):
        phase = 2 * np.pi * number / COUNT
        red = 255 * columns / width
        green = 128 + 100 * np.sin(columns / 11 + phase) * np.cos(rows / 17)
        blue = 255 * rows / height
        picture = np.stack([red, green, blue], axis=-1) + np.roll(noise, number, 1)
        left = int(number / COUNT * (width - 80))
        picture[height // 2 : height // 2 + 60, left : left + 80] = (250, 250, 60)
        stamped = np.clip(picture, 0, 255).astype(np.uint8)
        _stamp(stamped, number)
        stamped.setflags(write=False)
        pictures.append(stamped)
    return pictures


def _stamp(picture: Pixels, number: int) -> None:
    for bit in range(BITS):
        left = bit * SQUARE
        picture[:SQUARE, left : left + SQUARE] = 255 * (number >> bit & 1)

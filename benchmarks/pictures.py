"""Pre-rendered pictures, each of which carries its own number.

The number stands as black and white squares in the top rows, so that a page can tell
which picture it sees whatever brought it there. They are rendered once into a file that
every kernel maps, so that neither rendering nor memory weighs on what is measured.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from pathlib import Path

COUNT = 120
SQUARE = 16
BITS = 7

Pixels = npt.NDArray[np.uint8]


def rendered(width: int = 640, height: int = 480) -> list[Pixels]:
    """*COUNT* read-only pictures: gradient, texture, noise and a moving block."""
    random = np.random.default_rng(7)
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    noise = random.normal(0, 6, (height, width, 1)).astype(np.float32)
    red, blue = 255 * columns / width, 255 * rows / height
    pictures = []
    for number in range(COUNT):
        phase = 2 * np.pi * number / COUNT
        green = 128 + 100 * np.sin(columns / 11 + phase) * np.cos(rows / 17)
        picture = np.stack([red, green, blue], axis=-1) + np.roll(noise, number, 1)
        left = int(number / COUNT * (width - 80))
        picture[height // 2 : height // 2 + 60, left : left + 80] = (250, 250, 60)
        stamped = np.clip(picture, 0, 255).astype(np.uint8)
        _stamp(stamped, number)
        stamped.setflags(write=False)
        pictures.append(stamped)
    return pictures


def store(width: int, height: int, path: Path) -> None:
    """Render the pictures into *path*, for :func:`stored`."""
    np.save(path, np.stack(rendered(width, height)))


def stored(path: str | Path) -> list[Pixels]:
    """The pictures of a file, mapped, read-only and in memory."""
    pictures = np.load(path, mmap_mode="r")
    pictures.max()  # reads every page of the file
    return [np.asarray(picture) for picture in pictures]


def _stamp(picture: Pixels, number: int) -> None:
    for bit in range(BITS):
        left = bit * SQUARE
        picture[:SQUARE, left : left + SQUARE] = 255 * (number >> bit & 1)

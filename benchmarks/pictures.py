"""Pre-rendered pictures, each of which carries its own number.

The number stands as black and white squares in the top rows, so that a page can tell
which picture it sees whatever brought it there. They are rendered once into a file that
every kernel maps, so that neither rendering nor memory weighs on what is measured.

As JPEGs of quality 85 they weigh 65 kB at 640x480 and 163 kB at 1280x720, like those
that the promises of :mod:`benchmarks.matrix` were made for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from pathlib import Path

COUNT = 120
SQUARE = 16
BITS = 7

_NOISE = 2.75
_LINES = 4
_TEXT = "The quick brown fox jumps over the lazy dog 0123456789"

Pixels = npt.NDArray[np.uint8]


def rendered(width: int = 640, height: int = 480) -> list[Pixels]:
    """*COUNT* read-only pictures: gradient, texture, noise and moving text."""
    random = np.random.default_rng(7)
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    noise = random.normal(0, _NOISE, (height, width, 1)).astype(np.float32)
    red, blue = 255 * columns / width, 255 * rows / height
    pictures = []
    for number in range(COUNT):
        phase = 2 * np.pi * number / COUNT
        green = 128 + 100 * np.sin(columns / 11 + phase) * np.cos(rows / 17)
        picture = np.stack([red, green, blue], axis=-1) + np.roll(noise, number, 1)
        pixels = _written(np.clip(picture, 0, 255).astype(np.uint8), number)
        _stamp(pixels, number)
        pixels.setflags(write=False)
        pictures.append(pixels)
    return pictures


def store(width: int, height: int, path: Path) -> None:
    """Render the pictures into *path*, for :func:`stored`."""
    np.save(path, np.stack(rendered(width, height)))


def stored(path: str | Path) -> list[Pixels]:
    """The pictures of a file, mapped, read-only and in memory."""
    pictures = np.load(path, mmap_mode="r")
    pictures.max()  # reads every page of the file
    return [np.asarray(picture) for picture in pictures]


def _written(picture: Pixels, number: int) -> Pixels:
    """Return *picture* with lines of text that wander to the right."""
    image = Image.fromarray(picture)
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(size=20)
    for line in range(_LINES):
        text = _TEXT[line:] + _TEXT[:line]
        draw.text((16 + number / 2, 200 + 26 * line), text, "white", font)
    return np.array(image)


def _stamp(picture: Pixels, number: int) -> None:
    for bit in range(BITS):
        left = bit * SQUARE
        picture[:SQUARE, left : left + SQUARE] = 255 * (number >> bit & 1)

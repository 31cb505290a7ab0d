"""A webcam filter: five effects in a row, in numpy, or in torch where that is there.

The file reads from the top: known combinations (`LOOKS`), what a viewer may change
(`FilterKnobs`), what comes in and goes out, the model itself (`WebcamFilter`), then the
effects (`Effects`) and what is shown while no picture comes (`waiting_scene`).

The effects are written once. `xp` is numpy or torch, which call almost everything the
same; only on its way in and out a picture must be turned into the one or the other.
"""

import time
from importlib import import_module
from importlib.util import find_spec

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from reactor_runtime import (
    Input,
    InputField,
    InputState,
    ModelMessage,
    Output,
    ReactorPipeline,
    Video,
    connected,
    event,
)

LOOKS = {
    "neon": {"edges": 0.9, "echo": 0.8},
    "ghosts": {"echo": 0.94},
    "kaleidoscope": {"mirrors": 6, "spin": 0.3},
    "poster": {"levels": 4, "edges": 0.25},
    "heat": {"heat": 1.0, "echo": 0.5},
    "plain": {},
}
PLAIN = {
    "edges": 0.0,
    "echo": 0.0,
    "mirrors": 1,
    "spin": 0.0,
    "levels": 32,
    "heat": 0.0,
}
HEAT = [(0, 0, 20), (70, 0, 120), (210, 30, 80), (255, 150, 20), (255, 250, 190)]
WIDTH, HEIGHT = 480, 360
PATIENCE = 2.0
"""Seconds without a picture until the waiting scene returns."""


class FilterKnobs(InputState):
    """What a viewer may change while the picture runs."""

    look: str = InputField(
        "neon", choices=list(LOOKS), description="A combination; moves what is below"
    )
    edges: float = InputField(
        0.9, ge=0, le=1, description="Outlines that glow in the picture's colours"
    )
    echo: float = InputField(
        0.8, ge=0, le=0.98, description="How slowly what moved away fades"
    )
    mirrors: int = InputField(
        1, choices=[1, 2, 3, 4, 6, 8], description="Of the kaleidoscope; 1 is none"
    )
    spin: float = InputField(
        0.0, ge=-1, le=1, description="Turns of the kaleidoscope per five seconds"
    )
    levels: int = InputField(
        32, ge=2, le=32, description="Shades of each colour; 32 is smooth"
    )
    heat: float = InputField(
        0.0, ge=0, le=1, description="Brightness as heat, black to white"
    )
    selfie: bool = InputField(True, description="Left and right as in a mirror")


class Webcam(Input):
    """What comes in."""

    webcam: Video


class Filtered(Output):
    """What goes out."""

    main_video: Video


class Pace(ModelMessage):
    """With what the effects are computed, and how long a picture takes."""

    compute: str
    milliseconds: float


class WebcamFilter(ReactorPipeline):
    """Shows what the camera sees, otherwise."""

    fps = 30
    state: FilterKnobs
    input: Webcam

    def load(self, config):
        """Choose torch or numpy; `{"compute": "numpy"}` as configuration decides."""
        known = "torch" if find_spec("torch") else "numpy"
        self.effects = Effects(config.get("compute", known))

    @connected
    def arrive(self):
        """Begin with nothing seen."""
        self.effects.forget()
        self.seen, self.age, self.time, self.took = None, 0.0, 0.0, 0.0

    def inference(self):
        """Take the newest picture, or the last one again, and change it."""
        while True:
            frames = self.input.webcam.try_read()
            self.age = 0.0 if frames else self.age + 1 / self.fps
            self.time += 1 / self.fps
            if frames:
                self.seen = fit(frames[-1].data)
            elif self.age > PATIENCE:
                self.seen = None
            start = time.perf_counter()
            scene = waiting_scene(self.time) if self.seen is None else self.seen
            picture = self.effects.apply(scene, self.state, self.time)
            self.took = time.perf_counter() - start
            yield Filtered(main_video=say(picture) if self.seen is None else picture)

    @event(description="A known combination; moves the sliders")
    def set_look(self, look: str = InputField("neon", choices=list(LOOKS))):
        """Stand in for the setter that `FilterKnobs.look` would get by itself."""
        self.state.look = look
        for name, value in (PLAIN | LOOKS[look]).items():
            setattr(self.state, name, value)

    @event(description="Tell what computes the effects, and how quickly")
    def measure(self) -> Pace:
        """Answer whoever asks."""
        took = round(1000 * self.took, 1)
        return Pace(compute=self.effects.name, milliseconds=took)


class Effects:
    """Five effects in a row, on pictures of shape `(HEIGHT, WIDTH, 3)`.

    Args:
        compute: `numpy` or `torch`; the latter takes the graphics card where one is.
    """

    def __init__(self, compute="numpy"):
        self.xp, self.name, self._device = import_module(compute), compute, None
        if compute == "torch":
            # A second thread gains little, and on a busy machine it waits by spinning.
            self.xp.set_num_threads(1)
            self._device = "cuda" if self.xp.cuda.is_available() else "cpu"
            self.name = f"torch on {self._device}"
        y, x = np.mgrid[-1 : 1 : HEIGHT * 1j, -1 : 1 : WIDTH * 1j]
        x *= WIDTH / HEIGHT
        self._radius = self._bring(np.hypot(x, y).astype(np.float32))
        self._angle = self._bring(np.arctan2(y, x).astype(np.float32))
        shades, stops = np.linspace(0, 1, 256), np.linspace(0, 1, len(HEAT))
        bands = [
            np.interp(shades, stops, band) / 255 for band in zip(*HEAT, strict=True)
        ]
        self._heat = self._bring(np.stack(bands, axis=-1).astype(np.float32))
        self.forget()

    def forget(self):
        """Leave no echo of what was."""
        self._memory = None

    def apply(self, pixels, knobs, seconds):
        """Return the picture after all effects; both are `uint8`."""
        picture = self._bring(pixels.astype(np.float32)) / 255
        if knobs.selfie:
            picture = self.xp.flip(picture, (1,))
        if knobs.mirrors > 1:
            picture = self.kaleidoscope(picture, knobs.mirrors, knobs.spin * seconds)
        if knobs.levels < 32:
            picture = self.posterise(picture, knobs.levels)
        if knobs.heat > 0:
            picture = picture + (self.as_heat(picture) - picture) * knobs.heat
        if knobs.edges > 0:
            picture = picture + (self.outlines(picture) - picture) * knobs.edges
        picture = self.echo(picture, knobs.echo)
        return self._take(self.xp.clip(picture * 255 + 0.5, 0, 255))

    def kaleidoscope(self, picture, mirrors, turns):
        """Fold the picture like a fan, of so many mirrored pairs."""
        xp, wedge = self.xp, 2 * np.pi / mirrors
        angle = self._angle + turns * 2 * np.pi / 5
        angle = xp.abs(angle - wedge * xp.round(angle / wedge))
        x = xp.cos(angle) * self._radius * HEIGHT / 2 + WIDTH / 2
        y = xp.sin(angle) * self._radius * HEIGHT / 2 + HEIGHT / 2
        return picture[self._inside(y, HEIGHT), self._inside(x, WIDTH)]

    def posterise(self, picture, levels):
        """Leave so many shades of each colour."""
        return self.xp.round(picture * (levels - 1)) / (levels - 1)

    def as_heat(self, picture):
        """Colour the picture by its brightness alone."""
        return self._heat[self._inside(self.brightness(picture) * 255, 256)]

    def outlines(self, picture):
        """Glow where brightness changes, in the colours of the place."""
        xp, bright = self.xp, self.brightness(picture)
        across = xp.roll(bright, 1, 1) - xp.roll(bright, -1, 1)
        down = xp.roll(bright, 1, 0) - xp.roll(bright, -1, 0)
        steep = xp.clip(4 * xp.sqrt(across * across + down * down), 0, 1)
        steep[0] = steep[-1] = steep[:, 0] = steep[:, -1] = (
            0  # the other side is no step
        )
        return steep[..., None] * (picture * 0.8 + 0.5)

    def echo(self, picture, stays):
        """Let what was bright fade, as light on a slow film."""
        if self._memory is not None and stays > 0:
            picture = self.xp.maximum(picture, self._memory * stays)
        self._memory = picture
        return picture

    def brightness(self, picture):
        """Return how bright each place is to an eye."""
        red, green, blue = picture[..., 0], picture[..., 1], picture[..., 2]
        return 0.3 * red + 0.59 * green + 0.11 * blue

    def _inside(self, places, length):
        """Return whole numbers from 0 to below *length*, to look up with."""
        places = self.xp.clip(places, 0, length - 1)
        return places.long() if self._device else places.astype(np.int64)

    def _bring(self, array):
        """Make a numpy array what `xp` computes with."""
        return self.xp.from_numpy(array).to(self._device) if self._device else array

    def _take(self, picture):
        """Make it a numpy array again, of `uint8`."""
        return np.asarray(picture.cpu() if self._device else picture).astype(np.uint8)


def fit(pixels):
    """Return the middle of any picture, shape `(HEIGHT, WIDTH, 3)`."""
    height, width, _ = pixels.shape
    scale = min(height / HEIGHT, width / WIDTH)
    rows = (np.arange(HEIGHT) + 0.5 - HEIGHT / 2) * scale + height / 2
    columns = (np.arange(WIDTH) + 0.5 - WIDTH / 2) * scale + width / 2
    return pixels[rows.astype(int)[:, None], columns.astype(int)]


def waiting_scene(seconds):
    """Return something to play with while nothing comes: rings on their ways."""
    y, x = np.mgrid[:HEIGHT, :WIDTH].astype(np.float32)
    glow = 40 + 30 * np.sin(x / 60 + seconds) * np.sin(y / 45 - seconds)
    picture = np.stack([glow, glow * 0.8, 90 - glow * 0.4], axis=-1)
    for number, colour in enumerate([(255, 90, 90), (90, 220, 120), (100, 140, 255)]):
        phase = seconds * (0.9 + 0.2 * number) + 2.1 * number
        across = WIDTH / 2 + 150 * np.sin(phase)
        down = (HEIGHT + 86) / 2 + 60 * np.cos(1.3 * phase)
        far = np.hypot(x - across, y - down)
        ring = np.clip(1.2 + np.cos(far / 4.5), 0, 1) * (far < 64)
        picture += ring[..., None] * (colour - picture)
    return picture.astype(np.uint8)


def say(picture):
    """Return the picture with words that say what to press."""
    image = Image.fromarray(picture)
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(size=21)
    draw.rectangle((0, 0, WIDTH, 86), fill="#10131a")
    for line, words in enumerate(WORDS):
        at = (WIDTH / 2, 28 + 32 * line)
        draw.text(at, words, fill="#ffffff", font=font, anchor="mm")
    return np.asarray(image)


WORDS = (
    "Press the camera at the top right.",
    "No camera? Press the arrow beside it.",
)

"""A chemical garden: Gray-Scott reaction-diffusion, in nothing but numpy.

Two substances, U and V, spread through a dish. Where they meet, V eats U and
multiplies; fresh U flows in and V is washed out. Spots, worms and mazes appear on their
own, and which of them depends on two numbers, `feed` and `kill`.

The file reads from the top: what a viewer may change (`Knobs`), what the model tells
(`Statistics`) and shows (`Garden`), the model itself (`GrayScott`), then the chemistry
(`Dish`) and the picture of it (`Camera`), which know nothing of the runtime.
"""

import io

import numpy as np
from PIL import Image, UnidentifiedImageError

from reactor_runtime import (
    CommandError,
    InputField,
    InputState,
    ModelMessage,
    Output,
    ReactorPipeline,
    UploadedFile,
    Video,
    connected,
    event,
)

PATTERNS = {  # feed, kill, and how far apart to sow
    "coral": (0.0545, 0.0620, 10),
    "maze": (0.0370, 0.0600, 28),
    "cells": (0.0340, 0.0640, 14),
    "pores": (0.0620, 0.0609, 12),
    "drifters": (0.0140, 0.0540, 30),
    "turbulence": (0.0260, 0.0510, 60),
}
PALETTES = {
    "ember": ["#08060f", "#2a0f3b", "#7a1c4b", "#e0532f", "#ffb347", "#fff3cf"],
    "reef": ["#03101f", "#06364f", "#0e7c86", "#2fb5a0", "#8fe0b0", "#ffe29a"],
    "orchid": ["#12061f", "#3d1466", "#7a24c0", "#c43fb8", "#ff8ac0", "#ffe6d0"],
    "moss": ["#0b1208", "#1f3314", "#4c6b1f", "#a3b84a", "#e8e3a0", "#fffbe6"],
    "ice": ["#eef4f8", "#c4dfee", "#7fb7d9", "#2f6fa8", "#153a6b", "#0a1a3a"],
    "ink": ["#f1e8d2", "#e0d0ac", "#a8927a", "#4a4a55", "#1c1f2b", "#0b0d14"],
}
TONES, LIGHTS = 256, 128


class Knobs(InputState):
    """What a viewer may change while the garden grows."""

    pattern: str = InputField(
        "coral", choices=list(PATTERNS), description="Feed and kill of a known garden"
    )
    feed: float = InputField(
        0.0545, ge=0.01, le=0.08, description="How fast fresh U flows in"
    )
    kill: float = InputField(
        0.062, ge=0.045, le=0.068, description="How fast V is washed out"
    )
    speed: int = InputField(
        16, ge=0, le=40, description="Steps of the reaction per frame"
    )
    rain: float = InputField(
        2.0, ge=0, le=12, description="Drops of V that fall per second"
    )
    palette: str = InputField(
        "ember", choices=list(PALETTES), description="Colours of the picture"
    )
    relief: float = InputField(
        1.0, ge=0, le=2, description="How strongly the light comes from one side"
    )


class Statistics(ModelMessage):
    """How the garden is doing."""

    steps: int
    coverage: float
    mean_u: float
    mean_v: float


class Garden(Output):
    """The picture."""

    main_video: Video


class GrayScott(ReactorPipeline):
    """A chemical garden that answers to every knob."""

    fps = 30
    state: Knobs

    def load(self, config):
        """Make the dish and the camera, once."""
        self.dish = Dish()
        self.camera = Camera(self.dish.height, self.dish.width)

    @connected
    def arrive(self):
        """Sow a new garden for whoever comes first."""
        self.random = np.random.default_rng(7)
        self.steps, self.frames, self.due_drops = 0, 0, 0.0
        self.dish.soil[:] = 0
        self.sow()

    async def inference(self):
        """Rain, react, take a picture; again and again."""
        while True:
            state = self.state
            self.let_it_rain(state.rain / self.fps)
            self.dish.advance(state.feed, state.kill, state.speed)
            self.steps += state.speed
            self.frames += 1
            if self.frames % 90 == 0:
                await self.send(self.measure())
            picture = self.camera.shoot(self.dish, state.palette, state.relief)
            yield Garden(main_video=picture)

    @event(description="Choose a known garden; moves feed and kill")
    def set_pattern(self, pattern: str = InputField("coral", choices=list(PATTERNS))):
        """Stand in for the setter that `Knobs.pattern` would get by itself."""
        self.state.pattern = pattern
        self.state.feed, self.state.kill, _ = PATTERNS[pattern]
        self.sow()

    @event(description="Sow an image: bright parts grow")
    def set_image(self, image: UploadedFile):
        """Sow the bright parts, and keep their soil fertile."""
        try:
            picture = Image.open(io.BytesIO(image.data)).convert("L")
        except (UnidentifiedImageError, OSError) as error:
            text = f"{image.name!r} is not an image that Pillow can read. Try a PNG."
            raise CommandError("bad_image", text) from error
        dish = self.dish
        bright = np.asarray(picture.resize((dish.width, dish.height)), np.float32)
        bright = (bright - bright.min()) / max(np.ptp(bright), 1)
        dish.u[:], dish.v[:] = 1 - bright / 2, 0.4 * bright
        dish.soil[:] = 0.008 * (bright - 0.5)

    @event(description="Drop V at a place, or wipe it clean")
    def paint(
        self,
        x: float = InputField(0.5, ge=0, le=1, description="0 is left, 1 is right"),
        y: float = InputField(0.5, ge=0, le=1, description="0 is top, 1 is bottom"),
        radius: float = InputField(24, ge=2, le=100, description="In cells"),
        erase: bool = InputField(False),
    ):
        """Drop or erase a disc; several parameters make the event a form."""
        dish = self.dish
        dish.drop(x * dish.width, y * dish.height, radius, v=0.0 if erase else 0.4)

    @event(description="Count the garden now")
    def measure(self) -> Statistics:
        """Answer whoever asks; an event without parameters is a button."""
        return Statistics(
            steps=self.steps,
            coverage=round(float(np.mean(self.dish.v > 0.1)), 4),
            mean_u=round(float(self.dish.u.mean()), 4),
            mean_v=round(float(self.dish.v.mean()), 4),
        )

    @event(description="Sow again")
    def reset(self):
        """Forget the image and begin anew."""
        self.dish.soil[:] = 0
        self.sow()

    def sow(self):
        """Plant seeds as a sunflower does, turned by chance."""
        dish = self.dish
        dish.clear()
        spacing = PATTERNS[self.state.pattern][2]
        turn = self.random.uniform(0, 2 * np.pi)
        for i in range(int((200 / spacing) ** 2) + 1):
            angle, distance = turn + 2.399963 * i, spacing * np.sqrt(i + 0.5)
            x = dish.width / 2 + distance * np.cos(angle)
            y = dish.height / 2 + distance * np.sin(angle)
            if 0 <= x < dish.width and 0 <= y < dish.height:
                dish.drop(x, y, radius=2.6)

    def let_it_rain(self, drops):
        """Let so many drops fall, on average, where chance has it."""
        self.due_drops += drops
        while self.due_drops >= 1:
            self.due_drops -= 1
            x, y = self.random.uniform(0, (self.dish.width, self.dish.height))
            radius = self.random.uniform(8, 18)
            self.dish.drop(x, y, radius, v=0)
            self.dish.drop(x, y, radius / 3)


class Dish:
    """Two substances on a grid whose edges meet: `u` is eaten, `v` eats.

    The grid is one long vector, so that numpy sweeps it without stopping at the end of
    each row.
    """

    def __init__(self, height=240, width=320):
        self.height, self.width = height, width
        self._size, self._edge = height * width, width + 1
        padded = self._size + 2 * self._edge
        self._uv = np.zeros((2, padded), np.float32)
        self._scratch = np.empty((2, 2, padded - width), np.float32)
        self._eaten = np.empty(self._size, np.float32)
        self._inner = self._uv[:, self._edge : -self._edge]
        self.u, self.v = self._inner.reshape(2, height, width)
        self.soil = np.zeros((height, width), np.float32)
        self.clear()

    def clear(self):
        """Fill the dish with U alone."""
        self.u[:], self.v[:] = 1, 0

    def drop(self, x, y, radius, v=0.4):
        """Wash a disc clean and leave V in it; `v=0` erases. Units: cells."""
        rows, columns = np.ogrid[: self.height, : self.width]
        down = np.abs(rows - y)
        across = np.abs(columns - x)
        down = np.minimum(down, self.height - down)
        across = np.minimum(across, self.width - across)
        disc = down**2 + across**2 < radius**2
        self.u[disc], self.v[disc] = 1 - v, v

    def advance(self, feed, kill, steps):
        """React and diffuse for so many steps."""
        u, v = self._inner
        eaten = self._eaten
        survival = (0.5 - feed - kill) + self.soil.ravel()
        for _ in range(steps):
            u_spread, v_spread = self._blurred()
            np.multiply(v, v, out=eaten)
            eaten *= u
            u_spread *= 1 / 16
            u_spread += feed
            u *= -feed
            u += u_spread
            u -= eaten
            v_spread *= 1 / 32
            v_spread += eaten
            v_spread += 1e-9  # numbers that fade to almost nothing make a CPU crawl
            v *= survival
            v += v_spread

    def slope(self):
        """Return how steeply V falls from upper left to lower right, per cell."""
        self._wrap()
        v, two_rows = self._uv[1], 2 * self._edge
        fall = v[: self._size] - v[two_rows : two_rows + self._size]
        return fall.reshape(self.height, self.width)

    def _wrap(self):
        cells, edge = self._uv, self._edge
        cells[:, :edge] = cells[:, self._size : self._size + edge]
        cells[:, -edge:] = cells[:, edge : 2 * edge]

    def _blurred(self):
        """Return sixteen times the concentrations, blurred 3 x 3 by four additions."""
        self._wrap()
        cells, width, (one, two) = self._uv, self.width, self._scratch
        a = np.add(cells[:, :-width], cells[:, width:], out=one)
        b = np.add(a[:, :-width], a[:, width:], out=two[:, :-width])
        a = np.add(b[:, :-1], b[:, 1:], out=one[:, : -width - 1])
        return np.add(a[:, :-1], a[:, 1:], out=two[:, : self._size])


class Camera:
    """Takes a picture of V, twice the size of the dish, lit from the upper left."""

    def __init__(self, height, width):
        self._small = np.empty((2, height, width), np.float32)
        self._wide = np.empty((2, height, 2 * width), np.float32)
        self._large = np.empty((2, 2 * height, 2 * width), np.float32)
        self._pixels = np.empty((2 * height, 2 * width), np.uint32)
        self._palettes = {name: lit_palette(c) for name, c in PALETTES.items()}

    def shoot(self, dish, palette, relief):
        """Return the picture, shape `(2 * height, 2 * width, 4)`, RGBA `uint8`."""
        tone, light = self._small
        np.multiply(dish.v, TONES / 0.46, out=tone)
        np.multiply(dish.slope(), -2.5 * LIGHTS * relief, out=light)
        light += LIGHTS / 2 + 0.5
        np.clip(tone, 0, TONES - 1, out=tone)
        np.clip(light, 0, LIGHTS - 1, out=light)
        tone, light = self._doubled().astype(np.uint16)
        light *= TONES
        light += tone
        np.take(self._palettes[palette], light, out=self._pixels, mode="clip")
        return self._pixels.view(np.uint8).reshape(*self._pixels.shape, 4)

    def _doubled(self):
        small, wide, large = self._small, self._wide, self._large
        wide[:, :, ::2], wide[:, :, -1] = small, small[:, :, -1]
        wide[:, :, 1:-1:2] = (small[:, :, :-1] + small[:, :, 1:]) / 2
        large[:, ::2], large[:, -1] = wide, wide[:, -1]
        large[:, 1:-1:2] = (wide[:, :-1] + wide[:, 1:]) / 2
        return large


def lit_palette(colours):
    """Return every tone of a palette under every light, as packed RGBA pixels."""
    rgb = np.array([[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in colours])
    stops, tones = np.linspace(0, 1, len(colours)), np.linspace(0, 1, TONES)
    plain = np.stack([np.interp(tones, stops, band / 255) for band in rgb.T], axis=-1)
    light = np.tanh(np.linspace(-2, 2, LIGHTS + 1)[:-1, None, None])
    shaded = plain * (1 + 0.65 * light)
    shaded += (1 - shaded) * 0.7 * np.clip(light - 0.35, 0, 1) ** 2
    pixels = np.full((LIGHTS, TONES, 4), 255, np.uint8)
    pixels[..., :3] = 255 * np.clip(shaded, 0, 1)
    return pixels.reshape(-1, 4).view(np.uint32).ravel()

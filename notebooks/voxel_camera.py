"""A camera that looks at a land of blocks, in nothing but numpy.

Through each column of pixels goes one ray, straight over the land. Where it crosses
from block to block it may meet a wall, and behind the wall's upper edge a roof. Each
ends at a row of the picture, and what is near hides what is far: so the highest row
that was reached so far decides which block a pixel shows. That is worked out for all
rays at once; then each pixel looks up its texture, its light and its fog.
"""

from dataclasses import dataclass

import numpy as np
from voxel_land import COLOURS, MATERIAL, ROOF, SIZE, smooth_noise

FAR = 38.0
"""Blocks to where the fog has swallowed everything."""
LINES = 50
"""Lines between blocks that a ray may cross in one direction until then."""
TEXELS = 16 * 16
WARM = (1.0, 0.78, 0.45)
"""The colour of a lamp's light."""


@dataclass
class Sky:
    """What shines from above, and how far one sees; colours are 0 to 1.

    Args:
        height: Where the sun is: 1 above one's head, below 0 under the horizon.
        azimuth: In which direction, in radians.
        sight: Share of the distance that fog leaves.
    """

    height: float = 0.8
    azimuth: float = 0.6
    sight: float = 1.0

    def __post_init__(self):
        day = np.clip(self.height * 3 + 0.35, 0, 1)
        dusk = np.clip(1 - abs(self.height - 0.04) * 3, 0, 1)
        self.day = day
        self.zenith = mix(mix("#050816", "#3f86dd", day), "#5a3f86", 0.7 * dusk)
        self.haze = mix(mix("#111a33", "#c4dff5", day), "#ff9350", 0.9 * dusk)
        self.sunlight = mix("#4a5c98", "#d8ccb4", day) * (1 - 0.3 * dusk)
        self.ambient = mix("#303c60", "#5d6f8e", day)
        grey = mix("#20263a", "#d7dde4", day)
        self.haze += (grey - self.haze) * np.clip(1.4 * (1 - self.sight), 0, 1)
        self.zenith += (grey - self.zenith) * np.clip(1.2 * (1 - self.sight), 0, 1)
        for name in ("zenith", "haze", "sunlight", "ambient"):
            setattr(self, name, getattr(self, name).astype(np.float32))


class LandCamera:
    """Takes pictures of a land; the planes inside have the shape `(width, height)`."""

    def __init__(self, width=400, height=250):
        self.width, self.height = width, height
        self._focus = 0.6 * width
        aside = (np.arange(width, dtype=np.float32) + 0.5 - width / 2) / self._focus
        self._aside = aside[:, None]
        self._rows = np.arange(height, dtype=np.float32) + 0.5
        self._atlas = paint_atlas()
        random = np.random.default_rng(3)
        self._clouds = smooth_noise(random, 1.6).ravel()
        self._stars = random.uniform((-np.pi, 0.02), (np.pi, 1.2), (600, 2)).T
        self._flakes = random.random((3, 400))

    def look(self, land, eye, heading, pitch):
        """See which block is where, from *eye* `(x, y, z)`; angles are in radians."""
        self.land, self.eye, self.heading = land, eye, heading
        self._horizon = self.height / 2 + float(np.tan(pitch)) * self._focus
        self._slope = (self._rows - self._horizon) / self._focus
        cos, sin = np.float32(np.cos(heading)), np.float32(np.sin(heading))
        self._across, self._down = cos - sin * self._aside, sin + cos * self._aside
        near, far, cells = self._rays()
        number = self._first_hits(near, far, cells)
        self.is_roof = (number & 1).astype(bool)
        self._is_sky = number == 2 * cells.shape[1]
        at = np.minimum(number >> 1, cells.shape[1] - 1)
        at += np.arange(self.width)[:, None] * cells.shape[1]
        self.cells, self._before = cells.ravel()[at], cells.ravel()[at - 1]
        steep = np.where(abs(self._slope) < 2e-3, 2e-3, self._slope)
        above = np.float32(eye[2]) - land.surface.ravel()[self.cells]
        self.depth = np.where(self.is_roof, above / steep, near.ravel()[at])
        self.depth[self._is_sky] = 1e6

    def _rays(self):
        """Return where each ray enters and leaves its blocks, and which they are."""
        x, y, _ = self.eye
        crossings = [to_lines(x, self._across), to_lines(y, self._down)]
        far = np.sort(np.concatenate(crossings, axis=1), axis=1)[:, : 3 * LINES // 2]
        np.minimum(far, np.float32(FAR), out=far)
        near = np.concatenate([np.full_like(far[:, :1], 1e-3), far[:, :-1]], axis=1)
        middle = (near + far) / 2
        columns = np.floor(np.float32(x) + self._across * middle).astype(np.int32)
        rows = np.floor(np.float32(y) + self._down * middle).astype(np.int32)
        return near, far, (rows % SIZE) * SIZE + columns % SIZE

    def _first_hits(self, near, far, cells):
        """Return for each pixel twice the number of its block on its ray, +1 for roofs.

        How many edges lie below a pixel is the number of the first one that does not.
        """
        below = np.float32(self.eye[2]) - self.land.surface.ravel()[cells]
        below *= np.float32(self._focus)
        edges = np.empty((self.width, 2 * cells.shape[1]), np.float32)
        edges[:, ::2], edges[:, 1::2] = below / near, below / far
        edges += np.float32(self._horizon)
        np.minimum.accumulate(edges, axis=1, out=edges)
        bins = np.ceil(edges.clip(0, self.height)).astype(np.int32)
        bins += np.arange(self.width)[:, None] * (self.height + 1)
        counts = np.bincount(bins.ravel(), minlength=self.width * (self.height + 1))
        counts = counts.reshape(self.width, -1)[:, ::-1].cumsum(axis=1)
        return np.ascontiguousarray(counts[:, -2::-1])

    def paint(self, sky, time=0.0):
        """Return what was seen, in the light of *sky*, shape `(3, width, height)`."""
        self._planes = np.empty((3, self.width, self.height), np.float32)
        self._paint_blocks(sky, time)
        self._paint_sky(sky, time)
        return self._planes

    def _paint_blocks(self, sky, time):
        land, depth = self.land, np.minimum(self.depth, FAR)
        x = np.float32(self.eye[0]) + self._across * depth
        y = np.float32(self.eye[1]) + self._down * depth
        deep = land.ground.ravel()[self.cells] - np.float32(self.eye[2])
        deep += self._slope * depth
        layer = np.floor(deep).clip(-1, 4).astype(np.int32) + 1
        layer[self.is_roof] = ROOF
        material = land.skin[self.cells * 8 + layer].astype(np.int32)
        sway = (material == MATERIAL["water"]) * np.float32(0.4 * np.sin(1.3 * time))
        across = np.where(self.is_roof, x, x + y) + sway
        along = np.where(self.is_roof, y, deep) + sway
        texel = share(along) * 16 + share(across)
        texel += (2 * material + self.is_roof) * TEXELS
        texel += (depth > 10) * (self._atlas.shape[1] // 2)
        lit, glow = self._light(sky, x)
        fog = ((depth / (FAR * sky.sight)) ** 2).clip(0, 1)
        own = np.float32(0.9) * (material == MATERIAL["lamp"])
        for band in range(3):
            light = lit * sky.sunlight[band] + sky.ambient[band] + glow * WARM[band]
            colour = self._atlas[band][texel] * np.maximum(light, own)
            self._planes[band] = colour + fog * (sky.haze[band] - colour)

    def _light(self, sky, x):
        """Return how much sun and how much lamp falls on each pixel's block."""
        front = np.where(self.is_roof, self.cells, self._before)
        is_facing_x = abs(x - np.rint(x)) < 2e-3
        turned = np.where(self.is_roof, 1, np.where(is_facing_x, 0.75, 0.5))
        turned = turned.astype(np.float32)
        slope = max(abs(sky.height), 0.12) * 2
        sun = self.land.shade(sky.azimuth, slope).ravel()[front] * turned
        lamps = self.land.glow.ravel()[front] * (1 - np.float32(0.8 * sky.day))
        return sun, lamps * (0.5 + turned / 2)

    def _paint_sky(self, sky, time):
        up = np.clip(-self._slope, 0, 1) ** 0.7
        (across, down), there = np.nonzero(self._is_sky), self._is_sky
        gradient = sky.haze[:, None] + (sky.zenith - sky.haze)[:, None] * up
        for band in range(3):
            self._planes[band][there] = gradient[band][down]
        self._stamp_stars(sky)
        self._stamp_sun(sky)
        self._paint_clouds(sky, time, across, down)

    def _paint_clouds(self, sky, time, across, down):
        height = 40 / np.maximum(-self._slope[down], 0.03)
        x = self.eye[0] + 1.5 * time + self._across[across, 0] * height
        y = self.eye[1] + self._down[across, 0] * height
        cells = (y / 5).astype(np.int32) % SIZE * SIZE + (x / 5).astype(np.int32) % SIZE
        thick = (self._clouds[cells] > 0.22) * (0.75 - height / 1600).clip(0, 1)
        white = sky.haze * 0.4 + 0.6 * (0.12 + 0.88 * sky.day)
        for band in range(3):
            plane = self._planes[band]
            below = plane[across, down]
            plane[across, down] = below + thick * (white[band] - below)

    def _stamp_stars(self, sky):
        x, y, is_ahead = self._at_infinity(*self._stars)
        x, y = x[is_ahead], y[is_ahead]
        seen = self._is_sky[x, y]
        self._planes[:, x[seen], y[seen]] += 0.8 * (1 - sky.day)

    def _stamp_sun(self, sky):
        for azimuth, height, colour, size in (
            (sky.azimuth, sky.height, (1.0, 0.93, 0.7), 11),
            (sky.azimuth + np.pi, -sky.height, (0.85, 0.9, 1.0), 8),
        ):
            x, y, is_ahead = self._at_infinity(azimuth, np.arcsin(height) * 0.75, 99)
            if is_ahead and height > -0.1:
                box = np.s_[max(x - size, 0) : max(x + size, 0),
                            max(y - size, 0) : max(y + size, 0)]  # fmt: skip
                for band in range(3):
                    self._planes[band][box][self._is_sky[box]] = colour[band]

    def _at_infinity(self, azimuth, elevation, margin=0):
        """Return pixels of directions, and whether they are on the picture."""
        turn = (azimuth - self.heading + np.pi) % (2 * np.pi) - np.pi
        is_ahead = abs(turn) < 1.2
        x = (
            np.where(is_ahead, np.tan(turn * is_ahead) * self._focus, 0)
            + self.width / 2
        )
        rise = np.tan(elevation) / np.where(is_ahead, np.cos(turn), 1)
        y = self._horizon - rise * self._focus
        is_ahead &= (-margin <= x) & (x < self.width + margin)
        is_ahead &= (-margin <= y) & (y < self.height + margin)
        return np.int32(x), np.int32(y), is_ahead

    def shine(self, place, colour, radius, reach=0.0):
        """Let something at *place* glow that reaches so far up; all in blocks."""
        away = np.subtract(place[:2], self.eye[:2])
        away = (away + SIZE / 2) % SIZE - SIZE / 2
        ahead = away[0] * np.cos(self.heading) + away[1] * np.sin(self.heading)
        if ahead < 0.4:
            return
        right = away[1] * np.cos(self.heading) - away[0] * np.sin(self.heading)
        size = min(radius * self._focus / ahead, self.width / 25)
        x = self.width / 2 + right / ahead * self._focus
        y = self._horizon - (place[2] - self.eye[2]) / ahead * self._focus
        top = y - reach / ahead * self._focus
        left, upper = max(int(x - size), 0), max(int(top - size), 0)
        box = np.s_[left : max(int(x + size) + 2, 0), upper : max(int(y + size) + 2, 0)]
        depth = self.depth[box]
        if depth.size == 0:
            return
        columns = left + np.arange(depth.shape[0])[:, None] + 0.5 - x
        rows = upper + np.arange(depth.shape[1]) + 0.5
        rows = rows - np.clip(rows, top, y)
        near = (1 - (columns**2 + rows**2) / max(size, 1) ** 2).clip(0, 1) ** 1.5
        near *= depth > ahead - 0.7
        for plane, own in zip(self._planes, colour, strict=True):
            plane[box] += near * (own - plane[box] * 0.5)

    def snow(self, amount, time):
        """Let flakes fall before everything."""
        across, down, near = self._flakes[:, : int(amount * self._flakes.shape[1])]
        turned = across - self.heading / 1.6 + 0.03 * np.sin(time + 9 * near)
        x = np.int32(turned % 1 * (self.width - 1))
        y = np.int32((down + time * (0.15 + 0.25 * near)) % 1 * (self.height - 1))
        for size in (0, 1):
            self._planes[:, x, y + size] = 0.95
            self._planes[:, x + size, y] = 0.95

    def develop(self, brightness=1.0, score=(0, 0)):
        """Return the picture, shape `(height, width, 3)`, `uint8`.

        In its middle is a reticle, in its corner a mark for each point of *score*,
        `(reached, possible)`.
        """
        scaled = np.clip(self._planes * (255 * brightness), 0, 255).astype(np.uint8)
        pixels = np.ascontiguousarray(scaled.transpose(2, 1, 0))
        y, x = self.height // 2, self.width // 2
        pixels[y, x - 3 : x + 4] = 255 - pixels[y, x - 3 : x + 4]
        pixels[y - 3 : y + 4, x] = 255 - pixels[y - 3 : y + 4, x]
        reached, possible = score
        for number in range(possible):
            mark = pixels[6:13, 6 + 10 * number : 13 + 10 * number]
            inside = mark[1:-1, 1:-1] // 2
            mark[:] = (98, 240, 228)
            if number >= reached:
                mark[1:-1, 1:-1] = inside
        return pixels

    def aim(self, reach=9.0):
        """Return the block in the middle and the one before it, or two `None`.

        Each is `(x, y)`. Of a block that is seen from above they are the same.
        """
        middle = self.width // 2, self.height // 2
        if self.depth[middle] > reach:
            return None, None
        cell = self.cells[middle]
        front = cell if self.is_roof[middle] else self._before[middle]
        return tuple((int(n % SIZE), int(n // SIZE)) for n in (cell, front))


def to_lines(start, way):
    """Return how far along each ray the lines between blocks are, the nearest first."""
    length = np.maximum(abs(way), 1e-4)
    first = np.where(way > 0, 1 - start % 1, start % 1).astype(np.float32)
    return (first + np.arange(LINES, dtype=np.float32)) / length


def share(number):
    """Return which of a block's 16 texels a coordinate falls on."""
    return ((number - np.floor(number)) * 16).astype(np.int32) & 15


def mix(one, other, amount):
    """Return a colour between two; each is `#rrggbb` or numbers from 0 to 1."""
    one, other = rgb(one), rgb(other)
    return one + (other - one) * amount


def rgb(colour):
    """Return `#rrggbb` as numbers from 0 to 1."""
    if not isinstance(colour, str):
        return colour
    return np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])


def paint_atlas():
    """Return all textures, near ones and far ones, one line for each colour band.

    Of each material there is the side, then the roof, 16 by 16 texels; far away it has
    only one colour, because what is smaller than a pixel would glitter.
    """
    random = np.random.default_rng(11)
    sheets = []
    for name, colour in COLOURS.items():
        for is_roof in (False, True):
            grain = 0.72 if name in ("grass", "leaves", "stone", "dirt") else 0.88
            sheet = rgb(colour) * random.uniform(grain, 1.06, (16, 16, 1))
            if name in ("grass", "snow", "petals", "gold") and not is_roof:
                fringe = 3 + random.integers(0, 3, 16)
                dirt = rgb(COLOURS["dirt"]) * random.uniform(0.75, 1.0, (16, 16, 1))
                is_dirt = np.arange(16)[:, None] > fringe
                sheet = np.where(is_dirt[..., None], dirt, sheet)
            if name == "brick":
                sheet[::4] = sheet[:8, 7::8] = sheet[8:, 3::8] = (0.72, 0.68, 0.62)
            sheets.append(sheet)
    near = np.array(sheets)
    far = np.broadcast_to(near.mean(axis=(1, 2), keepdims=True), near.shape)
    return np.stack([near, far]).astype(np.float32).reshape(-1, 3).T.copy()

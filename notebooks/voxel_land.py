"""A land of blocks: how high they are stacked, and what they are made of.

It is round, as a ring is: who walks out at one edge comes in at the other.
"""

import numpy as np

SIZE = 128
"""Blocks from one edge of the land to the other, where it begins again."""

COLOURS = {
    "grass": "#6ba83a", "sand": "#dcc57e", "snow": "#e6eef8", "gold": "#f6c12f",
    "dust": "#9a97a3", "petals": "#e58fb8", "dirt": "#80583a", "stone": "#8b8d94",
    "leaves": "#2f6b35", "water": "#2f78c4", "brick": "#a8503e", "lamp": "#ffe9a8",
}  # fmt: skip
MATERIAL = {name: number for number, name in enumerate(COLOURS)}
ROOF = 6  # the layer of a stack that is seen from above


class Land:
    """Stacks of blocks, every one of which may become another.

    Heights are floats, because a land that changes does so before one's eyes: `ground`
    and `stack` (what stands on the ground) move towards their goals as a wave runs
    outwards from where the change began.
    """

    def __init__(self, seed=5):
        random = np.random.default_rng(seed)
        self._hills = smooth_noise(random, 2.1)
        self._chance = random.random((SIZE, SIZE))
        self.ground, self.stack = np.zeros((2, SIZE, SIZE), np.float32)
        self.soil, self.thing = np.zeros((2, SIZE, SIZE), np.uint8)
        self.is_built = np.zeros((SIZE, SIZE), bool)
        self.crystals, self.lamps = [], []
        self.water = 0.0
        self.shape("grass", 0.3, 1.0, (0, 0))
        for goal, now in self._goals():
            now[:] = goal
        self._reach = np.inf  # nothing is left to change
        self.refresh()

    def shape(self, soil, trees, relief, middle):
        """Set what the land shall become, from *middle* on; there no tree grows."""
        hills = np.round(6 + 9 * relief * self._hills)
        rises = hills > 4.5
        self._ground = np.maximum(hills, 1).astype(np.float32)
        self._soil = np.where(hills > 4, MATERIAL[soil], MATERIAL["sand"])
        self._thing = np.full((SIZE, SIZE), MATERIAL["leaves"])
        self._stack = np.zeros((SIZE, SIZE), np.float32)
        trunks = (self._chance < trees / 40) & rises & (self.distance(*middle) > 5)
        for dy, dx, height in ((0, 0, 4), (0, 1, 2), (1, 0, 2), (0, -1, 2), (-1, 0, 2)):
            crown = np.roll(trunks, (dy, dx), (0, 1)) * height
            top = np.roll(self._ground, (dy, dx), (0, 1)) + crown
            higher = np.where(crown > 0, top - self._ground, 0).clip(0, 6)
            self._stack = np.maximum(self._stack, higher).astype(np.float32)
        for goal, now in self._goals():
            goal[self.is_built] = now[self.is_built]  # what a hand built stays
        self._reach, self._middle = 0.0, middle

    def grow(self, seconds):
        """Let the wave of a change run on, and heights rise and fall behind it."""
        if self._reach > 2 * SIZE:
            return
        self._reach += 22 * seconds
        near = self.distance(*self._middle) < self._reach
        for goal, now in self._goals():
            if now.dtype == np.uint8:
                now[near] = goal[near]
            else:
                step = 7 * seconds
                now[near] += np.clip(goal[near] - now[near], -step, step)
        self.refresh()

    def build(self, x, y, name):
        """Put a block on top of a stack."""
        for stack in (self.stack, self._stack):
            stack[y, x] += 1
        self.thing[y, x] = MATERIAL[name]
        if name == "lamp":
            self.light(x + 0.5, y + 0.5)
        self._keep(x, y)

    def dig(self, x, y):
        """Take a block off a stack; returns whether there was one."""
        if self.height[y, x] <= 1:
            return False
        pile = self.stack if self.stack[y, x] > 0 else self.ground
        pile[y, x] = max(np.ceil(pile[y, x]) - 1, 0)
        self.lamps = [lamp for lamp in self.lamps if tuple(map(int, lamp)) != (x, y)]
        self._keep(x, y)
        return True

    def light(self, x, y):
        """Let a light lie at a place; of more than 24 the oldest goes out."""
        self.lamps = [*self.lamps, (x % SIZE, y % SIZE)][-24:]
        self.refresh()

    def rise(self, level, seconds):
        """Let the water come nearer to a level."""
        if abs(level - self.water) > 0.01:
            self.water += float(np.clip(level - self.water, -seconds, seconds))
            self.refresh()

    def top(self, x, y, *, dry=False):
        """Return how high the land is at a place; *dry* is the ground under water."""
        heights = self.height if dry else self.surface
        return float(heights[int(np.floor(y)) % SIZE, int(np.floor(x)) % SIZE])

    def is_open(self, start, end):
        """Return whether no tree and no wall is on the straight way between places."""
        x, y = np.floor(np.linspace(start, end, 60)).astype(int).T % SIZE
        is_free = not self.stack[y, x].any()
        return is_free and abs(np.diff(self.ground[y, x])).max() <= 1

    def distance(self, x, y):
        """Return how far each block is from a place, over the edges, too."""
        rows, columns = np.ogrid[:SIZE, :SIZE]
        across, down = abs(columns + 0.5 - x % SIZE), abs(rows + 0.5 - y % SIZE)
        return np.hypot(
            np.minimum(across, SIZE - across), np.minimum(down, SIZE - down)
        )

    def refresh(self):
        """Work out what the camera asks for, after a change."""
        self.height = self.ground + self.stack
        self.surface = np.maximum(self.height, self.water)
        skin = np.empty((SIZE, SIZE, 8), np.uint8)
        skin[..., 0], skin[..., 1] = self.thing, self.soil
        skin[..., 2:5], skin[..., 5] = MATERIAL["dirt"], MATERIAL["stone"]
        skin[..., ROOF] = np.where(self.stack > 0.05, self.thing, self.soil)
        skin[..., ROOF][self.height < self.water] = MATERIAL["water"]
        self.skin = skin.ravel()
        self.glow = np.zeros((SIZE, SIZE), np.float32)
        for x, y in self.lamps:
            self.glow += (1.6 / (1 + self.distance(x, y) ** 2 / 7) - 0.1).clip(0)

    def shade(self, azimuth, slope):
        """Return 1 where the sun shines and less where a block is in its way."""
        lowest = np.full((SIZE, SIZE), -np.inf, np.float32)
        for step in range(1, 13):
            shift = (round(-step * np.sin(azimuth)), round(-step * np.cos(azimuth)))
            other = np.roll(self.surface, shift, (0, 1)) - step * slope
            np.maximum(lowest, other, out=lowest)
        return 1 - 0.55 * (lowest - self.surface).clip(0, 1)

    def _goals(self):
        return (
            (self._ground, self.ground),
            (self._stack, self.stack),
            (self._soil, self.soil),
            (self._thing, self.thing),
        )

    def _keep(self, x, y):
        self.is_built[y, x] = True
        for goal, now in self._goals():
            goal[y, x] = now[y, x]
        self.refresh()


def smooth_noise(random, falloff):
    """Return hills that meet at the edges, shape `(SIZE, SIZE)`, about -1 to 1."""
    waves = np.hypot(np.fft.fftfreq(SIZE)[:, None], np.fft.fftfreq(SIZE)) * SIZE
    spectrum = np.fft.fft2(random.standard_normal((SIZE, SIZE)))
    hills = np.fft.ifft2(spectrum / np.maximum(waves, 2) ** falloff).real
    return (hills / abs(hills).max()).astype(np.float32)

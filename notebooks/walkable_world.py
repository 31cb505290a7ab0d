"""A world to walk in: blocks, weather, and words that change both.

The file reads from the top: which words the world understands (`WORDS`), what a viewer
may change (`GameState`) and how a hand does it (`keys`, `ui`), what the world tells
(`Understood` and so on), the model itself (`WalkableWorld`), then the one who walks
(`Walker`). The land is in voxel_land.py and its picture in voxel_camera.py; both, like
the walker, know nothing of the runtime.
"""

import re
from dataclasses import dataclass, replace

import numpy as np
from voxel_camera import LandCamera, Sky
from voxel_land import SIZE, Land

from reactor_runtime import (
    CommandError,
    InputField,
    InputState,
    MessageField,
    ModelMessage,
    Output,
    ReactorPipeline,
    Video,
    connected,
    event,
)


@dataclass(frozen=True)
class Mood:
    """What the words of a prompt come to; an hour of `None` leaves the sun alone."""

    soil: str = "grass"
    trees: float = 0.3
    relief: float = 1.0
    hour: float | None = None
    fog: float = 0.0
    flakes: float = 0.0
    water: float = 3.6
    gravity: float = 18.0


WORDS = {
    "meadow": {"soil": "grass", "trees": 0.1},
    "forest": {"trees": 1.6}, "jungle": {"trees": 3.0},
    "snow": {"soil": "snow", "flakes": 0.6}, "winter": {"soil": "snow", "flakes": 0.2},
    "desert": {"soil": "sand", "trees": 0.02, "water": 0.6}, "sand": {"soil": "sand"},
    "gold": {"soil": "gold"}, "cherry": {"soil": "petals"},
    "moon": {"soil": "dust", "trees": 0, "gravity": 4, "hour": 0, "water": 0},
    "mountain": {"relief": 2.2}, "hill": {"relief": 1.4}, "flat": {"relief": 0.2},
    "sea": {"water": 6.6}, "island": {"water": 6.6}, "flood": {"water": 7.6},
    "fog": {"fog": 0.5}, "mist": {"fog": 0.3},
    "morning": {"hour": 6.6}, "sun": {"hour": 11}, "day": {"hour": 12},
    "sunset": {"hour": 17.7}, "evening": {"hour": 18.2}, "night": {"hour": 23},
}  # fmt: skip
ENDINGS = "(ny|gy|y|en|s)?"  # sunny, foggy, snowy, golden, islands


def understand(prompt):
    """Return the mood of a prompt, and the words that it comes from, as they stand."""
    mood, words = Mood(), []
    for said in re.findall(r"[a-z]+", prompt.lower()):
        for word, settings in WORDS.items():
            if re.fullmatch(word + ENDINGS, said):
                mood = replace(mood, **settings)
                words.append(word)
    return mood, list(dict.fromkeys(words))


class GameState(InputState):
    """What a viewer may change; keys and the pointer change most of it."""

    ui = {
        "walk": {"group": "Without a keyboard"},
        "strafe": {"group": "Without a keyboard"},
        "turn": {"group": "Without a keyboard"},
        "tilt": {"group": "Without a keyboard"},
        "hour": {"step": 0.25, "unit": "h"},
    }

    prompt: str = InputField(
        "a sunny meadow", max_length=200, description="Words that change the world"
    )
    hour: float = InputField(11.0, ge=0, le=24, description="Where the sun stands")
    block: str = InputField(
        "brick", choices=["brick", "stone", "gold", "lamp"], description="What E builds"
    )
    brightness: float = InputField(1.0, ge=0.2, le=2, description="Gain on the picture")
    walk: float = InputField(0.0, ge=-1, le=1, description="Forward is 1, back is -1")
    strafe: float = InputField(0.0, ge=-1, le=1, description="Right is 1, left is -1")
    turn: float = InputField(0.0, ge=-1, le=1, description="Look round: right is 1")
    tilt: float = InputField(0.0, ge=-1, le=1, description="Look up: 1, down: -1")


class Understood(ModelMessage):
    """What a prompt came to: the words in it that mean something here."""

    words: list[str]


class NotUnderstood(ModelMessage):
    """No word of a prompt means anything here."""

    try_these: list[str] = MessageField(description="Those that do")


class Found(ModelMessage):
    """A crystal was reached."""

    found: int
    of: int


class Sight(Output):
    """The picture."""

    main_video: Video


class WalkableWorld(ReactorPipeline):
    """A land to walk, dig and build in, and to change by a sentence."""

    fps = 30
    state: GameState
    keys = {
        "w": ("set_walk", 1, 0), "a": ("set_strafe", -1, 0),
        "s": ("set_walk", -1, 0), "d": ("set_strafe", 1, 0),
        "ArrowRight": ("set_turn", 1, 0), "ArrowLeft": ("set_turn", -1, 0),
        "ArrowUp": ("set_tilt", 1, 0), "ArrowDown": ("set_tilt", -1, 0),
        " ": "jump", "e": "build", "q": "dig", "f": "throw_light",
    }  # fmt: skip
    ui = {"look": {"widget": "pointer", "hidden": True}}

    def load(self, config):
        """Make the camera, once."""
        self.camera = LandCamera()

    @connected
    def arrive(self):
        """Make a new land, hide crystals in it, and stand on a hill."""
        self.random = np.random.default_rng(7)
        self.land, self.walker = Land(), Walker()
        self.time, self.sparks, self.found = 0.0, [], 0
        self.mood, _ = understand(self.state.prompt)
        self.now = {"fog": 0.0, "flakes": 0.0, "sun": self.state.hour}
        self.land.water = self.mood.water
        self.walker.stand(self.land)
        self.hide_crystals()
        self.see()

    async def inference(self):
        """Let time pass, look, paint; again and again."""
        while True:
            await self.advance(1 / self.fps)
            yield Sight(main_video=self.paint())

    @event(description="Words that change the world: snow, night, forest, gold, sea")
    def set_prompt(
        self, prompt: str = InputField("a sunny meadow", max_length=200)
    ) -> Understood | NotUnderstood:
        """Stand in for the setter that `GameState.prompt` would get by itself."""
        self.state.prompt = prompt
        mood, words = understand(prompt)
        if not words:
            return NotUnderstood(try_these=list(WORDS))
        self.mood = mood
        if mood.hour is not None:
            self.state.hour = mood.hour
        here = self.walker.x, self.walker.y
        self.land.shape(mood.soil, mood.trees, mood.relief, here)
        return Understood(words=words)

    @event(description="Look round: parts of the picture's width and height")
    def look(
        self,
        dx: float = InputField(0.0, ge=-1, le=1),
        dy: float = InputField(0.0, ge=-1, le=1),
    ):
        """Turn the head; the pointer does it once a click has given it away."""
        walker = self.walker
        walker.turn(1.6 * dx, -dy)

    @event(description="Jump; on the moon it takes a while")
    def jump(self):
        """Leave the ground, if there is some."""
        self.walker.jump(self.land)

    @event(description="Put a block where you look")
    def build(self):
        """Put one on top of the block in the middle, or before it if that is a wall."""
        _, front = self.aim()
        self.land.build(*front, self.state.block)
        self.see()

    @event(description="Take a block away where you look")
    def dig(self):
        """Take one off the stack in the middle of the picture."""
        block, _ = self.aim()
        if not self.land.dig(*block):
            raise CommandError("too_deep", "There is only rock below. Dig elsewhere.")
        self.see()

    @event(description="Throw a light; it stays where it falls")
    def throw_light(self):
        """Throw it where one looks."""
        walker = self.walker
        way = np.array([np.cos(walker.heading), np.sin(walker.heading), walker.pitch])
        self.sparks.append((walker.eye, way * 13 + (0, 0, 3)))

    def aim(self):
        """Return the block that is looked at and the one before it."""
        block, front = self.camera.aim()
        if block is None:
            text = "No block is within reach. Look at the ground before you."
            raise CommandError("out_of_reach", text)
        return block, front

    async def advance(self, seconds):
        """Let everything that moves move on."""
        state, mood, now, land = self.state, self.mood, self.now, self.land
        self.time += seconds
        share = min(2 * seconds, 1)
        now["fog"] += (mood.fog - now["fog"]) * share
        now["flakes"] += (mood.flakes - now["flakes"]) * share
        now["sun"] += ((state.hour - now["sun"] + 12) % 24 - 12) * share
        land.rise(mood.water, seconds)
        land.grow(seconds)
        self.walker.move(land, state, seconds, mood.gravity)
        self.fly(seconds)
        await self.collect()

    def fly(self, seconds):
        """Let the lights that were thrown fall, and stay where they do."""
        flying = []
        for place, speed in self.sparks:
            place, speed = place + speed * seconds, speed - (0, 0, 14 * seconds)
            if place[2] > self.land.top(*place[:2]):
                flying.append((place, speed))
            else:
                self.land.light(*place[:2])
        self.sparks = flying

    async def collect(self):
        """Tell everybody when a crystal is reached; after the last there is gold."""
        land, walker = self.land, self.walker
        left = [one for one in land.crystals if walker.distance(*one) > 1.6]
        if len(left) == len(land.crystals):
            return
        self.found += len(land.crystals) - len(left)
        land.crystals = left
        await self.send(Found(found=self.found, of=CRYSTALS))
        if not left:
            self.found = 0
            self.set_prompt("gold")
            self.hide_crystals()

    def hide_crystals(self):
        """Put them on dry land; one is near and in sight, so that one knows them."""
        land, walker = self.land, self.walker
        is_dry = (land.height > self.mood.water + 1) & (land.stack == 0)
        dry = np.argwhere(is_dry)[:, ::-1] + 0.5
        far = np.array([walker.distance(*place) for place in dry])
        near = [
            place
            for place in dry[(far > 8) & (far < 14)]
            if land.is_open((walker.x, walker.y), place)
        ]
        first = sorted(near, key=lambda place: abs(walker.turn_to(*place)))[:1]
        count = CRYSTALS - len(first)
        others = self.random.choice(dry[far > 14], count, replace=False)
        land.crystals = [(float(x), float(y)) for x, y in (*first, *others)]

    def see(self):
        """Look at the land from where the walker's eyes are."""
        walker = self.walker
        self.camera.look(self.land, walker.eye, walker.heading, walker.pitch)

    def paint(self):
        """Return the picture as it is now."""
        self.see()
        land, camera, now = self.land, self.camera, self.now
        angle = (now["sun"] - 6) / 12 * np.pi
        sky = Sky(float(np.sin(angle)), 0.4 + 0.5 * np.cos(angle), 1 - now["fog"])
        camera.paint(sky, self.time)
        for x, y in land.crystals:
            bob = 1.2 + 0.2 * np.sin(2 * self.time + x)
            camera.shine((x, y, land.top(x, y) + bob), (0.3, 1.0, 0.9), 0.16, reach=14)
        for x, y in land.lamps:
            camera.shine((x, y, land.top(x, y) + 0.2), (1.0, 0.85, 0.5), 0.22)
        for place, _ in self.sparks:
            camera.shine(place, (1.0, 0.9, 0.6), 0.3)
        if now["flakes"] > 0.02:
            camera.snow(now["flakes"], self.time)
        return camera.develop(self.state.brightness, (self.found, CRYSTALS))


CRYSTALS = 7


class Walker:
    """Somebody who stands, walks and falls; places are in blocks, angles in radians."""

    tall = 1.7
    speed = 5.0
    spring = 6.8

    def __init__(self):
        self.x, self.y, self.z, self.rise = 0.0, 0.0, 0.0, 0.0
        self.heading, self.pitch = 0.6, -0.12
        self._eyes = 0.0

    def stand(self, land):
        """Stand on the highest open ground, looking down towards the water."""
        open_ground = np.where(land.stack > 0, 0, land.height)
        row, column = np.unravel_index(open_ground.argmax(), open_ground.shape)
        self.x, self.y = column + 0.5, row + 0.5
        self.z = self._eyes = self.floor(land, self.x, self.y)
        self.heading = max(
            np.arange(0, 2 * np.pi, 0.2),
            key=lambda angle: (
                -sum(
                    land.top(self.x + far * np.cos(angle), self.y + far * np.sin(angle))
                    for far in range(2, 30)
                )
            ),
        )

    @property
    def eye(self):
        """Where the eyes are."""
        return np.array([self.x, self.y, self._eyes + self.tall])

    def floor(self, land, x, y):
        """Return how high one stands there; in water one swims."""
        return max(land.top(x, y, dry=True), land.water - 0.6)

    def move(self, land, state, seconds, gravity):
        """Walk, turn and fall for so long; a wall of two blocks stops one."""
        self.turn(2.2 * state.turn * seconds, 1.2 * state.tilt * seconds)
        cos, sin = np.cos(self.heading), np.sin(self.heading)
        pace = self.speed * seconds / max(np.hypot(state.walk, state.strafe), 1)
        if self.z < land.water - 0.3:
            pace *= 0.6
        self._go(land, (state.walk * cos - state.strafe * sin) * pace, 0)
        self._go(land, 0, (state.walk * sin + state.strafe * cos) * pace)
        self.rise -= gravity * seconds
        self.z += self.rise * seconds
        floor = self.floor(land, self.x, self.y)
        if self.z <= floor:
            self.z, self.rise = floor, 0.0
        self._eyes += (self.z - self._eyes) * min(14 * seconds, 1)

    def turn(self, right, up):
        """Look round, and up as far as a neck lets one."""
        self.heading += right
        self.pitch = float(np.clip(self.pitch + up, -0.9, 0.7))

    def jump(self, land):
        """Leave the ground."""
        if self.z <= self.floor(land, self.x, self.y) + 0.05:
            self.rise = self.spring

    def distance(self, x, y):
        """Return how far a place is, over the edges of the land, too."""
        away = np.array([x - self.x, y - self.y])
        return float(np.hypot(*((away + SIZE / 2) % SIZE - SIZE / 2)))

    def turn_to(self, x, y):
        """Return how far one would have to turn to see a place."""
        angle = np.arctan2(y - self.y, x - self.x) - self.heading
        return (angle + np.pi) % (2 * np.pi) - np.pi

    def _go(self, land, dx, dy):
        x, y = self.x + dx, self.y + dy
        ahead = x + 0.3 * np.sign(dx), y + 0.3 * np.sign(dy)
        if self.floor(land, *ahead) <= self.z + 1.05:
            self.x, self.y = x % SIZE, y % SIZE

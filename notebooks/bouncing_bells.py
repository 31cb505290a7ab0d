"""Balls that fall on bells: a loop that makes picture and sound together.

The file reads from the top: what a viewer may change (`BellKnobs`), what the model
tells (`Melody`, `NewSound`) and gives (`Show`), the model with its loop
(`BouncingBells`), then the balls (`Balls`), the sound (`Instrument`) and the picture
(`Drawing`), which know nothing of the runtime.
"""

import colorsys
import io
from itertools import pairwise

import av
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from reactor_runtime import (
    Audio,
    CommandError,
    InputField,
    InputState,
    ModelMessage,
    Output,
    ReactorModel,
    UploadedFile,
    Video,
    connected,
    event,
)

BELLS = 12
SCALES = {  # steps from one bell to the next, in half tones
    "pentatonic": (2, 2, 3, 2, 3),
    "major": (2, 2, 1, 2, 2, 2, 1),
    "minor": (2, 1, 2, 2, 1, 2, 2),
    "blues": (3, 2, 1, 1, 3, 2),
    "dream": (2, 2, 2, 2, 2, 2),
}
NAMES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
LOWEST = 48  # the C below the middle one, counted in half tones as MIDI does
RATE = 48_000


class BellKnobs(InputState):
    """What a viewer may change while it rings."""

    ui = {"gravity": {"scale": "log"}, "ring": {"unit": "s"}}

    balls: int = InputField(6, ge=0, le=24, description="How many there are")
    gravity: float = InputField(1.2, ge=0.2, le=8, description="How fast they fall")
    bounce: float = InputField(
        1.0, ge=0.3, le=1, description="The share of its height a ball comes back to"
    )
    scale: str = InputField(
        "pentatonic", choices=list(SCALES), description="Which notes the bells have"
    )
    ring: float = InputField(1.2, ge=0.1, le=4, description="How long a bell sounds")
    volume: float = InputField(0.6, ge=0, le=1, description="How loud all of it is")


class Melody(ModelMessage):
    """What was played in the last four seconds."""

    notes: list[str]


class NewSound(ModelMessage):
    """What the bells are made of now."""

    sound: str
    seconds: float


class Show(Output):
    """A picture and the sound that belongs to it."""

    main_video: Video
    main_audio: Audio


class BouncingBells(ReactorModel):
    """Balls fall on bells; where one falls decides the note."""

    fps = 30
    state: BellKnobs
    ui = {
        "drop": {"widget": "pointer"},
        "set_sound": {"accept": "audio/*", "label": "Sound"},
    }

    @connected
    def arrive(self):
        """Begin with new balls, and with bells."""
        self.balls, self.drawing = Balls(), Drawing()
        self.instrument = Instrument()
        self.frames, self.played = 0, []

    async def run(self):
        """Move, listen, look; the sound of a frame is as long as the frame."""
        while True:
            await self.connected.wait()
            while self.connected.is_set():
                hits = self.balls.advance(self.state, 1 / self.fps)
                show = Show(
                    main_video=self.drawing.draw(self.balls, hits),
                    main_audio=self.sound(hits),
                )
                await self.emit(show)
                await self.tell(hits)

    @event(description="Let one more ball fall; click the picture")
    def drop(
        self,
        x: float = InputField(0.5, ge=0, le=1, description="0 is left, 1 is right"),
        y: float = InputField(0.1, ge=0, le=1, description="0 is the top"),
    ):
        """Put a ball where a click was; the slider follows."""
        if self.state.balls >= 24:
            raise CommandError("full", "There are 24 balls. Press clear first.")
        self.balls.put(x, max(FLOOR - y, 0.05) / FLOOR)
        self.state.balls += 1

    @event(description="Take all balls away")
    def clear(self):
        """Leave none."""
        self.state.balls = 0

    @event(description="Let the balls play a sound of yours: a voice, a cup, a drum")
    def set_sound(self, sound: UploadedFile) -> NewSound:
        """Make the bells of it; its pitch is the one of the bell in the middle."""
        samples = read_sound(sound)
        self.instrument.sample = samples
        return NewSound(sound=sound.name, seconds=round(len(samples) / RATE, 2))

    @event(description="Let the balls play bells again")
    def use_bells(self) -> NewSound:
        """Forget the sound that was given."""
        self.instrument.sample = None
        return NewSound(sound="bells", seconds=self.state.ring)

    def sound(self, hits):
        """Return the sound of one frame, shape `(2, samples)`."""
        notes = notes_of(self.state.scale)
        for bell, seconds, strength in hits:
            self.instrument.strike(
                notes[bell],
                at=round(seconds * RATE),
                loud=strength,
                right=0.1 + 0.8 * bell / (BELLS - 1),
                ring=self.state.ring,
            )
        return self.instrument.play(RATE // self.fps, self.state.volume)

    async def tell(self, hits):
        """Tell every four seconds what was played."""
        notes = notes_of(self.state.scale)
        self.played += [name_of(notes[bell]) for bell, _, _ in hits]
        self.frames += 1
        if self.frames % (4 * self.fps) == 0:
            await self.send(Melody(notes=self.played))
            self.played = []


def notes_of(scale):
    """Return the notes of all bells, in half tones."""
    steps = SCALES[scale]
    ways = [steps[number % len(steps)] for number in range(BELLS - 1)]
    return [LOWEST + sum(ways[:number]) for number in range(BELLS)]


def name_of(note):
    """Return what musicians call a note, such as `C4` for 60."""
    return f"{NAMES[note % 12]}{note // 12 - 1}"


def read_sound(file):
    """Return the first three seconds of a sound file, one channel, -1 to 1."""
    try:
        with av.open(io.BytesIO(file.data)) as container:
            resampler = av.AudioResampler("flt", "mono", RATE)
            blocks, length = [], 0
            for frame in container.decode(audio=0):
                for part in resampler.resample(frame):
                    blocks.append(part.to_ndarray().ravel())
                    length += len(blocks[-1])
                if length > 4 * RATE:
                    break
    except (av.FFmpegError, IndexError, ValueError) as error:
        text = f"{file.name!r} is no sound that can be read. Try a WAV, MP3 or M4A."
        raise CommandError("bad_sound", text) from error
    samples = np.concatenate(blocks) if blocks else np.zeros(1, np.float32)
    loud = abs(samples) > 0.02
    if not loud.any():
        text = f"Nothing is to be heard in {file.name!r}. Record it louder."
        raise CommandError("silent_sound", text)
    samples = samples[loud.argmax() :][: 3 * RATE]
    return faded(samples * (0.8 / abs(samples).max()))


def faded(samples):
    """Let a sound begin and end softly, so that it does not click."""
    samples = samples.astype(np.float32)
    rise, fall = min(len(samples), RATE // 500), min(len(samples), RATE // 30)
    samples[:rise] *= np.linspace(0, 1, rise)
    samples[-fall:] *= np.linspace(1, 0, fall)
    return samples


class Balls:
    """Where the balls are: `x` from 0 to 1, `height` above the bells from 0 to 1."""

    def __init__(self, seed=4):
        self._random = np.random.default_rng(seed)
        self.x, self.height, self.drift, self.speed = np.zeros((4, 0))

    def put(self, x, height):
        """Let one more ball fall from there."""
        drift = self._random.choice((-1, 1)) * self._random.uniform(0.05, 0.2)
        for name, value in zip(PARTS, (x, height, drift, 0.0), strict=True):
            setattr(self, name, np.append(getattr(self, name), value))

    def advance(self, knobs, seconds):
        """Move; return a hit for each ball that fell: bell, when, and how strongly."""
        while len(self.x) < knobs.balls:
            self.put(self._random.uniform(0, 1), self._random.uniform(0.3, 1))
        for name in PARTS:
            setattr(self, name, getattr(self, name)[: knobs.balls])
        self.x = self.x + self.drift * seconds
        is_out = (self.x < 0) | (self.x > 1)
        self.x = np.clip(self.x, 0, 1)
        self.drift = np.where(is_out, -self.drift, self.drift)
        return self._fall(knobs.gravity, knobs.bounce, seconds)

    def _fall(self, gravity, bounce, seconds):
        falling = self.height + self.speed * seconds - gravity * seconds**2 / 2
        hits = []
        for ball in np.flatnonzero(falling <= 0):
            height, speed = self.height[ball], self.speed[ball]
            down = np.sqrt(speed**2 + 2 * gravity * height)
            when = (speed + down) / gravity
            reaches = bounce * down**2 / (2 * gravity)
            if not 0.08 < reaches <= 1:  # it lies still, or would fly away
                reaches = self._random.uniform(0.4, 1)
            up = np.sqrt(2 * gravity * reaches)
            rest = max(seconds - when, 0)
            falling[ball] = max(up * rest - gravity * rest**2 / 2, 0)
            self.speed[ball] = up + gravity * when  # less what is taken below
            bell = min(int(self.x[ball] * BELLS), BELLS - 1)
            strength = min(down / np.sqrt(2 * gravity), 1)
            hits.append((bell, float(when), float(strength)))
        self.speed = self.speed - gravity * seconds
        self.height = falling
        return hits


PARTS = ("x", "height", "drift", "speed")


class Instrument:
    """Strikes notes, and mixes what sounds; `sample` is used instead of bells."""

    def __init__(self):
        self.sample = None
        self._sounding, self._volume = [], 0.0

    def strike(self, note, *, at, loud, right, ring):
        """Let a note begin *at* samples from now; of 100 that sound none is added."""
        if len(self._sounding) >= 100:
            return
        sound = bell(note, ring) if self.sample is None else self.pitched(note)
        sides = np.array([[np.cos(right * np.pi / 2)], [np.sin(right * np.pi / 2)]])
        self._sounding.append([-at, sound, (sides * loud**2).astype(np.float32)])

    def pitched(self, note):
        """Return the sample as high as a note; it is faster then, too."""
        way = 2 ** ((note - LOWEST - 14) / 12)
        places = np.arange(0, len(self.sample) - 1, way)
        return np.interp(places, np.arange(len(self.sample)), self.sample)

    def play(self, samples, volume):
        """Return the next samples, shape `(2, samples)`, never beyond -1 to 1."""
        mix = np.zeros((2, samples), np.float32)
        for voice in self._sounding:
            start, sound, sides = voice
            into = max(-start, 0)
            part = sound[max(start, 0) : start + samples]
            mix[:, into : into + len(part)] += sides * part
            voice[0] += samples
        self._sounding = [one for one in self._sounding if one[0] < len(one[1])]
        mix *= np.linspace(self._volume, volume, samples)
        self._volume = volume
        return np.tanh(mix)


def bell(note, ring):
    """Return the sound of a bell: tones that are no multiples, and fade apart."""
    frequency = 440 * 2 ** ((note - 69) / 12)
    seconds = np.arange(int(2.2 * ring * RATE)) / RATE
    sound = np.zeros(len(seconds))
    for times, loud in ((1, 0.6), (2, 0.16), (2.76, 0.2), (5.4, 0.1)):
        fade = np.exp(-seconds * 3 * times**0.7 / ring)
        sound += loud * fade * np.sin(2 * np.pi * frequency * times * seconds)
    return faded(sound)


FLOOR = 0.8
"""Where the bells begin, as a share of the picture's height."""


class Drawing:
    """Draws balls, their trails, and bells that light up."""

    def __init__(self, width=480, height=300):
        self.width, self.height = width, height
        self._trails = np.zeros((height, width, 3), np.float32)
        self._lit, self._frames = np.zeros(BELLS), 0
        hues = np.arange(BELLS) / BELLS
        self._colours = np.array([colorsys.hsv_to_rgb(h, 0.65, 1) for h in hues])
        y, x = np.mgrid[-12:13, -12:13]
        self._disc = np.clip((9 - np.hypot(x, y)) / 2, 0, 1)[..., None]
        self._words = words_on(width, height)

    def draw(self, balls, hits):
        """Return the picture, shape `(height, width, 3)`, `uint8`."""
        self._trails *= 0.88
        self._lit *= 0.9
        for which, _, strength in hits:
            self._lit[which] = max(self._lit[which], strength)
        for x, height in zip(balls.x, balls.height, strict=True):
            self._stamp(x, height)
        picture = self._trails * 235 + (14, 16, 26)
        self._draw_bells(picture)
        self._frames += 1
        fade = np.clip((300 - self._frames) / 30, 0, 1)
        return np.clip(picture + self._words * fade, 0, 255).astype(np.uint8)

    def _stamp(self, x, height):
        column = int(12 + x * (self.width - 25))
        row = int(self.height * FLOOR * (1 - height) - 10 * (1 - 2 * height)) + 1
        row = min(max(row, 12), self.height - 13)
        colour = self._colours[min(int(x * BELLS), BELLS - 1)]
        box = self._trails[row - 12 : row + 13, column - 12 : column + 13]
        np.maximum(box, self._disc * (0.35 + 0.65 * colour), out=box)

    def _draw_bells(self, picture):
        top = int(self.height * FLOOR)
        edges = np.linspace(0, self.width, BELLS + 1).astype(int)
        for which, (left, right) in enumerate(pairwise(edges)):
            length = int((self.height - top - 6) * (1 - 0.6 * which / BELLS))
            sinks = int(4 * self._lit[which])
            bar = picture[top + sinks : top + sinks + length, left + 2 : right - 2]
            bar[:] = 255 * self._colours[which] * (0.35 + 0.65 * self._lit[which])


def words_on(width, height):
    """Return words to add to a picture while nobody knows what to press."""
    image = Image.new("L", (width, height))
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(size=20)
    for line, words in enumerate(WORDS):
        at = (width / 2, height * 0.35 + 30 * line)
        draw.text(at, words, fill=255, font=font, anchor="mm")
    return np.asarray(image, np.float32)[..., None]


WORDS = (
    "To hear it, press the loudspeaker, top right.",
    "Click here, and one more ball falls.",
)

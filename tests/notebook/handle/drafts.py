"""A model whose values may be not set, and what a person does in the page."""

DRAFTS = """
from enum import Enum
from typing import Any, Literal


class Mood(Enum):
    CALM = 0
    WILD = None


class DraftState(InputState):
    count: int = InputField(ge=0, le=10)
    level: float = InputField(ge=0.0, le=2.0)
    free: float
    whole: int
    least: int = InputField(ge=5)
    flag: bool
    text: str
    essay: str = InputField(max_length=1000)
    mode: Literal["a", "b"]
    points: list[int]
    extra: Any = None
    maybe: float | None = InputField(None, ge=0, le=1)
    seed: int | None = InputField(7, ge=0)
    switch: bool | None = None
    note: str | None = None
    style: str | None = InputField(None, choices=["", "oil"])
    image: UploadedFile | None = None
    odd: Literal[1, True, "1", None] = "1"
    mood: Mood = Mood.CALM
    gone: str | None = None
    # Never unset, as far as its class says.
    gain: float = InputField(1.0, ge=0.0, le=2.0)
    steps: int = InputField(0, ge=0, le=10)
    dark: bool = False
    name: str = ""


class Drafts(ReactorPipeline):
    state: DraftState
    fps = 50

    def inference(self):
        while True:
            yield BallOutput(picture=np.zeros((4, 4, 3), np.uint8))

    @event
    def put(self, name: str, value: Any = None):
        setattr(self.state, name, value)

    @event
    def set_gone(self, gone: str | None):
        used.append(gone)
        self.state.gone = None

    @event
    def set_pitch(self, pitch: int = 1):
        if pitch > 9:
            raise CommandError("too_high", "nobody hears that")
        used.append(pitch)

    @event
    def paint(self, x: float, on: bool, size: int | None = 3):
        used.append((x, on, size))


used = []
"""


# A value that looks like nothing, for each field that begins without any.
NOTHINGS = {
    "count": 0,
    "level": 0.0,
    "free": 0.0,
    "whole": 0,
    "least": 5,
    "flag": False,
    "text": "",
    "essay": "",
    "mode": "a",
    "maybe": 0.0,
    "switch": False,
    "note": "",
    "style": "",
}


def typed(part, value):
    """Change *part* as the page does."""
    part.set_state({"value": value})


def chosen(box, label):
    """Choose what is called *label* in the dropdown of *box*, as the page does."""
    dropdown = box.children[0]
    dropdown.set_state({"index": [name for name, _ in dropdown.options].index(label)})


def pressed(box):
    box.button.click()


def kinds(values):
    return [type(value) for value in values]

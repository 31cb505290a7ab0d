from datetime import UTC, datetime

import ipywidgets
import pytest

from reactor_runtime.errors import CommandRejectedError
from tests.notebook.conftest import until
from tests.notebook.shells import MODELS

KNOBS = """
from dataclasses import dataclass
from enum import Enum
from typing import Literal


class Mood(Enum):
    CALM = "calm"
    WILD = "wild"


class KnobState(InputState):
    level: float = InputField(1.0, ge=0.0, le=2.0)
    count: int = InputField(3, ge=0, le=10)
    free: float = 0.5
    mode: Literal["a", "b"] = "a"
    mood: Mood = Mood.CALM
    on: bool = False
    text: str = "short"
    essay: str = InputField("", max_length=1000)
    points: list[int]


class Knobs(ReactorPipeline):
    state: KnobState
    fps = 50

    def inference(self):
        while True:
            yield BallOutput(picture=np.zeros((4, 4, 3), np.uint8))

    @event
    def paint(self, x: float, size: int = 3):
        painted.append((x, size))

    @event
    def reset(self):
        painted.append("reset")

    @event
    def seed(self, image: UploadedFile):
        painted.append((image.name, image.data))


painted = []
"""


@pytest.fixture
async def knobs(notebook):
    await notebook.run(MODELS)
    await notebook.run(KNOBS)
    await notebook.run("h = %reactor_load Knobs", "c1")
    return notebook.shell.user_ns["h"], notebook.shell.user_ns["painted"]


@pytest.mark.parametrize(
    ("name", "kind", "value"),
    [
        ("level", ipywidgets.FloatSlider, 1.0),
        ("count", ipywidgets.IntSlider, 3),
        ("free", ipywidgets.FloatText, 0.5),
        ("mode", ipywidgets.Dropdown, "a"),
        ("mood", ipywidgets.Dropdown, "calm"),
        ("on", ipywidgets.Checkbox, False),
        ("text", ipywidgets.Text, "short"),
        ("essay", ipywidgets.Textarea, ""),
    ],
)
async def test_each_field_has_its_widget(knobs, name, kind, value):
    handle, _ = knobs
    widget = handle.controls[name]
    assert type(widget) is kind
    assert widget.value == value
    assert handle.controls[name] is widget


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("level", 0.5),
        ("count", 7),
        ("free", -3.5),
        ("mode", "b"),
        ("mood", "wild"),
        ("on", True),
        ("text", "longer"),
    ],
)
async def test_a_widget_and_the_state_follow_each_other(knobs, name, value):
    handle, _ = knobs
    widget = handle.controls[name]
    before = widget.value
    widget.value = value
    await until(lambda: handle.state[name] == value)
    await handle.send(f"set_{name}", **{name: before})
    await until(lambda: widget.value == before)
    commands = [e for e in handle.log if e.kind == "command_accepted"]
    assert len(commands) == 2


async def test_json_is_edited_as_text(knobs):
    handle, _ = knobs
    widget = handle.controls["points"]
    widget.value = "[4, 5]"
    await until(lambda: handle.state.points == [4, 5])


async def test_a_refused_value_raises_and_the_widget_goes_back(knobs):
    handle, _ = knobs
    widget = handle.controls["essay"]
    with pytest.raises(CommandRejectedError, match="essay"):
        widget.value = "x" * 2000
    assert widget.value == ""


async def test_a_button_sends_its_command(knobs):
    handle, painted = knobs
    handle.controls["reset"].click()
    await until(lambda: painted == ["reset"])


async def test_a_form_sends_what_its_fields_say(knobs):
    handle, painted = knobs
    x, size, button = handle.controls["paint"].children
    x.value, size.value = 0.25, 9
    button.click()
    await until(lambda: painted == [(0.25, 9)])


async def test_a_file_picker_uploads(knobs):
    handle, painted = knobs
    (picker, button) = handle.controls["seed"].children
    picker.value = (
        {
            "name": "a.bin",
            "type": "application/octet-stream",
            "size": 3,
            "content": memoryview(b"abc"),
            "last_modified": datetime.now(UTC),
        },
    )
    button.click()
    await until(lambda: painted == [("a.bin", b"abc")])


async def test_an_unknown_control_names_the_known(knobs):
    handle, _ = knobs
    with pytest.raises(KeyError, match="level"):
        handle.controls["nope"]
    assert "paint" in set(handle.controls)

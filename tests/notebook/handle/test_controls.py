import math
from datetime import UTC, datetime

import ipywidgets
import pytest

from reactor_notebook.handle.number_slider import NumberSlider
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
    angle: float = InputField(0.5, ge=-np.pi, le=np.pi)
    rate: float = InputField(1e-3, ge=1e-6, le=1.0)
    half: int = InputField(3, ge=0.5, le=9.5)
    wide: int = InputField(123456789, ge=-2**53 + 1, le=2**53 - 1)
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
    def paint(self, x: float, size: int = InputField(3, le=9)):
        painted.append((x, size))

    @event
    def set_gain(self, gain: int = InputField(1, le=9)):
        painted.append(gain)

    @event
    def reset(self):
        painted.append("reset")

    @event
    def seed(self, image: UploadedFile):
        painted.append((image.name, image.data))


painted = []
"""


def in_page(widget, value):
    """Change *widget* as the page does."""
    widget.set_state({"value": value})


@pytest.fixture
async def knobs(notebook):
    await notebook.run(MODELS)
    await notebook.run(KNOBS)
    await notebook.run("h = %reactor_load Knobs", "c1")
    return notebook.shell.user_ns["h"], notebook.shell.user_ns["painted"]


@pytest.mark.parametrize(
    ("name", "kind", "value"),
    [
        ("level", NumberSlider, 1.0),
        ("half", ipywidgets.IntSlider, 3),
        ("wide", ipywidgets.IntText, 123456789),
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
    assert isinstance(widget, kind)
    assert widget.value == value
    assert handle.controls[name] is widget


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("level", 0.5),
        ("level", 0.1 + 0.2),
        ("wide", -(2**53) + 1),
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
    assert widget.layout.border_top is None


@pytest.mark.parametrize("value", [9.0, math.nan, math.inf])
async def test_a_refused_number_raises_and_both_parts_go_back(knobs, value):
    handle, _ = knobs
    widget = handle.controls["level"]
    slider, box = widget.children
    before = slider.value
    with pytest.raises(CommandRejectedError, match="level"):
        widget.value = value
    assert (widget.value, box.value, slider.value) == (1.0, 1.0, before)
    assert widget.description == "Level"


async def test_a_refused_value_goes_back_to_the_last_one_that_was_taken(knobs):
    handle, _ = knobs
    widget = handle.controls["gain"]
    widget.value = 7
    with pytest.raises(CommandRejectedError, match="gain"):
        widget.value = 11
    assert widget.value == 7


async def test_a_slider_of_angles_reaches_both_ends_zero_and_the_default(knobs):
    handle, _ = knobs
    widget = handle.controls["angle"]
    (slider, box), marks = widget.children, {}
    for position in range(slider.max + 1):
        in_page(slider, position)
        marks[box.value] = position
    assert {-math.pi, 0.0, 0.5, math.pi} <= set(marks)
    await until(lambda: handle.state.angle == math.pi)
    widget.value = 0.1 + 0.2
    assert (box.value, slider.value) == (0.1 + 0.2, marks[0.3])


async def test_a_slider_over_six_decades_has_small_steps(knobs):
    handle, _ = knobs
    widget = handle.controls["rate"]
    assert (widget.min, widget.max, widget.step) == (1e-6, 1.0, 1e-6)
    in_page(widget.children[0], 0)
    await until(lambda: handle.state.rate == 1e-6)
    in_page(widget.children[0], widget.children[0].max)
    await until(lambda: handle.state.rate == 1.0)


async def test_the_ends_of_an_integer_slider_are_allowed_integers(knobs):
    handle, _ = knobs
    widget = handle.controls["half"]
    assert (widget.min, widget.max, widget.step) == (1, 9, 1)


async def test_what_a_person_typed_and_was_refused_stays_marked(knobs):
    handle, _ = knobs
    widget = handle.controls["essay"]
    in_page(widget, "x" * 1560)
    assert widget.value == "x" * 1560
    assert "red" in widget.layout.border_top or "error" in widget.layout.border_top
    assert widget.tooltip == "Essay must be at most 1000 characters, got 1560"
    await handle.send("set_essay", essay="somebody else's")
    assert widget.value == "x" * 1560
    in_page(widget, "fine")
    await until(lambda: handle.state.essay == "fine")
    assert (widget.layout.border_top, widget.tooltip) == (None, "")


async def test_a_number_typed_out_of_range_stays_in_its_box(knobs):
    handle, _ = knobs
    widget = handle.controls["level"]
    in_page(widget.children[1], 9)
    assert widget.children[1].value == 9
    assert widget.tooltip == "Level must be <= 2.0, got 9.0"
    assert handle.state.level == 1.0


async def test_what_is_no_json_stays_marked(knobs):
    handle, _ = knobs
    widget = handle.controls["points"]
    in_page(widget, "[1, 2")
    assert widget.value == "[1, 2"
    assert "is not valid JSON" in widget.tooltip
    with pytest.raises(ValueError, match="is not valid JSON"):
        widget.value = "[3"


async def test_a_form_marks_the_argument_that_was_refused(knobs):
    handle, painted = knobs
    x, size, button = handle.controls["paint"].children
    x.value, size.value = 0.0, 99
    button.click()
    assert x.layout.border_top is None
    assert size.layout.border_top is not None
    assert size.tooltip == "Size must be <= 9, got 99"
    size.value = 9
    assert size.layout.border_top is None
    button.click()
    await until(lambda: painted == [(0.0, 9)])


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


async def test_a_field_called_as_another_one_s_command_has_its_own_control(notebook):
    await notebook.run(MODELS)
    await notebook.run(
        "class Odd(InputState):\n"
        "    level: int = InputField(1, ge=0, le=9)\n"
        "    set_level: bool = False\n"
        "class OddBall(Ball):\n"
        "    state: Odd\n"
        "    def inference(self):\n"
        "        while True:\n"
        "            yield BallOutput(picture=np.zeros((4, 4, 3), np.uint8))\n"
    )
    await notebook.run("odd = %reactor_load OddBall", "c1")
    controls = notebook.shell.user_ns["odd"].controls
    assert controls["set_level"] is not controls["level"]
    assert controls["set_set_level"].value is False

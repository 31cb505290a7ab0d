"""Widgets of values that are not set: they say so, and every value can be sent."""

import json
from datetime import UTC, datetime

import pytest

from reactor_notebook.handle.value_box import ValueBox
from reactor_runtime.errors import CommandRejectedError
from reactor_runtime.fields.json_values import json_equal
from tests.notebook.conftest import until
from tests.notebook.shells import MODELS

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


@pytest.fixture
async def drafts(notebook):
    await notebook.run(MODELS)
    await notebook.run(DRAFTS)
    await notebook.run("h = %reactor_load Drafts", "c1")
    return notebook.shell.user_ns["h"], notebook.shell.user_ns["used"]


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


@pytest.mark.parametrize(("name", "nothing"), NOTHINGS.items())
async def test_what_is_not_set_is_none_and_can_be_set_to_nothing(drafts, name, nothing):
    handle, _ = drafts
    widget = handle.controls[name]
    assert widget.value is None
    widget.value = nothing
    await until(lambda: handle.state[name] is not None)
    assert handle.state[name] == nothing
    assert type(handle.state[name]) is type(nothing)
    assert widget.value == nothing


@pytest.mark.parametrize(("name", "nothing"), NOTHINGS.items())
async def test_after_its_return_to_none_the_same_value_can_be_sent(
    drafts, name, nothing
):
    handle, _ = drafts
    widget = handle.controls[name]
    for _ in range(2):
        widget.value = nothing
        await until(lambda: handle.state[name] is not None)
        await handle.send("put", name=name)
        await until(lambda: widget.value is None)
        assert handle.state[name] is None


async def test_a_new_presence_begins_with_nothing_set(drafts):
    handle, _ = drafts
    widgets = {name: handle.controls[name] for name in NOTHINGS}
    for name, nothing in NOTHINGS.items():
        widgets[name].value = nothing
    await until(lambda: handle.state.style == "")
    await handle.disconnect()
    await handle.connect()
    await until(lambda: all(widget.value is None for widget in widgets.values()))


async def test_in_the_page_a_slider_reaches_both_ends_of_what_is_not_set(drafts):
    handle, _ = drafts
    for name, ends in [("count", (0, 10)), ("level", (0.0, 2.0)), ("maybe", (0, 1))]:
        box = handle.controls[name]
        slider, text = box.slider, box.part.widget
        assert (slider.value, text.value, text.placeholder) == (-1, "", "not set")
        typed(slider, 0)
        assert (box.value, slider.min, json.loads(text.value)) == (ends[0], 0, ends[0])
        typed(slider, slider.max)
        assert box.value == ends[1]
        await until(lambda n=name, end=ends[1]: handle.state[n] == end)


async def test_in_the_page_a_number_is_typed_into_a_blank(drafts):
    handle, _ = drafts
    for name, said, number in [
        ("free", "0", 0.0),
        ("whole", "-3", -3),
        ("least", "5", 5),
        ("maybe", "0.1", 0.1),
    ]:
        box = handle.controls[name]
        assert (box.part.widget.value, box.part.widget.placeholder) == ("", "not set")
        typed(box.part.widget, said)
        await until(lambda n=name, v=number: handle.state[n] == v)


async def test_in_the_page_a_blank_takes_the_number_away_where_it_may(drafts):
    handle, _ = drafts
    seed = handle.controls["seed"]
    assert (seed.value, seed.part.widget.value) == (7, "7")
    typed(seed.part.widget, "")
    await until(lambda: handle.state.seed is None)
    typed(seed.part.widget, "7")
    await until(lambda: handle.state.seed == 7)
    pressed(seed)
    await until(lambda: handle.state.seed is None)
    assert (seed.value, seed.part.widget.value) == (None, "")
    count = handle.controls["count"]
    typed(count.part.widget, "4")
    await until(lambda: handle.state.count == 4)
    assert count.button.layout.display == "none"
    typed(count.part.widget, "")
    assert "must be an integer" in count.tooltip
    assert count.layout.border_top is not None
    assert handle.state.count == 4


@pytest.mark.parametrize(
    ("name", "label", "value"),
    [
        ("flag", "off", False),
        ("flag", "on", True),
        ("switch", "off", False),
        ("mode", "a", "a"),
        ("style", "", ""),
    ],
)
async def test_in_the_page_a_choice_begins_as_not_set(drafts, name, label, value):
    handle, _ = drafts
    box = handle.controls[name]
    assert box.children[0].label == "not set"
    chosen(box, label)
    await until(lambda: handle.state[name] is not None)
    assert handle.state[name] == value
    assert type(handle.state[name]) is type(value)
    chosen(box, "not set")
    if name in ("switch", "style"):
        await until(lambda: handle.state[name] is None)
    else:
        assert box.layout.border_top is not None


async def test_in_the_page_a_text_is_set_to_a_blank_by_a_button(drafts):
    handle, _ = drafts
    text, note = handle.controls["text"], handle.controls["note"]
    for box in (text, note):
        assert (box.part.widget.placeholder, box.button.description) == (
            "not set",
            "blank",
        )
        pressed(box)
    await until(lambda: handle.state.note == "")
    assert handle.state.text == ""
    assert (text.part.widget.placeholder, text.button.layout.display) == ("", "none")
    assert note.button.icon == "times"
    pressed(note)
    await until(lambda: handle.state.note is None)
    typed(note.part.widget, "words")
    await until(lambda: handle.state.note == "words")


async def test_a_file_is_taken_away_and_the_same_one_can_be_sent_again(drafts):
    handle, _ = drafts
    box = handle.controls["image"]
    assert box.value is None
    picked = {
        "name": "a.bin",
        "type": "application/octet-stream",
        "size": 3,
        "content": memoryview(b"abc"),
        "last_modified": datetime(2026, 1, 1, tzinfo=UTC),
    }
    for _ in range(2):
        box.part.widget.value = (picked,)
        await until(lambda: handle.state.image is not None)
        assert handle.state.image["name"] == "a.bin"
        await until(lambda: isinstance(box.value, dict))
        assert box.layout.border_top is None
        pressed(box)
        await until(lambda: handle.state.image is None)
        await until(lambda: box.part.widget.value == ())


async def test_a_value_that_a_handler_uses_up_is_not_set_again(drafts):
    handle, used = drafts
    box = handle.controls["gone"]
    for count in (1, 2):
        box.value = "once"
        await until(lambda n=count: len(used) == n)
        await until(lambda: box.value is None)


async def test_choices_that_are_equal_to_python_are_told_apart(drafts):
    handle, _ = drafts
    box = handle.controls["odd"]
    labels = [name for name, _ in box.children[0].options]
    assert labels == ["1 (1)", "True", '1 ("1")', "None"]
    seen = []
    for label in ["1 (1)", "True", "1 (1)", '1 ("1")', "None", "True"]:
        chosen(box, label)
        await until(lambda: box.value is not None or label == "None")  # noqa: B023
        seen.append(box.value)
    assert seen == [1, True, 1, "1", None, True]
    assert kinds(seen) == [int, bool, int, str, type(None), bool]
    await until(lambda: handle.state.odd is True)
    box.value = 1
    await until(lambda: handle.state.odd == 1 and handle.state.odd is not True)
    await handle.send("put", name="odd", value=True)
    await until(lambda: box.value is True)
    assert box.children[0].label == "True"


async def test_a_member_that_travels_as_none_is_a_choice(drafts):
    handle, _ = drafts
    box = handle.controls["mood"]
    assert [name for name, _ in box.children[0].options] == ["CALM", "WILD"]
    chosen(box, "WILD")
    await until(lambda: handle.state.mood is None)
    box.value = 0
    await until(lambda: handle.state.mood == 0)


async def test_a_structured_editor_is_blank_without_a_value(drafts):
    handle, _ = drafts
    points, extra = handle.controls["points"], handle.controls["extra"]
    assert (points.value, points.placeholder, extra.value) == ("", "not set", "")
    typed(points, "[]")
    await until(lambda: handle.state.points == [])
    typed(extra, "0")
    await until(lambda: handle.state.extra == 0)
    typed(extra, "")
    await until(lambda: handle.state.extra is None)
    typed(points, "")
    assert "must be a list" in points.tooltip


async def test_what_is_no_number_is_marked_until_it_is_one(drafts):
    handle, _ = drafts
    box = handle.controls["count"]
    box.value = 4
    await until(lambda: handle.state.count == 4)
    typed(box.part.widget, "four")
    assert box.tooltip == "Count must be a number"
    assert box.layout.border_top is not None
    await handle.send("set_count", count=5)
    assert box.part.widget.value == "four"
    typed(box.part.widget, "99")
    assert box.tooltip == "Count must be <= 10, got 99"
    typed(box.part.widget, "5")
    await until(lambda: box.layout.border_top is None)
    assert box.value == 5


async def test_what_python_sets_and_is_refused_raises_and_goes_back(drafts):
    handle, _ = drafts
    box = handle.controls["count"]
    for before in (None, 4):
        if before is not None:
            box.value = before
        for wrong in (99, "4", True, 2.5):
            with pytest.raises(CommandRejectedError, match="count"):
                box.value = wrong
            assert box.value == before


@pytest.mark.parametrize(
    ("name", "odd", "told"),
    [
        ("gain", None, "Gain is not set in the session, which cannot be shown here"),
        ("gain", "loud", "Gain is 'loud' in the session"),
        ("steps", None, "Steps is not set in the session"),
        ("steps", 2.5, "Steps is 2.5 in the session"),
        ("steps", 99, "Steps is 99 in the session"),
        ("dark", None, "Dark is not set in the session"),
        ("dark", 0, "Dark is 0 in the session"),
        ("name", None, "Name is not set in the session"),
        ("name", 0, "Name is 0 in the session"),
        ("count", [1], r"Count is [1] in the session"),
        ("mode", "c", "Mode is 'c' in the session"),
    ],
)
async def test_what_a_widget_cannot_show_is_said_and_what_it_shows_can_be_sent(
    drafts, name, odd, told
):
    handle, _ = drafts
    widget = handle.controls[name]
    await handle.send("put", name=name, value=odd)
    await until(lambda: widget.layout.border_top is not None)
    assert widget.tooltip.startswith(told)
    if isinstance(widget, ValueBox):
        assert widget.value == odd
        return
    shown = widget.value
    widget.value = shown
    await until(lambda: json_equal(handle.state[name], shown))
    await until(lambda: widget.layout.border_top is None)


async def test_what_only_a_handler_knows_is_sent_each_time(drafts):
    handle, used = drafts
    widget = handle.controls["pitch"]
    widget.value = 1
    widget.value = 1
    await until(lambda: used == [1, 1])


async def test_what_a_handler_refuses_is_marked(drafts):
    handle, used = drafts
    widget = handle.controls["pitch"]
    widget.value = 10
    await until(lambda: widget.layout.border_top is not None)
    assert widget.tooltip == "Pitch was refused: nobody hears that"
    assert widget.value == 10
    widget.value = 2
    await until(lambda: used == [2])
    assert widget.layout.border_top is None


async def test_a_form_sends_what_was_set_and_asks_for_the_rest(drafts):
    handle, used = drafts
    x, on, size, button = handle.controls["paint"].children
    assert (x.value, on.value, size.value) == (None, None, 3)
    button.click()
    assert (x.tooltip, on.layout.border_top) == ("X is required", None)
    typed(x.part.widget, "zero")
    button.click()
    assert x.tooltip == "X must be a number"
    typed(x.part.widget, "0")
    button.click()
    assert on.tooltip == "On is required"
    chosen(on, "off")
    button.click()
    await until(lambda: used == [(0.0, False, 3)])
    pressed(size)
    button.click()
    await until(lambda: used[1:] == [(0.0, False, None)])

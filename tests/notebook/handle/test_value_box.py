"""In the page: how a value that may be not set is set, and taken away."""

import json

import pytest

from tests.notebook.conftest import until
from tests.notebook.handle.drafts import chosen, pressed, typed


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

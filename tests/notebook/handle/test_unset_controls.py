"""Widgets of values that are not set: they say so, and every value can be sent."""

from datetime import UTC, datetime

import pytest

from reactor_notebook.handle.value_box import ValueBox
from reactor_runtime.errors import CommandRejectedError
from reactor_runtime.fields.json_values import json_equal
from tests.notebook.conftest import until
from tests.notebook.handle.drafts import NOTHINGS, chosen, kinds, pressed, typed


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

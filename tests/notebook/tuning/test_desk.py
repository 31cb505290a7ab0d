"""What a panel asks of the tuning, answered for a model in a notebook's shell."""

import pytest

from reactor_notebook.tuning.desk import TuningDesk
from reactor_runtime.wire.panel import TuneAsked
from tests.notebook.shells import MODELS
from tests.notebook.tuning.conftest import FILE

AT_REST = {"changed": {}, "undo": False, "redo": False}


@pytest.fixture
def desk(lamp):
    return TuningDesk(lamp[0]._tuning)


def ask(desk, action, name="", **more):
    return desk.answer(TuneAsked("v:1", action, name, **more))


def values(told):
    return {setting["name"]: setting["value"] for setting in told.settings}


async def test_a_sheet_has_a_control_for_each_setting_that_a_panel_can_tune(desk):
    told = ask(desk, "open", "brightness")
    assert told.error == ""
    assert values(told) == {
        "default": 1.0, "ge": 0.0, "le": 2.0, "choices": None, "step": None,
        "soft": None,
    }  # fmt: skip
    kinds = {one["name"]: one["kind"] for one in told.settings}
    assert kinds == {
        "default": "slider", "ge": "number", "le": "number", "choices": "numbers",
        "step": "number", "soft": "numbers",
    }  # fmt: skip
    assert told.standing == AT_REST


async def test_what_is_set_is_in_force_and_marked_against_the_source(lamp, desk):
    handle, _ = lamp
    told = ask(desk, "set", "brightness", settings={"le": 3.0, "step": 0.1})
    assert handle.tuned.changes["brightness"] == {"le": (2.0, 3.0), "step": (None, 0.1)}
    assert values(told)["le"] == 3.0
    le = next(one for one in told.settings if one["name"] == "le")
    assert le["default"] == 2.0
    default = next(one for one in told.settings if one["name"] == "default")
    assert default["maximum"] == 3.0
    assert told.standing == {
        "changed": {"brightness": ["le", "step"]}, "undo": True, "redo": False,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"le": -1.0}, "LampState.brightness: ge=0.0 is above le=-1.0"),
        ({"default": 9.0}, "the default 9.0 is not valid"),
        ({"step": -1}, "step cannot be -1"),
        ({"burn": 1}, "'burn' is no setting"),
        ({"choices": [5.0]}, "default"),
    ],
)
async def test_what_no_declaration_could_say_is_refused_in_its_words(
    lamp, desk, settings, words
):
    told = ask(desk, "set", "brightness", settings=settings)
    assert words in told.error
    assert told.settings is None
    assert lamp[0].tuned.changes == {}
    assert told.standing == AT_REST


async def test_no_choices_are_none_and_a_default_is_taken_from_what_needs_none(
    lamp, desk
):
    ask(desk, "set", "set_style.style", settings={"choices": ["x", "y"]})
    told = ask(desk, "set", "set_style.style", settings={"choices": []})
    assert values(told)["choices"] is None
    assert lamp[0].tuned.changes == {}


async def test_steps_are_taken_back_and_done_again(lamp, desk):
    handle, _ = lamp
    ask(desk, "set", "brightness", settings={"le": 3.0})
    ask(desk, "set", "set_count.count", settings={"le": 20})
    assert ask(desk, "undo").standing["changed"] == {"brightness": ["le"]}
    assert ask(desk, "redo").standing["redo"] is False
    assert list(ask(desk, "reset", "brightness").standing["changed"]) == [
        "set_count.count"
    ]
    assert ask(desk, "reset").standing["changed"] == {}
    assert handle.tuned.changes == {}
    for _ in range(4):
        ask(desk, "undo")
    assert "nothing to undo" in ask(desk, "undo").error


async def test_what_was_seen_is_written_and_taken_back_byte_for_byte(lamp, desk):
    _, path = lamp
    ask(desk, "set", "brightness", settings={"le": 3.0})
    told = ask(desk, "diff")
    assert "+    brightness: float = InputField(1.0, ge=LO, le=3.0)" in told.text
    assert path.read_text() == FILE
    done = ask(desk, "write", seen=told.text)
    assert (done.error, done.standing["changed"]) == ("", {})
    assert "is written" in done.text
    assert "le=3.0" in path.read_text()
    ask(desk, "undo")
    assert path.read_text() == FILE


async def test_what_was_not_seen_is_not_written(lamp, desk):
    _, path = lamp
    ask(desk, "set", "brightness", settings={"le": 3.0})
    seen = ask(desk, "diff").text
    ask(desk, "set", "brightness", settings={"le": 4.0})
    assert "another thing by now" in ask(desk, "write", seen=seen).error
    assert path.read_text() == FILE


async def test_a_cell_that_no_page_can_change_is_not_written_by_the_panel(notebook):
    await notebook.run(MODELS, "m1")
    await notebook.run("h = %reactor_load Ball", "c1")
    desk = TuningDesk(notebook.shell.user_ns["h"]._tuning)
    ask(desk, "set", "brightness", settings={"le": 3.0})
    seen = ask(desk, "diff").text
    told = ask(desk, "write", seen=seen)
    assert "this page cannot change cell [" in told.error
    assert "%reactor_export --write" in told.error
    assert notebook.shell.payload_manager.read_payload() == []


async def test_who_watches_is_told_how_it_stands_until_the_model_is_let_go(
    lamp, notebook
):
    handle, _ = lamp
    told = []
    handle._tuning.watch(told.append)
    handle.tune("brightness", le=3.0)
    handle.tuned.undo()
    assert [one["changed"] for one in told] == [{}, {"brightness": ["le"]}, {}]
    assert told[-1] == {"changed": {}, "undo": False, "redo": True}
    await handle.reload()
    told.clear()
    handle.tuned.redo()
    assert told == []


async def test_a_parameter_that_there_is_not_is_named_with_the_closest(desk):
    assert "Did you mean 'brightness'" in ask(desk, "open", "brightnes").error

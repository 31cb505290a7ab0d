import re

import pytest

from reactor_notebook.handle.views import LogView, StateView
from reactor_runtime.session.entry import LogKind
from reactor_runtime.session.log import SessionLog


def test_it_reads_the_state_at_each_look():
    values = {"brightness": 1.0}
    view = StateView(lambda: values, lambda: 0)
    assert view.brightness == 1.0
    values["brightness"] = 2.0
    assert view["brightness"] == 2.0
    assert dict(view) == {"brightness": 2.0}
    assert repr(view) == "State(brightness=2.0)"


def test_writing_says_which_command_to_send():
    view = StateView(lambda: {"brightness": 1.0}, lambda: 0)
    with pytest.raises(AttributeError, match="set_brightness"):
        view.brightness = 2.0


def test_a_missing_field_names_those_there():
    with pytest.raises(AttributeError, match="brightness"):
        _ = StateView(lambda: {"brightness": 1.0}, lambda: 0).contrast


def test_between_presences_it_is_empty():
    assert dict(StateView(lambda: None, lambda: 0)) == {}


NAMES = [
    "values",
    "items",
    "get",
    "keys",
    "pop",
    "_read",
    "_waiting",
    "_fields",
    "_name",
    "_what",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_field_wins_over_every_name_of_ours(name):
    view = StateView(lambda: {name: 3, "other": 4}, lambda: 0)
    assert getattr(view, name) == 3
    assert view[name] == 3
    assert view.other == 4
    assert list(view) == [name, "other"]
    assert name in view
    assert len(view) == 2
    assert view == {name: 3, "other": 4}
    assert repr(view) == f"State({name}=3, other=4)"
    with pytest.raises(AttributeError, match="no field 'missing'"):
        _ = view.missing
    with pytest.raises(AttributeError, match=f"set_{name}"):
        setattr(view, name, 5)


def test_without_such_fields_it_is_a_mapping():
    view = StateView(lambda: {"a": 1}, lambda: 0)
    assert (list(view.keys()), list(view.values()), dict(view)) == (
        ["a"],
        [1],
        {"a": 1},
    )
    assert list(view.items()) == [("a", 1)]
    assert (view.get("a"), view.get("b", 2)) == (1, 2)
    assert {**view} == {"a": 1}
    assert view == StateView(lambda: {"a": 1}, lambda: 0)
    assert view != 3


@pytest.mark.parametrize(
    ("values", "waiting", "text"),
    [
        ({"prompt": "ember"}, 0, "State(prompt='ember')"),
        (
            {"prompt": "ember"},
            1,
            "State(prompt='ember' (1 command waiting; await it))",
        ),
        ({"a": 1, "b": 2}, 3, "State(a=1, b=2 (3 commands waiting; await them))"),
        ({}, 1, "State((1 command waiting; await it))"),
    ],
)
def test_its_text_says_how_many_commands_may_yet_change_it(values, waiting, text):
    assert repr(StateView(lambda: values, lambda: waiting)) == text


ROW = re.compile(r" *\d+ +\d+\.\d{3} s  \w+ ")


def test_a_row_is_one_line_whatever_a_client_called_its_command():
    log = SessionLog()
    log.append(0.1, LogKind.CLIENT_JOINED, "Client a joined")
    forged = "x\n     3      0.300 s  status             failed: everything"
    log.append(0.2, LogKind.COMMAND_REJECTED, f"{forged}: No command named {forged!r}")
    rows = repr(LogView(log.since)).splitlines()
    assert len(rows) == 2
    assert all(ROW.match(row) for row in rows)
    assert "x\\n" in rows[1]


def test_it_is_a_live_list_of_the_entries():
    log = SessionLog()
    view = LogView(log.since)
    assert repr(view) == "(empty log)"
    for index in range(40):
        log.append(float(index), LogKind.NOTE, f"n{index}")
        log.append(float(index), LogKind.FRAME_SHOWN, "main")
    assert len(view) == len(list(view)) == 80
    assert view[-1].kind is LogKind.FRAME_SHOWN
    assert repr(view).startswith("… 10 earlier")


def test_what_a_model_prints_leaves_room_for_the_rest():
    log = SessionLog()
    log.append(0.1, LogKind.NOTE, "from the model's author")
    for index in range(100):
        log.append(float(index), LogKind.PRINTED, f"step {index}")
    first, *rows = repr(LogView(log.since)).splitlines()
    assert first == "… 90 earlier"
    assert "from the model's author" in rows[0]
    assert [row.split()[-1] for row in rows[1:]] == [str(n) for n in range(90, 100)]

import pytest

from reactor_notebook.handle.state_view import StateView


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

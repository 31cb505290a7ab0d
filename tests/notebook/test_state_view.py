import pytest

from reactor_notebook.state_view import StateView


def test_it_reads_the_state_at_each_look():
    values = {"brightness": 1.0}
    view = StateView(lambda: values)
    assert view.brightness == 1.0
    values["brightness"] = 2.0
    assert view["brightness"] == 2.0
    assert dict(view) == {"brightness": 2.0}
    assert repr(view) == "State(brightness=2.0)"


def test_writing_says_which_command_to_send():
    view = StateView(lambda: {"brightness": 1.0})
    with pytest.raises(AttributeError, match="set_brightness"):
        view.brightness = 2.0


def test_a_missing_field_names_those_there():
    with pytest.raises(AttributeError, match="brightness"):
        _ = StateView(lambda: {"brightness": 1.0}).contrast


def test_between_presences_it_is_empty():
    assert dict(StateView(lambda: None)) == {}

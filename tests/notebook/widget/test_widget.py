"""Where ipykernel hands what a page says to the widget."""

from types import SimpleNamespace

from reactor_notebook.widget.widget import _take_messages_anywhere


def test_a_page_is_heard_on_the_subshell_that_it_chooses():
    comm = SimpleNamespace(
        _reply_subshell_for=lambda data, default: "the last sender's"
    )
    _take_messages_anywhere(comm)
    assert comm._reply_subshell_for({}, "the page's") == "the page's"
    assert comm._reply_subshell_for({}, None) is None


def test_another_kernel_s_comm_stays_as_it_is():
    comm = SimpleNamespace()
    _take_messages_anywhere(comm)
    _take_messages_anywhere(None)
    assert vars(comm) == {}

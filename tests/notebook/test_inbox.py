import pytest

from reactor_notebook.inbox import CAPACITY, Inbox, Message, Messages


def test_a_message_shows_its_fields_as_attributes():
    message = Message("current_prompt", {"prompt": "cat"})
    assert message.prompt == "cat"
    assert repr(message) == "current_prompt(prompt='cat')"
    assert "prompt" in dir(message)


def test_a_field_that_is_not_there_names_those_that_are():
    with pytest.raises(AttributeError, match="prompt"):
        _ = Message("current_prompt", {"prompt": "cat"}).text


def test_waiting_without_a_mark_takes_the_next_to_come():
    inbox = Inbox()
    inbox.put(Message("tick", {"n": 1}))
    future = inbox.wait("tick")
    assert not future.done()
    inbox.put(Message("other"))
    inbox.put(Message("tick", {"n": 2}))
    assert future.result(0).n == 2


def test_waiting_finds_what_came_after_the_mark():
    inbox = Inbox()
    inbox.put(Message("tick", {"n": 1}))
    inbox.mark()
    inbox.put(Message("tick", {"n": 2}))
    assert inbox.wait("tick").result(0).n == 2


def test_waiting_again_takes_the_following_message():
    inbox = Inbox()
    inbox.mark()
    for n in range(3):
        inbox.put(Message("tick", {"n": n}))
    assert [inbox.wait("tick").result(0).n for _ in range(3)] == [0, 1, 2]


def test_closing_ends_who_waits():
    inbox = Inbox()
    future = inbox.wait("tick")
    inbox.close(RuntimeError("over"))
    with pytest.raises(RuntimeError, match="over"):
        future.result(0)


def test_the_newest_ten_thousand_are_kept():
    inbox = Inbox()
    for n in range(CAPACITY + 5):
        inbox.put(Message("tick", {"n": n}))
    messages = Messages(inbox)
    assert len(messages) == CAPACITY
    assert messages[0].n == 5
    assert messages[-1].n == CAPACITY + 4
    assert repr(messages).startswith(f"… {CAPACITY - 20} earlier")

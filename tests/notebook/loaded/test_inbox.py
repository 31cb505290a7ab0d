import copy
import pickle

import pytest

from reactor_notebook.handle.views import Messages
from reactor_notebook.loaded.inbox import (
    CAPACITY,
    MOST_BYTES,
    MOST_WAITING,
    Inbox,
    ReceivedMessage,
)
from reactor_runtime.errors import SessionStateError


def test_a_message_shows_its_fields_as_attributes():
    message = ReceivedMessage("current_prompt", {"prompt": "cat"})
    assert message.prompt == "cat"
    assert repr(message) == "current_prompt(prompt='cat')"
    assert "prompt" in dir(message)


def test_a_field_that_is_not_there_names_those_that_are():
    with pytest.raises(AttributeError, match="prompt"):
        _ = ReceivedMessage("current_prompt", {"prompt": "cat"}).text


NAMES = ["step", "type", "data", "_fields", "_name", "_what", "count", "index"]


@pytest.mark.parametrize("name", NAMES)
def test_a_field_wins_over_every_name_of_ours(name):
    message = ReceivedMessage("progress", {name: 7, "total": 100}, step=3)
    assert getattr(message, name) == 7
    assert message.total == 100
    assert repr(message) == f"progress({name}=7, total=100)"
    assert message == ReceivedMessage("progress", {name: 7, "total": 100}, step=3)
    assert message != ReceivedMessage("progress", {name: 7, "total": 100}, step=4)
    assert copy.deepcopy(message) == pickle.loads(pickle.dumps(message)) == message
    inbox = Inbox()
    waiting = inbox.wait("progress")
    inbox.mark()
    inbox.put(message)
    assert waiting.result(0) is message
    with pytest.raises(AttributeError, match="Message 'progress' has no field"):
        _ = message.missing


def test_without_such_fields_ours_tell_type_data_and_step():
    message = ReceivedMessage("progress", {"total": 100}, step=3)
    assert (message.type, message.data, message.step) == (
        "progress",
        {"total": 100},
        3,
    )


def test_a_message_cannot_be_changed():
    message = ReceivedMessage("progress", {"total": 100})
    with pytest.raises(AttributeError, match="has been sent"):
        message.total = 3
    with pytest.raises(AttributeError, match="has been sent"):
        del message.total


def test_waiting_without_a_mark_takes_the_next_to_come():
    inbox = Inbox()
    inbox.put(ReceivedMessage("tick", {"n": 1}))
    future = inbox.wait("tick")
    assert not future.done()
    inbox.put(ReceivedMessage("other"))
    inbox.put(ReceivedMessage("tick", {"n": 2}))
    assert future.result(0).n == 2


def test_waiting_finds_what_came_after_the_mark():
    inbox = Inbox()
    inbox.put(ReceivedMessage("tick", {"n": 1}))
    inbox.mark()
    inbox.put(ReceivedMessage("tick", {"n": 2}))
    assert inbox.wait("tick").result(0).n == 2


def test_waiting_again_takes_the_following_message():
    inbox = Inbox()
    inbox.mark()
    for n in range(3):
        inbox.put(ReceivedMessage("tick", {"n": n}))
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
        inbox.put(ReceivedMessage("tick", {"n": n}))
    messages = Messages(inbox, lambda: 0)
    assert len(messages) == CAPACITY
    assert messages[0].n == 5
    assert messages[-1].n == CAPACITY + 4
    assert repr(messages).startswith(f"… {CAPACITY - 20} earlier")


def test_large_messages_drive_the_oldest_ones_out():
    inbox = Inbox()
    for n in range(100):
        inbox.put(ReceivedMessage("tick", {"n": n}), MOST_BYTES // 10)
    assert [message.n for message in inbox.all()] == list(range(90, 100))
    inbox.put(ReceivedMessage("huge", {"n": 1}), 2 * MOST_BYTES)
    assert [message.type for message in inbox.all()] == ["huge"]


def test_only_so_many_may_wait_for_a_message():
    inbox = Inbox()
    waiting = [inbox.wait("tick") for _ in range(MOST_WAITING)]
    with pytest.raises(SessionStateError, match="give wait_for a timeout"):
        inbox.wait("tick")
    inbox.put(ReceivedMessage("tick", {"n": 1}))
    assert all(future.result(0).n == 1 for future in waiting)
    assert not inbox.wait("tick").done()


def test_messages_say_that_commands_may_yet_lead_to_more():
    inbox = Inbox()
    assert repr(Messages(inbox, lambda: 0)) == "(no messages yet)"
    inbox.put(ReceivedMessage("tick"))
    shown = repr(Messages(inbox, lambda: 1))
    assert shown == "tick()\n(1 command waiting; await it)"

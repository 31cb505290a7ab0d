import pytest
from hypothesis import given
from hypothesis import strategies as st

from reactor_runtime.session.queue import ArrivedFile, CommandQueue, QueuedCommand
from reactor_runtime.values import ClientId, UploadId, UploadReference

CLIENT = ClientId("a")
FILE = ArrivedFile(CLIENT, UploadReference(UploadId("u1")))


def command(number, name="move", *, dedupe=False, size=0):
    return QueuedCommand(number, CLIENT, name, {}, dedupe=dedupe, size=size)


def test_commands_come_out_in_the_order_in_which_they_came():
    queue = CommandQueue()
    for number in (1, 2, 3):
        queue.push(command(number))
    assert [queue.pop().number for _ in range(3)] == [1, 2, 3]
    assert queue.pop() is None


def test_a_newer_dedupe_command_takes_the_newest_place():
    queue = CommandQueue()
    first = command(1, "style", dedupe=True)
    queue.push(first)
    queue.push(command(2, "move"))
    assert queue.push(command(3, "style", dedupe=True)) is first
    assert [queue.pop().number for _ in range(2)] == [2, 3]


def test_a_command_that_has_been_taken_is_not_superseded():
    queue = CommandQueue()
    queue.push(command(1, "style", dedupe=True))
    queue.pop()
    assert queue.push(command(2, "style", dedupe=True)) is None


def test_a_full_queue_refuses_the_newest():
    queue = CommandQueue(capacity=2)
    queue.push(command(1))
    queue.push(command(2))
    assert not queue.has_room("move", dedupe=False)
    with pytest.raises(OverflowError, match="holds 2"):
        queue.push(command(3))
    assert [queue.pop().number for _ in range(2)] == [1, 2]


def test_a_full_queue_takes_a_command_that_replaces_another():
    queue = CommandQueue(capacity=1)
    queue.push(command(1, "style", dedupe=True))
    assert queue.has_room("style", dedupe=True)
    assert queue.push(command(2, "style", dedupe=True)).number == 1


def test_files_keep_their_place_and_take_no_room():
    queue = CommandQueue(capacity=1)
    queue.push(FILE)
    queue.push(command(1))
    assert queue.head() is FILE
    assert queue.pop() is FILE
    assert queue.pop().number == 1


def test_clearing_returns_what_was_queued():
    queue = CommandQueue(capacity=1)
    queue.push(command(1, "style", dedupe=True))
    assert [item.number for item in queue.clear()] == [1]
    assert len(queue) == 0
    assert queue.push(command(2, "style", dedupe=True)) is None


def test_a_queue_needs_room_for_one_command():
    with pytest.raises(ValueError, match="capacity must be >= 1"):
        CommandQueue(0)


ACTIONS = st.lists(
    st.one_of(
        st.tuples(st.just("push"), st.sampled_from("abc"), st.booleans()),
        st.tuples(st.just("pop")),
    ),
    max_size=60,
)


@given(ACTIONS, st.integers(1, 6))
def test_order_and_dedupe_are_those_of_a_plain_list(actions, capacity):
    queue, model = CommandQueue(capacity), []
    for number, action in enumerate(actions, 1):
        if action[0] == "pop":
            taken = queue.pop()
            assert taken is (model.pop(0) if model else None)
            continue
        _, name, dedupe = action
        new = command(number, name, dedupe=dedupe)
        older = [c for c in model if c.name == name and c.dedupe and dedupe]
        fits = len(model) < capacity or bool(older)
        assert queue.has_room(name, dedupe=dedupe) is fits
        if not fits:
            continue
        assert queue.push(new) is (older[0] if older else None)
        model = [c for c in model if c not in older] + [new]
        assert queue.head() is model[0]
        assert len(queue) == len(model) <= capacity


def test_commands_over_the_bound_in_bytes_are_refused():
    queue = CommandQueue(most_bytes=100)
    queue.push(command(1, size=60))
    assert queue.has_room("move", dedupe=False, size=40)
    assert not queue.has_room("move", dedupe=False, size=41)
    with pytest.raises(OverflowError, match="1 commands of 60 bytes"):
        queue.push(command(2, size=41))
    queue.push(command(3, size=40))
    assert queue.waiting_bytes == 100
    queue.pop()
    assert (queue.waiting, queue.waiting_bytes) == (1, 40)


def test_a_command_larger_than_the_queue_waits_alone():
    queue = CommandQueue(most_bytes=100)
    queue.push(command(1, size=500))
    assert not queue.has_room("move", dedupe=False, size=0)
    queue.pop()
    queue.push(command(2, size=1))
    assert not queue.has_room("move", dedupe=False, size=500)


def test_a_command_that_replaces_another_needs_only_the_difference():
    queue = CommandQueue(most_bytes=100)
    queue.push(command(1, size=10))
    queue.push(command(2, "style", dedupe=True, size=80))
    assert not queue.has_room("style", dedupe=False, size=90)
    assert queue.has_room("style", dedupe=True, size=90)
    assert queue.push(command(3, "style", dedupe=True, size=90)).number == 2
    assert queue.waiting_bytes == 100
    assert len(queue.clear()) == 2
    assert queue.waiting_bytes == 0

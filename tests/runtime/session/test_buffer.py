import pytest
from hypothesis import given
from hypothesis import strategies as st

from reactor_runtime.session.buffer import InputBuffer


def filled(count, capacity=4):
    buffer = InputBuffer(capacity)
    for item in range(count):
        buffer.push(item)
    return buffer


def test_the_newest_items_are_read_oldest_first_and_older_ones_dropped():
    buffer = filled(4)
    assert buffer.try_read(2) == [2, 3]
    assert buffer.available == 0


def test_nothing_is_taken_if_there_are_fewer():
    buffer = filled(2)
    assert buffer.try_read(3) is None
    assert buffer.available == 2


def test_a_full_buffer_drops_the_oldest_and_counts_it():
    buffer = filled(6)
    assert buffer.available == 4
    assert buffer.total_received == 6
    assert buffer.try_read(4) == [2, 3, 4, 5]


def test_a_closed_buffer_takes_nothing_but_gives_what_it_has():
    buffer = filled(1)
    buffer.close()
    assert buffer.push(9) is False
    assert buffer.is_closed
    assert buffer.try_read() == [0]
    assert buffer.try_read() is None


def test_reset_opens_it_again_empty_with_its_count_at_zero():
    buffer = filled(3)
    buffer.close()
    buffer.reset()
    assert (buffer.available, buffer.total_received, buffer.is_closed) == (0, 0, False)
    assert buffer.push(1)


def test_clear_keeps_the_count():
    buffer = filled(3)
    buffer.clear()
    assert (buffer.available, buffer.total_received) == (0, 3)


@pytest.mark.parametrize("n", [0, -1, 5])
def test_reading_more_than_it_can_hold_says_what_is_possible(n):
    with pytest.raises(ValueError, match="n must be 1 to 4 frames"):
        filled(1).try_read(n)


def test_a_buffer_needs_room_for_one_frame():
    with pytest.raises(ValueError, match="capacity must be >= 1"):
        InputBuffer(0)


@given(st.lists(st.integers(0, 5), max_size=50), st.integers(1, 5))
def test_reads_are_the_newest_of_what_came(reads, capacity):
    buffer, received, unread = InputBuffer(capacity), 0, []
    for n in reads:
        if n == 0:
            unread = [*unread, received][-capacity:]
            buffer.push(received)
            received += 1
        elif n <= capacity:
            expected = unread[-n:] if len(unread) >= n else None
            assert buffer.try_read(n) == expected
            unread = unread if expected is None else []
        assert (buffer.available, buffer.total_received) == (len(unread), received)

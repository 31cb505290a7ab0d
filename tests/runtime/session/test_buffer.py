import pytest
from hypothesis import given
from hypothesis import strategies as st

from reactor_runtime.session.buffer import InputQueue


def filled(count, capacity=4):
    """A buffer into which *count* items of one byte went."""
    buffer = InputQueue(capacity)
    for item in range(count):
        buffer.push(item, 1)
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
    assert buffer.push(9, 1) is False
    assert buffer.is_closed
    assert buffer.try_read() == [0]
    assert buffer.try_read() is None


def test_reset_opens_it_again_empty_with_its_count_at_zero():
    buffer = filled(3)
    buffer.close()
    buffer.reset()
    assert (buffer.available, buffer.total_received, buffer.is_closed) == (0, 0, False)
    assert buffer.push(1, 1)


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
        InputQueue(0)


@given(st.lists(st.integers(0, 5), max_size=50), st.integers(1, 5))
def test_reads_are_the_newest_of_what_came(reads, capacity):
    buffer, received, unread = InputQueue(capacity), 0, []
    for n in reads:
        if n == 0:
            unread = [*unread, received][-capacity:]
            buffer.push(received, 1)
            received += 1
        elif n <= capacity:
            expected = unread[-n:] if len(unread) >= n else None
            assert buffer.try_read(n) == expected
            unread = unread if expected is None else []
        assert (buffer.available, buffer.total_received) == (len(unread), received)


def test_large_items_drive_the_oldest_ones_out():
    buffer = InputQueue(capacity=4, most_bytes=10)
    for item, size in (("a", 3), ("b", 3), ("c", 3), ("d", 6)):
        buffer.push(item, size)
    assert buffer.available == 2
    assert buffer.total_received == 4
    buffer.push("e", 4)
    assert buffer.try_read(2) == ["d", "e"]


def test_an_item_larger_than_the_buffer_is_kept_alone():
    buffer = InputQueue(capacity=4, most_bytes=10)
    buffer.push("a", 3)
    buffer.push("b", 99)
    assert buffer.try_read(1) == ["b"]


def test_more_items_than_fit_in_its_bytes_cannot_be_read():
    buffer = InputQueue(capacity=100, most_bytes=10 * 2**20)
    buffer.push("a", 3 * 2**20)
    assert buffer.try_read(3) is None
    with pytest.raises(ValueError, match=r"1 to 3 frames, got 4; .* 100 .* 10 MiB"):
        buffer.try_read(4)


def test_by_default_it_holds_128_frames_and_256_mib():
    buffer = InputQueue()
    for item in range(130):
        buffer.push(item, 1)
    assert buffer.available == 128
    for item in range(100):
        buffer.push(item, 4 * 2**20)
    assert buffer.available == 64

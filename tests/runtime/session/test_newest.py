import pytest
from hypothesis import given
from hypothesis import strategies as st

from reactor_runtime.session.newest import Newest


@given(st.lists(st.integers(0, 12), max_size=40), st.integers(1, 6), st.integers(1, 20))
def test_the_newest_items_that_fit_are_kept(sizes, most, most_bytes):
    newest = Newest(most, most_bytes)
    for index, size in enumerate(sizes):
        newest.append(index, size)
        kept = list(newest)
        assert kept == list(range(index + 1))[-len(kept) :]
        assert len(kept) <= most
        assert newest.total_bytes == sum(sizes[item] for item in kept)
        assert newest.total_bytes <= most_bytes or len(kept) == 1
        older = index - len(kept)
        if older >= 0:
            fits = newest.total_bytes + sizes[older] <= most_bytes
            assert len(kept) == most or not fits or 0 in sizes
        assert newest.last_bytes == size


def test_it_reads_like_a_sequence():
    newest = Newest(4, 100)
    for item in "abcdef":
        newest.append(item, 1)
    assert (newest[0], newest[-1], newest[1:3]) == ("c", "f", ["d", "e"])
    assert list(reversed(newest)) == ["f", "e", "d", "c"]
    assert repr(newest) == "Newest(['c', 'd', 'e', 'f'])"
    newest.clear()
    assert (len(newest), newest.total_bytes, newest.last_bytes) == (0, 0, 0)


@pytest.mark.parametrize("bounds", [(0, 1), (1, 0)])
def test_it_needs_room_for_something(bounds):
    with pytest.raises(ValueError, match="capacity must be >= 1"):
        Newest(*bounds)

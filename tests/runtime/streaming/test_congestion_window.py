import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reactor_runtime.streaming.congestion_window import CongestionWindow
from reactor_runtime.values import Frame

PIXELS = np.zeros((1, 1, 3), np.uint8)


def frame(sequence):
    return Frame("main", PIXELS, pts=0.0, sequence=sequence)


def opened(size):
    """A window whose first frame came through quickly."""
    window = CongestionWindow(size)
    window.offer(frame(0), 0.0)
    window.acknowledge(0, 0.0)
    return window


def test_one_frame_goes_while_nobody_knows_the_link():
    window = CongestionWindow(3)
    assert window.offer(frame(1), 0.0).sequence == 1
    assert window.offer(frame(2), 0.0) is None


def test_frames_go_at_once_while_there_are_slots():
    window = opened(2)
    assert window.offer(frame(1), 0.0).sequence == 1
    assert window.offer(frame(2), 0.0).sequence == 2
    assert window.offer(frame(3), 0.0) is None
    assert window.in_flight == 2


def test_the_newest_waiting_frame_goes_when_a_slot_comes_free():
    window = CongestionWindow(1)
    window.offer(frame(1), 0.0)
    window.offer(frame(2), 0.0)
    window.offer(frame(3), 0.0)
    assert window.acknowledge(1, 0.0).sequence == 3
    assert window.dropped == 1


def test_an_ack_frees_the_slots_of_older_frames_too():
    window = opened(3)
    for sequence in (1, 2, 3):
        window.offer(frame(sequence), 0.0)
    window.acknowledge(2, 0.0)
    assert window.in_flight == 1
    assert window.acknowledged == 3


def test_a_slow_link_has_one_frame_on_its_way():
    window = opened(3)
    now = 0.0
    for sequence in range(1, 30):
        window.offer(frame(sequence), now)
        now += 0.4
        window.acknowledge(sequence, now)
    assert window.limit == 1


def test_a_long_link_has_as_many_frames_on_their_way_as_it_takes():
    window, trip, due = CongestionWindow(3), 0.2, []
    sent = 0
    for tick in range(600):
        now = tick / 60
        while due and due[0][0] <= now:
            out = window.acknowledge(due.pop(0)[1], now)
            if out is not None:
                due.append((now + trip, out.sequence))
        out = window.offer(frame(tick), now)
        if out is not None:
            due.append((now + trip, out.sequence))
            sent += tick >= 300
    assert sent == 300
    assert window.limit <= 32


def test_acks_for_frames_never_sent_change_nothing():
    window = CongestionWindow(1)
    window.offer(frame(5), 0.0)
    assert window.acknowledge(4, 0.0) is None
    assert window.in_flight == 1


def test_after_a_reset_the_window_is_empty():
    window = CongestionWindow(1)
    window.offer(frame(1), 0.0)
    window.offer(frame(2), 0.0)
    window.reset()
    assert window.release(0.0) is None
    assert window.offer(frame(3), 0.0).sequence == 3


def test_only_an_ack_releases_a_waiting_frame():
    window = CongestionWindow(1)
    window.offer(frame(1), 0.0)
    window.offer(frame(2), 0.0)
    assert window.release_at() is None
    assert window.release(1e9) is None


def test_a_window_without_room_is_refused():
    with pytest.raises(ValueError, match="size"):
        CongestionWindow(0)


@given(
    size=st.integers(1, 4),
    acks=st.lists(st.none() | st.integers(0, 30), max_size=60),
)
def test_the_window_is_never_exceeded_and_the_newest_frame_wins(size, acks):
    window = CongestionWindow(size)
    sent: list[int] = []
    unacknowledged: list[int] = []
    offered = 0
    for ack in acks:
        if ack is None:
            offered += 1
            out = window.offer(frame(offered), 0.0)
        else:
            unacknowledged = [number for number in unacknowledged if number > ack]
            out = window.acknowledge(ack, 0.0)
        if out is not None:
            assert out.sequence == offered
            sent.append(out.sequence)
            unacknowledged.append(out.sequence)
        assert window.in_flight == len(unacknowledged) <= size
    assert sent == sorted(set(sent))
    window.acknowledge(offered, 0.0)
    assert window.in_flight <= 1
    waiting = 0 if not offered or (sent and sent[-1] == offered) else 1
    assert offered - len(sent) - window.dropped in (0, waiting)

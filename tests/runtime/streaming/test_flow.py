import numpy as np
import pytest

from reactor_runtime.streaming.congestion_window import CongestionWindow
from reactor_runtime.streaming.encodings import BEST, ladder_for
from reactor_runtime.streaming.flow import STILL_AFTER, TrackFlow
from reactor_runtime.values import Frame

PIXELS = np.zeros((1, 1, 3), np.uint8)


def frame(sequence, *, is_blank=False):
    return Frame("main", PIXELS, pts=0.0, sequence=sequence, is_blank=is_blank)


@pytest.fixture
def flow():
    return TrackFlow(CongestionWindow(3), ladder_for(("jpeg", "h264")))


def shown(flow, sequence, now, *, trip=0.005, size=65_000):
    order = flow.offer(frame(sequence), now)
    assert order is not None
    flow.sent(sequence, now, size)
    flow.acknowledge(sequence, now + trip)
    return order


def test_the_first_frame_is_a_jpeg(flow):
    assert shown(flow, 1, 0.0).encoding == BEST


def test_a_first_frame_that_takes_long_makes_the_next_small(flow):
    shown(flow, 1, 0.0, trip=0.5)
    assert flow.encoding.codec == "h264"


def test_a_stream_that_rests_is_shown_once_more(flow):
    shown(flow, 1, 10.0)
    at = flow.still_at()
    assert at >= 10.0 + STILL_AFTER
    assert flow.still(at - 0.01) is None
    still = flow.still(at)
    assert still.sequence == 1
    assert flow.is_resting(still)
    assert flow.still_at() is None
    shown(flow, 2, at + 1)
    assert not flow.is_resting(still)


def test_a_still_waits_until_everything_sent_has_been_drawn(flow):
    flow.offer(frame(1), 0.0)
    flow.sent(1, 0.0, 1_000)
    assert flow.still(5.0) is None
    flow.acknowledge(1, 5.0)
    assert flow.still(5.0).sequence == 1


def test_the_black_of_a_flush_is_not_sent_again(flow):
    flow.offer(frame(1, is_blank=True), 0.0)
    assert flow.still_at() is None


def test_a_slow_source_is_not_taken_for_one_that_rests(flow):
    for sequence in range(1, 10):
        shown(flow, sequence, sequence * 0.5)
    assert flow.still_at() >= 9 * 0.5 + 1.0


def test_after_a_reset_there_is_nothing_to_send(flow):
    flow.offer(frame(1), 0.0)
    flow.reset()
    assert flow.still_at() is None
    assert flow.release(1.0) is None

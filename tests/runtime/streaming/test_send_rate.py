import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reactor_runtime.streaming.send_rate import (
    HIGHEST_RATE,
    LOWEST_RATE,
    MOST_ENCODING,
    MOST_IN_FLIGHT,
    REPORT_INTERVAL,
    SILENT_AFTER,
    SendRate,
)
from reactor_runtime.values import Frame

PIXELS = np.zeros((1, 1, 3), np.uint8)


def frame(sequence):
    return Frame("main", PIXELS, pts=0.0, sequence=sequence)


class SlowLink:
    """A first-in first-out link that passes one frame each *service* seconds."""

    def __init__(self, congestion, service, clock_offset=0.0):
        self.congestion = congestion
        self.service = service
        self.offset = clock_offset
        self.free_at = 0.0
        self.underway = []
        self.ages = []
        self.next_report = 0.0
        self.shown = 0

    def send(self, out, now):
        if out is None:
            return
        self.congestion.sent(out.sequence, now, 1)
        self.free_at = max(self.free_at, now) + self.service
        self.underway.append((self.free_at, out.sequence, now))

    def tick(self, now):
        arrived = [item for item in self.underway if item[0] <= now]
        self.underway = [item for item in self.underway if item[0] > now]
        for at, _, sent_at in arrived:
            self.ages.append((now, at - sent_at))
            self.shown += 1
        if arrived and now >= self.next_report:
            self.next_report = now + REPORT_INTERVAL
            at, sequence, _ = arrived[-1]
            self.send(self.congestion.acknowledge(sequence, now, at + self.offset), now)


def simulate(link, *, source_fps, seconds, start=0.0):
    congestion, due, sequence = link.congestion, start, 0
    for tick in itertools.count():
        now = start + tick * 0.001
        if now >= start + seconds:
            return
        link.tick(now)
        while due <= now:
            sequence += 1
            link.send(congestion.offer(frame(sequence), now), now)
            due += 1 / source_fps
        release_at = congestion.release_at()
        if release_at is not None and release_at <= now:
            link.send(congestion.release(now), now)


@pytest.mark.parametrize("offset", [0.0, 5_000.0, -5_000.0])
@pytest.mark.parametrize("capacity", [12.0, 35.0, 60.0])
def test_what_is_in_flight_stays_under_the_bound_at_twice_the_links_rate(
    capacity, offset
):
    link = SlowLink(SendRate(), 1 / capacity, offset)
    simulate(link, source_fps=2 * capacity, seconds=30)
    ages = sorted(age for at, age in link.ages if at > 2)
    assert ages[int(len(ages) * 0.99)] <= MOST_IN_FLIGHT
    assert link.shown >= 0.6 * capacity * 30


def test_a_fast_link_gets_every_frame_of_the_source():
    link = SlowLink(SendRate(), 0.002)
    simulate(link, source_fps=60, seconds=20)
    assert link.shown >= 0.9 * 60 * 20
    assert link.congestion.rate <= HIGHEST_RATE


def test_the_last_frame_of_a_source_that_pauses_is_sent():
    congestion = SendRate()
    assert congestion.offer(frame(1), 0.0) is not None
    assert congestion.offer(frame(2), 0.001) is None
    at = congestion.release_at()
    assert at is not None
    assert congestion.release(at).sequence == 2
    assert congestion.release_at() is None


def test_the_newest_frame_wins():
    congestion = SendRate()
    congestion.offer(frame(1), 0.0)
    congestion.offer(frame(2), 0.001)
    congestion.offer(frame(3), 0.002)
    assert congestion.release(1.0).sequence == 3
    assert congestion.dropped == 1


def test_an_encoder_that_is_behind_holds_frames_back_and_gets_the_newest():
    congestion = SendRate()
    congestion.offer(frame(1), 0.0)
    congestion.sent(1, 0.0, 1000)
    congestion.acknowledge(1, 0.01, 0.005)
    offered = [congestion.offer(frame(n), 0.02 * n) for n in range(2, 40)]
    encoding = [out.sequence for out in offered if out is not None]
    assert len(encoding) == MOST_ENCODING
    assert congestion.release_at() is None
    congestion.sent(encoding[0], 1.0, 1000)
    assert congestion.release(1.0).sequence == 39


def count_sent(congestion, start, seconds, first):
    sent = 0
    for tick in range(int(seconds * 60)):
        sent += congestion.offer(frame(first + tick), start + tick / 60) is not None
    return sent


def test_a_viewer_that_does_not_report_gets_a_trickle_and_then_nothing():
    congestion = SendRate()
    count_sent(congestion, 0.0, 1.0, 1)
    assert 2 <= count_sent(congestion, 1.0, 4.0, 100) <= 10
    count_sent(congestion, 5.0, SILENT_AFTER, 1_000)
    assert count_sent(congestion, 20.0, 5.0, 10_000) == 0
    assert congestion.release_at() is None


def test_a_viewer_that_reports_again_gets_frames_again():
    congestion = SendRate()
    count_sent(congestion, 0.0, 30.0, 1)
    assert congestion.acknowledge(100_000, 30.0, 30.0) is not None
    assert count_sent(congestion, 30.1, 1.0, 200_000) >= LOWEST_RATE


def test_after_a_reset_a_frame_goes_at_once():
    congestion = SendRate()
    count_sent(congestion, 0.0, 30.0, 1)
    congestion.reset()
    assert congestion.in_flight == 0
    assert congestion.offer(frame(10_000), 30.0) is not None


@given(
    steps=st.lists(
        st.tuples(
            st.floats(0, 1),
            st.none()
            | st.tuples(st.integers(0, 200), st.none() | st.floats(-1e6, 1e6)),
        ),
        max_size=80,
    )
)
def test_whatever_a_viewer_reports_the_rate_stays_in_bounds_and_order_holds(steps):
    congestion, now, offered, sent = SendRate(), 0.0, 0, []
    for wait, ack in steps:
        now += wait
        if ack is None:
            offered += 1
            out = congestion.offer(frame(offered), now)
        else:
            out = congestion.acknowledge(ack[0], now, ack[1])
        if out is not None:
            assert out.sequence == offered
            sent.append(out.sequence)
        assert LOWEST_RATE <= congestion.rate <= HIGHEST_RATE
    assert sent == sorted(set(sent))

import pytest

from reactor_runtime.streaming.meter import LinkMeter
from reactor_runtime.streaming.round_trip import RoundTripMinimum


def stream(meter, *, trip, fps=30, seconds=2.0, offset=0.0, overtaken=False):
    for number in range(int(fps * seconds)):
        now = number / fps
        meter.offered(now)
        if overtaken:
            meter.overtaken(now)
        meter.sent(number, now)
        at = now + trip
        meter.acknowledged(number, at, at + offset, at + offset)
    return meter.read(seconds)


def test_rates_are_those_of_the_last_second():
    reading = stream(LinkMeter(), trip=0.005)
    assert reading.source_rate == pytest.approx(30, abs=1)
    assert reading.arrival_rate == pytest.approx(30, abs=1.5)
    assert not reading.is_queueing
    assert not reading.is_long


def test_frames_that_a_quick_link_did_not_hold_back_say_nothing():
    assert not stream(LinkMeter(), trip=0.005, overtaken=True).is_queueing


@pytest.mark.parametrize("offset", [-1e4, 0.0, 1e4])
def test_frames_that_wait_on_the_link_are_a_queue_on_any_clock(offset):
    meter = LinkMeter()
    for number in range(10):
        meter.overtaken(0.0)
        meter.sent(number, 0.0)
        at = 0.03 * number
        meter.acknowledged(number, at, at + offset, at + offset)
    assert meter.read(0.3).is_queueing


def test_a_link_where_every_ack_takes_long_is_long():
    reading = stream(LinkMeter(), trip=0.4, overtaken=True)
    assert reading.is_long
    assert not reading.is_queueing


def test_where_reports_are_sparse_their_time_says_nothing():
    assert not stream(LinkMeter(is_sparse=True), trip=0.4, overtaken=True).is_long


def test_the_time_that_a_page_takes_to_draw_is_not_the_links():
    meter = LinkMeter()
    meter.sent(1, 0.0)
    assert meter.acknowledged(1, 0.5, drawn_at=0.5, received_at=0.1) == pytest.approx(
        0.1
    )


def test_after_a_mark_only_frames_sent_since_count():
    meter = LinkMeter()
    meter.sent(1, 0.0)
    meter.mark(0.1)
    meter.sent(2, 0.2)
    assert meter.acknowledged(1, 0.3) is None
    assert meter.read(0.4).measured_for == 0
    meter.acknowledged(2, 0.4)
    assert meter.read(0.9).measured_for == pytest.approx(0.5)


def test_frames_behind_a_still_say_nothing():
    meter = LinkMeter()
    meter.disturbed(0.0, 1.0)
    meter.sent(1, 0.5)
    assert meter.acknowledged(1, 2.0) is None


def test_the_round_trip_minimum_is_forgotten_when_it_is_old():
    least = RoundTripMinimum()
    assert least.excess(1.0, 0.0) == 0.0
    assert least.excess(1.2, 10.0) == pytest.approx(0.2)
    for now in range(11, 60):
        excess = least.excess(1.2, float(now))
    assert excess == 0.0

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reactor_runtime.streaming.adaptation import Adaptation
from reactor_runtime.streaming.encodings import BEST, ladder_for
from reactor_runtime.streaming.meter import Reading

LADDER = ladder_for(("jpeg", "h264"))
JPEGS = ladder_for(("jpeg",))


def reading(arrival_rate, *, queueing=False, long=False, source_rate=60.0, since=1.0):
    return Reading(source_rate, arrival_rate, since, queueing, long)


def position(adaptation, ladder=LADDER):
    return [step.encoding for step in ladder].index(adaptation.encoding)


def test_a_link_that_carries_everything_keeps_the_best():
    adaptation = Adaptation(LADDER)
    for second in range(100):
        assert not adaptation.update(reading(60.0), float(second))
    assert adaptation.encoding == BEST


@pytest.mark.parametrize(
    ("trip", "ladder", "codec"),
    [(0.05, LADDER, "jpeg"), (0.2, LADDER, "h264"), (5.0, JPEGS, "jpeg")],
)
def test_where_it_begins_depends_on_the_first_frame(trip, ladder, codec):
    adaptation = Adaptation(ladder)
    adaptation.begin(trip, 0.0)
    assert adaptation.encoding.codec == codec
    assert (adaptation.encoding == BEST) == (trip < 0.1)


def test_a_full_link_steps_down_as_far_as_it_must():
    adaptation = Adaptation(LADDER)
    adaptation.update(reading(20.0, queueing=True), 1.0)
    assert position(adaptation) == 1
    adaptation.update(reading(4.0, queueing=True), 2.0)
    assert position(adaptation) > 3


def test_a_shortage_is_judged_after_half_a_second():
    adaptation = Adaptation(LADDER)
    assert not adaptation.update(reading(4.0, queueing=True, since=0.4), 1.0)
    assert adaptation.update(reading(4.0, queueing=True, since=0.5), 1.1)


def test_fewer_frames_without_a_queue_are_not_the_links_fault():
    adaptation = Adaptation(LADDER)
    assert not adaptation.update(reading(10.0), 1.0)


def test_a_long_link_gets_the_video_codec_and_keeps_quality():
    adaptation = Adaptation(LADDER)
    adaptation.update(reading(10.0, long=True), 1.0)
    assert position(adaptation) == 1
    assert not adaptation.update(reading(10.0, long=True), 2.0)


def test_fluent_motion_costs_no_quality():
    adaptation = Adaptation(JPEGS)
    assert not adaptation.update(reading(30.0, queueing=True), 1.0)


def test_without_acks_it_does_not_rise():
    adaptation = Adaptation(LADDER)
    adaptation.update(reading(4.0, queueing=True), 1.0)
    assert not adaptation.update(reading(0.0), 100.0)


def test_it_rises_one_step_at_a_time_and_a_failed_trial_waits_longer():
    adaptation = Adaptation(JPEGS)
    adaptation.update(reading(4.0, queueing=True), 0.0)
    bottom = position(adaptation, JPEGS)
    trials, now, failures = [], 0.0, 4
    while failures:
        now += 0.1
        if adaptation.update(reading(60.0), now):
            assert position(adaptation, JPEGS) == bottom - 1
            trials.append(now)
            now += 0.6
            assert adaptation.update(reading(20.0, queueing=True), now)
            assert position(adaptation, JPEGS) == bottom
            failures -= 1
    waits = [later - earlier for earlier, later in itertools.pairwise(trials)]
    assert waits == sorted(waits)
    assert waits[-1] > 3 * waits[0]


@given(
    steps=st.lists(
        st.tuples(
            st.floats(0, 3),
            st.floats(0, 240),
            st.floats(0, 240),
            st.booleans(),
            st.booleans(),
        ),
        max_size=60,
    )
)
def test_whatever_is_measured_it_stays_on_the_ladder(steps):
    adaptation, now = Adaptation(LADDER), 0.0
    for wait, source, arrived, queueing, long in steps:
        now += wait
        before = position(adaptation)
        what = reading(arrived, queueing=queueing, long=long, source_rate=source)
        changed = adaptation.update(what, now)
        assert changed == (position(adaptation) != before)
        assert position(adaptation) >= before - 1

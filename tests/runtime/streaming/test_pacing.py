import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reactor_runtime.streaming.pacing import (
    HIGHEST_MEASURED_FPS,
    FrameRate,
    Pacer,
    WorkEstimate,
    next_due,
)

INTERVAL = 0.04
SECONDS = st.floats(0, 2, allow_nan=False)


def work(*samples):
    estimate = WorkEstimate()
    for sample in samples:
        estimate.add(sample)
    return estimate


def simulate(pacer, compute, batch=1, rounds=40, interval=INTERVAL):
    """Run a model that computes for compute() seconds; returns (emitted, due) pairs."""
    now, estimate, shown = 0.0, WorkEstimate(), []
    for _ in range(rounds):
        seconds = compute()
        now += seconds
        estimate.add(seconds)
        emitted = now
        now = pacer.room_at(batch, now)
        shown += [(emitted, due) for due in pacer.schedule(batch, now, interval)]
        now = max(now + 0.001, pacer.ready_at(now, estimate))
    return shown


def test_a_sender_that_keeps_up_stays_on_the_grid():
    assert next_due(due=1.0, now=1.03, interval=0.04) == pytest.approx(1.04)


def test_a_sender_late_by_less_than_a_frame_stays_on_the_grid():
    assert next_due(due=1.0, now=1.05, interval=0.04) == pytest.approx(1.04)


def test_a_late_sender_restarts_the_grid_instead_of_bursting():
    assert next_due(due=1.00, now=1.50, interval=0.04) == 1.50


def test_an_interval_must_be_positive():
    with pytest.raises(ValueError, match="interval must be > 0"):
        next_due(1.0, 1.0, 0.0)


def test_a_fast_models_frame_is_ready_just_when_it_is_due():
    for fps in (1, 5, 24, 30, 60, 120):
        shown = simulate(Pacer(4), lambda: 0.001, interval=1 / fps)
        ages = [due - emitted for emitted, due in shown]
        assert max(ages) <= 0.010, fps


def test_a_steady_fast_model_is_shown_at_its_rate():
    shown = simulate(Pacer(4), lambda: 0.005)
    gaps = [b[1] - a[1] for a, b in pairwise(shown)]
    assert gaps == pytest.approx([INTERVAL] * len(gaps))


def test_batches_are_shown_evenly_while_the_next_is_computed():
    shown = simulate(Pacer(4), lambda: 0.4, batch=12, rounds=10, interval=1 / 24)
    gaps = [b[1] - a[1] for a, b in pairwise(shown)]
    assert max(gaps) <= 1 / 24 + 0.001
    assert min(gaps) >= 1 / 24 - 0.001


def test_one_slow_step_does_not_make_the_model_run_ahead():
    seconds = iter([0.005] * 10 + [0.5] + [0.005] * 29)
    shown = simulate(Pacer(4), lambda: next(seconds))
    assert max(due - emitted for emitted, due in shown) <= 0.010


def test_a_model_slower_than_its_rate_is_shown_as_it_comes():
    shown = simulate(Pacer(4), lambda: 0.1)
    assert all(due == emitted for emitted, due in shown)


def test_the_first_frame_is_due_at_once():
    assert Pacer(4).schedule(1, 7.0, INTERVAL) == [7.0]


def test_clearing_makes_the_next_frame_due_at_once():
    pacer = Pacer(4)
    pacer.schedule(4, 0.0, INTERVAL)
    pacer.clear()
    assert pacer.queued(0.0) == 0
    assert pacer.schedule(1, 0.01, INTERVAL) == [0.01]


def test_what_does_not_fit_can_be_counted():
    pacer = Pacer(4)
    pacer.schedule(4, 0.0, INTERVAL)
    assert pacer.fitting(3, 0.0) == 1
    assert pacer.fitting(12, 0.0) == 9
    assert Pacer(4).fitting(12, 0.0) == 12


def test_a_new_rate_holds_from_the_next_frame_on():
    pacer = Pacer(8)
    first = pacer.schedule(1, 0.0, 0.1)
    second = pacer.schedule(2, 0.0, 0.02)
    assert first + second == pytest.approx([0.0, 0.02, 0.04])


def test_a_block_of_sound_is_due_when_the_one_before_has_played():
    pacer = Pacer(8)
    dues = pacer.schedule(1, 0.0, 0.5) + pacer.schedule(1, 0.0, 0.1, lead=0.5)
    assert dues + pacer.schedule(1, 0.0, 0.1, lead=0.1) == pytest.approx(
        [0.0, 0.5, 0.6]
    )


def test_a_buffer_needs_room_for_one_frame():
    with pytest.raises(ValueError, match="buffer_size must be >= 1"):
        Pacer(0)


@given(
    st.integers(1, 8),
    st.lists(st.tuples(SECONDS, st.integers(1, 16)), min_size=1, max_size=40),
    st.floats(0.005, 0.5),
)
def test_no_queue_grows_over_its_size_and_no_due_time_goes_back(
    buffer_size, emits, interval
):
    pacer, now, last, estimate = Pacer(buffer_size), 0.0, -math.inf, WorkEstimate()
    for seconds, batch in emits:
        now += seconds
        estimate.add(seconds)
        now = pacer.room_at(batch, now)
        dues = pacer.schedule(batch, now, interval)
        assert dues[0] >= last
        assert dues == sorted(dues)
        assert dues[0] >= now
        assert pacer.queued(now) <= max(buffer_size, batch)
        last = dues[-1]
        ready = pacer.ready_at(now, estimate)
        assert now <= ready <= max(now, last + interval)
        now = ready


@given(st.lists(SECONDS, min_size=1, max_size=20))
def test_the_estimate_lies_among_the_samples(samples):
    estimate = work(*samples)
    assert min(samples) <= estimate.seconds <= max(samples)
    assert 0.001 <= estimate.margin <= max(0.005, estimate.seconds / 10)


def test_without_samples_nothing_is_estimated():
    assert WorkEstimate().seconds is None
    assert Pacer(1).ready_at(5.0, WorkEstimate()) == 5.0


def test_a_declared_rate_bounds_the_measured_one():
    rate = FrameRate(30)
    rate.measure(0.001)
    assert rate.fps == pytest.approx(30)
    rate = FrameRate(30)
    rate.measure(0.1)
    assert rate.fps == pytest.approx(10)


def test_a_measured_rate_is_smoothed():
    rate = FrameRate(60)
    for seconds in (0.1, 0.1, 0.05):
        rate.measure(seconds)
    assert 0.05 < rate.interval < 0.1


def test_a_slow_first_frame_does_not_hold_up_the_next_ones():
    rate, pacer = FrameRate(None), Pacer(4)
    rate.measure(2.0)
    pacer.schedule(1, 2.0, rate.interval)
    rate.measure(0.1)
    assert pacer.schedule(1, 2.1, rate.interval) == pytest.approx([2.1])


def test_an_undeclared_rate_follows_what_was_measured():
    rate = FrameRate(None)
    assert (rate.fps, rate.is_declared) == (pytest.approx(30), False)
    rate.measure(0.02)
    assert rate.fps == pytest.approx(50)
    rate.forget()
    rate.measure(0.0)
    assert rate.fps == pytest.approx(HIGHEST_MEASURED_FPS)


def test_setting_a_rate_forgets_the_measured_one():
    rate = FrameRate(None)
    rate.measure(1.0)
    rate.declare(50)
    assert rate.fps == pytest.approx(50)


@pytest.mark.parametrize("fps", [0, -1, math.inf, math.nan])
def test_a_rate_that_is_no_rate_is_refused(fps):
    with pytest.raises(ValueError, match="fps must be a positive number"):
        FrameRate(fps)


@pytest.mark.parametrize("seconds", [-1, math.inf, math.nan])
def test_a_compute_time_that_is_no_time_is_refused(seconds):
    with pytest.raises(ValueError, match="compute_time must be >= 0"):
        FrameRate(30).measure(seconds)

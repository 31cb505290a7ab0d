"""What breaks a soak, and what does not."""

from __future__ import annotations

import random

import pytest

from benchmarks.soak_limits import (
    PAGE_PROCESS,
    PROMISED,
    SHORT,
    judge_age,
    judge_memory,
    limits_for,
    warm_seconds,
)


def ages(seconds, per_minute, noise_ms=2.0, rate=30):
    noise = random.Random(0)
    times = [number / rate for number in range(seconds * rate)]
    return [(at, 20 + per_minute * at / 60 + noise.gauss(0, noise_ms)) for at in times]


def broken(findings):
    return [finding.name for finding in findings if finding.is_broken]


def test_ten_minutes_are_held_to_the_promise_and_one_minute_is_not():
    assert limits_for(600) is PROMISED
    assert limits_for(60) is SHORT
    assert warm_seconds(600) == 120
    assert warm_seconds(60) == 20


@pytest.mark.parametrize("slope", [-2.0, 2.0])
def test_an_age_that_moves_for_ten_minutes_breaks_the_promise(slope):
    assert broken(judge_age(ages(480, slope), PROMISED, is_comm=False))


def test_a_level_age_keeps_the_promise():
    assert not broken(judge_age(ages(480, 0.0), PROMISED, is_comm=True))


def test_a_queue_that_grows_breaks_one_minute_too():
    queueing = ages(40, 30_000.0, noise_ms=50)
    assert broken(judge_age(queueing, SHORT, is_comm=False)) == ["frame age, ms"]


def test_a_busy_moment_does_not_break_one_minute():
    busy = [(at, ms + (80 if 30 < at < 36 else 0)) for at, ms in ages(40, 0.0)]
    assert not broken(judge_age(busy, SHORT, is_comm=True))


def test_one_frame_in_fifty_that_is_late_on_the_comm_breaks_the_promise():
    late = [
        (at, 400.0 if number % 50 == 0 else 20.0)
        for number, (at, _) in enumerate(ages(480, 0.0))
    ]
    assert broken(judge_age(late, PROMISED, is_comm=True)) == ["frame age p99, ms"]
    assert not broken(judge_age(late, PROMISED, is_comm=False))


def test_memory_that_grows_by_two_megabytes_a_minute_breaks_the_promise():
    growing = [(float(at), 100 + 2 * at / 60) for at in range(0, 480, 8)]
    level = [(float(at), 100.0) for at in range(0, 480, 8)]
    findings = judge_memory({"kernel": growing, "server": level}, PROMISED)
    assert broken(findings) == ["kernel, MB"]


def test_the_process_of_a_page_may_swing():
    noise = random.Random(3)
    swinging = [
        (8.0 * n, 100 + 1.5 * n * 8 / 60 + noise.gauss(0, 30)) for n in range(60)
    ]
    assert not broken(judge_memory({PAGE_PROCESS: swinging}, PROMISED))


def test_nothing_seen_is_no_proof():
    assert broken(judge_age([], SHORT, is_comm=False)) == ["frame age, ms"]
    assert broken(judge_memory({"kernel": []}, SHORT)) == ["kernel, MB"]

"""What is measured, and how it is chosen on the command line."""

from __future__ import annotations

from benchmarks.__main__ import parser, plan_of
from benchmarks.matrix import (
    CODECS,
    PEERS,
    RATES,
    RUNGS,
    SIZES,
    TARGETS,
    UNPACED,
    every_case,
    usual_cases,
)


def planned(*arguments):
    return plan_of(parser().parse_args(arguments))


def test_the_matrix_has_every_link_codec_size_and_rate_and_the_peers():
    cases = every_case()
    assert len({case.name for case in cases}) == len(cases)
    ways = len(RUNGS) * len(CODECS) + len(PEERS)
    assert len(cases) == ways * len(SIZES) * len(RATES)


def test_whatever_is_promised_is_measured_without_being_asked_for():
    usual = {(c.contestant, c.codec, c.size, c.rate) for c in usual_cases()}
    assert set(TARGETS) <= usual


def test_every_codec_size_rate_and_peer_is_measured_without_being_asked_for():
    usual = usual_cases()
    assert {case.contestant for case in usual} == {*RUNGS, *PEERS}
    assert {case.codec for case in usual} == {*CODECS, ""}
    assert {case.size for case in usual} == set(SIZES)
    assert {case.rate for case in usual} == set(RATES)


def test_sources_that_overrun_a_contestant_are_its_last():
    for who in (*RUNGS, *PEERS):
        rates = [
            case.rate == UNPACED for case in usual_cases() if case.contestant == who
        ]
        assert rates == sorted(rates)


def test_filters_choose_from_the_whole_matrix():
    plan = planned("--only", "comm", "--codec", "vp8", "--size", "1280x720")
    assert [case.name for case in plan.cases] == [
        "comm vp8 1280x720 30/s",
        "comm vp8 1280x720 60/s",
        "comm vp8 1280x720 unpaced",
    ]


def test_a_codec_does_not_leave_out_the_peers_which_have_their_own():
    plan = planned("--codec", "h264", "--rate", "60", "--size", "640x480")
    assert {case.contestant for case in plan.cases} == {*RUNGS, *PEERS}


def test_without_filters_the_usual_cases_are_planned_and_with_all_every_one():
    assert list(planned().cases) == usual_cases()
    assert list(planned("--all").cases) == every_case()

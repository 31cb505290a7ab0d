"""The rules on simulated links: nothing piles up, and quality comes back."""

import itertools

import pytest

from reactor_runtime.streaming.encodings import BEST, PicturePreferences
from reactor_runtime.streaming.send_rate import MOST_IN_FLIGHT
from reactor_runtime.values import Codec
from tests.runtime.streaming.simulated import JPEG_BYTES, MBIT, Simulation

FAST = 200 * MBIT
H264 = ("jpeg", "h264")
VP8 = ("jpeg", "vp8")
JPEG = ("jpeg",)

on_every_link = pytest.mark.parametrize("comm", [False, True], ids=["socket", "comm"])
with_every_codec = pytest.mark.parametrize("codecs", [H264, VP8, JPEG], ids="-".join)


@on_every_link
@with_every_codec
def test_a_fast_link_gets_every_frame_as_a_jpeg(comm, codecs):
    sim = Simulation(lambda now: FAST, comm=comm, codecs=codecs)
    sim.run(fps=60, seconds=10)
    assert sim.shown_per_second(1, 10) >= 59
    assert sim.encodings_between(0, 10) == {BEST}
    assert sim.underway(0, 10) < 0.02


@on_every_link
@with_every_codec
def test_on_1_mbit_per_second_little_is_in_flight_and_motion_goes_on(comm, codecs):
    sim = Simulation(lambda now: MBIT, comm=comm, codecs=codecs, delay=0.02)
    sim.run(fps=30, seconds=60)
    assert sim.underway(4, 60) <= MOST_IN_FLIGHT
    assert sim.shown_per_second(4, 60) >= 23


@pytest.mark.parametrize("codec", ["h264", "vp8"])
@on_every_link
def test_on_1_mbit_per_second_the_video_codec_keeps_the_size(comm, codec):
    sim = Simulation(lambda now: MBIT, comm=comm, codecs=("jpeg", codec), delay=0.02)
    sim.run(fps=30, seconds=60)
    last = sim.encodings_between(30, 60)
    assert {encoding.codec.value for encoding in last} == {codec}
    assert {encoding.scale for encoding in last} == {1.0}


@on_every_link
@with_every_codec
def test_200_ms_each_way_delay_frames_and_cost_neither_rate_nor_quality(comm, codecs):
    sim = Simulation(lambda now: FAST, comm=comm, codecs=codecs, delay=0.2)
    sim.run(fps=30, seconds=40)
    assert sim.underway(0, 40) <= MOST_IN_FLIGHT
    assert sim.shown_per_second(10, 40) >= 29
    assert {encoding.quality for encoding in sim.encodings_between(15, 40)} == {85}


@on_every_link
@with_every_codec
def test_loss_costs_some_quality_and_no_queue(comm, codecs):
    sim = Simulation(
        lambda now: 30 * MBIT, comm=comm, codecs=codecs, delay=0.02, loss=0.01
    )
    sim.run(fps=30, seconds=60)
    assert sim.underway(3, 60) <= MOST_IN_FLIGHT
    assert sim.shown_per_second(3, 60) >= 24


@on_every_link
@with_every_codec
def test_a_source_at_twice_the_links_rate_does_not_pile_up(comm, codecs):
    capacity = 30 * JPEG_BYTES[85]
    sim = Simulation(lambda now: capacity, comm=comm, codecs=codecs)
    sim.run(fps=60, seconds=60)
    assert sim.underway(3, 60) <= MOST_IN_FLIGHT
    halves = [sim.underway(3, 30, 0.5), sim.underway(30, 60, 0.5)]
    assert halves[1] <= halves[0] + 0.02
    assert sim.shown_per_second(3, 60) >= (29 if codecs == JPEG else 55)


@pytest.mark.parametrize("offset", [-5_000.0, 5_000.0])
@on_every_link
def test_the_pages_clock_does_not_matter(comm, offset):
    sim = Simulation(lambda now: MBIT, comm=comm, delay=0.02, clock_offset=offset)
    sim.run(fps=30, seconds=20)
    assert sim.underway(5, 20) <= MOST_IN_FLIGHT
    assert sim.shown_per_second(5, 20) >= 24


@with_every_codec
def test_a_collapse_is_survived_and_quality_recovers(codecs):
    sim = Simulation(lambda now: MBIT if 10 <= now < 20 else FAST, codecs=codecs)
    sim.run(fps=60, seconds=50)
    # The three JPEGs that were under way when it happened have to get through.
    assert sim.underway(13, 20) <= MOST_IN_FLIGHT
    assert sim.shown_per_second(14, 20) >= 20
    assert sim.shown_per_second(21, 50) >= 59
    assert sim.encodings_between(35, 50) == {BEST}


@with_every_codec
def test_on_a_comm_a_collapse_is_survived_and_quality_recovers(codecs):
    sim = Simulation(
        lambda now: 8 * MBIT if 10 <= now < 30 else FAST, comm=True, codecs=codecs
    )
    sim.run(fps=60, seconds=70)
    # What a quarter of a second without a report had let through has to drain first.
    assert sim.underway(15, 30) <= MOST_IN_FLIGHT
    assert sim.shown_per_second(15, 30) >= 20
    assert sim.shown_per_second(50, 70) >= 59
    assert sim.encodings_between(60, 70) == {BEST}


@on_every_link
def test_a_page_that_draws_slowly_keeps_the_best_quality(comm):
    sim = Simulation(lambda now: FAST, comm=comm, draw=0.1)
    sim.run(fps=60, seconds=20)
    assert sim.encodings_between(0, 20) == {BEST}
    assert sim.shown_per_second(2, 20) >= 8


@on_every_link
def test_a_slow_encoder_is_not_given_a_slower_codec(comm):
    sim = Simulation(lambda now: FAST, comm=comm, encode=0.04)
    sim.run(fps=60, seconds=20)
    assert sim.encodings_between(0, 20) == {BEST}
    assert sim.shown_per_second(2, 20) >= 20


def test_who_insists_on_a_codec_and_a_quality_gets_them_smaller_where_need_be():
    preferences = PicturePreferences(Codec.H264, 70)
    sim = Simulation(lambda now: MBIT, preferences=preferences)
    sim.run(fps=30, seconds=20)
    used = sim.encodings_between(0, 20)
    assert {(e.codec, e.quality) for e in used} == {(Codec.H264, 70)}
    assert len(used) > 1
    assert sim.underway(4, 20) <= MOST_IN_FLIGHT


def test_a_step_up_that_fails_is_tried_ever_more_rarely():
    sim = Simulation(lambda now: MBIT, delay=0.02)
    sim.run(fps=30, seconds=120)
    arrivals = sim.between(0, 120)
    changes = [
        later.arrived_at
        for earlier, later in itertools.pairwise(arrivals)
        if earlier.encoding != later.encoding
    ]
    assert sum(at < 30 for at in changes) > sum(at >= 60 for at in changes)
    assert sum(at >= 60 for at in changes) <= 4

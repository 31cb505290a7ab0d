"""What is under way to an encoder is bounded in bytes, and the newest frame arrives."""

import asyncio

import numpy as np
import pytest

from reactor_runtime.media.encoded import EncodedPicture
from reactor_runtime.streaming import feed as frame_feed
from reactor_runtime.streaming.congestion_window import CongestionWindow
from reactor_runtime.streaming.encodings import NO_PREFERENCES, ladder_for
from reactor_runtime.streaming.feed import FrameFeed
from reactor_runtime.streaming.flow import TrackFlow
from reactor_runtime.values import Codec, Frame
from tests.runtime.transports.viewers.fakes import FakeClock

SIDE = 100
SIZE = SIDE * SIDE * 3


class SlowEncoder:
    """Encodes when the test says so."""

    def __init__(self):
        self.waiting = []

    def encode(self, order, now, done):
        self.waiting.append((order.frame, done))

    def encode_still(self, frame, done):
        pass

    def leave(self):
        pass

    def finish(self):
        frame, done = self.waiting.pop(0)
        done(EncodedPicture(Codec.JPEG, 85, b"x", frame.width, frame.height))


def frame(sequence):
    return Frame("main", np.zeros((SIDE, SIDE, 3), np.uint8), 0.0, sequence=sequence)


def unexpected(error):
    raise error


@pytest.fixture
async def feed(monkeypatch):
    monkeypatch.setattr(frame_feed, "MOST_BYTES", 3 * SIZE)
    flow = TrackFlow(
        CongestionWindow(8), ladder_for(frozenset({"jpeg"}), NO_PREFERENCES)
    )
    encoder, sent = SlowEncoder(), []
    loop = asyncio.get_running_loop()
    feed = FrameFeed(flow, encoder, loop, FakeClock(), sent.append, unexpected)
    yield feed, encoder, sent
    feed.reset()


def numbers(sent):
    return [delivery.frame.sequence for delivery in sent]


def open_window(feed, encoder):
    """Let the window grow, so that it lets several frames go at once."""
    feed.show(frame(1))
    encoder.finish()
    feed.acknowledge(1)


async def test_frames_over_the_bound_wait_and_the_newest_follows(feed):
    feed, encoder, sent = feed
    open_window(feed, encoder)
    for sequence in range(2, 9):
        feed.show(frame(sequence))
    assert [frame.sequence for frame, _ in encoder.waiting] == [2, 3, 4]
    encoder.finish()
    assert [frame.sequence for frame, _ in encoder.waiting] == [3, 4, 8]
    while encoder.waiting:
        encoder.finish()
    assert numbers(sent) == [1, 2, 3, 4, 8]


async def test_a_frame_larger_than_the_bound_goes_alone(feed, monkeypatch):
    feed, encoder, sent = feed
    monkeypatch.setattr(frame_feed, "MOST_BYTES", SIZE // 2)
    open_window(feed, encoder)
    feed.show(frame(2))
    feed.show(frame(3))
    assert [frame.sequence for frame, _ in encoder.waiting] == [2]
    encoder.finish()
    encoder.finish()
    assert numbers(sent) == [1, 2, 3]


async def test_what_waits_for_the_encoder_is_forgotten_by_a_reset(feed):
    feed, encoder, sent = feed
    open_window(feed, encoder)
    for sequence in range(2, 9):
        feed.show(frame(sequence))
    feed.reset()
    while encoder.waiting:
        encoder.finish()
    assert numbers(sent) == [1]
    feed.show(frame(20))
    encoder.finish()
    assert numbers(sent) == [1, 20]

"""A link, a page and an encoder on a virtual clock."""

import heapq
import itertools
import random
from dataclasses import dataclass

import numpy as np

from reactor_runtime.streaming.congestion_window import CongestionWindow
from reactor_runtime.streaming.encodings import ladder_for
from reactor_runtime.streaming.flow import TrackFlow
from reactor_runtime.streaming.send_rate import REPORT_INTERVAL, SendRate
from reactor_runtime.values import Codec, Frame

PIXELS = np.zeros((1, 1, 3), np.uint8)
PACKET = 1_460
MBIT = 125_000.0
"""Bytes per second of a link of 1 Mbit/s."""

# Bytes of a 640x480 picture. Not the ladder's own shares: it has to find out.
JPEG_BYTES = {95: 150_000, 85: 65_000, 70: 40_000, 55: 31_000, 45: 27_000, 40: 24_000}
VIDEO_BYTES = {85: 15_000, 70: 8_000, 55: 5_500, 45: 4_500, 40: 4_000}


def bytes_of(encoding, *, is_key):
    table = JPEG_BYTES if encoding.codec is Codec.JPEG else VIDEO_BYTES
    size = table.get(encoding.quality, min(table.values())) * encoding.scale**1.6
    return size * (4 if is_key and encoding.codec is not Codec.JPEG else 1)


@dataclass
class Arrival:
    sequence: int
    sent_at: float
    arrived_at: float
    encoding: object

    @property
    def underway(self):
        return self.arrived_at - self.sent_at


class Simulation:
    """A source of frames, the rules, and a first-in first-out link.

    Args:
        capacity: Bytes per second as a function of the time.
        delay: Seconds each way, beyond what the bytes take.
        loss: Share of packets that have to be sent again; all behind them wait.
        comm: Whether the page reports only four times a second.
        codecs: What the page decodes.
        draw: Seconds that the page takes to draw.
        encode: Seconds that the encoder takes.
        clock_offset: By how much the page's clock is ahead.
    """

    def __init__(
        self,
        capacity,
        *,
        delay=0.002,
        loss=0.0,
        comm=False,
        codecs=("jpeg", "h264", "vp8"),
        draw=0.003,
        encode=0.003,
        clock_offset=0.0,
        preferences=None,
    ):
        ladder = ladder_for(codecs, preferences) if preferences else ladder_for(codecs)
        congestion = SendRate() if comm else CongestionWindow(3)
        self.flow = TrackFlow(congestion, ladder, is_sparse=comm)
        self.capacity = capacity
        self.delay = delay
        self.loss = loss
        self.comm = comm
        self.draw = draw
        self.encode = encode
        self.offset = clock_offset
        self.now = 0.0
        self.arrivals = []
        self.encodings = []
        self.sequence = 0
        self._events = []
        self._order = itertools.count()
        self._free_at = 0.0
        self._drawn_at = 0.0
        self._encoder_free_at = 0.0
        self._last_encoding = None
        self._drawn = None
        self._next_report = 0.0
        self._random = random.Random(1)

    def run(self, *, fps, seconds):
        """Let the source make *fps* frames per second for *seconds*."""
        end = self.now + seconds
        self._at(self.now, self._source, fps, end)
        while self._events and self._events[0][0] <= end:
            self.now, _, function, arguments = heapq.heappop(self._events)
            function(*arguments)
        self.now = end

    def between(self, start, end):
        return [a for a in self.arrivals if start <= a.arrived_at < end]

    def shown_per_second(self, start, end):
        return len(self.between(start, end)) / (end - start)

    def underway(self, start, end, share=0.99):
        """How long frames were on their way, the slowest but for 1 - *share*."""
        times = sorted(a.underway for a in self.between(start, end))
        return times[int(share * (len(times) - 1))]

    def encodings_between(self, start, end):
        return {a.encoding for a in self.between(start, end)}

    def _at(self, time, function, *arguments):
        heapq.heappush(self._events, (time, next(self._order), function, arguments))

    def _source(self, fps, end):
        self.sequence += 1
        frame = Frame("main", PIXELS, pts=0.0, sequence=self.sequence)
        self._send(self.flow.offer(frame, self.now))
        if self.now + 1 / fps < end:
            self._at(self.now + 1 / fps, self._source, fps, end)

    def _send(self, order):
        if order is not None:
            is_key = order.encoding != self._last_encoding
            self._last_encoding = order.encoding
            self._encoder_free_at = max(self._encoder_free_at, self.now) + self.encode
            size = bytes_of(order.encoding, is_key=is_key)
            self._at(self._encoder_free_at, self._transmit, order, size)
        at = self.flow.release_at()
        if at is not None:
            self._at(max(at, self.now + 0.001), self._release)

    def _release(self):
        at = self.flow.release_at()
        if at is not None and at <= self.now:
            self._send(self.flow.release(self.now))

    def _transmit(self, order, size):
        sent_at = self.now
        self.flow.sent(order.frame.sequence, sent_at, int(size))
        start = max(self._free_at, sent_at)
        self._free_at = start + size / self.capacity(start)
        for _ in range(int(size // PACKET) + 1):
            if self._random.random() < self.loss:
                self._free_at += 2 * self.delay + 0.01
        arrived_at = self._free_at + self.delay
        self._at(arrived_at, self._arrive, order, sent_at)

    def _arrive(self, order, sent_at):
        arrival = Arrival(order.frame.sequence, sent_at, self.now, order.encoding)
        self.arrivals.append(arrival)
        self._drawn_at = max(self._drawn_at, self.now) + self.draw
        self._at(self._drawn_at, self._drew, arrival)

    def _drew(self, arrival):
        ack = (arrival.sequence, self.now + self.offset, arrival.arrived_at)
        if not self.comm:
            self._at(self.now + self.delay, self._acknowledge, ack)
            return
        is_planned = self._drawn is not None
        self._drawn = ack
        if not is_planned:
            self._at(max(self.now, self._next_report), self._report)

    def _report(self):
        ack, self._drawn = self._drawn, None
        self._next_report = self.now + REPORT_INTERVAL
        self._at(self.now + self.delay, self._acknowledge, ack)

    def _acknowledge(self, ack):
        sequence, drawn_at, arrived_at = ack
        received_at = arrived_at + self.offset
        self._send(self.flow.acknowledge(sequence, self.now, drawn_at, received_at))

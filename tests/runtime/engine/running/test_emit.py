import asyncio
from itertools import pairwise
from types import MappingProxyType

import numpy as np
import pytest

from reactor_runtime import (
    Audio,
    Output,
    ReactorModel,
    ReactorPipeline,
    TrackPayload,
    Video,
    connected,
    disconnected,
    event,
)
from reactor_runtime.errors import ModelError
from reactor_runtime.session.entry import LogKind
from reactor_runtime.testing import ModelDriver
from tests.runtime.engine.models import Looping, Picture, Steady, grey, levels, texts

NOBODY = object()


def pictures(client):
    return [frame for frame in client.frames if not frame.is_blank]


def ages(driver, client):
    """Seconds from emit to shown, as the log saw it."""
    shown = {
        entry.data["sequence"]: entry.at
        for entry in driver.log.since()
        if entry.kind is LogKind.FRAME_SHOWN
    }
    return [shown[frame.sequence] - frame.created_at for frame in pictures(client)]


def gaps(driver):
    shown = [e.at for e in driver.log.since() if e.kind is LogKind.FRAME_SHOWN]
    return [later - earlier for earlier, later in pairwise(shown)]


class Emitting(ReactorModel):
    """Emits what ``make(model)`` returns; each takes ``seconds`` to compute."""

    seconds = 0.0
    options = MappingProxyType({})
    clock = None
    outputs = (Picture,)

    def make(self):
        return grey(1)

    async def run(self):
        while True:
            await self.connected.wait()
            while self.connected.is_set():
                self.clock.advance(self.seconds)
                await self.emit(self.make(), **self.options)


def driving(cls, **attributes):
    driver = ModelDriver(type(cls.__name__, (cls,), {"outputs": cls.outputs}))
    driver.engine.gateway.contract.model.clock = driver.clock
    for name, value in attributes.items():
        setattr(driver.engine.gateway.contract.model, name, value)
    return driver


@pytest.mark.parametrize("fps", [1, 10, 24, 60, 120])
def test_a_fast_models_frame_is_shown_within_10_ms(fps):
    class Fast(Emitting):
        pass

    Fast.fps = fps
    with driving(Fast, seconds=0.001) as driver:
        client = driver.connect()
        driver.run_for(40 / fps)
        assert len(client.frames) >= 39
        assert max(ages(driver, client)) <= 0.010
        assert gaps(driver) == pytest.approx([1 / fps] * len(gaps(driver)), abs=0.002)


def test_batches_of_400_ms_are_shown_evenly_at_24_fps():
    class Batching(Emitting):
        fps = 24

        def make(self):
            return np.stack([grey(level) for level in range(12)])

    with driving(Batching, seconds=0.4) as driver:
        client = driver.connect()
        driver.run_for(5.0)
        assert levels(client)[:13] == [*range(12), 0]
        # On one loop of virtual time frames show late while the model computes, so it
        # is their presentation times that have to be even.
        times = [frame.pts for frame in client.frames]
        steps = np.diff(times)
        assert steps == pytest.approx(np.full(len(steps), 1 / 24), abs=0.002)


def test_a_model_never_queues_more_than_its_buffer():
    class Hasty(Emitting):
        fps, buffer_size = 10, 2

        async def run(self):
            while True:
                await self.connected.wait()
                await asyncio.gather(*(self.emit(self.make()) for _ in range(6)))

    with driving(Hasty) as driver:
        driver.connect()
        pacer = driver.engine._service.emitter._pacer
        queued = []
        driver.engine.gateway.log.subscribe(
            lambda _: queued.append(pacer.queued(driver.clock.now()))
        )
        driver.run_for(3.0)
        assert max(queued) == 2


def test_drop_discards_what_does_not_fit_instead_of_waiting():
    class Dropping(Emitting):
        fps, buffer_size = 10, 3
        count = 0

        def make(self):
            self.count += 1
            return grey(self.count % 256)

    with driving(Dropping, options={"drop": True}) as driver:
        client = driver.connect()
        driver.run_for(1.0)
        assert driver.model.count > 300
        assert 10 <= len(client.frames) <= 12
        assert [f.sequence for f in client.frames] == [
            *range(1, len(client.frames) + 1)
        ]


def test_compute_time_adapts_the_rate_to_the_models_pace():
    class Measured(Emitting):
        fps = 50

        def make(self):
            return np.stack([grey(1)] * 4)

    with driving(Measured, seconds=0.4, options={"compute_time": 0.4}) as driver:
        driver.connect()
        driver.run_for(2.0)
        assert driver.model.output_buffer.fps == pytest.approx(10)
    with driving(Measured, seconds=0.004, options={"compute_time": 0.004}) as driver:
        driver.connect()
        driver.run_for(2.0)
        assert driver.model.output_buffer.fps == pytest.approx(50)


def test_the_rate_can_be_set_while_it_runs():
    with ModelDriver(Looping) as driver:
        client = driver.connect()
        driver.run_for(1.0)
        assert driver.model.output.fps == pytest.approx(25)
        driver.model.output_buffer.set_fps(50)
        before = len(client.frames)
        driver.run_for(1.0)
        assert len(client.frames) - before == pytest.approx(50, abs=2)


def test_without_a_client_emit_discards_and_returns():
    class Blind(Emitting):
        count = 0

        async def run(self):
            while True:
                await self.emit(grey(1))
                self.count += 1

    with driving(Blind) as driver:
        driver.advance(0.1)
        assert 50 <= driver.model.count <= 100
        assert driver.engine.last_due is None
        client = driver.connect()
        driver.step(2)
        assert len(client.frames) == 2


def test_flush_shows_black_and_releases_a_blocked_producer():
    class Flushing(Emitting):
        fps = 1
        emitted = 0

        async def run(self):
            await self.connected.wait()
            while True:
                await self.emit(np.stack([grey(9)] * 20))
                self.emitted += 1

        @event
        def flush(self):
            self.output_buffer.flush()

    with driving(Flushing) as driver:
        client = driver.connect()
        driver.run_for(2.5)
        assert driver.model.emitted == 0
        driver._run(driver.engine.control.resume())
        client.send("flush")
        driver.advance(0.01)
        assert driver.model.emitted == 1
        (blank,) = [frame for frame in client.frames if frame.is_blank]
        assert blank.pixels.shape == (4, 6, 3)
        assert not blank.pixels.any()
        assert client.frame().pixels[0, 0, 0] == 9
        sequences = [frame.sequence for frame in client.frames]
        assert sequences == sorted(set(sequences))


def test_clear_drops_what_is_queued_and_keeps_the_last_frame():
    class Clearing(Emitting):
        fps = 1

        async def run(self):
            await self.connected.wait()
            await self.emit(np.stack([grey(9)] * 20))
            await asyncio.Event().wait()

        @event
        def clear(self):
            self.output_buffer.clear()

    with driving(Clearing) as driver:
        client = driver.connect()
        driver.run_for(2.5)
        client.send("clear")
        driver.advance(10.0)
        assert [frame.is_blank for frame in client.frames] == [False] * 3


def test_flushing_before_anything_was_shown_shows_nothing():
    class Early(Steady):
        @disconnected
        def go(self):
            self.output_buffer.flush()

    with ModelDriver(Early) as driver:
        client = driver.connect()
        client.leave()
        assert not client.frames


def test_frames_can_be_reused_after_emit_returns():
    class Reusing(Emitting):
        def __init__(self):
            self.canvas = grey(0)

        def make(self):
            self.canvas += 1
            return self.canvas

    with driving(Reusing) as driver:
        client = driver.connect()
        driver.step(3)
        assert levels(client) == [1, 2, 3]
        assert not client.frames[0].pixels.flags.writeable


def test_metadata_travels_with_each_frame():
    class Labelled(Emitting):
        def make(self):
            pixels = np.stack([grey(1)] * 2)
            return Picture(main=TrackPayload(pixels, metadata={"seed": 3}))

    with driving(Labelled) as driver:
        client = driver.connect()
        driver.step()
        assert [frame.metadata for frame in client.frames] == [{"seed": 3}] * 2


class Film(Output):
    picture: Video
    sound: Audio


def test_sound_is_shared_out_among_the_frames_of_a_batch():
    class Talkie(Emitting):
        fps = 24
        outputs = (Film,)

        def make(self):
            samples = np.arange(8000, dtype=np.int16)
            return Film(picture=np.stack([grey(1)] * 4), sound=samples)

    with driving(Talkie) as driver:
        client = driver.connect()
        driver.step(2)
        blocks = client.blocks
        assert [block.samples.shape for block in blocks] == [(1, 2000)] * 8
        assert [block.pts for block in blocks] == [f.pts for f in client.frames]
        assert np.concatenate([b.samples[0] for b in list(blocks)[:4]]).tolist() == [
            *range(8000)
        ]
        assert [block.sequence for block in blocks] == [*range(1, 9)]


def test_sound_alone_is_paced_by_its_own_length():
    class Voice(Output):
        sound: Audio

    class Speaking(Emitting):
        outputs = (Voice,)

        def make(self):
            return np.zeros(4800, np.int16)

    with driving(Speaking) as driver:
        client = driver.connect()
        driver.run_for(1.0)
        assert 10 <= len(client.blocks) <= 11
        assert np.diff([b.pts for b in client.blocks]) == pytest.approx(0.1)


def test_tracks_of_one_output_need_as_many_frames():
    class Twin(Output):
        left: Video
        right: Video

    class Uneven(Emitting):
        outputs = (Twin,)

        def make(self):
            return Twin(left=np.stack([grey(1)] * 2), right=np.stack([grey(1)] * 3))

    with driving(Uneven) as driver:
        driver.connect()
        with pytest.raises(ModelError, match="got left 2, right 3"):
            driver.step()


def test_a_track_may_be_left_out():
    class Sometimes(Output):
        left: Video
        right: Video | None = None

    class Half(Emitting):
        outputs = (Sometimes,)

        def make(self):
            return Sometimes(left=grey(1))

    with driving(Half) as driver:
        client = driver.connect()
        driver.step()
        assert [frame.track for frame in client.frames] == ["left"]


@pytest.mark.parametrize(
    ("payload", "text"),
    [
        (np.zeros((4, 6, 2), np.uint8), r"'main'.*\(4, 6, 2\)"),
        (np.zeros((4, 6, 3), np.int32), "'main'.*int32"),
        ("picture", "'main'.*str"),
    ],
)
def test_what_is_no_frame_is_a_type_error_at_emit(payload, text):
    class Wrong(Emitting):
        def make(self):
            return payload

    with driving(Wrong) as driver:
        driver.connect()
        with pytest.raises(ModelError, match=text):
            driver.step()
        assert "await self.emit" in driver.engine.gateway.status.traceback


def test_a_value_range_is_decided_once_per_presence_and_logged():
    class Floating(Emitting):
        top = 1.0

        def make(self):
            return np.full((4, 6, 3), self.top, np.float32)

    with driving(Floating) as driver:
        client = driver.connect()
        driver.step(2)
        assert levels(client) == [255, 255]
        client.leave()
        driver.model.top = 100.0
        client = driver.connect()
        driver.step()
        assert levels(client) == [100]
        assert (
            len([text for text in texts(driver, LogKind.NOTE) if "main" in text]) == 2
        )


def test_sequences_and_steps_are_never_reused():
    with ModelDriver(Steady) as driver:
        first = driver.connect()
        driver.step(3)
        first.leave()
        second = driver.connect()
        driver.step(3)
        frames = [*first.frames, *second.frames]
        assert [frame.sequence for frame in frames] == [1, 2, 3, 4, 5, 6]
        assert [frame.step for frame in frames] == [1, 2, 3, 4, 5, 6]
        pts = [frame.pts for frame in frames]
        assert pts == sorted(pts)


def test_emits_of_a_handler_are_shown_and_are_no_steps():
    class Snapping(Looping):
        @event
        async def snap(self):
            await self.emit(Picture(main=grey(77)))

    with ModelDriver(Snapping) as driver:
        client = driver.connect()
        driver.step(2)
        client.send("snap")
        driver.advance(1.0)
        assert levels(client)[-1] == 77
        assert driver.engine.step_index == 2


def test_each_emit_and_send_gives_the_host_its_loop_for_a_millisecond():
    class Chatting(Emitting):
        async def run(self):
            await self.connected.wait()
            for _ in range(10):
                began = self.clock.now()
                await self.emit(grey(1), drop=True)
                assert self.clock.now() - began >= 0.001
            self.done = True
            await asyncio.Event().wait()

    with driving(Chatting) as driver:
        driver.connect()
        driver.run_for(1.0)
        assert driver.model.done


def test_a_pipelines_step_gives_the_host_its_loop_for_a_millisecond():
    class Heavy(ReactorPipeline):
        fps = 1000
        clock = None
        outputs = (Picture,)

        def inference(self):
            while True:
                self.clock.advance(0.1)
                yield grey(1)

    with driving(Heavy) as driver:
        driver.connect()
        turns = []

        async def host():
            while True:
                turns.append(driver.clock.now())
                await asyncio.sleep(0.0005)

        task = driver._loop.create_task(host())
        driver.run_for(1.0)
        task.cancel()
        assert max(np.diff(turns)) <= 0.11
        assert len(turns) >= 18


@pytest.mark.parametrize(
    ("metadata", "text"),
    [
        ({"mask": object()}, r"metadata\['mask'\] cannot be sent: JSON cannot carry"),
        ("seed 3", r"metadata is a dictionary, bytes or None, .* got str"),
        ([{}, {}], "one for each of the 1 frames, got 2"),
    ],
)
def test_metadata_that_json_cannot_carry_is_a_type_error_at_emit(metadata, text):
    class Model(ReactorPipeline):
        outputs = (Picture,)

        def inference(self):
            yield Picture(main=TrackPayload(grey(1), metadata))

    with ModelDriver(Model) as driver:
        driver.connect()
        with pytest.raises(ModelError, match=text):
            driver.step()


@pytest.mark.parametrize(
    ("metadata", "shown"),
    [
        (None, [{}, {}]),
        (b"ab", [{"base64": "YWI="}] * 2),
        ([{"n": 1}, {"n": 2}], [{"n": 1}, {"n": 2}]),
        ((None, b"ab"), [{}, {"base64": "YWI="}]),
    ],
)
def test_each_frame_of_a_batch_may_have_metadata_of_its_own(metadata, shown):
    class Batches(Emitting):
        def make(self):
            pixels = np.stack([grey(1), grey(2)])
            return Picture(main=TrackPayload(pixels, metadata))

    with driving(Batches) as driver:
        client = driver.connect()
        driver.step()
        assert [dict(frame.metadata) for frame in client.frames] == shown


def test_metadata_is_that_of_the_moment_of_its_emit():
    class Model(ReactorPipeline):
        outputs = (Picture,)

        def inference(self):
            notes = {"seed": np.int64(0)}
            while True:
                notes["seed"] += 1
                yield TrackPayload(grey(1), notes)

    with ModelDriver(Model) as driver:
        client = driver.connect()
        driver.step(3)
        assert [frame.metadata for frame in client.frames] == [
            {"seed": 1},
            {"seed": 2},
            {"seed": 3},
        ]


@pytest.mark.parametrize("base", [ReactorModel, ReactorPipeline])
def test_what_connected_emits_is_shown_and_is_no_step(base):
    class Model(base):
        outputs = (Picture,)

        @connected
        async def greet(self):
            await self.emit(grey(7))

        def inference(self):
            yield grey(8)

        if base is ReactorModel:

            async def run(self):
                await asyncio.Event().wait()

    with ModelDriver(Model) as driver:
        client = driver.connect()
        driver.advance(0.1)
        assert levels(client) == [7]
        assert client.frames[0].step == 0

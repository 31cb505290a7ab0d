import asyncio
import threading

import pytest

from reactor_runtime.media.jpeg import decode_jpeg
from reactor_runtime.streaming.pool import EncodePool
from tests.runtime.transports.viewers.fakes import frame


async def encoded(pool, value, **options):
    future = asyncio.get_running_loop().create_future()
    pool.encode(value, future.set_result, **options)
    async with asyncio.timeout(5):
        return await future


async def test_a_frame_is_encoded(pool):
    picture = await encoded(pool, frame(7, size=(6, 10)))
    assert (picture.codec, picture.quality, picture.is_key) == ("jpeg", 85, True)
    assert (picture.width, picture.height, picture.config) == (10, 6, None)
    assert decode_jpeg(picture.payload).shape == (6, 10, 3)


async def test_a_frame_may_be_made_smaller(pool):
    picture = await encoded(pool, frame(7, size=(6, 10)), size=(5, 3))
    assert (picture.width, picture.height) == (5, 3)
    assert decode_jpeg(picture.payload).shape == (3, 5, 3)


async def test_one_frame_is_encoded_once_for_everybody(pool):
    value = frame(1)
    payloads = await asyncio.gather(*(encoded(pool, value) for _ in range(5)))
    assert (await encoded(pool, value)) is payloads[0]
    assert pool.encodes == 1


@pytest.mark.parametrize(
    "other", [{"quality": 30}, {"size": (4, 4)}, {"subsampling": "444"}]
)
async def test_another_quality_or_size_is_another_encode(pool, other):
    value = frame(1)
    await encoded(pool, value)
    await encoded(pool, value, **other)
    assert pool.encodes == 2


async def test_only_the_newest_results_are_kept(pool):
    first = frame(1)
    await encoded(pool, first)
    for sequence in range(2, 12):
        await encoded(pool, frame(sequence))
    await encoded(pool, first)
    assert pool.encodes == 12


async def test_of_large_frames_fewer_results_are_kept(pool):
    first = frame(1, size=(2160, 3840))
    await encoded(pool, first)
    for sequence in range(2, 5):
        await encoded(pool, frame(sequence, size=(2160, 3840)))
    assert pool.encodes == 4
    await encoded(pool, first)
    assert pool.encodes == 5


async def test_callbacks_run_on_the_loop(pool):
    threads = []
    done = asyncio.Event()

    def note(_):
        threads.append(threading.get_ident())
        done.set()

    pool.encode(frame(1), note)
    async with asyncio.timeout(5):
        await done.wait()
    assert threads == [threading.get_ident()]


async def test_a_frame_that_cannot_be_encoded_is_reported(pool):
    result = await encoded(pool, frame(1, size=(1, 70_000)))
    assert isinstance(result, ValueError)
    assert "70000x1" in str(result)


async def test_closing_leaves_no_thread_and_may_be_repeated():
    before = set(threading.enumerate())
    pool = EncodePool(asyncio.get_running_loop())
    await encoded(pool, frame(1))
    pool.close()
    pool.close()
    assert set(threading.enumerate()) <= before
    pool.encode(frame(2), print)

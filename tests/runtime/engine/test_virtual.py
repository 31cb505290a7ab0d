import asyncio
import threading
import time

import pytest

from reactor_runtime.engine.virtual import IdleError, VirtualClock, VirtualLoop


@pytest.fixture
def loop():
    loop = VirtualLoop()
    yield loop
    loop.close()


def test_time_passes_only_as_far_as_the_next_timer(loop):
    async def wait():
        began, really = loop.time(), time.monotonic()
        await asyncio.gather(asyncio.sleep(3600), asyncio.sleep(1800))
        assert loop.time() - began == pytest.approx(3600)
        return time.monotonic() - really

    assert loop.run_until_complete(wait()) < 1.0


def test_timers_fire_in_order(loop):
    fired = []

    async def wait(seconds):
        await asyncio.sleep(seconds)
        fired.append(seconds)

    async def all_of_them():
        await asyncio.gather(*(wait(seconds) for seconds in (3, 1, 2)))

    loop.run_until_complete(all_of_them())
    assert fired == [1, 2, 3]


def test_no_time_passes_while_a_thread_works(loop):
    release = threading.Event()

    async def work():
        began = loop.time()
        timer = asyncio.create_task(asyncio.sleep(10.0))
        thread = asyncio.create_task(asyncio.to_thread(release.wait, 10.0))
        await asyncio.sleep(0)
        threading.Thread(target=release.set).start()
        assert await thread
        assert loop.time() == began
        assert not timer.done()
        await timer

    loop.run_until_complete(work())


def test_a_loop_on_which_nothing_will_happen_says_so(loop):
    with pytest.raises(IdleError, match="every task waits"):
        loop.run_until_complete(asyncio.Event().wait())
    for task in asyncio.all_tasks(loop):
        task.cancel()
    loop.run_until_complete(asyncio.sleep(1))


def test_a_computation_takes_the_time_that_it_says():
    clock = VirtualClock(start=5.0)
    clock.advance(0.25)
    assert clock.now() == 5.25
    with pytest.raises(ValueError, match="cannot go back"):
        clock.advance(-1)

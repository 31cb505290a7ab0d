import asyncio
import threading
import time

import pytest

from reactor_notebook import loops
from reactor_notebook.loops import SharedLoop, ThreadLoop


def test_a_loop_that_has_stopped_runs_what_the_exit_needs():
    loop, seen = asyncio.new_event_loop(), []

    async def end():
        seen.append("ended")

    SharedLoop(loop).run_at_exit(end())
    assert seen == ["ended"]
    loop.close()


def test_a_closed_loop_drops_what_the_exit_needs():
    loop = asyncio.new_event_loop()
    loop.close()

    async def end():
        raise AssertionError("nothing can run")

    SharedLoop(loop).run_at_exit(end())


async def test_a_running_loop_drops_what_the_exit_needs():
    async def end():
        raise AssertionError("it would wait for itself")

    SharedLoop(asyncio.get_running_loop()).run_at_exit(end())


@pytest.mark.parametrize("kind", ["shared", "thread"])
def test_the_exit_does_not_wait_for_ever(monkeypatch, kind):
    monkeypatch.setattr(loops, "EXIT_SECONDS", 0.05)
    own = asyncio.new_event_loop()
    loop = SharedLoop(own) if kind == "shared" else ThreadLoop("reactor-test")
    began = time.monotonic()
    loop.run_at_exit(asyncio.sleep(60))
    assert time.monotonic() - began < 30
    own.close()


def test_the_exit_ends_the_thread_and_what_failed_on_it_is_forgotten():
    loop = ThreadLoop("reactor-test")

    async def fail():
        raise ValueError("nobody is left to be told")

    loop.run_at_exit(fail())
    loop.join(5)
    assert "reactor-test" not in {thread.name for thread in threading.enumerate()}


def test_joining_the_thread_on_itself_returns():
    loop = ThreadLoop("reactor-test")

    async def join():
        loop.join()

    done = loop.submit(join())
    loop.end_after(done)
    assert done.result(5) is None
    loop.join(5)


def test_ending_a_thread_twice_is_one_end():
    loop = ThreadLoop("reactor-test")
    for _ in range(2):
        loop.end_after(loop.submit(asyncio.sleep(0)))
        loop.join(5)
        if not loop._thread.is_alive():
            break
    loop._end()
    assert not loop._thread.is_alive()


def test_a_shared_loop_is_ended_by_nobody():
    loop = asyncio.new_event_loop()
    shared = SharedLoop(loop)
    shared.join()
    assert not loop.is_closed()
    loop.close()

import asyncio
import threading
import time

import pytest

from reactor_runtime.engine.hosting import engine_loop as loops
from reactor_runtime.engine.hosting.engine_loop import SharedLoop, ThreadLoop
from reactor_runtime.errors import SessionStateError


def test_a_loop_that_has_stopped_runs_what_the_exit_needs():
    loop, seen = asyncio.new_event_loop(), []

    async def end():
        seen.append("ended")

    SharedLoop(loop).run_at_exit(end())
    assert seen == ["ended"]
    loop.close()


def test_another_loop_runs_what_the_exit_needs_of_one_that_was_closed():
    loop, seen = asyncio.new_event_loop(), []
    loop.close()

    async def end():
        seen.append("ended")

    SharedLoop(loop).run_at_exit(end())
    assert seen == ["ended"]


def test_another_loop_finishes_what_was_begun_on_one_that_was_closed():
    loop = asyncio.new_event_loop()
    shared = SharedLoop(loop)
    assert not shared.has_ended
    loop.close()
    assert shared.has_ended
    with pytest.raises(SessionStateError, match=r"event loop .* has ended"):
        shared.submit(asyncio.sleep(0))
    assert shared.finish(asyncio.sleep(0, "done")).result(5) == "done"


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

    assert loop.finish(join()).result(5) is None
    loop.join(5)


def test_ending_a_thread_twice_is_one_end():
    loop = ThreadLoop("reactor-test")
    loop.finish(asyncio.sleep(0)).result(5)
    loop.join(5)
    loop._thread.stop()
    assert "reactor-test" not in {thread.name for thread in threading.enumerate()}


def test_a_shared_loop_is_ended_by_nobody():
    loop = asyncio.new_event_loop()
    shared = SharedLoop(loop)
    shared.join()
    assert not loop.is_closed()
    loop.close()

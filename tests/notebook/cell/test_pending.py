import asyncio
import signal
import threading
import time
from concurrent.futures import Future

import pytest

from reactor_notebook.cell.pending import Pending, completed, settle
from reactor_runtime.errors import SessionStateError


async def test_awaiting_gives_what_finish_makes_of_the_outcome():
    future = Future()
    pending = Pending(future, "work", lambda raw: raw * 2)
    threading.Timer(0, future.set_result, [21]).start()
    assert await pending == 42


async def test_cancelling_a_waiter_leaves_the_work_alone():
    future = Future()
    waiter = asyncio.ensure_future(asyncio.wait_for(Pending(future, "work"), 0.01))
    with pytest.raises(TimeoutError):
        await waiter
    assert not future.cancelled()
    future.set_result(1)


async def test_blocking_a_running_loop_is_refused():
    with pytest.raises(SessionStateError, match="await"):
        Pending(Future(), "work").result()


def test_an_interrupt_that_wakes_nobody_ends_a_blocking_wait():
    """Another thread takes the signal, as if this one were just about to sleep."""
    future = Future()

    def strike():
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        while not (future._waiters or future.done()):
            time.sleep(0.001)
        signal.pthread_kill(threading.get_ident(), signal.SIGINT)

    # A worker of the tests may ignore it.
    handler = signal.signal(signal.SIGINT, signal.default_int_handler)
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    striking = threading.Thread(target=strike)
    striking.start()
    try:
        with pytest.raises(KeyboardInterrupt):
            Pending(future, "work").result(20)
    finally:
        future.cancel()
        striking.join()
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        signal.signal(signal.SIGINT, handler)


def test_a_blocking_wait_ends_at_its_time_and_has_the_outcome():
    with pytest.raises(TimeoutError):
        Pending(Future(), "work").result(0.01)
    future = Future()
    threading.Timer(0.01, future.set_result, [3]).start()
    assert Pending(future, "work").result(20) == 3
    future = Future()
    threading.Timer(0.01, future.set_exception, [TimeoutError("its own")]).start()
    with pytest.raises(TimeoutError, match="its own"):
        Pending(future, "work").result()


def test_without_a_loop_settle_blocks():
    future = Future()
    threading.Timer(0.01, future.set_result, [7]).start()
    assert settle(Pending(future, "work")).done()


def test_then_waits_for_both_and_raises_what_failed():
    failed, fine = Future(), completed(None, "b")
    both = Pending(failed, "a").then(fine)
    assert not both.done()
    failed.set_exception(ValueError("no"))
    with pytest.raises(ValueError, match="no"):
        both.result()


def test_repr_says_what_to_do():
    assert "await" in repr(Pending(Future(), "pause M"))

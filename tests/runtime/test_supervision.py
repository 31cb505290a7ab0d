import asyncio
import contextlib

import pytest

from reactor_runtime import supervision
from reactor_runtime.errors import TaskCancelledError
from reactor_runtime.supervision import SupervisedTask


class FaultError(Exception):
    pass


def fault(*_):
    raise FaultError("a fault")


async def async_fault():
    fault()


async def wait():
    await asyncio.sleep(60)


async def ended(task):
    await asyncio.wait([task])
    await asyncio.sleep(0)


async def test_an_owner_is_told_what_its_task_raised():
    heard = []
    await ended(SupervisedTask(async_fault(), name="work", failed=heard.append))
    (error,) = heard
    assert isinstance(error, FaultError)


async def test_an_owner_is_told_that_somebody_else_cancelled_its_task():
    heard = []
    task = SupervisedTask(wait(), name="work", failed=heard.append)
    task.cancel()
    await ended(task)
    (error,) = heard
    assert isinstance(error, TaskCancelledError)
    assert "'work'" in str(error)


async def test_an_owner_is_not_told_of_what_it_did_or_of_a_good_end():
    heard = []
    dismissed = SupervisedTask(wait(), name="work", failed=heard.append)
    await asyncio.sleep(0)
    dismissed.dismiss()
    await ended(dismissed)
    good = SupervisedTask(asyncio.sleep(0), name="work", failed=heard.append)
    await ended(good)
    assert heard == []


async def test_an_owner_that_raises_is_in_python_s_log(caplog):
    await ended(SupervisedTask(async_fault(), name="work", failed=fault))
    assert "could not be reported" in caplog.text


def test_a_task_of_a_closed_loop_can_be_dismissed(recwarn):
    heard = []
    loop = asyncio.new_event_loop()

    async def start():
        return SupervisedTask(wait(), name="work", failed=heard.append)

    task = loop.run_until_complete(start())
    loop.run_until_complete(asyncio.sleep(0))
    loop.close()
    task.dismiss()
    assert not task.done()
    assert heard == []


async def test_work_of_another_thread_is_told_of_and_raises_where_it_is_awaited():
    heard = []
    loop = asyncio.get_running_loop()
    future = supervision.submit(loop, async_fault(), failed=heard.append)
    with pytest.raises(FaultError):
        await asyncio.wrap_future(future)
    assert len(heard) == 1


async def test_cancelled_work_of_another_thread_is_nobody_s_fault():
    heard = []
    loop = asyncio.get_running_loop()
    future = supervision.submit(loop, wait(), failed=heard.append)
    await asyncio.sleep(0)
    future.cancel()
    await asyncio.sleep(0)
    assert heard == []


def test_a_closed_loop_takes_no_work_and_leaves_no_coroutine():
    loop = asyncio.new_event_loop()
    loop.close()
    with pytest.raises(RuntimeError):
        supervision.submit(loop, wait(), failed=fault)
    assert not supervision.post(loop, fault, failed=fault)


async def test_every_kind_of_callback_tells_its_owner():
    heard = []
    loop = asyncio.get_running_loop()
    supervision.post(loop, fault, 1, failed=heard.append)
    supervision.call_soon(loop, fault, 1, failed=heard.append)
    supervision.call_later(loop, 0, fault, failed=heard.append)
    supervision.call_at(loop, loop.time(), fault, failed=heard.append)
    supervision.contained(fault, heard.append)(1)
    async with asyncio.timeout(5):
        while len(heard) < 5:  # noqa: ASYNC110
            await asyncio.sleep(0)


async def test_a_cancelled_timer_calls_nothing():
    heard = []
    loop = asyncio.get_running_loop()
    supervision.call_later(loop, 0, fault, failed=heard.append).cancel()
    for _ in range(3):
        await asyncio.sleep(0)
    assert heard == []


def test_a_task_that_tells_a_thread_to_exit_is_told_of():
    heard = []
    loop = asyncio.new_event_loop()

    async def leave():
        raise SystemExit(3)

    async def main():
        task = SupervisedTask(leave(), name="work", failed=heard.append)
        await asyncio.wait([task])

    with contextlib.suppress(SystemExit):
        loop.run_until_complete(main())
    loop.run_until_complete(asyncio.sleep(0))
    loop.close()
    assert isinstance(heard[0], SystemExit)

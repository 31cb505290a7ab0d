"""No task, timer or thread of the kit ends unseen, or takes others with it."""

import asyncio
import threading

import pytest

from reactor_notebook.loaded.io_thread import IoLender
from reactor_runtime.engine.hosting.engine_loop import ThreadLoop
from reactor_runtime.errors import CommandRejectedError
from tests.notebook.conftest import until
from tests.notebook.shells import MODELS

HELLO = {"type": "hello", "version": 1, "codecs": ["jpeg"], "view": "v1"}


class Fault(Exception):  # noqa: N818 - what is injected
    pass


def fault(*_, **__):
    raise Fault("a fault of the kit's own")


def leave(*_, **__):
    raise SystemExit(3)


@pytest.fixture
def io():
    """A running I/O thread, and what it reported."""
    link = IoLender()
    thread = link.acquire()
    thread.heard = []
    thread.watch(lambda what, error: thread.heard.append((what, error)))
    yield thread
    link.release()
    link.join_ended(5)


STARTS = {
    "post": lambda io: io.post(fault),
    "every": lambda io: io.every(0.001, fault),
    "call_later": lambda io: io.call_later(0.001, fault),
    "offload": lambda io: io.offload(fault),
}


@pytest.mark.parametrize("start", STARTS.values(), ids=STARTS.keys())
async def test_a_fault_on_the_io_thread_is_told_once_and_the_thread_goes_on(io, start):
    start(io)
    await until(lambda: io.heard)
    assert io.call(lambda: 7).result(5) == 7
    start(io)
    done = threading.Event()
    io.call_later(0.05, done.set)
    assert done.wait(5)
    ((what, error),) = io.heard
    assert "fault failed in the I/O thread" in what
    assert isinstance(error, Fault)


async def test_a_repeated_call_is_made_again_after_a_fault(io):
    calls = []

    def count():
        calls.append(1)
        fault()

    end = io.every(0.001, count)
    await until(lambda: len(calls) > 3)
    end()


async def test_what_is_called_on_the_io_thread_raises_where_it_is_awaited(io):
    with pytest.raises(Fault):
        io.call(fault).result(5)
    assert not io.heard


@pytest.mark.parametrize("start", ["post", "call_soon"])
async def test_nothing_that_rises_ends_the_io_thread(io, start):
    if start == "post":
        io.post(leave)
    else:
        io.post(lambda: io.loop.call_soon(leave))
    await until(lambda: io.heard)
    assert io.call(lambda: 7).result(5) == 7
    assert isinstance(io.heard[0][1], SystemExit)


async def test_a_callback_of_others_on_the_io_thread_is_told_of_too(io):
    io.post(lambda: io.loop.call_soon(fault))
    await until(lambda: io.heard)
    assert isinstance(io.heard[0][1], Fault)


async def test_without_a_session_a_fault_goes_to_python_s_log(caplog):
    link = IoLender()
    io = link.acquire()
    io.post(fault)
    assert io.call(lambda: 7).result(5) == 7
    link.release()
    link.join_ended(5)
    assert "a fault of the kit's own" in caplog.text


async def test_a_thread_of_a_model_survives_what_rises_in_it(caplog):
    loop = ThreadLoop("reactor-test")

    async def end():
        asyncio.get_running_loop().call_soon(leave)
        await asyncio.sleep(0.01)
        return 7

    assert loop.submit(end()).result(5) == 7
    assert "tried to end" in caplog.text
    loop.finish(end()).result(5)
    loop.join(5)
    assert "reactor-test" not in {thread.name for thread in threading.enumerate()}


@pytest.fixture
async def ball(notebook):
    await notebook.run(MODELS)
    await notebook.run("h = %reactor_load Ball --idle-stop 60", "c1")
    handle = notebook.shell.user_ns["h"]
    await until(lambda: handle.status == "running")
    return notebook, handle, handle._session


def hear(notebook):
    header = {"type": "panel", "view": "v1", "header": HELLO}
    notebook.widgets[0].receive(header)


# What to break of a session's own work, and what makes it run.
BREAKS = {
    "a page's message": lambda n, s: (s.transport, "_relay", lambda: hear(n)),
    "the watch for idleness": lambda n, s: (
        s._watches.idle,
        "_is_watched",
        lambda: None,
    ),
    "the saved picture": lambda n, s: (s._static, "update", s._reporter.refresh),
    "the timer of a wait": lambda n, s: (
        s.hearing.inbox,
        "forget",
        lambda: s.client.wait_for("never", 0.01),
    ),
}


@pytest.mark.parametrize("name", BREAKS)
async def test_a_fault_of_a_session_is_in_its_log_and_it_goes_on(
    ball, monkeypatch, name
):
    notebook, handle, session = ball
    with monkeypatch.context() as broken:
        owner, method, start = BREAKS[name](notebook, session)
        broken.setattr(owner, method, fault)
        start()
        await until(lambda: "a fault of the kit's own" in repr(handle.log))
    assert await handle.send("count", value=1)
    hear(notebook)
    await until(lambda: notebook.widgets[0].headers("welcome"))
    await handle.pause()
    assert handle.status == "paused"


@pytest.mark.parametrize(
    ("flags", "rising"), [("", fault), ("--thread", fault), ("--thread", leave)]
)
async def test_a_task_of_the_engine_that_dies_is_seen_in_the_notebook(
    notebook, monkeypatch, flags, rising
):
    await notebook.run(MODELS)
    await notebook.run(f"h = %reactor_load Ball {flags}", "c1")
    handle = notebook.shell.user_ns["h"]
    await until(lambda: handle.status == "running")
    engine = handle._session.run.engine
    with monkeypatch.context() as broken:
        broken.setattr(engine._service.presences.dispatcher, "_is_ready", rising)
        waiting = handle.send("count", value=1)
        async with asyncio.timeout(10):
            with pytest.raises(Exception, match="internal_error"):
                await waiting
    assert handle.status == "failed"
    with pytest.raises(CommandRejectedError, match="restart it"):
        handle.send("count", value=1)
    await handle.restart()
    assert (await handle.send("count", value=1)).value == 2

"""The notebook comes and goes by its presence, whatever the model's status is."""

import asyncio

import pytest

from tests.notebook.conftest import until
from tests.notebook.shells import MODELS

HELLO = {"type": "hello", "version": 1, "codecs": ["jpeg"], "view": "v1"}

GUESTBOOK = """
class Book(ReactorModel):
    outputs = (BallOutput,)
    is_sound = True
    trace = []

    @connected
    async def come(self):
        self.trace.append("coming")
        await asyncio.sleep(0.05)
        self.trace.append("came")

    @disconnected
    async def go(self):
        await asyncio.sleep(0.05)
        self.trace.append("gone")

    @event
    def sign(self): ...

    @event
    def spoil(self):
        self.is_sound = False

    async def run(self):
        while self.is_sound:
            await self.connected.wait()
            await self.emit(np.zeros((8, 8, 3), np.uint8))
        self.is_sound = True
        raise ValueError("spoilt")
"""


@pytest.fixture(params=["", "--thread"], ids=["kernel's loop", "own thread"])
async def book(notebook, request):
    """The handle of a running ``Book``, and the trace of its hooks."""
    await notebook.run(MODELS + GUESTBOOK)
    await notebook.run(f"h = %reactor_load Book {request.param}", "c1")
    await until(lambda: notebook.shell.user_ns["h"].status == "running")
    space = notebook.shell.user_ns
    return space["h"], space["Book"].trace


async def spoil(handle):
    await handle.send("spoil")
    await until(lambda: handle.status == "failed")


async def test_disconnect_is_done_when_the_hooks_have_run(book):
    handle, trace = book
    await handle.disconnect()
    assert trace == ["coming", "came", "gone"]
    await handle.connect()
    assert trace == ["coming", "came", "gone", "coming", "came"]
    await handle.send("sign")


async def test_after_a_failed_run_the_notebook_can_leave_and_return(book):
    handle, trace = book
    await spoil(handle)
    await handle.connect()
    assert trace == ["coming", "came"], "it was there"
    await handle.disconnect()
    assert trace[-1] == "gone"
    await handle.connect()
    assert trace[-1] == "came"
    await handle.restart()
    await handle.send("sign")
    assert handle.status == "running"


async def test_a_restart_after_leaving_keeps_the_notebook_away_until_it_connects(book):
    handle, _ = book
    await spoil(handle)
    await handle.disconnect()
    await handle.restart()
    await handle.connect()
    await handle.send("sign")


async def test_connecting_again_while_the_hooks_run_waits_for_them(book):
    handle, trace = book
    await handle.disconnect()
    await asyncio.gather(handle.connect(), handle.connect())
    assert trace == ["coming", "came", "gone", "coming", "came"]


async def test_leaving_while_the_hooks_of_the_beginning_run_waits_for_the_end(book):
    handle, trace = book
    await handle.disconnect()
    connecting = handle.connect()
    await until(lambda: trace[-1] == "coming")
    await handle.disconnect()
    await connecting
    assert trace[-1] == "gone"


async def test_leaving_twice_waits_for_the_end_twice(book):
    handle, trace = book
    first, second = handle.disconnect(), handle.disconnect()
    await second
    assert trace == ["coming", "came", "gone"]
    await first


async def test_an_action_that_nobody_awaits_tells_the_log_of_its_failure(book):
    handle, _ = book
    await spoil(handle)
    handle.resume()
    await until(lambda: "resume Book: A session that is failed" in repr(handle.log))


async def test_looking_again_does_not_take_back_a_pause_of_a_person(notebook):
    await notebook.run(MODELS)
    await notebook.run("h = %reactor_load Ball --idle-stop 0.2", "c1")
    handle = notebook.shell.user_ns["h"]
    await until(lambda: handle.status == "paused")
    await handle.pause()
    comm = notebook.widgets[0]
    comm.receive({"type": "panel", "view": "v1", "header": HELLO})
    session = handle._session
    await until(lambda: session.run.panel.visible_viewers == 1)
    await until(lambda: not session._watches.idle._has_paused)
    await asyncio.wrap_future(session._io.call(lambda: None))
    await handle.send("count", value=1)
    assert handle.status == "paused"
    await handle.resume()
    assert handle.status == "running"

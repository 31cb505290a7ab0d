"""One panel over a socket of no library at all."""

import asyncio
import sys

import pytest

from reactor_runtime.session.notices import MessageNotice
from reactor_runtime.transports.viewers import carrying, socket_link
from reactor_runtime.transports.viewers.carrying import carry
from reactor_runtime.transports.viewers.socket_link import (
    PanelSocket,
    SocketEndedError,
)
from reactor_runtime.wire.panel import pack, unpack
from tests.runtime.transports.viewers.conftest import HELLO
from tests.runtime.transports.viewers.fakes import frame

COMMAND = {
    "type": "command",
    "name": "set_brightness",
    "data": {"brightness": 1.5},
    "id": "c-1",
    "frame": None,
    "uploads": {},
}


class MemorySocket(PanelSocket):
    """What a page would be told, and what it says, without a network."""

    def __init__(self):
        self.said = asyncio.Queue()
        self.told = []
        self.closed = None
        self.is_aborted = False
        self.may_send = asyncio.Event()
        self.may_send.set()
        self.send_raises = None
        self._news = asyncio.Event()

    async def receive(self):
        message = await self.said.get()
        if message is None:
            raise SocketEndedError("gone")
        return message

    async def send(self, message):
        await self.may_send.wait()
        if self.send_raises is not None:
            raise self.send_raises
        self.told.append(unpack(message))
        self._news.set()

    async def close(self, code, reason):
        self.closed = (code, reason)
        self.said.put_nowait(None)
        self._news.set()

    def abort(self):
        self.is_aborted = True
        self.said.put_nowait(None)

    def say(self, header, *buffers):
        self.said.put_nowait(pack(header, list(buffers)))

    async def until(self, kind):
        async with asyncio.timeout(10):
            while not (found := [one for one in self.told if one[0]["type"] == kind]):
                self._news.clear()
                await self._news.wait()
        return found[-1]


@pytest.fixture
async def socket():
    return MemorySocket()


@pytest.fixture
async def carried(socket, session):
    """The task that carries *socket*, and the links that it holds."""
    links = set()
    task = asyncio.create_task(carry(socket, session, "memory", links))
    yield task, links
    socket.said.put_nowait(None)
    await asyncio.wait([task])


async def test_carrying_a_panel_needs_no_library_of_sockets():
    source = (
        "import sys, reactor_runtime.transports.viewers.carrying; "
        "print(*({'websockets', 'tornado', 'fastapi'} & set(sys.modules)))"
    )
    done = await asyncio.create_subprocess_exec(
        sys.executable, "-c", source, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await done.communicate()
    assert (done.returncode, said) == (0, b"\n")


async def test_a_panel_is_welcomed_steers_and_sees(socket, session, gateway, carried):
    _, links = carried
    socket.say(HELLO)
    welcome, _ = await socket.until("welcome")
    assert welcome["link"] == {"rung": "memory"}
    assert len(links) == 1
    socket.say(COMMAND)
    session.show(frame(1))
    shown, (picture,) = await socket.until("frame")
    assert (shown["sequence"], picture[:2]) == (1, b"\xff\xd8")
    socket.say({"type": "ping", "id": "p"})
    await socket.until("pong")
    assert [request.name for request in gateway.requests] == ["set_brightness"]


async def test_whoever_closes_the_link_ends_the_socket_in_order(socket, carried):
    task, links = carried
    socket.say(HELLO)
    await socket.until("welcome")
    for link in tuple(links):
        link.close()
    await asyncio.wait_for(task, 10)
    assert socket.closed == (1000, "")
    assert links == set()


async def test_a_peer_that_vanishes_ends_its_viewer(socket, session, carried):
    task, links = carried
    socket.say(HELLO)
    await socket.until("welcome")
    assert session.visible_viewers == 1
    socket.said.put_nowait(None)
    await asyncio.wait_for(task, 10)
    assert session.visible_viewers == 0
    assert links == set()


async def test_who_says_no_hello_in_time_is_closed(socket, session, monkeypatch):
    monkeypatch.setattr(carrying, "HELLO_WITHIN", 0.05)
    await carry(socket, session, "memory", set())
    assert socket.closed == (1008, "no hello came in time")


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("hello", "takes binary messages"),
        (b"", "header length of 4 bytes"),
        (bytes(carrying.LARGEST_MESSAGE + 1), "at most"),
    ],
    ids=["text", "nothing", "too large"],
)
async def test_what_is_not_the_protocol_is_answered_and_the_panel_goes_on(
    socket, carried, message, told
):
    socket.said.put_nowait(message)
    error, _ = await socket.until("error")
    assert told in error["text"]
    socket.say(HELLO)
    await socket.until("welcome")


async def test_a_page_that_lets_messages_pile_up_is_closed_as_too_slow(
    socket, session, carried, monkeypatch
):
    monkeypatch.setattr(socket_link, "MOST_MESSAGES", 100)
    socket.say(HELLO)
    await socket.until("welcome")
    socket.may_send.clear()
    for number in range(300):
        session.notify(MessageNotice("seed_used", {"seed": number}, step=1))
    socket.may_send.set()
    bye, _ = await socket.until("bye")
    assert bye["reason"] == "too_slow"
    await asyncio.wait_for(carried[0], 10)
    assert socket.closed == (1013, "too_slow")


async def test_sending_that_fails_is_reported_and_ends_this_panel_alone(
    socket, session, gateway, carried
):
    other = MemorySocket()
    task = asyncio.create_task(carry(other, session, "memory", set()))
    for one in (socket, other):
        one.say(HELLO)
        await one.until("welcome")
    socket.send_raises = OSError("no buffer space")
    session.notify(MessageNotice("seed_used", {"seed": 1}, step=1))
    await asyncio.wait_for(carried[0], 10)
    assert socket.is_aborted
    assert "no buffer space" in gateway.log.since()[-1].text
    await other.until("message")
    other.said.put_nowait(None)
    await asyncio.wait_for(task, 10)

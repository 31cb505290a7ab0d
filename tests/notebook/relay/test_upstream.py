"""The relay connects to loopback only, and to nobody who is not the kernel."""

import asyncio
import contextlib
import socket

import pytest

from reactor_notebook.relay import upstream
from reactor_notebook.relay.errors import RelayError
from reactor_notebook.relay.registration import Registration
from reactor_notebook.relay.upstream import open_upstream
from reactor_runtime.transports.viewers.websocket import PanelSocketServer
from reactor_runtime.wire.relay import KERNEL_HEADER


@contextlib.asynccontextmanager
async def listener(answer):
    """Somebody on a local port who says *answer* to whatever comes."""
    asked = []
    served = []

    async def serve(reader, writer):
        served.append(asyncio.current_task())
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            asked.append(await reader.readuntil(b"\r\n\r\n"))
            writer.write(answer)
            await writer.drain()
            await reader.read()
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server, asyncio.timeout(10):
        yield server.sockets[0].getsockname()[1], asked
        await asyncio.gather(*served)


SWITCH = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"


@pytest.mark.parametrize(
    "answer",
    [
        b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
        SWITCH + b"\r\n",
        SWITCH + f"{KERNEL_HEADER}: {'0' * 64}\r\n\r\n".encode(),
        SWITCH + f"{KERNEL_HEADER}: \r\n\r\n".encode(),
        b"\x00\xff\r\n\r\n",
        b"HTTP/1.1 101\r\nbroken header\r\n\r\n",
        b"x" * 40_000,
    ],
    ids=range(8),
)
async def test_who_does_not_know_the_secret_is_refused(answer):
    async with listener(answer) as (port, asked):
        registration = Registration.new(port)
        with pytest.raises(RelayError, match="not the kernel's panel socket") as caught:
            await open_upstream(registration, "s-1")
    assert caught.value.status == 502
    assert registration.secret.encode() not in asked[0]


async def test_a_silent_listener_is_given_up(monkeypatch):
    monkeypatch.setattr(upstream, "ANSWER_WITHIN", 0.05)
    async with listener(b"") as (port, _):
        with pytest.raises(RelayError, match="does not answer"):
            await open_upstream(Registration.new(port), "s-1")


async def test_a_port_that_nobody_has_is_a_kernel_that_is_gone(unused_tcp_port):
    with pytest.raises(RelayError, match="load the model again"):
        await open_upstream(Registration.new(unused_tcp_port), "s-1")


async def test_another_kernel_on_the_port_is_refused():
    stranger = PanelSocketServer(relay_secret="6" * 64)
    await stranger.start()
    try:
        with pytest.raises(RelayError, match="not the kernel's panel socket"):
            await open_upstream(Registration.new(stranger.port), "s-1")
    finally:
        await stranger.stop()


async def test_the_kernel_s_own_reason_is_passed_on():
    registration = Registration.new(0)
    kernel = PanelSocketServer(relay_secret=registration.secret)
    await kernel.start()
    try:
        with pytest.raises(RelayError, match="shows no such session any more"):
            await open_upstream(Registration(kernel.port, registration.secret), "s-1")
    finally:
        await kernel.stop()


async def test_small_messages_are_not_held_back(session):
    registration = Registration.new(0)
    kernel = PanelSocketServer(relay_secret=registration.secret)
    await kernel.start()
    kernel.register("s-1", session)
    try:
        stream = await open_upstream(
            Registration(kernel.port, registration.secret), "s-1"
        )
        assert stream.socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0
        stream.close()
    finally:
        await kernel.stop()


@pytest.mark.parametrize("session_id", ["", "a/b", "a b", "a\r\nb", "../x", "x" * 65])
async def test_a_session_id_that_is_none_reaches_nobody(session_id):
    async with listener(b"") as (port, asked):
        with pytest.raises(RelayError, match="no session"):
            await open_upstream(Registration.new(port), session_id)
    assert asked == []

import asyncio
import contextlib
import socket
import threading

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed, InvalidStatus

from reactor_runtime.errors import SessionStateError
from reactor_runtime.session.notices import MessageNotice, StateNotice
from reactor_runtime.transports.viewers import carrying, socket_link
from reactor_runtime.transports.viewers.socket_link import SocketLink
from reactor_runtime.transports.viewers.websocket import PanelSocketServer
from reactor_runtime.wire.panel import pack, unpack
from tests.runtime.transports.viewers.conftest import HELLO
from tests.runtime.transports.viewers.fakes import frame
from tests.sockets import connect

ORIGIN = "http://localhost:8888"


class Page:
    """A browser's end of a socket."""

    def __init__(self, connection):
        self.connection = connection
        self.heard = []

    async def send(self, header, *buffers):
        await self.connection.send(pack(header, buffers))

    async def until(self, kind):
        async with asyncio.timeout(5):
            while True:
                header, buffers = unpack(await self.connection.recv())
                self.heard.append(header["type"])
                if header["type"] == kind:
                    return header, buffers


@pytest.fixture
async def server(session):
    server = PanelSocketServer()
    await server.start()
    server.token = server.register("s-1", session)
    server.allow_origin("s-1", ORIGIN)
    yield server
    await server.stop()


def dial(server, *, token=None, origin=ORIGIN, path=None):
    url = server.url("s-1") if path is None else f"ws://127.0.0.1:{server.port}{path}"
    token = server.token if token is None else token
    return connect(f"{url}?token={token}", origin=origin)


@pytest.fixture
async def page(server):
    async with dial(server) as connection:
        page = Page(connection)
        await page.send(HELLO)
        await page.until("welcome")
        yield page


async def test_a_page_is_welcomed_and_told_its_link(server):
    async with dial(server) as connection:
        page = Page(connection)
        await page.send(HELLO)
        welcome, _ = await page.until("welcome")
    assert welcome["link"] == {"rung": "direct"}
    assert welcome["session"]["id"] == "s-1"


async def test_frames_stream_as_they_are_acknowledged(session, page):
    for sequence in range(1, 40):
        session.show(frame(sequence, size=(48, 64)))
        header, (payload,) = await page.until("frame")
        assert header["sequence"] == sequence
        assert bytes(payload[:2]) == b"\xff\xd8"
        await page.send({"type": "ack", "track": "main", "sequence": sequence})


async def test_a_page_that_does_not_acknowledge_gets_no_more_than_the_window(
    session, page
):
    for sequence in range(1, 40):
        session.show(frame(sequence))
    await page.send({"type": "ping", "id": "p"})
    await page.until("pong")
    await page.send({"type": "ack", "track": "main", "sequence": 3})
    for _ in range(2 if page.heard.count("frame") == 3 else 4 - 1):
        header, _ = await page.until("frame")
        if header["sequence"] == 39:
            break
    assert page.heard.count("frame") <= 4
    assert header["sequence"] == 39


async def test_a_command_sent_over_the_socket_reaches_the_engine(gateway, page):
    await page.send(
        {
            "type": "command",
            "name": "set_brightness",
            "data": {"brightness": 9},
            "id": "c-1",
        }
    )
    rejected, _ = await page.until("rejected")
    assert rejected["constraint"] == "<= 2.0"
    await page.send(
        {"type": "command", "name": "set_brightness", "data": {"brightness": 1}}
    )
    await page.send({"type": "ping", "id": "p"})
    await page.until("pong")
    assert gateway.requests[0].data == {"brightness": 1}


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"token": "wrong"}, "token"),
        ({"token": ""}, "token"),
        ({"token": "%FF%FE"}, "token"),
        ({"path": "/panel/s-2"}, "/panel/s-2"),
        ({"path": "/panel/"}, "/panel/"),
        ({"path": "/"}, "reload the page"),
        ({"path": "/panel/s-1/../s-1"}, "reload the page"),
        ({"origin": "https://evil.example"}, "https://evil.example"),
        ({"origin": "null"}, "null"),
        ({"origin": "http://localhost:8889"}, "http://localhost:8889"),
        ({"origin": None}, "missing"),
    ],
)
async def test_who_may_not_look_is_refused_with_a_reason(
    server, gateway, options, told
):
    with pytest.raises(InvalidStatus) as caught:
        async with dial(server, **options):
            pass
    response = caught.value.response
    assert response.status_code == 403
    assert response.headers["Content-Type"].startswith("text/plain")
    text = response.body.decode()
    assert told in text
    assert "xpected" in text
    assert server.token not in text
    assert gateway.requests == []


async def test_several_origins_in_one_request_are_refused(server):
    with pytest.raises(InvalidStatus):
        async with connect(
            f"{server.url('s-1')}?token={server.token}",
            origin=ORIGIN,
            additional_headers={"Origin": "https://evil.example"},
        ):
            pass


async def test_the_oldest_of_too_many_origins_is_forgotten(server):
    for port in range(64):
        server.allow_origin("s-1", f"http://localhost:{port}")
    with pytest.raises(InvalidStatus):
        async with dial(server):
            pass
    async with dial(server, origin="http://localhost:63"):
        pass


async def test_garbage_on_the_port_harms_nobody(server, page, caplog):
    for garbage in (b"\x16\x03\x01garbage\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n", b""):
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(garbage)
        writer.write_eof()
        await reader.read()
        writer.close()
        await writer.wait_closed()
    await page.send({"type": "ping", "id": "p"})
    await page.until("pong")
    assert [record for record in caplog.records if record.levelno > 20] == []


HOSTILE = [
    "a text",
    '{"type": "hello"}',
    b"",
    b"\x00\x00",
    b"\x00\x00\x00\x10{}",
    b"\xff\xff\xff\xff",
    b"\x00\x00\x00\x02[]",
    b"\x00\x00\x00\x02\xff\xfe",
    pack({"type": "explode"}),
    pack({}),
    pack({"type": "command", "name": ["x"], "data": "y"}),
    pack({"type": "upload", "id": "f", "event": "chunk", "offset": 0}),
    pack({"type": "media", "track": "webcam", "codec": "jpeg"}),
    b"x" * (3 * 2**20),
]


@pytest.mark.parametrize("message", HOSTILE, ids=range(len(HOSTILE)))
async def test_a_hostile_message_is_answered_and_the_connection_goes_on(page, message):
    await page.connection.send(message)
    error, _ = await page.until("error")
    assert len(error["text"]) > 30
    await page.send({"type": "ping", "id": "p"})
    await page.until("pong")


@pytest.mark.parametrize("message", HOSTILE, ids=range(len(HOSTILE)))
async def test_a_hostile_first_message_is_answered_and_a_hello_still_counts(
    server, message
):
    async with dial(server) as connection:
        page = Page(connection)
        await connection.send(message)
        await page.until("error")
        await page.send(HELLO)
        await page.until("welcome")


async def test_an_announced_300_megabytes_are_refused_and_the_session_goes_on(page):
    await page.send(
        {
            "type": "upload",
            "id": "f",
            "event": "begin",
            "name": "big.bin",
            "mime_type": "",
            "size": 300 * 2**20,
        }
    )
    reply, _ = await page.until("upload")
    assert reply["code"] == "too_large"
    await page.send({"type": "ping", "id": "p"})
    await page.until("pong")


async def test_a_chunk_over_the_limit_is_refused_and_the_session_goes_on(page):
    size = 2**20 + 1
    begin = {"type": "upload", "id": "f", "event": "begin", "name": "a", "size": size}
    await page.send(begin)
    await page.until("upload")
    chunk = {"type": "upload", "id": "f", "event": "chunk", "offset": 0}
    await page.send(chunk, bytes(size))
    reply, _ = await page.until("upload")
    assert reply["code"] == "invalid_upload"
    assert str(size) in reply["text"]


async def test_a_whole_file_arrives_over_the_socket(gateway, page):
    data = np.random.default_rng(0).bytes(2**20 + 2**19)
    begin = {
        "type": "upload",
        "id": "f",
        "event": "begin",
        "name": "a.bin",
        "size": len(data),
    }
    await page.send(begin)
    await page.until("upload")
    for offset in range(0, len(data), 2**20):
        chunk = {"type": "upload", "id": "f", "event": "chunk", "offset": offset}
        await page.send(chunk, data[offset : offset + 2**20])
        await page.until("upload")
    await page.send({"type": "upload", "id": "f", "event": "end"})
    reply, _ = await page.until("upload")
    assert reply["done"] is True
    assert bytes(gateway.files[reply["upload_id"]][3]) == data


async def test_a_message_beyond_all_bounds_ends_its_connection_alone(
    server, session, page
):
    other = Page(await dial(server))
    await other.send(HELLO)
    await other.until("welcome")
    with contextlib.suppress(ConnectionClosed):
        await other.connection.send(bytes(9 * 2**20))
    with pytest.raises(ConnectionClosed) as caught:
        await other.until("never")
    assert caught.value.rcvd is None or caught.value.rcvd.code == 1009
    session.notify(StateNotice({"brightness": 0.5}))
    await page.until("state")


async def test_a_page_that_says_no_hello_in_time_is_closed(server, monkeypatch):
    monkeypatch.setattr(carrying, "HELLO_WITHIN", 0.05)
    async with dial(server) as connection:
        with pytest.raises(ConnectionClosed) as caught:
            await connection.recv()
    assert caught.value.rcvd.code == 1008
    assert "hello" in caught.value.rcvd.reason


async def test_two_pages_get_the_same_encode(session, server, page, pool):
    async with dial(server) as connection:
        other = Page(connection)
        await other.send(HELLO)
        await other.until("welcome")
        session.show(frame(1))
        first, (one,) = await page.until("frame")
        second, (two,) = await other.until("frame")
    assert first == second
    assert bytes(one) == bytes(two)
    assert pool.encodes == 1


async def test_a_page_that_goes_away_is_forgotten(session, server):
    changed = asyncio.Event()
    session.add_observer(lambda kind, _: kind == "viewers" and changed.set())
    async with dial(server) as connection:
        await Page(connection).send(HELLO)
        await Page(connection).until("welcome")
        assert session.visible_viewers == 1
        changed.clear()
    async with asyncio.timeout(5):
        await changed.wait()
    assert session.visible_viewers == 0


async def test_a_page_hears_why_its_session_ended(session, server, page):
    session.close("stopped")
    bye, _ = await page.until("bye")
    assert bye["reason"] == "stopped"
    with pytest.raises(ConnectionClosed) as caught:
        await page.until("never")
    assert caught.value.rcvd.code == 1000


async def test_after_unregistering_the_connections_end_and_none_is_made(server, page):
    server.unregister("s-1")
    server.unregister("s-1")
    with pytest.raises(ConnectionClosed):
        await page.until("never")
    with pytest.raises(InvalidStatus):
        async with dial(server, path="/panel/s-1"):
            pass


async def test_registering_again_makes_the_old_token_worthless(server, session):
    old = server.token
    server.token = server.register("s-1", session)
    assert server.token != old
    server.allow_origin("s-1", ORIGIN)
    with pytest.raises(InvalidStatus):
        async with dial(server, token=old):
            pass
    async with dial(server):
        pass


async def test_small_messages_are_sent_at_once_and_uncompressed(server, page):
    (served,) = server._server.connections
    sock = served.transport.get_extra_info("socket")
    assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0
    assert page.connection.protocol.extensions == []


async def test_stopping_leaves_no_task_no_thread_and_no_socket(session):
    tasks, threads = asyncio.all_tasks(), set(threading.enumerate())
    server = PanelSocketServer()
    await server.start()
    with pytest.raises(SessionStateError, match="already"):
        await server.start()
    server.token = server.register("s-1", session)
    server.allow_origin("s-1", ORIGIN)
    port = server.port
    async with dial(server) as connection:
        page = Page(connection)
        await page.send(HELLO)
        await page.until("welcome")
        await server.stop()
        await server.stop()
        with pytest.raises(ConnectionClosed):
            await page.until("never")
    assert asyncio.all_tasks() == tasks
    assert set(threading.enumerate()) <= threads
    assert session.visible_viewers == 0
    with pytest.raises(OSError, match=str(port)):
        await asyncio.open_connection("127.0.0.1", port)
    with pytest.raises(SessionStateError, match="start it first"):
        server.port  # noqa: B018


class StuckConnection:
    """Takes the first message and never gets rid of it."""

    def __init__(self):
        self.sent = []
        self.closed = None
        self.free = asyncio.Event()

    async def send(self, message):
        await self.free.wait()
        self.sent.append(unpack(message)[0])

    async def close(self, code, reason):
        self.closed = (code, reason)


@pytest.mark.parametrize("bound", ["MOST_MESSAGES", "MOST_BYTES"])
async def test_a_page_that_lets_messages_pile_up_is_told_and_closed(
    monkeypatch, session, bound
):
    monkeypatch.setattr(socket_link, bound, 100)
    connection = StuckConnection()
    link = SocketLink(connection)
    viewer = session.attach(link, "direct")
    viewer.receive(HELLO, [])
    for number in range(300):
        session.notify(MessageNotice("seed_used", {"seed": number}, step=1))
    connection.free.set()
    await link.run()
    assert connection.sent[-1] == {"type": "bye", "reason": "too_slow"}
    assert len(connection.sent) <= 2
    assert connection.closed == (1013, "too_slow")


async def test_nothing_is_lost_or_reordered_below_the_bound(session):
    connection = StuckConnection()
    link = SocketLink(connection)
    session.attach(link, "direct").receive(HELLO, [])
    for number in range(5_000):
        session.notify(MessageNotice("seed_used", {"seed": number}, step=1))
    session.close("stopped")
    connection.free.set()
    await link.run()
    seeds = [sent["data"]["seed"] for sent in connection.sent[1:-1]]
    assert seeds == list(range(5_000))
    assert connection.closed == (1000, "")


@settings(
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(messages=st.lists(st.binary(max_size=200) | st.text(max_size=50), max_size=5))
def test_no_garbage_ends_a_connection(messages):
    async def check():
        from reactor_runtime.streaming.pool import EncodePool
        from reactor_runtime.transports.viewers.panel_session import PanelSession
        from reactor_runtime.transports.viewers.services import EngineViewers
        from tests.runtime.transports.viewers.fakes import FakeGateway

        pool = EncodePool(asyncio.get_running_loop())
        session = PanelSession(
            FakeGateway(), "c", name="n", session_id="s-1", viewers=EngineViewers(pool)
        )
        server = PanelSocketServer()
        await server.start()
        server.token = server.register("s-1", session)
        server.allow_origin("s-1", ORIGIN)
        async with dial(server) as connection:
            page = Page(connection)
            for message in messages:
                await connection.send(message)
            await page.send(HELLO)
            await page.until("welcome")
            assert page.heard.count("error") == len(messages)
        await server.stop()
        pool.close()

    asyncio.run(check())

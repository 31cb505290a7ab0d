"""The panel's socket keeps RFC 6455, asked directly and through the relay.

What Autobahn's suite tries on a server that sends back what it gets is tried here on
the real one: its echo is the ``pong`` of the panel protocol.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

import pytest

from reactor_runtime.wire.panel import pack, unpack
from tests.notebook.relay.test_handler import path_of
from tests.raw_sockets import (
    BINARY,
    CLOSE,
    CONTINUATION,
    PING,
    PONG,
    TEXT,
    RawSocket,
    encode,
)
from tests.runtime.transports.viewers.conftest import HELLO

pytestmark = pytest.mark.slow

ORIGIN = "http://localhost:8888"
PROTOCOL_ERROR, INVALID_DATA, TOO_BIG = 1002, 1007, 1009


@dataclass
class Door:
    """Where a page connects, and with which headers."""

    url: str
    headers: dict[str, str]

    def open(self, **more: str) -> RawSocket:
        return RawSocket(self.url, {**self.headers, **more})


@pytest.fixture(params=["direct", "relay"])
def door(request, panels):
    if request.param == "relay":
        jupyter = request.getfixturevalue("jupyter")
        kernel_id = request.getfixturevalue("registered")
        url = jupyter.url + path_of(kernel_id)
        return Door(url, {"Authorization": f"token {jupyter.token}"})
    panels.allow_origin("s-1", ORIGIN)
    url = f"{panels.url('s-1')}?token={panels.token}"
    return Door(url, {"Origin": ORIGIN})


@pytest.fixture
async def page(door):
    """A connection that was welcomed."""
    async with door.open() as socket:
        assert socket.status == 101
        await socket.send(encode(BINARY, pack(HELLO)))
        await heard(socket, "welcome")
        yield socket


async def heard(socket, kind):
    """Read on until a message of *kind* comes; returns its header."""
    while (frame := await socket.receive()) is not None:
        assert (frame.fin, frame.reserved) == (True, 0)
        if frame.opcode == BINARY:
            header, _ = unpack(frame.payload)
            if header["type"] == kind:
                return header
    raise AssertionError(f"the connection ended before a {kind}")


def asked(name, size=0):
    """A ``ping`` of the protocol; with *size* the message has so many bytes."""
    header = {"type": "ping", "id": name}
    if not size:
        return pack(header)
    bare = len(pack({**header, "pad": ""}))
    return pack({**header, "pad": "x" * (size - bare)})


async def answers(socket):
    """Whether the connection still does what it is for."""
    await socket.send(encode(BINARY, asked("still")))
    return (await heard(socket, "pong"))["id"] == "still"


def in_pieces(message, count):
    size = -(-len(message) // count)
    parts = [message[start : start + size] for start in range(0, len(message), size)]
    last = len(parts) - 1
    return [
        encode(CONTINUATION if n else BINARY, part, fin=n == last)
        for n, part in enumerate(parts)
    ]


@pytest.mark.parametrize("size", [125, 126, 127, 128, 65_535, 65_536, 65_537])
@pytest.mark.parametrize("apart", [None, 997])
async def test_a_message_of_any_size_comes_in_one_frame(page, size, apart):
    await page.send(encode(BINARY, asked("a", size)), apart=apart)
    assert (await heard(page, "pong"))["id"] == "a"


@pytest.mark.parametrize("count", [2, 3, 200])
async def test_a_message_in_pieces_is_one_message(page, count):
    await page.send(*in_pieces(asked("pieces", 300), count))
    assert (await heard(page, "pong"))["id"] == "pieces"


async def test_empty_pieces_are_pieces(page):
    await page.send(
        encode(BINARY, b"", fin=False),
        encode(CONTINUATION, asked("empty"), fin=False),
        encode(CONTINUATION, b""),
    )
    assert (await heard(page, "pong"))["id"] == "empty"


async def test_bytes_that_come_one_by_one_are_the_same_message(page):
    await page.send(encode(PING, b"?"), encode(BINARY, asked("slow")), apart=1)
    assert (await page.receive()).payload == b"?"
    assert (await heard(page, "pong"))["id"] == "slow"


@pytest.mark.parametrize("payload", [b"", b"x", b"\x00\xff\xfe", bytes(125)])
async def test_a_ping_is_answered_by_its_own_payload(page, payload):
    await page.send(encode(PING, payload))
    pong = await page.receive()
    assert (pong.opcode, pong.payload) == (PONG, payload)


async def test_pings_are_answered_in_their_order(page):
    await page.send(*(encode(PING, b"%d" % n) for n in range(10)))
    heard = [(await page.receive()).payload for _ in range(10)]
    assert heard == [b"%d" % n for n in range(10)]


async def test_a_ping_between_pieces_is_answered_before_the_message(page):
    first, *middle, last = in_pieces(asked("pieces"), 4)
    await page.send(first, encode(PING, b"1"), *middle, encode(PING, b"2"), last)
    assert [(await page.receive()).payload for _ in range(2)] == [b"1", b"2"]
    assert (await heard(page, "pong"))["id"] == "pieces"


@pytest.mark.parametrize("payload", [b"", b"nobody asked"])
async def test_a_pong_that_nobody_asked_for_is_ignored(page, payload):
    await page.send(encode(PONG, payload))
    assert await answers(page)


async def test_a_text_is_refused_and_the_connection_stays(page):
    await page.send(encode(TEXT, "κόσμε".encode()))
    assert "text of 5 characters" in (await heard(page, "error"))["text"]
    assert await answers(page)


@pytest.mark.parametrize(
    "code", [None, 1000, 1001, 1003, 1007, 1011, 3000, 3999, 4000, 4999]
)
async def test_a_close_is_answered_by_its_own_code(page, code):
    payload = b"" if code is None else struct.pack(">H", code) + "bye κ".encode()
    await page.send(encode(CLOSE, payload))
    assert (await page.closed()).code == code


async def test_nothing_is_heard_after_a_close(page):
    await page.send(encode(CLOSE, struct.pack(">H", 1000)), encode(PING, b"late"))
    frame = await page.receive()
    assert frame.opcode == CLOSE
    assert await page.receive() is None


WRONG_FRAMES = {
    **{f"reserved {bit}": encode(BINARY, b"x", reserved=bit) for bit in (1, 2, 4, 7)},
    **{f"opcode {code}": encode(code, b"x") for code in (3, 7, 11, 15)},
    "reserved bits of a ping": encode(PING, b"", reserved=4),
    "not masked": encode(BINARY, b"x", masked=False),
    "a ping of 126 bytes": encode(PING, bytes(126)),
    "a close of 126 bytes": encode(CLOSE, struct.pack(">H", 1000) + b"x" * 124),
    "a ping in pieces": encode(PING, b"x", fin=False),
    "a piece of nothing": encode(CONTINUATION, b"x"),
    "a last piece of nothing": encode(CONTINUATION, b"x", fin=False),
    "a message within another": encode(BINARY, b"x", fin=False) + encode(BINARY, b"x"),
    "a text within another": encode(BINARY, b"x", fin=False) + encode(TEXT, b"x"),
    "a close within a message": encode(BINARY, b"x", fin=False)
    + encode(CLOSE, struct.pack(">H", 1000)),
    "a close of one byte": encode(CLOSE, b"\x03"),
    **{
        f"a close by {code}": encode(CLOSE, struct.pack(">H", code))
        for code in (0, 999, 1004, 1005, 1006, 1015, 1016, 2000, 2999, 5000, 65_535)
    },
}  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG_FRAMES)
async def test_what_the_protocol_forbids_ends_the_connection(page, wrong):
    await page.send(WRONG_FRAMES[wrong])
    assert (await page.closed()).code == PROTOCOL_ERROR


@pytest.mark.parametrize(
    "text", [b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xce"]
)
async def test_a_text_that_is_no_utf_8_ends_the_connection(page, text):
    await page.send(encode(TEXT, b"before " + text))
    assert (await page.closed()).code == INVALID_DATA


async def test_a_reason_that_is_no_utf_8_ends_the_connection(page):
    await page.send(encode(CLOSE, struct.pack(">H", 1000) + b"\xff"))
    assert (await page.closed()).code == INVALID_DATA


@pytest.mark.parametrize("size", [8 * 2**20 + 1, 2**40, 2**63 - 1])
async def test_a_frame_that_is_announced_too_large_ends_the_connection(page, size):
    await page.send(encode(BINARY, b"", length=size))
    assert (await page.closed()).code == TOO_BIG


async def test_pieces_that_are_too_large_together_end_the_connection(page):
    piece = bytes(2**20)
    unmasked = encode(BINARY, b"", fin=False, length=len(piece))[:-4] + bytes(4)
    more = encode(CONTINUATION, b"", fin=False, length=len(piece))[:-4] + bytes(4)
    await page.send(unmasked, piece, *[more, piece] * 8)
    assert (await page.closed()).code == TOO_BIG


async def test_compression_is_not_agreed_on(door):
    offer = "permessage-deflate; client_max_window_bits"
    async with door.open(**{"Sec-WebSocket-Extensions": offer}) as socket:
        assert socket.status == 101
        assert "sec-websocket-extensions" not in socket.headers.lower()
        await socket.send(encode(BINARY, pack(HELLO)))
        await heard(socket, "welcome")
        await socket.send(encode(BINARY, b"\xaa", reserved=4))
        assert (await socket.closed()).code == PROTOCOL_ERROR


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://\xff"},
        {"X-Reactor-Relay": "\xff"},
        {"X-Reactor-Relay": "0" * 64, "Sec-WebSocket-Key": "\xff"},
    ],
)
async def test_a_header_that_is_no_ascii_is_refused_as_any_other(panels, headers):
    panels.allow_origin("s-1", ORIGIN)
    async with RawSocket(panels.url("s-1") + "?token=x", headers) as socket:
        assert socket.status == 403


@pytest.mark.parametrize("path", ["/", "//[x", "/panel/%FF", "/panel/s-1?token=%FF"])
async def test_an_odd_address_is_refused_as_any_other(panels, path):
    url = panels.url("s-1").removesuffix("/panel/s-1") + path
    for headers in ({"Origin": ORIGIN}, {"X-Reactor-Relay": "0" * 64}):
        async with RawSocket(url, headers) as socket:
            assert socket.status == 403

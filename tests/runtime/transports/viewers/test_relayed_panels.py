"""A relay that knows the secret brings pages in; nobody else gets anything by it."""

import base64

import pytest
from websockets.exceptions import InvalidStatus

from reactor_runtime.transports.viewers.websocket import PanelSocketServer
from reactor_runtime.wire.panel import pack, unpack
from reactor_runtime.wire.relay import (
    KERNEL_HEADER,
    RELAY_HEADER,
    kernel_proof,
    relay_proof,
)
from tests.runtime.transports.viewers.conftest import HELLO
from tests.sockets import connect

SECRET = "5" * 64
KEY = base64.b64encode(b"0123456789abcdef").decode()


@pytest.fixture
async def server(session):
    server = PanelSocketServer(relay_secret=SECRET)
    await server.start()
    server.token = server.register("s-1", session)
    yield server
    await server.stop()


@pytest.fixture
def dial(server, monkeypatch):
    """Connect as a relay does, with a key that the test knows."""
    monkeypatch.setattr("websockets.client.generate_key", lambda: KEY)

    def open_socket(proof, path="/panel/s-1", **headers):
        return connect(
            f"ws://127.0.0.1:{server.port}{path}",
            additional_headers={RELAY_HEADER: proof, **headers},
        )

    return open_socket


async def test_a_relay_brings_a_page_in_without_token_and_origin(dial):
    proof = relay_proof(SECRET, KEY, "/panel/s-1")
    async with dial(proof) as connection:
        shown = connection.response.headers[KERNEL_HEADER]
        assert shown == kernel_proof(SECRET, KEY, "/panel/s-1")
        await connection.send(pack(HELLO))
        welcome, _ = unpack(await connection.recv())
    assert welcome["link"] == {"rung": "relay"}


@pytest.mark.parametrize(
    "proof",
    [
        "",
        "0" * 64,
        SECRET,
        relay_proof("6" * 64, KEY, "/panel/s-1"),
        relay_proof(SECRET, "another key", "/panel/s-1"),
        relay_proof(SECRET, KEY, "/panel/s-2"),
        kernel_proof(SECRET, KEY, "/panel/s-1"),
    ],
)
async def test_a_wrong_proof_is_refused_and_answered_with_none(dial, proof):
    with pytest.raises(InvalidStatus) as caught:
        await dial(proof)
    assert caught.value.response.status_code == 403
    assert KERNEL_HEADER not in caught.value.response.headers


async def test_a_relay_hears_from_the_right_socket_that_a_session_is_gone(dial):
    with pytest.raises(InvalidStatus) as caught:
        await dial(relay_proof(SECRET, KEY, "/panel/gone"), "/panel/gone")
    response = caught.value.response
    assert response.headers[KERNEL_HEADER] == kernel_proof(SECRET, KEY, "/panel/gone")
    assert b"load the model again" in response.body


async def test_without_a_secret_no_relay_is_taken(session, dial, server):
    closed = PanelSocketServer()
    await closed.start()
    closed.register("s-1", session)
    try:
        with pytest.raises(InvalidStatus):
            await connect(
                f"ws://127.0.0.1:{closed.port}/panel/s-1",
                additional_headers={RELAY_HEADER: relay_proof("", KEY, "/panel/s-1")},
            )
    finally:
        await closed.stop()


@pytest.mark.parametrize(("field", "rung"), [("token", "direct"), ("key", "proxy")])
async def test_a_page_is_told_by_which_way_it_came(server, field, rung):
    server.allow_origin("s-1", "http://localhost:8888")
    url = f"{server.url('s-1')}?{field}={server.token}"
    async with connect(url, origin="http://localhost:8888") as connection:
        await connection.send(pack(HELLO))
        welcome, _ = unpack(await connection.recv())
    assert welcome["link"] == {"rung": rung}


async def test_a_page_through_the_proxy_still_needs_its_origin(server):
    with pytest.raises(InvalidStatus):
        await connect(
            f"{server.url('s-1')}?key={server.token}",
            origin="https://evil.example",
        )

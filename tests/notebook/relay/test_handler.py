"""A real Jupyter Server relays its own kernels' panels, and nothing else."""

import asyncio
import contextlib
import http.cookiejar
import json
import urllib.error
import urllib.request
import uuid

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from reactor_notebook.relay.registration import (
    Registration,
    registration_path,
    write_registration,
)
from reactor_runtime.wire.panel import pack, unpack
from tests.notebook.relay.authorizers import READER
from tests.runtime.transports.viewers.conftest import HELLO
from tests.runtime.transports.viewers.fakes import frame
from tests.sockets import connect


def path_of(kernel_id, session_id="s-1"):
    return f"reactor/relay/{kernel_id}/{session_id}"


def dial(jupyter, kernel_id, *, headers=None, origin=None, session_id="s-1"):
    if headers is None:
        headers = {"Authorization": f"token {jupyter.token}"}
    return connect(
        jupyter.url.replace("http", "ws", 1) + path_of(kernel_id, session_id),
        additional_headers=headers,
        origin=origin,
    )


async def ask(jupyter, kernel_id, **headers):
    """Ask for a document where the page failed to get a WebSocket."""
    request = urllib.request.Request(
        jupyter.url + path_of(kernel_id),
        headers=headers or {"Authorization": f"token {jupyter.token}"},
    )

    def fetch():
        try:
            with urllib.request.urlopen(request, timeout=20) as response:
                return response.status, json.load(response)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)

    return await asyncio.to_thread(fetch)


def login_cookie(jupyter):
    """Log in as a browser does that was given the address with the token."""
    jar = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    with opener.open(f"{jupyter.url}api/me?token={jupyter.token}", timeout=20):
        pass
    return {"Cookie": "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)}


async def refusal(jupyter, kernel_id, **options):
    """The status with which the server refuses a WebSocket."""
    with pytest.raises(InvalidStatus) as caught:
        await dial(jupyter, kernel_id, **options)
    return caught.value.response.status_code


async def hear(connection, kind):
    async with asyncio.timeout(10):
        while True:
            header, buffers = unpack(await connection.recv())
            if header["type"] == kind:
                return header, buffers


async def test_a_panel_is_relayed_both_ways(jupyter, registered, panels):
    async with dial(jupyter, registered) as connection:
        await connection.send(pack(HELLO))
        welcome, _ = await hear(connection, "welcome")
        assert welcome["link"] == {"rung": "relay"}
        for sequence in range(1, 20):
            panels.session.show(frame(sequence, size=(480, 640)))
            header, (payload,) = await hear(connection, "frame")
            assert header["sequence"] == sequence
            assert bytes(payload[:2]) == b"\xff\xd8"
            ack = {"type": "ack", "track": "main", "sequence": sequence}
            await connection.send(pack(ack))


async def test_pings_and_large_messages_pass_through(jupyter, registered):
    async with dial(jupyter, registered) as connection:
        await connection.send(pack(HELLO))
        await hear(connection, "welcome")
        async with asyncio.timeout(10):
            await (await connection.ping())
        await connection.send(bytes(3 * 2**20))
        error, _ = await hear(connection, "error")
        assert str(3 * 2**20) in error["text"]


async def test_a_page_is_told_what_a_link_would_become(jupyter, registered):
    assert await ask(jupyter, registered) == (200, {"ok": True})


async def test_both_ends_hear_when_the_other_leaves(jupyter, registered, panels):
    gone = asyncio.Event()
    panels.session.add_observer(
        lambda kind, count: kind == "viewers" and count == 0 and gone.set()
    )
    async with dial(jupyter, registered) as connection:
        await connection.send(pack(HELLO))
        await hear(connection, "welcome")
        gone.clear()
    async with asyncio.timeout(10):
        await gone.wait()
    async with dial(jupyter, registered) as connection:
        await connection.send(pack(HELLO))
        await hear(connection, "welcome")
        panels.session.close("stopped")
        await hear(connection, "bye")
        panels.unregister("s-1")
        with pytest.raises(ConnectionClosed):
            await hear(connection, "never")


@pytest.mark.parametrize(
    "headers", [{"X-Nothing": "1"}, {"Authorization": "token wrong"}]
)
async def test_nobody_gets_in_without_a_login(jupyter, registered, panels, headers):
    assert await refusal(jupyter, registered, headers=headers) == 403
    status, answer = await ask(jupyter, registered, **headers)
    assert status == 403
    assert "log in again" in answer["reason"]
    assert panels.session.visible_viewers == 0


async def test_a_page_with_a_login_needs_the_server_s_own_origin(jupyter, registered):
    cookie = await asyncio.to_thread(login_cookie, jupyter)
    own = "/".join(jupyter.url.split("/")[:3])
    async with dial(jupyter, registered, headers=cookie, origin=own) as connection:
        await connection.send(pack(HELLO))
        await hear(connection, "welcome")
    for origin in ("https://evil.example", "null", own + "1"):
        status = await refusal(jupyter, registered, headers=cookie, origin=origin)
        assert status == 403
    status, answer = await ask(
        jupyter, registered, **cookie, Origin="https://e.example"
    )
    assert status == 403
    assert "https://e.example" in answer["reason"]


async def test_who_may_not_use_kernels_may_not_use_the_relay(jupyter, registered):
    reader = {"Authorization": f"token {jupyter.token}", READER: "1"}
    assert await refusal(jupyter, registered, headers=reader) == 403
    _, answer = await ask(jupyter, registered, **reader)
    assert answer["reason"] == "this Jupyter Server does not let you use its kernels"


@pytest.mark.parametrize(
    "kernel_id", ["nope", str(uuid.UUID(int=7, version=4)), "a.b", "..."]
)
async def test_only_kernels_of_this_server_are_reached(
    jupyter, panels, monkeypatch, kernel_id
):
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(jupyter.runtime))
    if kernel_id != "...":
        write_registration(kernel_id, panels.registration)
    assert await refusal(jupyter, kernel_id) == 404
    if kernel_id == "...":
        return
    status, answer = await ask(jupyter, kernel_id)
    assert status == 404
    assert answer["reason"] == f"this Jupyter Server runs no kernel {kernel_id}"
    registration_path(kernel_id).unlink()


@pytest.mark.parametrize("path", ["../s", "%2e%2e/s-1", "a%2Fb", "a%0d%0aX-Y:%20z"])
async def test_a_path_that_leads_elsewhere_leads_nowhere(jupyter, registered, path):
    status = await refusal(jupyter, registered, session_id=path)
    assert status == 404


async def test_a_kernel_without_a_model_has_nothing_to_relay(jupyter, kernel_id):
    assert await refusal(jupyter, kernel_id) == 503
    _, answer = await ask(jupyter, kernel_id)
    assert "load a model in it" in answer["reason"]


async def test_a_wrong_secret_is_refused(jupyter, registered, panels):
    write_registration(registered, Registration.new(panels.port))
    assert await refusal(jupyter, registered) == 502
    _, answer = await ask(jupyter, registered)
    assert "not the kernel's panel socket" in answer["reason"]
    assert panels.session.visible_viewers == 0


async def test_an_arbitrary_local_port_hears_nothing_of_the_page(jupyter, registered):
    heard = bytearray()
    served = []

    async def serve(reader, writer):
        served.append(asyncio.current_task())
        with contextlib.suppress(ConnectionError):
            writer.write(b"HTTP/1.1 101 Switching Protocols\r\n\r\n")
            heard.extend(await reader.read())
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as stranger:
        port = stranger.sockets[0].getsockname()[1]
        registration = Registration.new(port)
        write_registration(registered, registration)
        assert await refusal(jupyter, registered) == 502
        await asyncio.gather(*served)
    assert heard.startswith(b"GET /panel/s-1 HTTP/1.1\r\n")
    assert heard.endswith(b"\r\n\r\n")
    for secret in (registration.secret, jupyter.token):
        assert secret.encode() not in heard


async def test_what_a_killed_kernel_left_behind_is_only_a_reason(
    jupyter, registered, unused_tcp_port
):
    write_registration(registered, Registration.new(unused_tcp_port))
    assert await refusal(jupyter, registered) == 502
    _, answer = await ask(jupyter, registered)
    assert "load the model again" in answer["reason"]


async def test_a_session_that_has_ended_is_named(jupyter, registered, panels):
    panels.unregister("s-1")
    assert await refusal(jupyter, registered) == 502
    _, answer = await ask(jupyter, registered)
    assert "shows no such session any more" in answer["reason"]

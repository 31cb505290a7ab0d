"""Panels of a session: over the comm, over the socket, many, hidden and forged."""

import asyncio
import json

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from reactor_runtime.wire.panel import pack, unpack
from tests.notebook.conftest import until
from tests.notebook.shells import MODELS

ORIGIN = "http://localhost:8888"
HELLO = {"type": "hello", "version": 1, "codecs": ["jpeg"]}


@pytest.fixture
async def loaded(notebook):
    await notebook.run(MODELS)
    await notebook.run("h = %reactor_load Ball", "c1")
    return notebook, notebook.shell.user_ns["h"], notebook.widgets[0]


def say(comm, view, header, buffers=()):
    comm.receive({"type": "panel", "view": view, "header": header}, buffers)


def hello(comm, view="v1"):
    say(comm, view, {**HELLO, "view": view})


def headers(comm, view, kind):
    found = [c for c in comm.posted if c["type"] == "panel" and c["view"] == view]
    return [c["header"] for c in found if c["header"]["type"] == kind]


def newest(comm, kind):
    """The newest message of *kind* to the first view, ``{}`` before the first."""
    found = headers(comm, "v1", kind)
    return found[-1] if found else {}


async def welcomed(comm, view="v1"):
    hello(comm, view)
    await until(lambda: headers(comm, view, "welcome"))
    return headers(comm, view, "welcome")[-1]


def encodes(handle):
    return handle._session._io.pool.encodes


async def test_the_saved_state_of_the_widget_is_small(loaded):
    _, _, comm = loaded
    assert len(json.dumps(comm.opened_with)) < 6_000


async def test_a_page_that_asks_gets_the_panel_s_code(loaded):
    _, _, comm = loaded
    comm.receive({"type": "bundle", "hash": "x"})
    reply = comm.posted[-1]
    assert reply["hash"] == comm.opened_with["state"]["bundle"]
    assert "mountPanel" in reply["code"]


async def test_a_panel_is_welcomed_and_gets_frames(loaded):
    _, _, comm = loaded
    welcome = await welcomed(comm)
    assert welcome["session"]["name"] == "Ball"
    assert welcome["state"]["brightness"] == 1.0
    assert welcome["link"] == {"rung": "comm"}
    await until(lambda: headers(comm, "v1", "frame"))
    frames = [b for d, b in comm.sent if d["content"].get("header", {}).get("track")]
    assert bytes(frames[0][0][:2]) == b"\xff\xd8"


async def test_a_command_of_a_panel_moves_the_state(loaded):
    _, handle, comm = loaded
    await welcomed(comm)
    data = {"brightness": 0.5}
    command = {"type": "command", "name": "set_brightness", "data": data, "id": "1"}
    say(comm, "v1", {**command, "frame": 1, "uploads": {}})
    await until(lambda: headers(comm, "v1", "answer"))
    assert headers(comm, "v1", "answer")[0]["ok"]
    assert handle.state.brightness == 0.5


async def test_a_value_out_of_range_is_refused_with_its_reason(loaded):
    _, handle, comm = loaded
    await welcomed(comm)
    data = {"brightness": 99}
    command = {"type": "command", "name": "set_brightness", "data": data, "id": "1"}
    say(comm, "v1", {**command, "frame": None, "uploads": {}})
    await until(lambda: headers(comm, "v1", "rejected"))
    assert "<= 2" in headers(comm, "v1", "rejected")[0]["text"]
    assert handle.state.brightness == 1.0


@pytest.mark.parametrize(
    "content",
    [
        None,
        "text",
        {},
        {"type": "panel"},
        {"type": "panel", "view": 3},
        {"type": "panel", "view": "v1"},
        {"type": "panel", "view": "v1", "header": []},
        {"type": "announce", "view": "v1", "origin": 5},
        {"type": "nonsense", "view": "v1"},
        {"type": "panel", "view": "v2", "header": {"type": "command"}},
    ],
)
async def test_a_forged_message_is_answered_and_changes_nothing(loaded, content):
    _, handle, comm = loaded
    before = len(comm.posted)
    comm.receive(content)
    await until(lambda: len(comm.posted) > before)
    assert comm.posted[-1]["header"]["type"] == "error"
    assert handle.status == "running"
    assert await handle.send("set_brightness", brightness=0.5) is None


async def test_every_display_is_a_viewer_of_one_client(loaded):
    _, handle, comm = loaded
    await welcomed(comm, "v1")
    await handle.send("set_brightness", brightness=0.5)
    second = await welcomed(comm, "v2")
    assert second["state"]["brightness"] == 0.5
    joined = [e for e in handle.log if e.kind == "client_joined"]
    assert len(joined) == 1


async def test_nothing_is_encoded_while_nobody_looks(loaded):
    _, handle, comm = loaded
    step = handle._session.run.engine.step_index
    await until(lambda: handle._session.run.engine.step_index > step + 5)
    assert encodes(handle) == 0
    await welcomed(comm)
    await until(lambda: encodes(handle) > 2)
    comm.receive({"type": "close", "view": "v1"})
    await until(lambda: handle._session.run.panel.visible_viewers == 0)
    before, step = encodes(handle), handle._session.run.engine.step_index
    await until(lambda: handle._session.run.engine.step_index > step + 5)
    assert encodes(handle) == before
    assert handle.status == "running"


async def test_views_are_bounded(loaded):
    _, handle, comm = loaded
    for number in range(80):
        hello(comm, f"v{number}")
    await until(lambda: headers(comm, "v79", "welcome"))
    assert handle._session.run.panel.visible_viewers <= 64


async def offered(comm, view="v1"):
    comm.receive({"type": "announce", "view": view, "origin": ORIGIN})

    def offers():
        return [c for c in comm.posted if c["type"] == "offer" and c["view"] == view]

    await until(offers)
    return offers()[-1]


async def test_a_page_is_offered_a_socket_that_carries_the_panel(loaded):
    _, handle, comm = loaded
    offer = await offered(comm)
    *_, link = offer["links"]
    assert link["rung"] == "direct"
    async with connect(f"{link['url']}?token={link['token']}", origin=ORIGIN) as socket:
        await socket.send(pack({**HELLO, "view": "v1"}, []))
        header, _ = unpack(await socket.recv())
        assert (header["type"], header["link"]) == ("welcome", {"rung": "direct"})
        command = {"type": "command", "name": "set_brightness", "id": "1"}
        data = {"data": {"brightness": 0.25}, "frame": None, "uploads": {}}
        await socket.send(pack({**command, **data}, []))
        while header["type"] != "answer":
            header, _ = unpack(await socket.recv())
    assert handle.state.brightness == 0.25


@pytest.mark.parametrize("wrong", ["token", "origin"])
async def test_a_wrong_token_or_origin_is_refused(loaded, wrong):
    _, _, comm = loaded
    *_, link = (await offered(comm))["links"]
    token = "guess" if wrong == "token" else link["token"]
    origin = "http://evil.example" if wrong == "origin" else ORIGIN
    with pytest.raises(InvalidStatus) as refused:
        await connect(f"{link['url']}?token={token}", origin=origin)
    assert refused.value.response.status_code == 403


async def test_a_page_that_announces_early_is_offered_the_socket_later(notebook):
    await notebook.run(MODELS)
    await notebook.run(
        "gate = asyncio.Event()\n"
        "class Late(Ball):\n"
        "    async def load(self, config):\n"
        "        await gate.wait()\n"
    )
    cell = asyncio.ensure_future(notebook.run("h = %reactor_load Late", "c1"))
    await until(lambda: notebook.widgets)
    comm = notebook.widgets[0]
    comm.receive({"type": "announce", "view": "v1", "origin": ORIGIN})
    hello(comm, "v1")
    notebook.shell.user_ns["gate"].set()
    await cell
    await until(lambda: headers(comm, "v1", "welcome"))
    assert [c for c in comm.posted if c["type"] == "offer"]


async def test_a_reload_welcomes_the_same_panels_again(loaded):
    notebook, handle, comm = loaded
    await welcomed(comm)
    await notebook.run(MODELS.replace('label: str = "ball"', 'label: str = "new"'))
    await handle.reload()
    await until(lambda: len(headers(comm, "v1", "welcome")) == 2)
    await until(lambda: newest(comm, "state").get("values", {}).get("label") == "new")
    assert not headers(comm, "v1", "bye")


async def test_leaving_and_coming_back_keeps_the_panels(loaded):
    _, handle, comm = loaded
    await welcomed(comm)
    await handle.disconnect()
    await until(lambda: newest(comm, "status").get("status") == "ready")
    await handle.connect()
    await until(lambda: newest(comm, "status").get("status") == "running")
    count = len(headers(comm, "v1", "frame"))
    await until(lambda: len(headers(comm, "v1", "frame")) > count)


async def test_an_idle_model_is_paused_until_somebody_looks(notebook):
    await notebook.run(MODELS)
    await notebook.run("h = %reactor_load Ball --idle-stop 0.2", "c1")
    handle = notebook.shell.user_ns["h"]
    await until(lambda: handle.status == "paused")
    await welcomed(notebook.widgets[0])
    await until(lambda: handle.status == "running")


async def test_the_static_output_follows_pause_and_stop(loaded):
    notebook, handle, _ = loaded
    assert notebook.text.startswith("Reactor: Ball · last seen running")
    assert notebook.picture
    await handle.pause()
    await until(lambda: notebook.text.startswith("Reactor: Ball · last seen paused"))
    await handle.stop()
    assert notebook.text.startswith("Reactor: Ball · stopped")
    assert notebook.picture


async def test_a_long_load_shows_its_progress(notebook):
    await notebook.run(MODELS)
    await notebook.run(
        "class Late(Ball):\n"
        "    async def load(self, config):\n"
        "        await asyncio.sleep(1.2)\n"
    )
    await notebook.run("h = %reactor_load Late", "c1")
    texts = [d["text/plain"] for d, k, _ in notebook.published if k and "-text-" in k]
    assert any("loading Late … 1 s" in text for text in texts)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ({"type": "panel", "view": "v" * 201, "header": HELLO}, "string 'view'"),
        ({"type": "announce", "view": "v", "origin": "o" * 2001}, "string 'origin'"),
        (
            {"type": "panel", "view": "v", "header": {**HELLO, "more": "x" * 70_000}},
            "hello over 65536 bytes",
        ),
    ],
)
async def test_what_a_page_says_over_the_comm_has_a_bound(loaded, content, reason):
    _, _, comm = loaded
    comm.receive(content)
    await until(lambda: any(reason in e["text"] for e in comm.headers("error")))


async def test_a_message_over_two_mib_is_refused_on_the_comm_too(loaded):
    _, _, comm = loaded
    await welcomed(comm)
    upload = {"type": "upload", "id": "u", "event": "chunk", "offset": 0}
    say(comm, "v1", upload, [bytes(2**20), bytes(2**20 + 1)])
    await until(lambda: newest(comm, "error"))
    assert "has 2097153 bytes, at most 2097152" in newest(comm, "error")["text"]

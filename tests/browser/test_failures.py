"""What goes wrong is told where the person looks, and the session goes on."""

from __future__ import annotations

import contextlib
import json
import re
import struct
from urllib.parse import urlsplit

import psutil
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from tests.browser.kernel import kernel_client
from tests.browser.panel_page import PanelPage
from tests.browser.steered_area import LEVEL, grey, load_cell

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

LIST_WIDGETS = """from ipywidgets.widgets import widget
print("\\n".join(widget._instances))"""
IS_OVER = """() => {
  const panel = document.querySelector('[data-testid=reactor-panel]').shadowRoot;
  const { status } = panel.querySelector('.panel').dataset;
  return status === 'ended' || status === 'lost';
}"""
HELLO = {"type": "hello", "version": 1, "codecs": ["jpeg"], "view": "forged"}


async def block_relay(page):
    """Let the panel of *page* find the kernel's own socket only."""
    await page.route_web_socket(re.compile("/reactor/relay/"), lambda ws: ws.close())


async def open_steered(tabs):
    """Load the steered model; return its notebook, its panel and its sockets' URLs."""
    notebook = await tabs.new([load_cell()], before=block_relay)
    urls: list[str] = []
    notebook.page.on("websocket", lambda socket: urls.append(socket.url))
    await notebook.run(0)
    panel = PanelPage(notebook.page)
    await panel.wait_for_text("link", "direct")
    return notebook, panel, urls


def packed(header: dict[str, object], *buffers: bytes) -> bytes:
    """A panel message as it stands on a socket."""
    sizes = [len(buffer) for buffer in buffers]
    encoded = json.dumps({**header, "buffers": sizes}).encode()
    return struct.pack(">I", len(encoded)) + encoded + b"".join(buffers)


FORGED = (
    {"type": "command", "name": "set_level", "data": {"level": 99}, "id": "forged-1"},
    {"type": "command", "name": "__init__", "data": {}, "id": "forged-2"},
    {"type": "command", "name": ["set_level"], "data": "level", "id": 3},
    {"type": "no such type"},
    {"type": "ack", "track": "nowhere", "sequence": -1},
)


async def test_a_failing_load_shows_its_traceback_in_the_cell(tabs):
    notebook = await tabs.new(
        ["%load_ext reactor_notebook", "%reactor_load steered.py:Broken", "print('on')"]
    )
    await notebook.run(0)
    with pytest.raises(AssertionError, match=r"no weights at /models/missing\.pt"):
        await notebook.run(1)
    text = await notebook.wait(1)
    assert "steered.py" in text
    assert "raise FileNotFoundError" in text
    assert "on" in await notebook.run(2)


async def test_a_load_that_fails_beside_load_ext_shows_its_traceback_too(tabs):
    notebook = await tabs.new(
        ["%load_ext reactor_notebook\n%reactor_load steered.py:Broken"]
    )
    await notebook.start(0)
    await notebook.page.get_by_text("no weights at /models/missing.pt").first.wait_for()


async def test_forged_comm_messages_change_nothing(tabs):
    notebook, panel, _ = await open_steered(tabs)
    widgets = await notebook.run_source(LIST_WIDGETS)
    assert widgets.split()
    async with kernel_client(tabs.lab, await notebook.kernel_id()) as kernel:
        for comm_id in widgets.split():
            for header in FORGED:
                content = {"type": "panel", "view": "forged", "header": header}
                kernel.send_comm(comm_id, {"method": "custom", "content": content})
            for content in ({"type": "panel"}, {"type": 7}, {}, {"type": "bundle"}):
                kernel.send_comm(comm_id, {"method": "custom", "content": content})
            kernel.send_comm(comm_id, {"method": "update", "state": {"_esm": "evil"}})
        await kernel.run("pass")
    await panel.drawn(5)
    await panel.wait_for_mean(LEVEL, grey(0.25))
    assert "0.25" in await notebook.run_source("print(_1.state.level)")


async def test_forged_sockets_are_refused_and_forged_messages_change_nothing(tabs):
    notebook, panel, urls = await open_steered(tabs)
    port = (await link_url(urls)).port
    address = urlsplit(next(url for url in urls if f":{port}/" in url))
    origin = tabs.lab.url.rstrip("/")
    bare = f"ws://127.0.0.1:{port}{address.path}"
    good = f"{bare}?{address.query}"
    for url, from_origin in (
        (bare, origin),
        (f"{bare}?token=wrong", origin),
        (good, "http://evil.example"),
        (good, None),
    ):
        with pytest.raises(InvalidStatus, match="403"):
            await connect(url, origin=from_origin)
    async with connect(good, origin=origin) as socket:
        await socket.send(packed(HELLO))
        for header in FORGED:
            await socket.send(packed(header))
        await wait_for_type(socket, "rejected")
    for garbage in (b"", b"\xff" * 40, "text", packed({"type": "command"})):
        async with connect(good, origin=origin) as socket:
            with contextlib.suppress(Exception):
                await socket.send(garbage)
    await panel.drawn(5)
    await panel.wait_for_mean(LEVEL, grey(0.25))
    assert "0.25" in await notebook.run_source("print(_1.state.level)")


async def test_a_kernel_restart_leaves_no_socket_and_no_process(tabs):
    notebook, panel, urls = await open_steered(tabs)
    await panel.drawn()
    port = (await link_url(urls)).port
    pid = int(await notebook.run_source("import os; print(os.getpid())"))
    children = psutil.Process(pid).children(recursive=True)
    await notebook.restart_kernel()
    _gone, alive = psutil.wait_procs([*children, *processes(pid)], timeout=10)
    assert not alive
    with pytest.raises(OSError, match="Connect"):
        await connect(f"ws://127.0.0.1:{port}/")
    await notebook.run(0)
    await panel.drawn()


async def test_after_a_kernel_restart_panel_still_and_controls_agree(tabs):
    notebook = await tabs.new([load_cell()])
    await notebook.run(0)
    panel = PanelPage(notebook.page)
    await panel.drawn()
    await notebook.restart_kernel()
    await notebook.page.wait_for_function(IS_OVER)
    assert await panel.text("status") in ("Ended", "No kernel")
    assert await panel.text("fps") == ""
    assert await panel.control("level").locator("input").first.is_disabled()
    for name in ("pause", "step", "reset"):
        assert await panel.tool(name).is_disabled()
    still = notebook.page.locator(".jp-OutputArea-output", has_text="Reactor: Steered")
    text = await still.inner_text()
    assert "last seen running" in text, text
    await notebook.run(0)
    await panel.drawn()
    assert await panel.text("status") == "Running"
    assert await panel.control("level").locator("input").first.is_enabled()


def processes(pid):
    """The process *pid*, if it still runs."""
    with contextlib.suppress(psutil.NoSuchProcess):
        yield psutil.Process(pid)


async def link_url(urls):
    """The address of the panel's own socket among *urls*."""
    return urlsplit(next(url for url in reversed(urls) if "/api/kernels/" not in url))


async def wait_for_type(socket, wanted):
    """Read messages of *socket* until one of type *wanted* has come."""
    async for message in socket:
        (length,) = struct.unpack_from(">I", message)
        if json.loads(message[4 : 4 + length])["type"] == wanted:
            return

"""Which link carries a panel, and what happens when it is cut."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from tests.browser.conftest import serving
from tests.browser.panel_page import PanelPage
from tests.browser.steered_area import LEVEL, grey, load_cell
from tests.browser.tabs import open_tabs

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Page, WebSocketRoute

    from tests.browser.lab import LabServer

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SOCKETS = re.compile(r"/reactor/relay/|/panel/")
NO_EXTENSION = (
    "relay: this Jupyter Server has no reactor extension; install reactor-notebook in "
    "the environment that runs Jupyter Server"
)


class Wire:
    """The panels' sockets of one tab, in a test's hand: the relay's or none at all.

    The other sockets stay blocked, or one of them could win while the relay returns.
    """

    def __init__(self) -> None:
        self.is_cut = False
        self.opened: list[str] = []
        self._live: list[WebSocketRoute] = []

    async def take(self, page: Page) -> None:
        """Let every panel socket of *page* pass through this object."""
        await page.route_web_socket(SOCKETS, self._route)

    async def cut(self) -> None:
        """End every socket and let none come up."""
        self.is_cut = True
        live, self._live = self._live, []
        for route in live:
            await route.close(code=1011, reason="cut by the test")

    def restore(self) -> None:
        """Let the relay's sockets come up again."""
        self.is_cut = False

    async def _route(self, route: WebSocketRoute) -> None:
        self.opened.append(route.url)
        if self.is_cut or "/reactor/relay/" not in route.url:
            await route.close(code=1011, reason="cut by the test")
            return
        route.connect_to_server()
        self._live.append(route)


async def open_steered(tabs, wire=None, flags="", **options) -> PanelPage:
    """Load the steered model in a new tab and wait for its first frame."""
    take = None if wire is None else wire.take
    notebook = await tabs.new([load_cell(flags)], before=take, **options)
    await notebook.run(0)
    panel = PanelPage(notebook.page)
    await panel.drawn()
    return panel


async def reasons(panel: PanelPage) -> list[str]:
    """What the panel says about the links that it does not use."""
    title = await panel.root.get_by_test_id("reactor-link").get_attribute("title")
    return (title or "").split("\n")[1:]


async def steer(panel: PanelPage, level: float) -> None:
    """Move the level and wait until the picture follows."""
    await panel.type_number("level", str(level))
    await panel.wait_for_mean(LEVEL, grey(level))


async def test_with_the_extension_the_relay_is_used(tabs):
    panel = await open_steered(tabs)
    await panel.wait_for_text("link", "relay")
    assert await reasons(panel) == []
    await steer(panel, 0.7)


async def test_a_cut_relay_is_left_for_the_comm_and_found_again(tabs):
    wire = Wire()
    panel = await open_steered(tabs, wire)
    await panel.wait_for_text("link", "relay")
    await steer(panel, 0.7)
    await wire.cut()
    await panel.wait_for_text("link", "comm")
    assert any("relay: " in reason for reason in await reasons(panel))
    await panel.drawn(3)
    await steer(panel, 0.4)
    tried = len(wire.opened)
    wire.restore()
    await panel.wait_for_text("link", "relay")
    assert len(wire.opened) > tried
    await panel.drawn(3)
    await steer(panel, 0.9)


async def test_with_every_socket_blocked_the_comm_carries_the_panel(tabs):
    wire = Wire()
    await wire.cut()
    panel = await open_steered(tabs, wire)
    await panel.wait_for_text("link", "comm")
    rungs = [reason.split(":")[0] for reason in await reasons(panel)]
    assert rungs == ["relay", "proxy", "direct"]
    assert "/reactor/relay/" in wire.opened[0]
    await steer(panel, 0.7)


async def test_two_browsers_share_one_session(tabs, browser, lab):
    first = await open_steered(tabs)
    await steer(first, 0.7)
    notebook = tabs.notebooks[0]
    await notebook.save()
    async with open_tabs(lab, browser, "second_browser") as others:
        second = PanelPage((await others.open(notebook.path)).page)
        await second.wait_for_text("link", "relay")
        await second.wait_for_mean(LEVEL, grey(0.7))
        await steer(second, 0.4)
        await first.wait_for_mean(LEVEL, grey(0.4))
        await first.wait_for_text("link", "relay")


# What this page sends on its panels' sockets leaves one message after the other, late.
SLOW_PAGE = """(() => {
  const {send} = WebSocket.prototype;
  let last = Promise.resolve();
  WebSocket.prototype.send = function (data) {
    if (!/\\/reactor\\/relay\\/|\\/panel\\//.test(this.url)) {
      send.call(this, data);
      return;
    }
    last = last.then(() => new Promise(done => setTimeout(done, 250))).then(() => {
      if (this.readyState === WebSocket.OPEN) send.call(this, data);
    });
  };
})()"""
COUNT_DRAWN = """canvas => {
  canvas.drawnCount = 0;
  canvas.addEventListener('reactor:drawn', () => { canvas.drawnCount += 1; });
}"""


@pytest.mark.parametrize("codec", ["jpeg", "h264"])
async def test_a_slow_viewer_costs_a_fast_one_nothing(tabs, browser, lab, codec):
    fast = await open_steered(tabs, flags=f"--codec {codec}")
    notebook = tabs.notebooks[0]
    await notebook.save()

    async def slow_down(page: Page) -> None:
        await page.add_init_script(script=SLOW_PAGE)

    async with open_tabs(lab, browser, f"slow_viewer_{codec}") as others:
        opened = await others.open(notebook.path, before=slow_down)
        slow = PanelPage(opened.page)
        await slow.drawn(3)
        await slow.canvas.evaluate(COUNT_DRAWN)
        headers = await fast.drawn(60)
        slowly = await slow.canvas.evaluate("canvas => canvas.drawnCount")
    made = headers[-1]["sequence"] - headers[0]["sequence"] + 1
    assert {header["codec"] for header in headers} == {codec}
    assert 0 < slowly < 30, "the slow page was not slow"
    assert made <= 75, f"the fast page drew 60 of {made}"


STOP_AND_JOIN = """
import threading
%reactor_stop
for thread in threading.enumerate():
    if thread.name == 'reactor-io':
        thread.join(5)
"""


async def test_the_registration_is_private_and_goes_with_the_last_session(tabs, lab):
    await open_steered(tabs)
    [notebook] = tabs.notebooks
    file = lab.runtime / f"reactor-{await notebook.kernel_id()}.json"
    assert file.stat().st_mode & 0o777 == 0o600
    await notebook.run_source(STOP_AND_JOIN)
    assert not file.exists()


async def test_a_kernel_that_is_shut_down_leaves_no_registration(tabs, lab):
    await open_steered(tabs)
    [notebook] = tabs.notebooks
    file = lab.runtime / f"reactor-{await notebook.kernel_id()}.json"
    assert file.exists()
    await notebook.shut_kernel_down()
    deadline = asyncio.get_running_loop().time() + 10
    while file.exists():
        assert asyncio.get_running_loop().time() < deadline
        await asyncio.sleep(0.05)


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def plain(tmp_path_factory) -> AsyncIterator[LabServer]:
    """A JupyterLab without the extension and without jupyter-server-proxy."""
    with serving(tmp_path_factory.mktemp("plain"), relay=False) as server:
        yield server


async def test_without_the_extension_the_direct_link_is_used(plain, browser):
    async with open_tabs(plain, browser, "plain") as tabs:
        panel = await open_steered(tabs)
        await panel.wait_for_text("link", "direct")
        assert await reasons(panel) == [
            NO_EXTENSION,
            "proxy: this Jupyter Server has no jupyter-server-proxy",
        ]
        await steer(panel, 0.7)


async def test_with_both_blocked_the_comm_is_used(plain, browser):
    async with open_tabs(plain, browser, "blocked") as tabs:
        wire = Wire()
        await wire.cut()
        panel = await open_steered(tabs, wire)
        await panel.wait_for_text("link", "comm")
        assert NO_EXTENSION in await reasons(panel)
        await steer(panel, 0.7)


async def test_the_proxy_is_used_where_only_it_is_there(tmp_path_factory, browser):
    options = {"relay": False, "proxy": True, "base_url": "/some/where/"}
    with serving(tmp_path_factory.mktemp("proxied"), **options) as server:
        async with open_tabs(server, browser, "proxied") as tabs:
            panel = await open_steered(tabs)
            await panel.wait_for_text("link", "proxy")
            assert await reasons(panel) == [NO_EXTENSION]
            await steer(panel, 0.7)


async def test_the_relay_works_in_notebook_7_under_a_base_url(
    tmp_path_factory, browser
):
    options = {"app": "notebook", "base_url": "/user/ann/"}
    with serving(tmp_path_factory.mktemp("notebook7"), **options) as server:
        async with open_tabs(server, browser, "notebook7") as tabs:
            panel = await open_steered(tabs)
            await panel.wait_for_text("link", "relay")
            await steer(panel, 0.7)

"""Two users of a real JupyterHub: each has the relay, neither reaches the other."""

from __future__ import annotations

import asyncio
import contextlib
import json
import shutil
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from playwright.async_api import async_playwright
from websockets.exceptions import InvalidStatus

from tests.browser.chromium import launch
from tests.browser.conftest import MODELS
from tests.browser.panel_page import PanelPage
from tests.browser.steered_area import LEVEL, grey, load_cell
from tests.browser.tabs import Tabs, open_tabs
from tests.hub.hub import Hub, UserServer
from tests.sockets import connect

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

pytestmark = [pytest.mark.hub, pytest.mark.asyncio(loop_scope="session")]

USERS = ("alice", "bob")
SESSION = """
import gc
from reactor_notebook.loaded.session import NotebookSession
print([o.id for o in gc.get_objects() if isinstance(o, NotebookSession)][-1])
"""
OPEN_SOCKET = """url => new Promise(resolve => {
  const socket = new WebSocket(url);
  socket.onopen = () => { socket.close(); resolve('open'); };
  socket.onerror = () => resolve('refused');
})"""


@dataclass
class Seat:
    """One user at a browser, with the steered model on the screen."""

    server: UserServer
    tabs: Tabs
    panel: PanelPage
    kernel_id: str
    session_id: str

    @property
    def path(self) -> str:
        """Where a server would relay to this user's session."""
        return f"reactor/relay/{self.kernel_id}/{self.session_id}"


@pytest.fixture(scope="session")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """The JupyterHub of all tests."""
    hub = Hub(tmp_path_factory.mktemp("hub"))
    hub.start()
    try:
        yield hub
    finally:
        hub.stop()


async def log_in(tabs: Tabs, server: UserServer) -> None:
    """Log the user in by the hub's form."""
    page = await tabs.context.new_page()
    await page.goto(f"{server.hub.url}hub/login")
    await page.fill("#username_input", server.user)
    await page.fill("#password_input", server.hub.password)
    await page.click("#login_submit")
    await page.wait_for_url(f"**/user/{server.user}/**")
    await page.close()


@contextlib.asynccontextmanager
async def seat(server: UserServer, browser) -> AsyncIterator[Seat]:
    """Let the user of *server* load the steered model."""
    shutil.copytree(MODELS, server.notebooks, dirs_exist_ok=True)
    async with open_tabs(server, browser, f"hub_{server.user}") as tabs:
        await log_in(tabs, server)
        notebook = await tabs.new([load_cell()])
        await notebook.run(0)
        panel = PanelPage(notebook.page)
        await panel.drawn()
        session_id = (await notebook.run_source(SESSION)).strip()
        yield Seat(server, tabs, panel, await notebook.kernel_id(), session_id)


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def seats(hub: Hub) -> AsyncIterator[tuple[Seat, Seat]]:
    """Alice and Bob, side by side."""
    servers = [await asyncio.to_thread(hub.start_server, user) for user in USERS]
    async with contextlib.AsyncExitStack() as stack:
        browser = await launch(await stack.enter_async_context(async_playwright()))
        stack.push_async_callback(browser.close)
        alice, bob = [
            await stack.enter_async_context(seat(server, browser)) for server in servers
        ]
        yield alice, bob


async def ask(url: str, token: str) -> tuple[int, str]:
    """What the server says of a link at *url*: the status and the reason."""
    request = urllib.request.Request(url, headers={"Authorization": f"token {token}"})

    def fetch() -> tuple[int, str]:
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                return response.status, ""
        except urllib.error.HTTPError as error:
            body = error.read()
            with contextlib.suppress(ValueError):
                return error.code, json.loads(body).get("reason", "")
            return error.code, ""

    return await asyncio.to_thread(fetch)


async def try_socket(url: str, token: str) -> int:
    """The status with which *url* answers a WebSocket that shows *token*."""
    headers = {"Authorization": f"token {token}"}
    try:
        async with connect(url.replace("http", "ws", 1), additional_headers=headers):
            return 101
    except InvalidStatus as error:
        return error.response.status_code


async def test_each_user_s_panel_comes_by_the_relay(seats):
    for at, level in zip(seats, (0.7, 0.4), strict=True):
        await at.panel.page.bring_to_front()
        await at.panel.wait_for_text("link", "relay")
        await at.panel.type_number("level", str(level))
        await at.panel.wait_for_mean(LEVEL, grey(level))
    await seats[0].panel.page.bring_to_front()
    await seats[0].panel.wait_for_mean(LEVEL, grey(0.7))


async def test_each_user_reaches_the_own_session_with_a_token(seats):
    for at in seats:
        url = at.server.url + at.path
        assert await ask(url, at.server.token) == (200, "")
        assert await try_socket(url, at.server.token) == 101


async def test_no_user_gets_in_at_the_other_s_server(seats):
    for at, other in (seats, seats[::-1]):
        url = other.server.url + other.path
        assert await try_socket(url, at.server.token) == 403
        assert (await ask(url, at.server.token))[0] == 403


async def test_no_server_relays_to_the_other_s_kernel(seats):
    """Though the other's registration lies in the same readable folder."""
    for at, other in (seats, seats[::-1]):
        file = at.server.runtime / f"reactor-{other.kernel_id}.json"
        assert file.stat().st_mode & 0o777 == 0o600
        url = at.server.url + other.path
        assert await try_socket(url, at.server.token) == 404
        reason = f"this Jupyter Server runs no kernel {other.kernel_id}"
        assert await ask(url, at.server.token) == (404, reason)


async def test_a_kernel_relays_no_session_of_the_other(seats):
    alice, bob = seats
    path = f"reactor/relay/{alice.kernel_id}/{bob.session_id}"
    assert await try_socket(alice.server.url + path, alice.server.token) == 502


async def test_nobody_gets_in_without_a_login(seats):
    for at in seats:
        assert await try_socket(at.server.url + at.path, "wrong") == 403


async def test_a_page_of_one_user_cannot_open_the_other_s_link(seats):
    """Both pages have the same origin: only the logins differ."""
    alice, bob = seats
    page = alice.panel.page
    own, others = (
        (at.server.url + at.path).replace("http", "ws", 1) for at in (alice, bob)
    )
    assert await page.evaluate(OPEN_SOCKET, own) == "open"
    assert await page.evaluate(OPEN_SOCKET, others) == "refused"
    crossed = (alice.server.url + bob.path).replace("http", "ws", 1)
    assert await page.evaluate(OPEN_SOCKET, crossed) == "refused"

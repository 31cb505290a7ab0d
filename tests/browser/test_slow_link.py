"""A camera, and a file, on a link of 400 kbit/s leave room for what a person does."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from playwright.async_api import async_playwright

from tests.browser.chromium import FAKE_DEVICES, launch
from tests.browser.conftest import evidence, serving
from tests.browser.panel_page import PanelPage
from tests.browser.slow_link import SlowLink
from tests.browser.tabs import Tabs, open_tabs

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

BYTES_PER_SECOND = 400_000 / 8
CAMERA_SECONDS = 20
ANSWER_MS = 5_000
"""A command that waited behind all of the camera's pictures would take minutes."""
LOAD = """%load_ext reactor_notebook
%reactor_load watching.py:Watching"""


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def remote(tmp_path_factory) -> AsyncIterator[tuple[SlowLink, Tabs]]:
    """A link and the tabs of the JupyterLab behind it, with a camera."""
    with serving(tmp_path_factory.mktemp("slow")) as server:
        async with (
            SlowLink(server.port).open() as link,
            async_playwright() as playwright,
        ):
            server.page_base = f"http://127.0.0.1:{link.port}/"
            browser = await launch(playwright, *FAKE_DEVICES)
            async with open_tabs(server, browser, "slow_link") as tabs:
                yield link, tabs
            await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def link_and_panel(remote, request) -> AsyncIterator[tuple[SlowLink, PanelPage]]:
    """The link, slow once the panel is there, and the panel on the relay."""
    link, tabs = remote
    async with evidence(tabs, request):
        notebook = await tabs.new([LOAD], request.node.name)
        await notebook.run(0)
        panel = PanelPage(notebook.page)
        await panel.drawn()
        await panel.wait_for_text("link", "relay")
        link.bytes_per_second = BYTES_PER_SECOND
        yield link, panel
        link.bytes_per_second = None
        await notebook.page.close()


async def wait_for_answer(panel: PanelPage, presses: int) -> None:
    """Press the button; its answer must be there soon."""
    await panel.press("count")
    answer = panel.root.get_by_test_id("reactor-log").filter(
        has_text=f"presses: {presses},"
    )
    await answer.wait_for(timeout=ANSWER_MS)


async def test_a_button_is_answered_promptly_after_20_s_of_camera(link_and_panel):
    _, panel = link_and_panel
    camera = panel.root.get_by_test_id("reactor-camera-webcam")
    await camera.click()
    await panel.wait_for_text("camera-status", "dropped: slow link")
    await asyncio.sleep(CAMERA_SECONDS)
    for press in range(1, 4):
        await wait_for_answer(panel, press)
    assert "slow link" in await panel.text("camera-status")
    assert await camera.get_attribute("aria-pressed") == "true"
    await panel.drawn(3)


async def test_the_camera_has_every_picture_back_when_the_link_recovers(link_and_panel):
    link, panel = link_and_panel
    await panel.root.get_by_test_id("reactor-camera-webcam").click()
    await panel.wait_for_text("camera-status", "dropped: slow link")
    link.bytes_per_second = None
    full = panel.root.get_by_test_id("reactor-camera-status").filter(
        has_not_text="dropped"
    )
    await full.wait_for()


async def test_a_button_is_answered_promptly_while_a_file_goes_up(link_and_panel):
    _, panel = link_and_panel
    size = 4_000_000
    await panel.pick_file(
        "picture",
        {"name": "large.bin", "mimeType": "application/x", "buffer": bytes(size)},
    )
    progress = panel.control("picture").locator("progress")
    await progress.wait_for()
    await panel.page.wait_for_function(
        "bar => bar.value > 0", arg=await progress.element_handle()
    )
    for press in range(1, 4):
        await wait_for_answer(panel, press)
    assert await progress.is_visible()

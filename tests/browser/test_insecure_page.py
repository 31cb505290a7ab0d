"""JupyterLab over plain http from another machine: a page that browsers trust less."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from playwright.async_api import async_playwright

from tests.browser.chromium import launch
from tests.browser.conftest import evidence, serving
from tests.browser.panel_page import PanelPage
from tests.browser.steered_area import LEVEL, SEED, grey, load_cell
from tests.browser.tabs import Tabs, open_tabs

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

HOST = "gpu-box"
RESOLVE = f"--host-resolver-rules=MAP {HOST} 127.0.0.1"
# Paste a grey picture, as the clipboard would give it to the page.
PASTE = """async input => {
  const canvas = new OffscreenCanvas(32, 32);
  const context = canvas.getContext('2d');
  context.fillStyle = 'rgb(200 200 200)';
  context.fillRect(0, 0, 32, 32);
  const data = new DataTransfer();
  const picture = await canvas.convertToBlob();
  data.items.add(new File([picture], 'grey.png', {type: picture.type}));
  const paste = {clipboardData: data, bubbles: true, composed: true};
  input.dispatchEvent(new ClipboardEvent('paste', paste));
}"""
CAMERA = """%load_ext reactor_notebook
%reactor_load watching.py:Watching"""
LISTENING = """%load_ext reactor_notebook
%reactor_load listening.py:Listening"""


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def remote_tabs(tmp_path_factory) -> AsyncIterator[Tabs]:
    """Tabs of a JupyterLab that the browser knows by a name, over plain http."""
    with serving(tmp_path_factory.mktemp("remote"), host=HOST) as server:
        async with async_playwright() as playwright:
            browser = await launch(playwright, RESOLVE)
            async with open_tabs(server, browser, "insecure") as tabs:
                yield tabs
            await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def tabs(remote_tabs, request) -> AsyncIterator[Tabs]:
    """The tabs of the module; what a failed test saw is kept."""
    async with evidence(remote_tabs, request):
        yield remote_tabs


async def open_panel(tabs, cell, name) -> PanelPage:
    notebook = await tabs.new([cell], name)
    assert not await notebook.page.evaluate("isSecureContext")
    await notebook.run(0)
    panel = PanelPage(notebook.page)
    await panel.drawn()
    return panel


async def reveal(panel, part) -> str:
    """Press the button *part* of the status line; return the notes below it."""
    await panel.root.get_by_test_id(f"reactor-{part}").click()
    return await panel.text("notes")


async def test_a_page_over_plain_http_has_the_whole_panel_on_the_relay(tabs):
    panel = await open_panel(tabs, load_cell(), "steered")
    await panel.wait_for_text("link", "relay")
    await panel.type_number("level", "0.7")
    await panel.wait_for_mean(LEVEL, grey(0.7))
    headers = await panel.drawn(60)
    assert {header["codec"] for header in headers} == {"jpeg"}


async def test_the_panel_says_what_the_page_does_without_and_how_to_get_it(tabs):
    panel = await open_panel(tabs, load_cell(), "notes")
    notes = await reveal(panel, "insecure")
    port = tabs.lab.page_base.rsplit(":", 1)[1].strip("/")
    for words in (
        "This page came over plain http",
        "pictures travel as JPEG",
        "the camera",
        f"ssh -L {port}:localhost:{port} {HOST}",
    ):
        assert words in notes, notes


async def test_the_camera_says_why_a_page_over_plain_http_has_none(tabs):
    panel = await open_panel(tabs, CAMERA, "camera")
    await panel.root.get_by_test_id("reactor-camera-webcam").click()
    await panel.wait_for_text("log", "browsers give a page over plain http no camera")
    await panel.wait_for_text("log", "ssh -L")


async def test_the_built_in_test_picture_takes_the_camera_s_place(tabs):
    panel = await open_panel(tabs, CAMERA, "picture source")
    await panel.root.get_by_test_id("reactor-sources-webcam").click()
    ask = panel.root.get_by_test_id("reactor-ask-webcam")
    await ask.get_by_role("button", name="test picture").click()
    status = panel.root.get_by_test_id("reactor-camera-status")
    await status.filter(has_text="test picture").wait_for()
    await panel.press("count")
    await panel.wait_for_text("log", "frames: ")
    assert "frames: 0" not in await panel.text("log")


async def test_the_microphone_says_why_it_is_missing_and_a_tone_takes_its_place(tabs):
    panel = await open_panel(tabs, LISTENING, "sound source")
    await panel.root.get_by_test_id("reactor-microphone-mic").click()
    await panel.wait_for_text("log", "plain http no microphone")
    await panel.wait_for_text("log", "the test tone work here")
    await panel.root.get_by_test_id("reactor-sources-mic").click()
    ask = panel.root.get_by_test_id("reactor-ask-mic")
    await ask.get_by_role("button", name="test tone").click()
    await panel.wait_for_text("camera-status", "test tone")
    await panel.drawn(10)
    await panel.press("report")
    await panel.wait_for_text("log", "peak: 0.29")


async def test_the_values_are_copied_over_plain_http(tabs):
    panel = await open_panel(tabs, load_cell(), "copied")
    await panel.tool("copy").click()
    bar = panel.root.get_by_test_id("reactor-copy-bar")
    await bar.get_by_role("button", name="JSON").click()
    await panel.wait_for_text("log", "The values are in the clipboard.")


async def test_a_picture_is_saved_filled_and_popped_out_over_plain_http(tabs):
    panel = await open_panel(tabs, load_cell(), "picture")
    async with panel.page.expect_download() as saved:
        await panel.tool("save").click()
    assert (await saved.value).suggested_filename.endswith(".png")
    full = panel.tool("fullscreen")
    await full.click()
    await panel.page.wait_for_function("document.fullscreenElement !== null")
    await full.click()
    await panel.page.wait_for_function("document.fullscreenElement === null")
    await panel.tool("popout").click()
    await panel.page.wait_for_function("document.pictureInPictureElement !== null")
    await panel.drawn(3)


async def test_a_picture_is_pasted_and_sent_over_plain_http(tabs):
    panel = await open_panel(tabs, load_cell(), "pasted")
    await panel.control("seed").locator("input[type=file]").evaluate(PASTE)
    await panel.wait_for_mean(SEED, 200)


async def test_the_pictures_are_decoded_by_the_worker_over_plain_http(tabs):
    notebook = await tabs.new([load_cell()], "worker")
    workers: list[str] = []
    notebook.page.on("worker", lambda worker: workers.append(worker.url))
    await notebook.run(0)
    await PanelPage(notebook.page).drawn(30)
    assert len([url for url in workers if url.startswith("blob:")]) == 1

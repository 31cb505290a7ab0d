"""Every kind of control, moved by mouse and keyboard, seen in the drawn pixels."""

from __future__ import annotations

import io

import pytest
import pytest_asyncio
from PIL import Image

from tests.browser.conftest import evidence
from tests.browser.panel_page import PanelPage
from tests.browser.steered_area import LEVEL, PROMPT, SEED, grey, load_cell

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PICK_LARGE_FILE = """(input, megabytes) => {
  const part = new Uint8Array(2 ** 20);
  const file = new File(Array(megabytes).fill(part), "large.png", {type: "image/png"});
  const files = new DataTransfer();
  files.items.add(file);
  input.files = files.files;
  input.dispatchEvent(new Event("change", {bubbles: true}));
}"""


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def notebook(shared_tabs):
    notebook = await shared_tabs.new([load_cell("--name steered")])
    await notebook.run(0)
    return notebook


@pytest_asyncio.fixture(loop_scope="session")
async def panel(notebook, shared_tabs, request):
    async with evidence(shared_tabs, request):
        panel = PanelPage(notebook.page)
        await panel.drawn()
        yield panel


async def test_the_panel_says_which_link_carries_it(panel):
    await panel.wait_for_text("link", "relay")


async def test_dragging_the_slider_brings_the_pixels_to_the_new_value(panel):
    await panel.wait_for_mean(LEVEL, grey(0.25))
    await panel.drag("level", start=0.25, end=0.9)
    level = await panel.slider_value("level")
    assert 0.8 < level < 1.0
    await panel.wait_for_mean(LEVEL, grey(level))


async def test_a_number_typed_beside_the_slider_is_exact(panel):
    await panel.type_number("level", "0.6")
    await panel.wait_for_mean(LEVEL, grey(0.6))


async def test_a_number_beyond_its_end_becomes_the_end_and_a_note_says_so(
    notebook, panel
):
    await panel.type_number("level", "0.5")
    await panel.wait_for_mean(LEVEL, grey(0.5))
    await panel.type_number("level", "7")
    await panel.control("level").get_by_text("1 is the most").wait_for()
    await panel.wait_for_mean(LEVEL, grey(1))
    assert await panel.slider_value("level") == pytest.approx(1)
    assert "1.0" in await notebook.run_source("print(_1.state.level)")


async def test_a_dropdown_changes_the_picture(panel):
    await panel.type_number("level", "0.8")
    await panel.choose("tint", "red")
    await panel.wait_for_mean(LEVEL, [grey(0.8), 0, 0], tolerance=6)
    await panel.choose("tint", "grey")
    await panel.wait_for_mean(LEVEL, grey(0.8))


async def test_a_prompt_changes_the_picture(panel):
    await panel.write("prompt", "twelve chars")
    await panel.wait_for_mean(PROMPT, 120)


async def test_an_event_button_answers_with_a_message_in_the_log(panel):
    await panel.press("ping")
    await panel.wait_for_text("log", "pong")


async def test_an_uploaded_png_reaches_the_model(panel):
    png = io.BytesIO()
    Image.new("RGB", (40, 30), (200, 100, 50)).save(png, "PNG")
    await panel.pick_file(
        "seed", {"name": "seed.png", "mimeType": "image/png", "buffer": png.getvalue()}
    )
    await panel.wait_for_mean(SEED, [200, 100, 50], tolerance=6)


async def test_a_file_of_300_mb_is_refused_with_the_limit(panel):
    picker = panel.control("seed").locator("input[type=file]")
    await picker.evaluate(PICK_LARGE_FILE, 300)
    assert "limit is 256 MiB" in await panel.reason("seed")
    await panel.drawn(3)


async def test_while_paused_the_picture_answers_a_changed_value(panel):
    await panel.tool("pause").click()
    await panel.wait_for_text("status", "Paused")
    await panel.type_number("level", "0.7")
    await panel.wait_for_mean(LEVEL, grey(0.7))
    await panel.wait_for_text("status", "Paused")
    await panel.tool("pause").click()
    await panel.wait_for_text("status", "Running")


async def test_pause_step_and_reset_do_what_their_buttons_say(panel):
    await panel.type_number("level", "0.9")
    await panel.tool("pause").click()
    await panel.wait_for_text("status", "Paused")
    await panel.tool("more").click()
    await panel.root.get_by_test_id("reactor-notes").get_by_role("checkbox").click()
    await panel.type_number("level", "0.4")
    await panel.wait_for_mean(LEVEL, grey(0.9))
    await panel.tool("step").click()
    await panel.wait_for_mean(LEVEL, grey(0.4))
    await panel.tool("pause").click()
    await panel.wait_for_text("status", "Running")
    await panel.tool("reset").click()
    await panel.wait_for_mean(LEVEL, grey(0.25))


async def test_what_python_sets_shows_in_the_panel(notebook, panel):
    await notebook.run_source("await _1.send('set_level', level=0.3)")
    await panel.wait_for_mean(LEVEL, grey(0.3))
    assert await panel.slider_value("level") == pytest.approx(0.3)

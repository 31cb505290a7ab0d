"""The notebooks with a file beside them: *Run All* leaves a live panel in each."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.hearing import TAP
from tests.browser.judging import faults
from tests.browser.panel_page import Area, PanelPage
from tests.browser.quickstart import copy_notebooks
from tests.browser.tabs import ARTIFACTS

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

LARGE = {"width": 1400, "height": 1000}


async def enlarge(page):
    await page.set_viewport_size(LARGE)


async def run_all(tabs, name):
    """Run every cell of a notebook; return the page and its live panel."""
    copy_notebooks(tabs.lab.notebooks)
    notebook = await tabs.open(f"{name}.ipynb", before=enlarge)
    await notebook.run_all()
    panel = PanelPage(notebook.page)
    await panel.wait_for_text("status", "running")
    await panel.drawn(10)
    *_, last = await notebook.code_cells()
    await notebook.page.wait_for_function(
        "index => window.jupyterapp.shell.currentWidget.content.widgets[index]"
        ".model.executionCount !== null",
        arg=last,
    )
    for index in await notebook.code_cells():
        kinds = {output["output_type"] for output in await notebook.outputs(index)}
        assert "error" not in kinds, await notebook.text(index)
    return notebook, panel


async def look_at(notebook, panel, name):
    """Let axe judge the panel in both themes, and keep what they look like."""
    ARTIFACTS.mkdir(exist_ok=True)
    for theme in ("Dark", "Light"):
        assert await faults(notebook, theme) == [], theme
        await panel.drawn(2)
        path = ARTIFACTS / f"notebook-{name}-{theme.lower()}.png"
        await notebook.page.screenshot(path=path)


async def stands(panel, name, value):
    """Wait until the number *name* is *value*."""
    await expect(panel.control(name).locator("input[type=number]")).to_have_value(
        str(value)
    )


@pytest.mark.parametrize("name", ["01_torch_pipeline", "05_tuning"])
async def test_after_run_all_the_picture_is_live(tabs, name):
    notebook, panel = await run_all(tabs, name)
    await panel.root.scroll_into_view_if_needed()
    await look_at(notebook, panel, name)


async def test_after_run_all_one_walks_the_world_by_its_keys(tabs):
    notebook, panel = await run_all(tabs, "02_world")
    await look_at(notebook, panel, "02_world")
    await panel.root.scroll_into_view_if_needed()
    await panel.canvas.click()
    await notebook.page.keyboard.down("w")
    await stands(panel, "walk", 1)
    await notebook.page.keyboard.down("s")
    await stands(panel, "walk", -1)
    await notebook.page.keyboard.up("s")
    await stands(panel, "walk", 1)
    await notebook.page.keyboard.up("w")
    await stands(panel, "walk", 0)


async def test_after_run_all_a_press_sends_the_test_picture_through_the_filter(tabs):
    notebook, panel = await run_all(tabs, "03_webcam")
    await notebook.run_source('await webcam.send("set_look", look="neon")')
    await panel.drawn(10)
    await look_at(notebook, panel, "03_webcam")
    words = panel.root.get_by_test_id("reactor-camera-status")
    await panel.root.get_by_test_id("reactor-sources-webcam").click()
    ask = panel.root.get_by_test_id("reactor-ask-webcam")
    await ask.get_by_role("button", name="test picture").click()
    await words.filter(has_text="test picture").wait_for()
    await look_at(notebook, panel, "03_webcam-test-picture")
    await panel.choose("look", "plain")
    # Its first bar is light grey, and in a mirror at the right.
    await panel.wait_for_mean(Area(430, 20, 40, 100), 192, tolerance=24)


async def test_after_run_all_the_bells_are_heard_once_the_loudspeaker_is_on(tabs):
    notebook, panel = await run_all(tabs, "04_loop")
    await look_at(notebook, panel, "04_loop")
    await notebook.page.evaluate(TAP)
    await panel.root.get_by_test_id("reactor-sound").click()
    await notebook.page.wait_for_function("window.heard.clicks.length > 1")
    await panel.canvas.click(position={"x": 60, "y": 60})
    await stands(panel, "balls", 7)

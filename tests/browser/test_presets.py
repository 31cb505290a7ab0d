"""Values kept under names, in a real page and on a real disk."""

from __future__ import annotations

import json

import pytest

from tests.browser.panel_page import PanelPage
from tests.browser.tabs import ARTIFACTS

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

MODEL = """%load_ext reactor_notebook
import numpy as np
from reactor_runtime import *
class Look(InputState):
    level: float = InputField(0.5, ge=0, le={most})
    mood: str = "calm"
class PresetScene(ReactorPipeline):
    state: Look
    def inference(self):
        while True:
            yield np.full((90, 160, 3), 100 * self.state.level, np.uint8)
handle = %reactor_load PresetScene --name presets"""

UNTIL = """import asyncio
while handle.state.{field} != {value!r}: await asyncio.sleep(0.02)"""


async def save(panel, name):
    form = panel.root.get_by_test_id("reactor-preset-form")
    await form.get_by_label("Name of the preset").fill(name)
    await form.get_by_role("button", name="Save").click()


USE_THEME = """async name => {
  const {commands} = window.jupyterapp;
  await commands.execute('apputils:change-theme', {theme: name});
}"""


async def take_pictures(panel):
    """Keep how it looks in either theme, for people to see."""
    ARTIFACTS.mkdir(exist_ok=True)
    for theme in ("Dark", "Light"):
        await panel.page.evaluate(USE_THEME, f"JupyterLab {theme}")
        is_light = str(theme == "Light").lower()
        themed = panel.page.locator(f"body[data-jp-theme-light={is_light}]")
        await themed.wait_for(state="attached")
        await panel.page.locator("#jupyterlab-splash").wait_for(state="detached")
        await panel.root.screenshot(path=ARTIFACTS / f"presets-{theme.lower()}.png")


async def test_values_are_kept_compared_and_loaded_as_far_as_they_fit(tabs):
    notebook = await tabs.new([MODEL.format(most=2), MODEL.format(most=1)])
    await notebook.run(0)
    panel = PanelPage(notebook.page)
    await panel.drawn()
    bar = panel.root.get_by_test_id("reactor-preset-bar")
    await panel.type_number("level", "1.5")
    await notebook.run_source(UNTIL.format(field="level", value=1.5))

    await panel.root.get_by_test_id("reactor-presets").click()
    await save(panel, "bright")
    await bar.get_by_text("bright is kept.").wait_for()
    (file,) = (tabs.lab.notebooks / ".reactor-presets").rglob("*.json")
    assert json.loads(file.read_text())["values"] == {"level": 1.5, "mood": "calm"}

    await panel.type_number("level", "0.25")
    await notebook.run_source(UNTIL.format(field="level", value=0.25))
    await bar.get_by_role("button", name="bright", exact=True).click()
    await notebook.run_source(UNTIL.format(field="level", value=1.5))
    await take_pictures(panel)
    for value in (0.25, 1.5):
        await panel.control("level").locator("input[type=range]").press("b")
        await notebook.run_source(UNTIL.format(field="level", value=value))

    await notebook.run(1)
    panel = PanelPage(notebook.page, -1)
    await panel.drawn()
    await panel.root.get_by_test_id("reactor-presets").click()
    bar = panel.root.get_by_test_id("reactor-preset-bar")
    await bar.get_by_text("made for another version").wait_for()
    await bar.get_by_role("button", name="bright", exact=True).click()
    await bar.get_by_text("level must be <= 1").wait_for()
    await panel.wait_for_text("log", "Left as it is: level must be <= 1")
    listed = await notebook.run_source("print([*handle.presets])")
    assert listed.strip() == "['bright']"


async def test_another_panel_sees_what_was_kept_and_hands_it_on(tabs):
    notebook = await tabs.new([MODEL.format(most=2), "handle"])
    await notebook.run(0)
    await notebook.run(1)
    first, second = (PanelPage(notebook.page, index) for index in (0, 1))
    await first.drawn()
    await first.root.get_by_test_id("reactor-presets").click()
    await save(first, "shared")
    bar = second.root.get_by_test_id("reactor-preset-bar")
    await second.root.get_by_test_id("reactor-presets").press("Enter")
    async with notebook.page.expect_download() as downloading:
        await bar.get_by_role("button", name="Download the JSON of shared").click()
    download = await downloading.value
    assert download.suggested_filename == "shared.json"
    text = (await download.path()).read_text().replace("0.5", "1.75")
    await bar.get_by_label("Open a preset's JSON").set_input_files(
        {"name": "a.json", "mimeType": "application/json", "buffer": text.encode()}
    )
    await notebook.run_source(UNTIL.format(field="level", value=1.75))
    await bar.get_by_role("button", name="Delete shared").click()
    await bar.get_by_text("Press again to delete shared.").wait_for()
    await bar.get_by_role("button", name="Delete shared").click()
    await bar.get_by_text("shared is deleted.").wait_for()
    listed = await notebook.run_source("print('shared' in handle.presets)")
    assert listed.strip() == "False"

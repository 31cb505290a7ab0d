"""Ranges found by hand in the panel, and written where the class is declared."""

from __future__ import annotations

import asyncio

import pytest
import pytest_asyncio

from tests.browser.conftest import evidence
from tests.browser.judging import faults
from tests.browser.panel_page import PanelPage
from tests.browser.tabs import ARTIFACTS, open_tabs

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

LOAD = "%load_ext reactor_notebook\nhandle = %reactor_load {}:Lamp"
LARGE = {"width": 1400, "height": 1300}
RELOADED = """from reactor_runtime.contract.tuning import settings_of
await handle.reload()
contract = handle._session.run.engine.gateway.contract
print(handle.tuned.changes, settings_of(contract)[{name!r}, {setting!r}])"""


class TunePage:
    """The panel's *Tune* and *Write to source*, as a person uses them."""

    def __init__(self, notebook):
        self.notebook = notebook
        self.panel = PanelPage(notebook.page)
        self.bar = self.panel.root.get_by_test_id("reactor-tune-bar")

    async def open(self, control, name):
        """Open the sheet of the parameter *name*, whose row is *control*."""
        row = self.panel.control(control)
        await row.scroll_into_view_if_needed()
        await row.hover()
        await row.locator(f"[data-tune='{name}']").click()
        sheet = self.panel.root.get_by_test_id(f"reactor-tune-{name}")
        await sheet.locator(".control").first.wait_for()
        return sheet

    async def set(self, sheet, setting, text):
        """Put *text* into the box of *setting*; returns when it is in force."""
        row = sheet.get_by_test_id(f"control-{setting}")
        await row.locator("input").first.fill(text)
        await row.locator("input").first.press("Enter")
        await self.panel.root.locator(
            f"[data-testid=control-{setting}].changed"
        ).first.wait_for()

    async def write(self, sheet):
        """Look at the difference, and accept it; returns what was looked at."""
        await sheet.get_by_role("button", name="Write to source…").click()
        difference = self.bar.locator(".tune-diff")
        await difference.locator(".in").first.wait_for()
        seen = await difference.inner_text()
        await self.bar.get_by_role("button", name="Write", exact=True).click()
        await self.bar.get_by_text("Undo takes it back.").wait_for()
        return seen

    async def reloads_as(self, name, setting, text):
        """Load the class anew; it says what was tuned, and nothing is tuned."""
        source = RELOADED.format(name=name, setting=setting)
        told = (await self.notebook.run_source(source)).split()
        assert told == ["{}", {"3": "3.0"}.get(text, text)]
        await self.panel.drawn()

    async def undo(self):
        """Take the last write back."""
        await self.bar.get_by_label("Undo the last tuning").click()
        await self.bar.get_by_text("Tuned ").wait_for()


@pytest_asyncio.fixture(
    loop_scope="session", scope="module", params=["JupyterLab", "Notebook 7"]
)
async def app(request, lab, notebook_7, browser):
    """Tabs of JupyterLab, and of Notebook 7."""
    server = lab if request.param == "JupyterLab" else notebook_7
    stem = f"tuning-{request.param.split()[0].lower()}"
    async with open_tabs(server, browser, stem) as tabs:
        yield tabs


@pytest_asyncio.fixture(loop_scope="session")
async def kept(app, request):
    """Evidence of what failed."""
    async with evidence(app, request):
        yield


async def load_lamp(tabs, name):
    """Load the lamp of a file of its own; returns its panel, and the file."""
    file = tabs.lab.notebooks / f"{name}.py"
    file.write_bytes((tabs.lab.notebooks / "lamp.py").read_bytes())

    async def enlarge(page):
        await page.set_viewport_size(LARGE)

    notebook = await tabs.new([LOAD.format(file.name)], name, before=enlarge)
    await notebook.run(0)
    page = TunePage(notebook)
    await page.panel.drawn()
    await page.panel.root.scroll_into_view_if_needed()
    return page, file


FILE_TRIPS = [
    ("brightness", "brightness", "le", "3", b"le=MOST)", b"le=3.0)"),
    ("count", "count", "ge", "1", b"int = 3", b"int = InputField(3, ge=1)"),
    ("flash-style", "flash.style", "max_length", "20", b"gth=9", b"gth=20"),
    (
        "flash-times",
        "flash.times",
        "default",
        "4",
        b"times: int = 2",
        b"times: int = 4",
    ),
]


@pytest.mark.usefixtures("kept")
async def test_what_is_tuned_in_the_panel_is_written_to_the_file_and_taken_back(app):
    page, file = await load_lamp(app, "file_trips")
    original = file.read_bytes()
    for control, name, setting, text, old, new in FILE_TRIPS:
        sheet = await page.open(control, name)
        await page.set(sheet, setting, text)
        seen = await page.write(sheet)
        assert old.decode() in seen
        assert new.decode() in seen
        assert file.read_bytes() == original.replace(old, new), name
        await page.undo()
        assert file.read_bytes() == original
        await page.write(sheet)
        await page.reloads_as(name, setting, text)
        original = file.read_bytes()
        await sheet.get_by_label("Close Tune").click()


CELL_TRIPS = [
    ("level", "level", "le", "3", "le=2)", "le=3.0)"),
    ("blend-share", "blend.share", "default", "0.25", "= 0.5)", "= 0.25)"),
]
CELL = """import numpy as np
from reactor_runtime import *
class TunedState(InputState):
    level: float = InputField(0.5, ge=0, le=2)  # light
class TunedHere(ReactorPipeline):
    state: TunedState
    def inference(self):
        while True:
            yield np.full((90, 160, 3), 100 * self.state.level, np.uint8)
    @event
    def blend(self, share: float = 0.5): pass
"""
SOURCE = """() => window.jupyterapp.shell.currentWidget
  .content.widgets[1].model.sharedModel.source"""


@pytest.mark.usefixtures("kept")
async def test_what_is_tuned_in_the_panel_is_written_to_the_cell_until_ctrl_z(app):
    cells = ["%load_ext reactor_notebook", CELL, "handle = %reactor_load TunedHere"]

    async def enlarge(page):
        await page.set_viewport_size(LARGE)

    notebook = await app.new(cells, "cell_trips", before=enlarge)
    for index in range(3):
        await notebook.run(index)
    page = TunePage(notebook)
    await page.panel.drawn()
    held = CELL
    for control, name, setting, text, old, new in CELL_TRIPS:
        wanted = held.replace(old, new)
        sheet = await page.open(control, name)
        await page.set(sheet, setting, text)
        await page.write(sheet)
        assert await notebook.page.evaluate(SOURCE) == wanted
        editor = notebook.page.locator(".jp-CodeCell").nth(1).locator(".cm-content")
        await editor.click()
        await editor.press("Control+z")
        holds = f"text => ({SOURCE})() === text"
        await notebook.page.wait_for_function(holds, arg=held)
        await editor.press("Control+Shift+z")
        await notebook.page.wait_for_function(holds, arg=wanted)
        await notebook.run(1)
        await page.reloads_as(name, setting, text)
        await sheet.get_by_label("Close Tune").click()
        held = wanted


async def test_axe_finds_nothing_in_a_sheet_and_the_bar_in_light_and_dark(tabs):
    page, _ = await load_lamp(tabs, "looks")
    sheet = await page.open("brightness", "brightness")
    await page.set(sheet, "le", "3")
    await page.set(sheet, "step", "0.25")
    await sheet.get_by_role("button", name="Write to source…").click()
    await page.bar.locator(".tune-diff .in").first.wait_for()
    ARTIFACTS.mkdir(exist_ok=True)
    for theme in ("Light", "Dark"):
        assert await faults(page.notebook, theme) == [], theme
        name = f"tuning-{theme.lower()}.png"
        await page.panel.root.screenshot(path=ARTIFACTS / name)


TUNE_ON = """import asyncio
async def tune_on():
    for more in range(1, 21):
        handle.tune("brightness", le=2.0 + more / 10)
        handle.tune("count", ge=-more)
        await asyncio.sleep(0.1)
tuning = asyncio.create_task(tune_on())"""
UNTIL_TUNED = """await tuning
print(handle.tuned.changes["brightness"]["le"])
print([e.text for e in handle.log if e.kind == "client_disconnected"])
print(handle._session.run.panel._services.shared.made)"""
UNTIL = "while handle.state.brightness != {}: await asyncio.sleep(0.02)"


async def test_while_others_tune_pictures_and_a_drag_go_on_and_nobody_leaves(tabs):
    page, _ = await load_lamp(tabs, "streaming")
    panel = page.panel
    canvas = await panel.canvas.element_handle()
    slider = panel.control("brightness").locator("input[type=range]")
    old = await slider.element_handle()
    box = await slider.bounding_box()
    middle = box["y"] + box["height"] / 2
    mouse = panel.page.mouse
    drawing = asyncio.create_task(panel.drawn(50))
    await mouse.move(box["x"] + box["width"] / 2, middle)
    await mouse.down()
    await page.notebook.run_source(TUNE_ON)
    while not drawing.done():
        for share in (0.55, 0.75, 0.95):
            await mouse.move(box["x"] + share * box["width"], middle, steps=5)
    # Where frames pause, the last one comes once more, in high quality.
    sequences = [each["sequence"] for each in await drawing if not each["still"]]
    assert sequences == sorted(set(sequences))
    assert await panel.canvas.evaluate("(el, old) => el === old", canvas)
    assert await slider.evaluate("(el, old) => el === old", old)
    held = float(await slider.input_value())
    assert held > 1.5
    told = (await page.notebook.run_source(UNTIL_TUNED)).splitlines()
    assert told == ["(2.0, 4.0)", "[]", "1"]
    await mouse.up()
    await panel.root.locator(
        "[data-testid=control-brightness] input[max='4']"
    ).wait_for()
    assert await panel.slider_value("brightness") == held
    await page.notebook.run_source(UNTIL.format(held))

"""The rows of the column in a real page: the Tab key, bounds, the pad, the lock."""

from __future__ import annotations

import pytest

from tests.browser.judging import faults
from tests.browser.panel_page import PanelPage
from tests.browser.tabs import ARTIFACTS

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

LOAD = "model = %reactor_load aiming.py:{}"

_FOCUSED = """panel => {
  const root = panel.shadowRoot, at = root.activeElement;
  const inside = name => root.querySelector(name).contains(at);
  return [inside('.column'), inside('.log'),
    at?.closest('.control')?.dataset.testid ?? '', at?.getAttribute('role') ?? ''];
}"""


async def open_panel(tabs, name):
    async def enlarge(page):
        await page.set_viewport_size({"width": 1400, "height": 1000})

    cells = ["%load_ext reactor_notebook", LOAD.format(name)]
    notebook = await tabs.new(cells, before=enlarge)
    for index in range(len(cells)):
        await notebook.run(index)
    panel = PanelPage(notebook.page)
    await panel.drawn()
    return notebook, panel


async def until(notebook, condition):
    source = f"import asyncio\nwhile not ({condition}): await asyncio.sleep(0.02)"
    await notebook.run_source(source)


async def test_thirty_five_fields_are_one_stop_of_the_tab_key(tabs):
    notebook, panel = await open_panel(tabs, "Crowded")
    keyboard = notebook.page.keyboard
    await panel.root.get_by_test_id("reactor-more").focus()
    stops = 0
    for _ in range(20):
        await keyboard.press("Tab")
        is_in_column, is_in_log, *_ = await panel.root.evaluate(_FOCUSED)
        stops += is_in_column
        if is_in_log:
            break
    assert is_in_log
    assert 1 <= stops <= 3


async def test_arrows_pass_through_the_rows_and_change_none(tabs):
    notebook, panel = await open_panel(tabs, "Aiming")
    keyboard = notebook.page.keyboard
    before = await notebook.run_source("print(model.state)")
    await panel.control("strength").locator("input[type=range]").focus()
    for name in ("seed", "mode", "aim"):
        await keyboard.press("ArrowDown")
        assert (await panel.root.evaluate(_FOCUSED))[2:] == [f"control-{name}", "group"]
    await keyboard.press("ArrowUp")
    await keyboard.press("ArrowUp")
    assert await notebook.run_source("print(model.state)") == before
    await panel.root.evaluate(
        "panel => panel.shadowRoot.querySelector('[data-testid=control-seed]').focus()"
    )
    for key in ("7", "7", "Enter", "Escape"):
        await keyboard.press(key)
    assert (await panel.root.evaluate(_FOCUSED))[2:] == ["control-seed", "group"]
    await until(notebook, "model.state.seed == 77")


async def test_a_number_typed_too_far_becomes_the_end_and_a_note_says_so(tabs):
    notebook, panel = await open_panel(tabs, "Aiming")
    await panel.type_number("strength", "7")
    note = panel.control("strength").locator(".row-note")
    assert await note.inner_text() == "2 is the most"
    await until(notebook, "model.state.strength == 2.0")
    await note.locator("span").wait_for(state="detached")
    await panel.type_number("exposure", "-9.5")
    await until(notebook, "model.state.exposure == -9.5")


async def test_two_numbers_are_dragged_on_a_pad_and_taken_back_at_once(tabs):
    notebook, panel = await open_panel(tabs, "Aiming")
    await panel.root.get_by_label("Drag Aim on a pad").click()
    pad = panel.control("aim").locator(".pad")
    await pad.scroll_into_view_if_needed()
    box = await pad.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    mouse = notebook.page.mouse
    await mouse.move(x, y)
    await mouse.down()
    await mouse.move(x + box["width"] / 4, y - box["height"], steps=12)
    await mouse.up()
    await until(notebook, "model.state.aim == [0.5, 1.0]")
    await pad.press("Control+z")
    await until(notebook, "model.state.aim == [0.0, 0.0]")
    await pad.press("Shift+ArrowLeft")
    await until(notebook, "model.state.aim == [-0.1, 0.0]")
    await pad.dblclick()
    await until(notebook, "model.state.aim == [0.0, 0.0]")


async def test_axe_finds_nothing_in_rows_that_are_worked_with(tabs):
    notebook, panel = await open_panel(tabs, "Aiming")
    await panel.root.get_by_label("Drag Aim on a pad").click()
    await panel.root.get_by_label("Keep Seed as it is").click()
    await panel.open_log()
    await panel.root.get_by_role("button", name="loss", exact=True).first.click()
    ARTIFACTS.mkdir(exist_ok=True)
    for theme in ("Light", "Dark"):
        assert await faults(notebook, theme) == [], theme
        await panel.type_number("strength", "7")
        await panel.control("strength").locator("input[type=number]").press("Escape")
        await notebook.page.keyboard.press("ArrowDown")
        await panel.root.screenshot(path=ARTIFACTS / f"rows-{theme.lower()}.png")

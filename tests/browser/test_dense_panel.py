"""The panel under the hand: what is in sight, keys and the pointer on the picture."""

from __future__ import annotations

import pytest
import pytest_asyncio

from tests.browser.panel_page import Area, PanelPage
from tests.browser.quickstart import cells_until_load, copy_notebooks
from tests.browser.tabs import ARTIFACTS

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

FORWARD, BACK, LEFT, RIGHT = (Area(40 * n + 8, 8, 24, 24) for n in range(4))
CELL = "%load_ext reactor_notebook\nwalker = %reactor_load walker.py:Walker"

UNSEEN = """panel => {
  const column = panel.shadowRoot.querySelector('.column');
  const seen = column.getBoundingClientRect();
  return [...panel.shadowRoot.querySelectorAll('.control')].filter(row => {
    const box = row.getBoundingClientRect();
    return box.height === 0 || box.top < seen.top || box.bottom > seen.bottom
      || box.bottom > window.innerHeight;
  }).map(row => row.dataset.testid);
}"""

OPENING = """() => {
  let begun;
  const look = () => {
    const panel = [...document.querySelectorAll('[data-testid=reactor-panel]')][1];
    if (panel !== undefined) begun ??= performance.now();
    const last = panel?.shadowRoot?.querySelector('[data-testid=control-field_299]');
    if (last?.getBoundingClientRect().height > 20)
      window.opened = performance.now() - begun;
    else requestAnimationFrame(look);
  };
  look();
}"""


async def test_every_control_of_the_quickstart_is_in_sight(tabs):
    copy_notebooks(tabs.lab.notebooks)

    async def enlarge(page):
        await page.set_viewport_size({"width": 1400, "height": 1000})

    cells = cells_until_load()
    notebook = await tabs.new(cells, before=enlarge)
    for index in range(len(cells)):
        await notebook.run(index)
    panel = PanelPage(notebook.page)
    await panel.drawn(3)
    await panel.root.scroll_into_view_if_needed()
    assert await panel.root.evaluate(UNSEEN) == []
    rows = (
        await panel.root.get_by_test_id("reactor-controls").locator(".control").count()
    )
    assert rows >= 11


@pytest_asyncio.fixture(loop_scope="session")
async def walking(tabs):
    notebook = await tabs.new([CELL, "print('untouched')"])
    await notebook.run(0)
    panel = PanelPage(notebook.page)
    await panel.drawn()
    return notebook, panel


async def test_keys_on_the_picture_drive_the_model_and_no_shortcut(walking):
    notebook, panel = walking
    keyboard = notebook.page.keyboard
    cells = len(await notebook.code_cells())
    await panel.canvas.click(position={"x": 5, "y": 5})
    for key, area in {"w": FORWARD, "a": LEFT, "s": BACK, "d": RIGHT}.items():
        await keyboard.down(key)
        await panel.wait_for_mean(area, 255)
        await keyboard.up(key)
        await panel.wait_for_mean(area, 0)
    for key in ("d", "d", "a", "b", "x", "Space", "Enter", "z"):
        await keyboard.press(key)
    assert len(await notebook.code_cells()) == cells
    heard = await notebook.run_source("print(walker._session.run.engine.model.jumps)")
    assert heard.strip() == "1"


@pytest.mark.parametrize("way", ["Escape", "blur", "another tab"])
async def test_a_key_that_is_held_comes_up_by_itself(walking, tabs, way):
    notebook, panel = walking
    await panel.canvas.click(position={"x": 5, "y": 5})
    await notebook.page.keyboard.down("w")
    await panel.wait_for_mean(FORWARD, 255)
    if way == "Escape":
        await notebook.page.keyboard.press("Escape")
    elif way == "blur":
        await panel.control("x").locator("input[type=number]").click()
    else:
        other = await tabs.context.new_page()
        await other.bring_to_front()
        await notebook.page.evaluate(
            "document.dispatchEvent(new Event('visibilitychange'))"
        )
        await notebook.page.bring_to_front()
        await other.close()
    await panel.wait_for_mean(FORWARD, 0)
    heard = await notebook.run_source("print(walker._session.run.engine.model.heard)")
    assert heard.strip() == "[('forward', True), ('forward', False)]"


async def test_a_click_on_the_picture_sends_where_it_is(walking):
    notebook, panel = walking
    box = await panel.canvas.bounding_box()
    await panel.canvas.click(
        position={"x": box["width"] * 0.25, "y": box["height"] * 0.75}
    )
    await notebook.run_source(
        "import asyncio\nwhile walker.state.x == 0.5: await asyncio.sleep(0.02)"
    )
    x, y = map(
        float,
        (await notebook.run_source("print(walker.state.x, walker.state.y)")).split(),
    )
    assert x == pytest.approx(0.25, abs=0.02)
    assert y == pytest.approx(0.75, abs=0.02)
    assert await panel.slider_value("x") == pytest.approx(x, abs=0.01)


async def bind(panel, label):
    """Choose *label* where keys are bound, and press the button."""
    await panel.root.get_by_test_id("reactor-more").click()
    await panel.root.get_by_test_id("reactor-binder").click()
    bar = panel.root.get_by_test_id("reactor-bindings")
    await bar.locator("select").select_option(label=label)
    await panel.root.get_by_test_id("reactor-bind").click()
    return bar


async def test_a_key_is_bound_in_the_panel_and_outlives_a_reload(walking):
    notebook, panel = walking
    keyboard = notebook.page.keyboard
    bar = await bind(panel, "Jump")
    await keyboard.press("k")
    await bar.get_by_text("K is bound to Jump").wait_for()
    ARTIFACTS.mkdir(exist_ok=True)
    await panel.root.screenshot(path=ARTIFACTS / "bindings.png")
    await panel.canvas.click(position={"x": 5, "y": 5})
    await keyboard.press("k")
    await notebook.run_source(
        "import asyncio\n"
        "while not walker._session.run.engine.model.jumps: await asyncio.sleep(0.02)"
    )
    await notebook.save()
    await notebook.reload()
    await panel.drawn()
    await (
        panel.root.get_by_test_id("reactor-keys")
        .get_by_text("K", exact=True)
        .wait_for()
    )
    await panel.canvas.click(position={"x": 5, "y": 5})
    await keyboard.press("k")
    await notebook.run_source(
        "while walker._session.run.engine.model.jumps < 2: await asyncio.sleep(0.02)"
    )


async def test_mouse_look_takes_the_pointer_and_gives_it_back(walking):
    notebook, panel = walking
    mouse = notebook.page.mouse
    await bind(panel, "Turn (mouse look)")
    await panel.canvas.scroll_into_view_if_needed()
    box = await panel.canvas.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    await mouse.click(x, y)
    badge = panel.root.get_by_test_id("reactor-keys")
    await badge.get_by_text("Esc frees the pointer").wait_for()
    await mouse.move(x + 40, y + 10, steps=4)
    await notebook.run_source(
        "import asyncio\n"
        "while walker._session.run.engine.model.turned[0] <= 0: "
        "await asyncio.sleep(0.02)"
    )
    await notebook.page.evaluate("document.exitPointerLock()")
    await badge.get_by_text("Esc frees the pointer").wait_for(state="hidden")


async def test_a_number_is_dragged_by_its_name(walking):
    notebook, panel = walking
    name = panel.control("x").locator(".label")
    box = await name.bounding_box()
    at = {"x": box["x"] + 5, "y": box["y"] + box["height"] / 2}
    await notebook.page.mouse.move(at["x"], at["y"])
    await notebook.page.mouse.down()
    await notebook.page.mouse.move(at["x"] + 20, at["y"], steps=5)
    await notebook.page.mouse.up()
    await notebook.run_source(
        "import asyncio\nwhile walker.state.x < 0.55: await asyncio.sleep(0.02)"
    )
    await name.dblclick()
    await notebook.run_source(
        "import asyncio\nwhile walker.state.x != 0.5: await asyncio.sleep(0.02)"
    )


@pytest.fixture
def many(tabs):
    async def load(name):
        cell = f"%load_ext reactor_notebook\nhandle = %reactor_load many.py:{name}"
        notebook = await tabs.new([cell, "handle"])
        await notebook.run(0)
        panel = PanelPage(notebook.page)
        await panel.drawn()
        return notebook, panel

    return load


async def test_thirty_five_fields_are_searched_and_folded(many):
    _, panel = await many("ThirtyFive")
    await panel.root.get_by_test_id("reactor-search").click()
    await panel.root.get_by_test_id("reactor-search-box").fill("field 31")
    rows = panel.root.get_by_test_id("reactor-controls").locator(".control:visible")
    assert [await row.get_attribute("data-testid") for row in await rows.all()] == [
        "control-field_31"
    ]
    await panel.root.get_by_test_id("reactor-search-box").fill("")
    folded = panel.control("field_3")
    await panel.root.get_by_text("Part 0", exact=True).click()
    await folded.wait_for(state="hidden")
    await panel.root.get_by_text("Part 0", exact=True).click()
    await folded.wait_for(state="visible")


async def test_a_second_panel_of_three_hundred_fields_is_there_in_a_second(many):
    notebook, _ = await many("ThreeHundred")
    await notebook.page.evaluate(OPENING)
    await notebook.run(1)
    await notebook.page.wait_for_function("window.opened !== undefined")
    assert await notebook.page.evaluate("window.opened") < 1000

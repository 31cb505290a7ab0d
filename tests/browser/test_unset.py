"""What is not set says so, in the panel and in widgets, and every value can be sent."""

from __future__ import annotations

import asyncio
import time

import pytest
import pytest_asyncio

from tests.browser.conftest import evidence
from tests.browser.panel_page import PanelPage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

LOAD = "%load_ext reactor_notebook\nhandle = %reactor_load blanks.py:Blanks\nhandle"
NAMES = ("count", "level", "whole", "flag", "text", "maybe", "only")
WIDGETS = (
    f"import ipywidgets\nipywidgets.VBox([handle.controls[name] for name in {NAMES}])"
)
DEADLINE_S = 20


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def notebook(shared_tabs):
    notebook = await shared_tabs.new([LOAD])
    await notebook.run(0)
    return notebook


@pytest_asyncio.fixture(loop_scope="session")
async def forgotten(notebook, shared_tabs, request):
    """The notebook, in whose session nothing is set."""
    async with evidence(shared_tabs, request):
        await PanelPage(notebook.page).drawn()
        await notebook.run_source("_ = await handle.send('forget')")
        yield notebook


async def state(notebook, name: str) -> str:
    return (await notebook.run_source(f"print(repr(handle.state.{name}))")).strip()


async def wait_for_state(notebook, name: str, wanted: str) -> None:
    started = time.monotonic()
    while (found := await state(notebook, name)) != wanted:
        assert time.monotonic() - started < DEADLINE_S, f"{name} is {found}"
        await asyncio.sleep(0.05)


async def wait_for_value(control, wanted: str) -> None:
    started = time.monotonic()
    while (found := await control.input_value()) != wanted:
        assert time.monotonic() - started < DEADLINE_S, f"it says {found!r}"
        await asyncio.sleep(0.05)


async def chosen(dropdown) -> str:
    label = await dropdown.locator("option:checked").inner_text()
    return label.replace("\xa0", " ")  # which ipywidgets writes for a space


async def test_the_panel_sends_what_looks_like_nothing(forgotten):
    notebook, panel = forgotten, PanelPage(forgotten.page)
    flag = panel.control("flag")
    await flag.get_by_role("button", name="Off").click()
    await wait_for_state(notebook, "flag", "False")
    assert await flag.get_by_role("checkbox").is_visible()
    text = panel.control("text").locator("input")
    assert await text.get_attribute("placeholder") == "not set"
    await text.press("Enter")
    await wait_for_state(notebook, "text", "''")
    whole = panel.control("whole").locator("input[type=number]")
    assert await whole.get_attribute("placeholder") == "not set"
    await panel.type_number("whole", "0")
    await wait_for_state(notebook, "whole", "0")


async def test_a_press_on_an_unset_slider_sets_its_lower_end(forgotten):
    panel = PanelPage(forgotten.page)
    thumb = panel.control("level").locator("input[type=range]")
    box = await thumb.bounding_box()
    await thumb.click(position={"x": 2, "y": box["height"] / 2})
    await wait_for_state(forgotten, "level", "-1.0")


async def test_a_widget_sends_what_looks_like_nothing_and_is_blank_again(forgotten):
    notebook = forgotten
    index = await notebook.add_cell(WIDGETS)
    await notebook.run(index)
    output = notebook.page.locator(".jp-OutputArea-output .widget-vbox").last
    await output.wait_for()
    rows = output.locator("> *")
    assert await rows.count() == len(NAMES)
    assert await notebook.page.get_by_text("Error displaying widget").count() == 0

    count, whole, maybe = (rows.nth(n).locator("input[type=text]") for n in (0, 2, 5))
    flag, text = rows.nth(3).locator("select"), rows.nth(4)
    for number in (count, whole, maybe):
        assert await number.get_attribute("placeholder") == "not set"
        assert await number.input_value() == ""
        await number.fill("0")
        await number.press("Enter")
    assert await chosen(flag) == "not set"
    await flag.select_option(label="off")
    await text.get_by_role("button", name="blank").click()
    handle = rows.nth(1).locator(".noUi-handle")
    await handle.focus()
    await handle.press("ArrowRight")
    for name, nothing in [
        ("count", "0"),
        ("whole", "0"),
        ("maybe", "0.0"),
        ("flag", "False"),
        ("text", "''"),
        ("level", "-1.0"),
    ]:
        await wait_for_state(notebook, name, nothing)

    await notebook.run_source("_ = await handle.send('forget')")
    for number in (count, whole, maybe):
        await wait_for_value(number, "")
    await wait_for_value(rows.nth(1).locator("input[type=text]"), "")
    assert await chosen(flag) == "not set"
    await rows.nth(5).locator("input[type=text]").fill("1")
    await rows.nth(5).locator("input[type=text]").press("Enter")
    await wait_for_state(notebook, "maybe", "1.0")
    await rows.nth(5).get_by_role("button").click()
    await wait_for_state(notebook, "maybe", "None")


async def test_a_widget_of_the_only_number_there_is_shows_it(forgotten):
    output = forgotten.page.locator(".jp-OutputArea-output .widget-vbox").last
    only = output.locator("> *").nth(NAMES.index("only"))
    assert "1" in await only.inner_text()

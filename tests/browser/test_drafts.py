"""What is typed, dragged and refused: exact numbers, drafts that stay, their marks."""

from __future__ import annotations

import asyncio
import math
import time
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from tests.browser.conftest import evidence
from tests.browser.panel_page import PanelPage

if TYPE_CHECKING:
    from playwright.async_api import Locator

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

LOAD = "%load_ext reactor_notebook\nhandle = %reactor_load drafted.py:Drafted\nhandle"
DEADLINE_S = 20


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def notebook(shared_tabs):
    notebook = await shared_tabs.new([LOAD])
    await notebook.run(0)
    return notebook


@pytest_asyncio.fixture(loop_scope="session")
async def panel(notebook, shared_tabs, request):
    async with evidence(shared_tabs, request):
        panel = PanelPage(notebook.page)
        await panel.drawn()
        yield panel
        await panel.tool("reset").click()


async def until(condition) -> None:
    """Wait until the coroutine function *condition* returns something true."""
    started = time.monotonic()
    while not await condition():
        assert time.monotonic() - started < DEADLINE_S, condition.__doc__
        await asyncio.sleep(0.05)


def box(panel: PanelPage, name: str) -> Locator:
    return panel.control(name).locator("input[type=number]")


def thumb(panel: PanelPage, name: str) -> Locator:
    return panel.control(name).locator("input[type=range]")


async def is_marked(control: Locator) -> bool:
    return await control.locator("[aria-invalid]").count() > 0


async def state(notebook, name: str) -> str:
    return await notebook.run_source(f"print(handle.state.{name})")


async def wait_for_state(notebook, name: str, wanted: str) -> None:
    async def holds() -> bool:
        return wanted in await state(notebook, name)

    await until(holds)


async def test_a_seed_of_nine_digits_is_exact_and_steps_by_one(notebook, panel):
    seed = box(panel, "seed")
    assert await seed.input_value() == "123456789"
    await seed.press("ArrowUp")
    assert await seed.input_value() == "123456790"
    await wait_for_state(notebook, "seed", "123456790")
    await panel.type_number("seed", str(2**53 - 1))
    await wait_for_state(notebook, "seed", str(2**53 - 1))
    assert await seed.input_value() == str(2**53 - 1)


async def test_a_slider_of_angles_is_dragged_to_both_ends_and_to_zero(notebook, panel):
    await panel.drag("angle", start=0.58, end=1.1)
    await wait_for_state(notebook, "angle", repr(math.pi))
    assert await box(panel, "angle").input_value() == repr(math.pi)
    await panel.drag("angle", start=1.0, end=-0.1)
    await wait_for_state(notebook, "angle", repr(-math.pi))
    await panel.drag("angle", start=0.0, end=0.5)
    for _ in range(5):
        away = float(await box(panel, "angle").input_value())
        if away != 0:
            await thumb(panel, "angle").press("ArrowLeft" if away > 0 else "ArrowRight")
    await wait_for_state(notebook, "angle", "0.0")


async def test_the_keys_of_a_slider_go_from_mark_to_mark(notebook, panel):
    angle = thumb(panel, "angle")
    for key, told in [
        ("End", repr(math.pi)),
        ("ArrowLeft", "3.14"),
        ("ArrowRight", repr(math.pi)),
        ("Home", repr(-math.pi)),
    ]:
        await angle.press(key)
        assert await box(panel, "angle").input_value() == told
    await wait_for_state(notebook, "angle", repr(-math.pi))
    count = thumb(panel, "count")
    await count.press("Home")
    await wait_for_state(notebook, "count", "1")
    await count.press("End")
    await wait_for_state(notebook, "count", "9")
    await thumb(panel, "rate").press("Home")
    await wait_for_state(notebook, "rate", "1e-06")


async def test_a_text_that_was_refused_stays_and_can_be_undone(panel):
    control = panel.control("prompt")
    prompt = control.locator("textarea")
    await prompt.click()
    await prompt.press("Control+a")
    await panel.page.keyboard.insert_text("x" * 1560)
    await prompt.press("Enter")
    reason = await panel.reason("prompt")
    assert "Prompt must be at most 1000 characters" in reason
    await panel.wait_for_text("log", "got 1560")
    assert await prompt.input_value() == "x" * 1560
    assert "1,560 / 1,000" in await control.inner_text()
    assert await is_marked(control)
    await prompt.press("Control+z")
    assert await prompt.input_value() == "a meadow"
    assert not await is_marked(control)
    await prompt.press("Control+Shift+z")
    assert await prompt.input_value() == "x" * 1560
    assert await is_marked(control)
    await prompt.press("Escape")
    assert await prompt.input_value() == "a meadow"
    assert not await is_marked(control)


async def test_a_number_that_is_valid_again_is_not_marked(notebook, panel):
    await panel.type_number("count", "2.5")
    assert "Count must be" in await panel.reason("count")
    assert await box(panel, "count").input_value() == "2.5"
    assert await panel.slider_value("count") == 3
    await panel.type_number("count", "3")
    assert not await is_marked(panel.control("count"))
    assert await state(notebook, "count") == "3\n"


async def test_an_answer_to_an_earlier_value_leaves_a_refusal(notebook, panel):
    await panel.type_number("slow", "4")
    await panel.type_number("slow", "4.5")
    assert "got 4.5" in await panel.reason("slow")
    await wait_for_state(notebook, "slow", "4")

    async def thumb_moved() -> bool:
        return await panel.slider_value("slow") == 4

    await until(thumb_moved)
    assert await is_marked(panel.control("slow"))
    assert await box(panel, "slow").input_value() == "4.5"


async def test_a_choice_that_the_model_refuses_is_taken_back(notebook, panel):
    await panel.choose("palette", "ocean")
    assert "There is no water here." in await panel.reason("palette")
    select = panel.control("palette").locator("select")
    assert await select.locator("option:checked").inner_text() == "ocean"
    await panel.control("palette").get_by_role("button", name="Take back").click()
    assert await select.locator("option:checked").inner_text() == "ember"
    assert await state(notebook, "palette") == "ember\n"


async def test_a_form_marks_the_one_argument_that_is_wrong(panel):
    form = panel.control("paint")
    x = panel.control("paint-x")
    await x.locator("input[type=number]").fill("0.75")
    assert await x.locator("input[type=range]").input_value() == "0.75"
    size = panel.control("paint-size")
    await size.locator("input[type=number]").fill("4.5")
    await form.get_by_role("button", name="Paint").click()
    assert "got 4.5" in await panel.reason("paint-size")
    assert await form.locator("[aria-invalid]").count() == 1
    await size.locator("input[type=number]").fill("9")
    assert not await is_marked(form)


async def test_the_wheel_over_a_focused_number_box_scrolls_the_page(panel):
    seed = box(panel, "seed")
    await seed.click()
    before = await seed.bounding_box()
    assert before is not None
    await panel.page.mouse.move(before["x"] + 20, before["y"] + 10)
    await panel.page.mouse.wheel(0, 60)

    async def scrolled() -> bool:
        after = await seed.bounding_box()
        return after is not None and after["y"] != before["y"]

    await until(scrolled)
    assert await seed.input_value() == "123456789"
    assert await seed.evaluate("el => el.getRootNode().activeElement === el")
    await seed.press("1")
    assert "1" in await seed.input_value()
    await seed.press("Escape")


async def test_a_widget_of_ipywidgets_reaches_the_same_numbers(notebook, panel):
    index = await notebook.add_cell("handle.controls['angle']")
    await notebook.run(index)
    handle = notebook.page.locator(".jp-OutputArea-output .noUi-handle").last
    number = notebook.page.locator(".jp-OutputArea-output .widget-text input").last
    await handle.focus()
    for key, told in [("End", repr(math.pi)), ("Home", repr(-math.pi))]:
        await handle.press(key)
        await wait_for_state(notebook, "angle", told)
        assert await number.input_value() == told
    await notebook.run_source("await handle.send('set_angle', angle=0.1 + 0.2)")

    async def shown() -> bool:
        return await number.input_value() == repr(0.1 + 0.2)

    await until(shown)
    assert await state(notebook, "angle") == f"{0.1 + 0.2!r}\n"

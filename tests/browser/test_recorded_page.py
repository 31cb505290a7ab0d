"""A recorded page, opened from the disk with the network off."""

from __future__ import annotations

import numpy as np
import pytest
import pytest_asyncio

from reactor_notebook import reactor_load
from reactor_runtime import InputField, InputState, ReactorPipeline
from tests.browser.judging import AXE
from tests.browser.tabs import ARTIFACTS

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


class ScrubbedState(InputState):
    level: float = InputField(0.5, ge=0.0, le=1.0)
    tint: str = InputField("grey", choices=["grey", "red"])


class ScrubbedModel(ReactorPipeline):
    """A plain field whose brightness is the slider's, with a bar that wanders."""

    state: ScrubbedState
    fps = 30

    def inference(self):
        at = 0
        while True:
            picture = np.zeros((200, 320, 3), np.uint8)
            width = 1 if self.state.tint == "red" else 3
            picture[:, :, :width] = 200 * self.state.level
            picture[-20:, at : at + 40] = (40, 120, 220)
            at = (at + 8) % 280
            yield picture


SEEN = """([x, y]) => {
  const {data} = document.getElementById('picture').getContext('2d')
    .getImageData(x, y, 1, 1);
  return [...data.slice(0, 3)];
}"""
HOLDS = f"""([place, wanted]) => {{
  const canvas = document.getElementById('picture');
  if (canvas.dataset.place !== place) return false;
  const seen = ({SEEN})([100, 60]);
  return seen.every((value, c) => Math.abs(value - wanted[c]) < 14);
}}"""
JUDGE = """async () => (await axe.run()).violations.map(({id, nodes}) =>
  [id, ...nodes.map(({target}) => target.join(' '))].join(' | '))"""


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def file(tmp_path_factory):
    made = tmp_path_factory.mktemp("page") / "page.html"
    handle = await reactor_load(ScrubbedModel, name="scrubbed")
    options = {"stops": 5, "seconds": 0.5, "settle": 0.1, "tell": lambda _: None}
    await handle.record_page(made, "level", "tint", **options)
    await handle.stop()
    return made


async def holds(page, place, *wanted):
    await page.wait_for_function(HOLDS, arg=[place, list(wanted)])


async def test_its_controls_scrub_by_mouse_and_keys_without_a_network(browser, file):
    context = await browser.new_context(viewport={"width": 900, "height": 900})
    await context.set_offline(True)
    page = await context.new_page()
    said = []
    page.on("console", lambda told: told.type == "error" and said.append(told.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    await page.goto(file.as_uri())
    await holds(page, "2,0", 100, 100, 100)
    slider = page.get_by_label("Level")
    assert await slider.get_attribute("aria-valuetext") == "0.5"
    await slider.press("End")
    await holds(page, "4,0", 200, 200, 200)
    box = await slider.bounding_box()
    middle = box["y"] + box["height"] / 2
    await page.mouse.move(box["x"] + box["width"] - 8, middle)
    await page.mouse.down()
    await page.mouse.move(box["x"] + 8, middle, steps=8)
    await page.mouse.up()
    await holds(page, "0,0", 0, 0, 0)
    await page.get_by_label("Tint").select_option(label="red")
    await slider.press("End")
    await holds(page, "4,1", 200, 0, 0)
    indices = "() => document.getElementById('picture').dataset.index"
    first = await page.evaluate(indices)
    await page.wait_for_function(f"first => ({indices})() !== first", arg=first)
    await page.get_by_role("button", name="Pause").click()
    await page.get_by_role("button", name="Play").wait_for()
    ARTIFACTS.mkdir(exist_ok=True)
    # Its own policy lets no script in that is not its own: the judge stands outside it.
    for scheme in ("light", "dark"):
        await page.emulate_media(color_scheme=scheme)
        assert await page.evaluate(f"{AXE.read_text()};({JUDGE})()") == []
        await page.screenshot(path=ARTIFACTS / f"recorded-page-{scheme}.png")
    assert said == []
    await context.close()


async def test_who_wants_no_motion_gets_a_picture_that_stands(browser, file):
    context = await browser.new_context(reduced_motion="reduce", offline=True)
    page = await context.new_page()
    await page.goto(file.as_uri())
    await holds(page, "2,0", 100, 100, 100)
    await page.get_by_role("button", name="Play").wait_for()
    await context.close()

"""Decoding and viewing: one decode for all displays, true numbers, no idle cost."""

from __future__ import annotations

import asyncio
import re

import pytest
from PIL import Image

from tests.browser.panel_page import PanelPage
from tests.browser.steered_area import LEVEL, grey, load_cell

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

COUNT = """(() => {
  const counts = window.counts = {workers: 0, sockets: 0, frames: 0};
  window.Worker = class extends Worker {
    constructor(url, options) {
      super(url, options);
      if (options?.name === 'reactor-decode') counts.workers += 1;
    }
  };
  window.WebSocket = class extends WebSocket {
    constructor(...given) {
      super(...given);
      let isPanel = false;
      this.addEventListener('message', ({data}) => {
        if (this.binaryType !== 'arraybuffer' || !(data instanceof ArrayBuffer)) return;
        let header;
        try {
          const size = new DataView(data).getUint32(0);
          const json = new TextDecoder().decode(new Uint8Array(data, 4, size));
          header = JSON.parse(json);
        } catch { return; }
        if (header.type === 'welcome' && !isPanel) { isPanel = true; counts.sockets++; }
        if (header.type === 'frame') counts.frames += 1;
      });
    }
  };
})()"""

HIDE = """
for (const name of ['OffscreenCanvas', 'createImageBitmap', 'ImageDecoder',
                    'VideoDecoder', 'EncodedVideoChunk']) delete window[name];
window.decodedByImage = 0;
const decode = HTMLImageElement.prototype.decode;
HTMLImageElement.prototype.decode = function () {
  window.decodedByImage += 1;
  return decode.call(this);
};
"""


async def open_steered(tabs):
    notebook = await tabs.new([load_cell()])
    await notebook.run(0)
    panel = PanelPage(notebook.page)
    await panel.drawn()
    return notebook, panel


async def counts(panel):
    return await panel.page.evaluate("window.counts")


async def frames_within(panel, milliseconds):
    """How many frames came over the sockets of the page meanwhile."""
    before = (await counts(panel))["frames"]
    await panel.page.wait_for_timeout(milliseconds)
    return (await counts(panel))["frames"] - before


async def wait_for_silence(panel):
    """Wait until no frames come any more, for a second at least."""
    async with asyncio.timeout(20):
        while await frames_within(panel, 1000) > 0:
            pass


async def statistic(panel, name, key="value"):
    """Wait until the overlay has a number of that name; return it."""
    row = panel.root.get_by_test_id(f"reactor-stat-{name}")
    script = f"""row => new Promise(resolve => {{
      const look = () => row.dataset.{key} === undefined
        ? setTimeout(look, 50) : resolve(Number(row.dataset.{key}));
      look();
    }})"""
    return await row.evaluate(script)


async def test_two_displays_share_one_link_and_one_decode(tabs):
    await tabs.context.add_init_script(COUNT)
    notebook, first = await open_steered(tabs)
    await notebook.run_source("_1")
    second = PanelPage(notebook.page, index=1)
    await second.drawn(3)
    assert (await counts(first))["workers"] == 1
    assert (await counts(first))["sockets"] == 1
    await second.type_number("level", "0.9")
    await second.wait_for_mean(LEVEL, grey(0.9))
    await first.show()
    await first.wait_for_mean(LEVEL, grey(0.9))
    await first.page.evaluate(
        "window.jupyterapp.shell.currentWidget.content.widgets[0].model.outputs.clear()"
    )
    remaining = PanelPage(notebook.page)
    await remaining.type_number("level", "0.4")
    await remaining.wait_for_mean(LEVEL, grey(0.4))


async def test_a_panel_that_is_scrolled_out_gets_nothing_and_returns_at_once(tabs):
    await tabs.context.add_init_script(COUNT)
    notebook, panel = await open_steered(tabs)
    assert await frames_within(panel, 1000) > 10
    below = await notebook.add_cell("print('below\\n' * 200)")
    await notebook.run(below)
    await panel.page.evaluate(
        "index => window.jupyterapp.shell.currentWidget.content"
        ".scrollToItem(index, 'end')",
        below,
    )
    await wait_for_silence(panel)
    await notebook.run_source("_1.send('set_level', level=0.8)")
    await panel.show()
    await panel.wait_for_mean(LEVEL, grey(0.8))
    assert (await counts(panel))["workers"] == 1


async def test_a_background_tab_gets_nothing_and_returns_at_once(tabs):
    await tabs.context.add_init_script(COUNT)
    _, panel = await open_steered(tabs)
    other = await tabs.context.new_page()
    await other.bring_to_front()
    await wait_for_silence(panel)
    await panel.page.bring_to_front()
    await panel.drawn(3)


async def test_the_overlay_shows_what_was_measured(tabs):
    _, panel = await open_steered(tabs)
    assert await panel.root.get_by_test_id("reactor-overlay").count() == 0
    await panel.show()
    await panel.canvas.click()
    await panel.page.keyboard.press("i")
    await panel.drawn(30)
    for level in ("0.3", "0.6", "0.9"):
        await panel.type_number("level", level)
        await panel.wait_for_mean(LEVEL, grey(float(level)))
    await panel.drawn(60)
    assert 0 < await statistic(panel, "age") < 500
    assert await statistic(panel, "age", "p95") >= await statistic(panel, "age")
    assert 0 < await statistic(panel, "command") < 2000
    assert 10 < await statistic(panel, "fps") < 45
    assert await statistic(panel, "bytes") > 100
    assert await statistic(panel, "dropped") < 30
    assert re.search(r"ping \d", await panel.text("overlay"))
    await panel.canvas.click()
    await panel.page.keyboard.press("i")
    assert await panel.root.get_by_test_id("reactor-overlay").count() == 0


async def test_keys_over_the_picture_are_not_the_notebooks(tabs):
    notebook, panel = await open_steered(tabs)
    before = await notebook.code_cells()
    await panel.show()
    await panel.canvas.click()
    for key in "isi":
        await panel.page.keyboard.press(key)
    await panel.drawn(3)
    assert await notebook.code_cells() == before
    assert await panel.text("status") == "Running"


async def test_a_still_is_saved_as_png(tabs, tmp_path):
    _, panel = await open_steered(tabs)
    await panel.type_number("level", "0.5")
    await panel.wait_for_mean(LEVEL, grey(0.5))
    async with panel.page.expect_download() as download:
        await panel.root.get_by_test_id("reactor-save").click()
    saved = await download.value
    assert re.fullmatch(r"Steered-step\d+-\d{8}-\d{6}\.png", saved.suggested_filename)
    await saved.save_as(tmp_path / "still.png")
    with Image.open(tmp_path / "still.png") as image:
        assert image.size == (160, 128)
        pixel = image.convert("RGB").getpixel((80, 90))
    assert all(abs(value - grey(0.5)) <= 4 for value in pixel)


async def test_the_picture_fills_the_screen_in_its_own_shape(tabs):
    _, panel = await open_steered(tabs)
    await panel.show()
    await panel.canvas.click()
    await panel.page.keyboard.press("f")
    await panel.page.wait_for_function("document.fullscreenElement !== null")
    box = await panel.canvas.bounding_box()
    size = panel.page.viewport_size
    assert box["height"] >= size["height"] * 0.9
    column = panel.root.get_by_test_id("reactor-controls")
    await panel.page.keyboard.press("c")
    drawer = await column.bounding_box()
    assert drawer["height"] >= size["height"] * 0.9
    assert drawer["x"] + drawer["width"] == pytest.approx(size["width"], abs=2)
    await panel.type_number("level", "0.6")
    await panel.wait_for_mean(LEVEL, grey(0.6))
    await panel.canvas.click(position={"x": 5, "y": 5})
    await panel.page.keyboard.press("f")
    await panel.page.wait_for_function("document.fullscreenElement === null")
    home = await column.bounding_box()
    assert home["height"] < size["height"] * 0.9
    assert await panel.slider_value("level") == pytest.approx(0.6)


async def test_a_picture_in_picture_is_one_more_view_of_the_same_decode(tabs):
    await tabs.context.add_init_script(COUNT)
    _, panel = await open_steered(tabs)
    await panel.show()
    async with tabs.context.expect_page() as opened:
        await panel.root.get_by_test_id("reactor-popout").click()
    window = await opened.value
    await window.wait_for_function(
        "Number(document.querySelector('canvas')?.dataset.sequence) > 0"
    )
    assert (await counts(panel))["workers"] == 1
    await panel.root.get_by_test_id("reactor-popout").click()
    await panel.drawn(3)


async def test_a_browser_without_decoders_shows_the_picture_with_an_image(tabs):
    await tabs.context.add_init_script(HIDE)
    _, panel = await open_steered(tabs)
    await panel.type_number("level", "0.7")
    await panel.wait_for_mean(LEVEL, grey(0.7))
    assert await panel.page.evaluate("window.decodedByImage") > 0

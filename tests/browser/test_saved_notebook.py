"""What a notebook holds on disk, and shows without a kernel."""

from __future__ import annotations

import asyncio
import base64
import io
import itertools
import time

import nbformat
import numpy as np
import pytest
from PIL import Image

from tests.browser.panel_page import PanelPage
from tests.browser.steered_area import LEVEL, grey, load_cell

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_a_reopened_notebook_shows_the_last_frame_without_a_kernel(tabs):
    notebook = await tabs.new([load_cell()])
    await notebook.run(0)
    panel = PanelPage(notebook.page)
    await panel.type_number("level", "0.8")
    await panel.wait_for_mean(LEVEL, grey(0.8))
    await notebook.run_source("await _1.pause()")
    await panel.wait_for_text("status", "paused")
    await wait_for_saved_level(notebook, 0.8)
    await notebook.shut_kernel_down()
    await notebook.page.close()

    reopened = await tabs.open(notebook.path)
    image = reopened.page.locator(".jp-OutputArea-output img")
    await image.first.wait_for(state="visible")
    assert await image.first.evaluate("img => img.naturalWidth") > 0


async def test_a_kernel_shut_down_while_it_runs_leaves_the_last_frame(tabs):
    notebook = await tabs.new([load_cell()])
    await notebook.run(0)
    panel = PanelPage(notebook.page)
    await panel.type_number("level", "0.8")
    await panel.wait_for_mean(LEVEL, grey(0.8))
    await notebook.shut_kernel_down()
    # It is in the page, hidden by the panel that has the same picture.
    still = notebook.page.locator(".jp-OutputArea-output img")
    await still.wait_for(state="attached")
    await wait_for_saved_level(notebook, 0.8)


async def test_ten_loads_add_less_than_100_kb_to_the_saved_notebook(tabs):
    notebook = await tabs.new([load_cell("--name same") for _ in range(10)])
    empty = (tabs.lab.notebooks / notebook.path).stat().st_size
    for index in range(10):
        await notebook.run(index)
        await PanelPage(notebook.page).drawn()
    saved = await notebook.save()
    assert saved.stat().st_size - empty < 100_000


async def wait_for_saved_level(notebook, level, seconds=10.0):
    """Save the notebook until its first picture shows *level*; it comes a bit later."""
    end = time.monotonic() + seconds
    while True:
        picture = next(iter(saved_pictures(await notebook.save())))
        seen = np.asarray(picture)[-40:-8, 8:-8].astype(float).mean()
        if abs(seen - grey(level)) < 6:
            return
        assert time.monotonic() < end, f"saved {seen}, expected {grey(level)}"
        await asyncio.sleep(0.05)


def saved_pictures(path):
    """Every static picture in the notebook file at *path*."""
    cells = nbformat.read(path, as_version=4).cells
    outputs = itertools.chain.from_iterable(cell.outputs for cell in cells)
    for output in outputs:
        if encoded := output.get("data", {}).get("image/jpeg"):
            yield Image.open(io.BytesIO(base64.b64decode(encoded)))

"""Reloads, tabs and displays are views of one running session."""

from __future__ import annotations

import pytest

from tests.browser.kernel import kernel_client
from tests.browser.panel_page import PanelPage
from tests.browser.steered_area import LEVEL, grey, load_cell

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

COUNT_ENCODES = """
import reactor_runtime.media.jpeg as jpeg
import reactor_runtime.streaming.pool as encoding
encodes = 0
def counted(*arguments, original=jpeg.encode_jpeg, **options):
    global encodes
    encodes += 1
    return original(*arguments, **options)
jpeg.encode_jpeg = encoding.encode_jpeg = counted
"""


async def open_steered(tabs, options=""):
    notebook = await tabs.new([load_cell(options)])
    await notebook.run(0)
    panel = PanelPage(notebook.page)
    await panel.drawn()
    return notebook, panel


async def test_a_reload_finds_the_session_as_it_was(tabs):
    notebook, panel = await open_steered(tabs)
    await panel.type_number("level", "0.7")
    await panel.wait_for_mean(LEVEL, grey(0.7))
    before = (await panel.drawn())[0]["step"]
    await notebook.save()
    await notebook.reload()
    panel = PanelPage(notebook.page)
    await panel.wait_for_mean(LEVEL, grey(0.7))
    assert await panel.slider_value("level") == pytest.approx(0.7)
    assert (await panel.drawn())[0]["step"] > before


async def test_a_second_tab_is_a_second_view_of_the_same_session(tabs):
    notebook, first = await open_steered(tabs)
    await first.type_number("level", "0.7")
    await notebook.save()
    second = PanelPage((await tabs.open(notebook.path)).page)
    await second.wait_for_mean(LEVEL, grey(0.7))
    await second.type_number("level", "0.4")
    await second.wait_for_mean(LEVEL, grey(0.4))
    await first.page.bring_to_front()
    await first.wait_for_mean(LEVEL, grey(0.4))
    assert await first.slider_value("level") == pytest.approx(0.4)


async def test_a_second_display_is_a_second_view_of_the_same_session(tabs):
    notebook, first = await open_steered(tabs)
    await notebook.run_source("_1")
    second = PanelPage(notebook.page, index=1)
    await second.type_number("level", "0.9")
    await second.wait_for_mean(LEVEL, grey(0.9))
    await first.wait_for_mean(LEVEL, grey(0.9))


async def test_running_the_cell_again_replaces_the_session(tabs):
    notebook, panel = await open_steered(tabs)
    await panel.type_number("level", "0.7")
    await panel.wait_for_mean(LEVEL, grey(0.7))
    await notebook.run(0)
    await panel.drawn()
    await panel.wait_for_mean(LEVEL, grey(0.7))  # what a person has set is kept
    assert await panel.root.count() == 1
    live = (
        "import threading\n"
        "names = [thread.name for thread in threading.enumerate()]\n"
        "print(sorted(name for name in names if 'reactor-encode' not in name))"
    )
    once = await notebook.run_source(live)
    await notebook.run(0)
    await panel.drawn()
    assert await notebook.run_source(live) == once


async def test_nothing_is_encoded_while_every_tab_is_closed(tabs):
    notebook = await tabs.new([COUNT_ENCODES, load_cell()])
    await notebook.run(0)
    await notebook.run(1)
    await PanelPage(notebook.page).drawn()
    await notebook.save()
    async with kernel_client(tabs.lab, await notebook.kernel_id()) as kernel:
        await kernel.wait_until("encodes > 0")
        await notebook.page.close()
        await kernel.run("encoded_at = -1")
        await kernel.wait_until("encoded_at == (encoded_at := encodes)")
        await kernel.run("steps = max(e.step for e in _2.log)")
        await kernel.wait_until("max(e.step for e in _2.log) > steps + 30")
        assert (await kernel.run("print(encodes - encoded_at)")).strip() == "0"
        again = PanelPage((await tabs.open(notebook.path)).page)
        await again.drawn(3)

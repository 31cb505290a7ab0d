"""Cells and pictures side by side, on the kernel's loop and on a thread's."""

from __future__ import annotations

import asyncio

import pytest

from tests.browser.panel_page import PanelPage
from tests.browser.steered_area import LEVEL, grey, load_cell

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SLEEP = "import time\ntime.sleep(5)"


async def test_with_a_thread_picture_and_commands_go_on_while_a_cell_blocks(tabs):
    notebook = await tabs.new([load_cell("--thread"), SLEEP])
    await notebook.run(0)
    panel = PanelPage(notebook.page)
    await panel.wait_for_text("link", "relay")
    await panel.drawn(5)
    await notebook.start(1)
    await panel.drawn(40, timeout_ms=4000)
    await panel.type_number("level", "0.8")
    await panel.wait_for_mean(LEVEL, grey(0.8), timeout_ms=2000)
    assert await notebook.execution_count(1) is None
    await notebook.wait(1)


async def test_a_cell_starts_while_forward_passes_stream_on_the_kernels_loop(tabs):
    notebook = await tabs.new(
        ["%load_ext reactor_notebook\n%reactor_load steered.py:SlowForward", "1 + 1"]
    )
    await notebook.run(0)
    panel = PanelPage(notebook.page)
    await panel.drawn(5)
    clock = asyncio.get_running_loop().time
    waits = []
    for _ in range(5):
        started = clock()
        await notebook.run(1)
        waits.append(clock() - started)
    assert sorted(waits)[2] < 0.6, waits
    await panel.drawn(5)

"""The quickstart answers: a run with a drag differs from a paired run without one."""

from __future__ import annotations

import pytest

from tests.browser.panel_page import PanelPage
from tests.browser.quickstart import NAME, cells_until_load, copy_notebooks

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

STEPS = 75
REMEMBER = """
import asyncio
done = max(entry.step for entry in garden.log)
assert done < {steps}, f"{{done}} steps had run before the pause"
await garden.step({steps} - done)
while not any(entry.kind == "frame_shown" and entry.data["sequence"] == {steps}
              for entry in garden.log):
    await asyncio.sleep(0.02)
pictures = globals().get("pictures", {{}})
pictures["{name}"] = garden.frame().astype(int)
"""
DIFFERENCE = (
    "print(abs(pictures['{one}'] - pictures['{other}']).mean()"
    " if pictures['{one}'].shape == pictures['{other}'].shape else 'shapes differ')"
)


async def run_to_step(notebook, load, name, *, drag):
    """Load anew and paused, drag or not, and remember the picture of step STEPS."""
    await notebook.run(load)
    panel = PanelPage(notebook.page)
    await panel.wait_for_text("status", "paused")
    if drag:
        before = await panel.slider_value("feed")
        await panel.drag("feed", start=0.64, end=0.1)
        await notebook.run_source(
            "import asyncio\n"
            f"while garden.state.feed == {before}: await asyncio.sleep(0.02)"
        )
    await notebook.run_source(REMEMBER.format(steps=STEPS, name=name))


async def difference(notebook, one, other):
    """Mean difference of two remembered pictures, in grey values."""
    return float(await notebook.run_source(DIFFERENCE.format(one=one, other=other)))


async def test_a_drag_in_the_quickstart_changes_what_grows(tabs):
    copy_notebooks(tabs.lab.notebooks)
    cells = cells_until_load()
    notebook = await tabs.new([*cells[:-1], f"{cells[-1]}\nawait garden.pause()"])
    for index in range(len(cells) - 1):
        await notebook.run(index)
    load = len(cells) - 1
    await run_to_step(notebook, load, "plain", drag=False)
    await run_to_step(notebook, load, "paired", drag=False)
    await run_to_step(notebook, load, "dragged", drag=True)
    assert await difference(notebook, "plain", "paired") == 0
    assert await difference(notebook, "plain", "dragged") > 2


async def test_after_run_all_both_panels_are_still_drawing_ten_seconds_later(tabs):
    copy_notebooks(tabs.lab.notebooks)
    notebook = await tabs.open(NAME)
    await notebook.run_all()
    for index in await notebook.code_cells():
        kinds = {output["output_type"] for output in await notebook.outputs(index)}
        assert "error" not in kinds, await notebook.text(index)
    garden, ripple = PanelPage(notebook.page, 0), PanelPage(notebook.page, 1)
    ripple_began = (await ripple.drawn())[0]["pts"]
    garden_began = (await garden.drawn())[0]["pts"]
    while (await garden.drawn(15))[-1]["pts"] < garden_began + 10:
        pass
    assert (await ripple.drawn(15))[-1]["pts"] > ripple_began + 10
    status = await notebook.run_source("%reactor_status")
    assert [line.split(" · ")[:2] for line in status.strip().split("\n")] == [
        ["Reactor: GrayScott", "running"],
        ["Reactor: Ripple", "running"],
    ]

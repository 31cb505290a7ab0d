"""The browser harness itself: cells, widgets, saving and kernels, without a model."""

from __future__ import annotations

import nbformat
import pytest

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SLIDER = """import ipywidgets
slider = ipywidgets.IntSlider(value=3, description="Level")
slider"""


async def test_a_cell_runs_and_its_output_is_read(tabs):
    notebook = await tabs.new(["print(6 * 7)", SLIDER])
    assert "42" in await notebook.run(0)
    assert await notebook.execution_count(0) == 1
    await notebook.run(1)
    await notebook.page.get_by_text("Level", exact=True).wait_for()
    assert "3" in await notebook.run_source("print(slider.value)")


async def test_a_raising_cell_fails_with_its_traceback(tabs):
    notebook = await tabs.new(["1 / 0"])
    with pytest.raises(AssertionError, match="ZeroDivisionError"):
        await notebook.run(0)


async def test_a_saved_notebook_holds_the_outputs(tabs):
    notebook = await tabs.new(["print('kept')"])
    await notebook.run(0)
    saved = nbformat.read(await notebook.save(), as_version=4)
    assert saved.cells[0].outputs[0].text == "kept\n"
    await notebook.shut_kernel_down()

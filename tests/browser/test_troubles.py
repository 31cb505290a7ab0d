"""What fails, ends or flashes is told once, where the picture is."""

from __future__ import annotations

import psutil
import pytest

from tests.browser.panel_page import WAIT_MS, PanelPage
from tests.browser.steered_area import load_cell

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

LOAD = "%load_ext reactor_notebook\nmodel = %reactor_load troubled.py:{}"
FALLING = """import numpy as np
from reactor_runtime import Output, ReactorPipeline, Video

class Sunset(Output):
    main_video: Video

class Mended(ReactorPipeline):
    lives = 0

    def inference(self):
        self.lives += 1
        for step in range(10 if self.lives == 1 else 1000):
            yield Sunset(main_video=np.full((90, 160, 3), 20, np.uint8))
        raise ValueError("no more sky")

%load_ext reactor_notebook
model = %reactor_load Mended"""
REGIONS = """panel => [...panel.shadowRoot.querySelectorAll(
  '[role=status], [role=alert], [aria-live]:not([aria-live=off])',
)].map(region => region.dataset.testid)"""
STILLS = ".jp-OutputArea-output img"


async def open_model(tabs, source):
    """Run *source* in a new notebook; return the notebook and its panel."""
    notebook = await tabs.new([source])
    await notebook.run(0)
    panel = PanelPage(notebook.page)
    await panel.drawn()
    return notebook, panel


def part(panel, name):
    """The part of the panel that the tests call *name*."""
    return panel.root.get_by_test_id(f"reactor-{name}")


async def test_a_failure_names_the_cell_s_line_and_restarts_from_the_card(tabs):
    _, panel = await open_model(tabs, FALLING)
    await panel.wait_for_text("card", "ValueError: no more sky")
    told = await part(panel, "card").inner_text()
    assert "Failed" in told
    assert "Cell In[1], line 14, in inference" in told
    assert 'raise ValueError("no more sky")' in told
    assert not await part(panel, "banner").is_visible()
    assert await panel.root.evaluate(REGIONS) == ["reactor-speech"]
    spoken = part(panel, "speech").filter(has_text="no more sky")
    await spoken.wait_for(state="attached", timeout=WAIT_MS)
    # Folded, the traceback is named by the author's own line.
    assert ", line " in await panel.text("log")
    await part(panel, "restart").click()
    await part(panel, "card").wait_for(state="hidden")
    await panel.drawn(3)


async def test_a_failure_in_a_file_names_the_author_s_line_there(tabs):
    _, panel = await open_model(tabs, LOAD.format("Falling"))
    await panel.wait_for_text("card", "size must be > 0")
    told = await part(panel, "card").inner_text()
    assert "troubled.py, line " in told
    assert ", in blur" in told


async def test_a_panel_without_a_kernel_hides_the_still_of_its_own_picture(tabs):
    notebook, panel = await open_model(tabs, load_cell())
    pid = int(await notebook.run_source("import os; print(os.getpid())"))
    await panel.drawn(3)
    psutil.Process(pid).kill()
    await panel.wait_for_text("card", "No kernel answers")
    assert "%reactor_load" in await part(panel, "card").inner_text()
    assert not await part(panel, "restart").is_visible()
    stills = notebook.page.locator(STILLS)
    await stills.first.wait_for(state="attached")
    assert not await stills.first.is_visible()
    assert not await notebook.page.get_by_text("Reactor: Steered").first.is_visible()
    assert await panel.canvas.is_visible()


async def test_what_stays_of_a_stopped_session_is_the_still(tabs):
    notebook, panel = await open_model(tabs, load_cell())
    await notebook.run_source("%reactor_stop")
    await panel.root.wait_for(state="detached")
    await notebook.page.locator(STILLS).first.wait_for(state="visible")


async def test_a_flashing_picture_is_dimmed_when_a_person_says_so(tabs):
    notebook, panel = await open_model(tabs, LOAD.format("Troubled"))
    await panel.drawn(40)
    note = part(panel, "flashing")
    assert await note.count() == 0
    await panel.press("flash")
    await note.wait_for(timeout=WAIT_MS)
    style = "canvas => getComputedStyle(canvas).filter"
    assert await panel.canvas.evaluate(style) == "none"
    await note.get_by_role("button", name="Dim it").click()
    assert await note.count() == 0
    assert "contrast" in await panel.canvas.evaluate(style)
    shown = await notebook.run_source("print(model.frame().max())")
    assert int(shown) >= 160, "what the model made is not what was dimmed"
    await panel.tool("more").click()
    await panel.root.get_by_label("Dim the flashing picture").uncheck()
    assert await panel.canvas.evaluate(style) == "none"
    await panel.drawn(60)
    assert await note.count() == 0

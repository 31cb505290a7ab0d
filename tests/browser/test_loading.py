"""While a model loads the panel says so, and a class defined anew is offered."""

from __future__ import annotations

import pytest

from tests.browser.panel_page import PanelPage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

MODEL = """
import time
from pathlib import Path

import numpy as np
from tqdm import tqdm
from reactor_runtime import *


class PatientState(InputState):
    level: float = InputField(0.5, ge=0.0, le=1.0)


class PatientOutput(Output):
    main_video: Video


class Patient(ReactorPipeline):
    state: PatientState
    fps = 20

    def load(self, config):
        print("reading the weights of", {weights!r})
        for _ in tqdm(range(4), desc="shards", ncols=60):
            deadline = time.monotonic() + 30
            while not Path({gate!r}).exists() and time.monotonic() < deadline:
                time.sleep(0.02)

    def inference(self):
        step = 0
        while True:
            step += 1
            print("step", step)
            shade = int(255 * self.state.level)
            yield PatientOutput(main_video=np.full((64, 96, 3), shade, np.uint8))
"""


async def streams(notebook, index):
    """What a cell's outputs have of stdout and stderr."""
    outputs = await notebook.outputs(index)
    kept = [o["text"] for o in outputs if o["output_type"] == "stream"]
    return "".join("".join(text) for text in kept)


@pytest.mark.parametrize("option", ["", "--thread"])
async def test_the_panel_tells_how_a_load_goes_on_that_blocks_the_kernel(
    tabs, tmp_path, option
):
    gate = tmp_path / "gate"
    source = MODEL.format(weights="patient.pt", gate=str(gate))
    cells = [
        "%load_ext reactor_notebook",
        source,
        f"h = %reactor_load Patient {option}",
    ]
    notebook = await tabs.new(cells)
    for index in (0, 1):
        await notebook.run(index)
    await notebook.start(2)
    panel = PanelPage(notebook.page)
    await panel.wait_for_text("loading", "Loading Patient")
    await panel.wait_for_text("loading-line", "0/4")
    await panel.wait_for_text("loading", " 2 s")
    assert "reading the weights of patient.pt" in await panel.text("log")
    gate.touch()
    await panel.drawn(3)
    assert not await panel.root.get_by_test_id("reactor-loading").is_visible()
    await notebook.wait(2)
    await panel.wait_for_text("log", "step 5")
    printed = await streams(notebook, 2)
    assert "reading the weights" in printed
    assert "4/4" in printed
    assert "step" not in printed
    assert await notebook.run_source("print(h.status)") == "running\n"


async def test_a_class_defined_anew_is_offered_and_keeps_what_a_person_set(
    tabs, tmp_path
):
    gate = tmp_path / "gate"
    gate.touch()
    source = MODEL.format(weights="patient.pt", gate=str(gate))
    cells = ["%load_ext reactor_notebook", source, "h = %reactor_load Patient"]
    notebook = await tabs.new(cells)
    for index in range(3):
        await notebook.run(index)
    panel = PanelPage(notebook.page)
    await panel.drawn()
    await panel.type_number("level", "0.2")
    await notebook.run_source(
        "import asyncio\nwhile h.state.level != 0.2: await asyncio.sleep(0.02)"
    )
    assert not await panel.root.get_by_test_id("reactor-advice").is_visible()
    brighter = source.replace(
        "int(255 * self.state.level)", "int(100 * self.state.level)"
    )
    await notebook.run_source(brighter)
    await panel.wait_for_text("advice", "Patient was defined anew")
    await panel.tool("reload").click()
    await panel.root.get_by_test_id("reactor-advice").wait_for(state="hidden")
    await panel.drawn(3)
    assert await panel.slider_value("level") == 0.2
    await notebook.run_source("assert int(h.frame().mean()) == 20, h.frame().mean()")

"""What a person sees of models that compute: evenness, and the declared rate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.matrix import RELAY
from benchmarks.probe import watch_for
from benchmarks.report import Row
from benchmarks.samples import gaps, median, p95
from tests.browser.panel_page import PanelPage
from tests.browser.quickstart import cells_until_load, copy_notebooks

if TYPE_CHECKING:
    from benchmarks.bench import Bench

DECLARED_RATE = "from reaction_diffusion import GrayScott; print(GrayScott.fps)"


async def batches(bench: Bench) -> list[Row]:
    """Batches of 12 frames computed in 400 ms at 24 frames/s on the kernel's loop."""
    name = "12-frame batches, 24/s, kernel loop"
    async with bench.stage(RELAY) as stage:
        panel = await stage.load("%reactor_load benchmarks.sources:Batches")
        await panel.drawn(24)
        taken = await watch_for(stage.page, bench.seconds)
    between = [1000 * gap for gap in gaps([frame.at for frame in taken.drawn])]
    return [
        Row(name, "drawn/s", len(taken.drawn) / taken.seconds),
        Row(name, "between drawn frames, median ms", median(between)),
        Row(name, "between drawn frames, p95 ms", p95(between), "≤ 60"),
    ]


async def quickstart(bench: Bench) -> list[Row]:
    """The quickstart's own model: frames drawn against the declared rate."""
    name = "quickstart"
    copy_notebooks(bench.lab.notebooks)
    async with bench.stage(RELAY) as stage:
        for cell in cells_until_load():
            await stage.show(cell)
        panel = PanelPage(stage.page)
        await panel.drawn()
        await watch_for(stage.page, 2.0)
        taken = await watch_for(stage.page, bench.seconds)
        declared = float(await stage.execute(DECLARED_RATE))
    rate = len({frame.sequence for frame in taken.drawn}) / taken.seconds
    return [Row(name, "drawn/s", rate, f"≥ {0.98 * declared:.1f}")]

"""What a person sees of this project: frames drawn, gaps between them, answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.probe import steer, watch
from benchmarks.report import Row
from benchmarks.samples import gaps, median, p95
from tests.browser.panel_page import PanelPage
from tests.browser.quickstart import cells_until_load, copy_notebooks

if TYPE_CHECKING:
    from benchmarks.bench import Bench

LOAD = "%load_ext reactor_notebook\n%reactor_load benchmarks.sources:"
WARM_FRAMES = 60
DECLARED_RATE = """from reactor_runtime import ReactorModel
print(next(known.fps for known in list(globals().values()) if isinstance(known, type)
           and issubclass(known, ReactorModel) and known.__module__ != 'reactor_runtime'
           and not known.__module__.startswith('reactor_runtime.')))"""


async def direct_link(bench: Bench) -> list[Row]:
    """640x480 at 60 frames a second over the direct link."""
    name = "640x480 at 60/s, direct"
    async with bench.notebook("direct", LOAD + "FixedSource") as notebook:
        panel = PanelPage(notebook.page)
        await panel.wait_for_text("link", "direct")
        await panel.drawn(WARM_FRAMES)
        offset = float(
            await notebook.run_source(
                "import time; print(time.time() - time.monotonic())"
            )
        )
        meter = await bench.cpu_meter(notebook)
        await panel.drawn(WARM_FRAMES // 4)
        drawn = await watch(panel.canvas, bench.seconds)
        used = meter.shares()
    ages = [1000 * (frame.at - frame.created_at - offset) for frame in drawn]
    rate = len({frame.sequence for frame in drawn}) / bench.seconds
    return [
        Row(name, "distinct frames drawn/s", rate, "≥ 55"),
        Row(name, "created to drawn, median ms", median(ages)),
        Row(name, "created to drawn, p95 ms", p95(ages)),
        *(Row(name, f"{group} CPU %", share) for group, share in used.items()),
    ]


async def batches(bench: Bench) -> list[Row]:
    """Batches of 12 frames computed in 400 ms at 24 frames/s on the kernel's loop."""
    name = "12-frame batches, 24/s, kernel loop"
    async with bench.notebook("batches", LOAD + "Batches") as notebook:
        panel = PanelPage(notebook.page)
        await panel.wait_for_text("link", "direct")
        await panel.drawn(24)
        drawn = await watch(panel.canvas, bench.seconds)
    between = [1000 * gap for gap in gaps([frame.at for frame in drawn])]
    return [
        Row(name, "drawn/s", len(drawn) / bench.seconds),
        Row(name, "between drawn frames, median ms", median(between)),
        Row(name, "between drawn frames, p95 ms", p95(between), "≤ 60"),
    ]


async def round_trip(bench: Bench) -> list[Row]:
    """From a slider's input event to the first drawn frame that contains it."""
    name = "control round trip, idle"
    async with bench.notebook("round_trip", LOAD + "SteeredSource") as notebook:
        panel = PanelPage(notebook.page)
        await panel.wait_for_text("link", "direct")
        await panel.drawn(WARM_FRAMES)
        slider = panel.control("level").locator("input[type=range]")
        rounds = int(4 * bench.seconds)
        waits = [1000 * wait for wait in await steer(panel.canvas, slider, rounds)]
    return [
        Row(name, "command to drawn, median ms", median(waits)),
        Row(name, "command to drawn, p95 ms", p95(waits), f"≤ {1000 / 60 + 10:.0f}"),
        Row(name, "answered, %", 100 * len(waits) / rounds),
    ]


async def quickstart(bench: Bench) -> list[Row]:
    """The quickstart's own model: frames drawn against the declared rate."""
    name = "quickstart"
    copy_notebooks(bench.lab.notebooks)
    cells = cells_until_load()
    async with bench.notebook("quickstart", *cells) as notebook:
        canvas = notebook.page.locator("canvas[data-testid^=reactor-canvas-]").first
        await watch(canvas, 2.0)
        drawn = await watch(canvas, bench.seconds)
        declared = float(await notebook.run_source(DECLARED_RATE))
    rate = len({frame.sequence for frame in drawn}) / bench.seconds
    return [Row(name, "drawn/s", rate, f"≥ {0.98 * declared:.1f}")]

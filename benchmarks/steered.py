"""How soon a control shows in the picture, and how soon the I/O thread answers.

Each link is asked while the model rests, while it streams, while a cell sleeps and
while a cell computes in Python. The last two run the model on a thread of its own.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.cpu import FOREIGN, CpuMeter
from benchmarks.matrix import COMM, SMALL
from benchmarks.probe import SETTLE_SECONDS, answers, echo, steer
from benchmarks.quantities import FOREIGN_LOAD
from benchmarks.report import Row
from benchmarks.samples import median, p95
from tests.browser.panel_page import PanelPage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.bench import Bench
    from benchmarks.stage import Stage

FPS = 60
ROUND_SECONDS = 0.25
"""A round of the slider takes this long with its pause, if it is answered at once."""

ECHO_SECONDS = 0.04
"""The same for asking the I/O thread."""

OVERHEAD_SECONDS = 3.0
"""To settle, to disconnect from the browser and to connect again, twice."""

PATIENCE = 5
"""Times a measurement's length after which a source is calm again, come what may."""

FRAME_LIMIT = f"≤ {1000 / FPS + 10:.1f}"

_SLEEP = "import time; time.sleep({seconds})"
_COMPUTE = """import time
end = time.monotonic() + {seconds}
while time.monotonic() < end:
    sum(range(1000))"""


@dataclass(frozen=True, slots=True)
class Condition:
    """What goes on while a control is moved.

    Attributes:
        name: As printed.
        source: The model, of :mod:`benchmarks.sources`.
        cell: What a cell does meanwhile, ``""`` for nothing.
        echo_limit: What is promised of the I/O thread.
        drawn_limit: What is promised of the picture.
    """

    name: str
    source: str
    cell: str
    echo_limit: str
    drawn_limit: str


CONDITIONS = (
    Condition("idle", "RestingSource", "", "≤ 3", FRAME_LIMIT),
    Condition("streaming", "SteeredSource", "", "≤ 20", FRAME_LIMIT),
    Condition("cell blocks", "SteeredSource", _SLEEP, "≤ 5", FRAME_LIMIT),
    Condition("cell computes", "SteeredSource", _COMPUTE, "", ""),
)


async def measure(
    bench: Bench, stage: Stage, conditions: Sequence[Condition] = CONDITIONS
) -> list[Row]:
    """Ask under all *conditions*; on the comm a blocking cell holds commands up."""
    rows = []
    for condition in conditions:
        if stage.rung != COMM or not condition.cell:
            rows += await _under(bench, stage, condition)
    return rows


async def _under(bench: Bench, stage: Stage, condition: Condition) -> list[Row]:
    is_threaded = bench.thread or bool(condition.cell)
    mode = "thread" if is_threaded else "kernel loop"
    name = f"{stage.rung}, {condition.name} ({mode})"
    line = bench.load_line(condition.source, SMALL, FPS, thread=is_threaded)
    panel = await stage.load(line)
    await panel.control("level").wait_for()
    await stage.page.bring_to_front()
    rows = await _asked(bench, stage, panel, condition, name)
    await stage.unload()
    return rows


async def _asked(
    bench: Bench, stage: Stage, panel: PanelPage, condition: Condition, name: str
) -> list[Row]:
    slider = panel.control("level").locator("input[type=range]")
    rounds = max(3, round(bench.seconds / ROUND_SECONDS))
    await steer(panel.canvas, slider, 2)  # the first ones compile
    await answers(stage.page)
    await stage.hurry(PATIENCE * bench.seconds)
    if condition.cell:
        seconds = rounds * (ROUND_SECONDS + 2 * ECHO_SECONDS) + OVERHEAD_SECONDS
        await stage.block(condition.cell.format(seconds=seconds))
    meter = CpuMeter({})
    trips = []
    if stage.rung != COMM:
        await echo(stage.page, 2 * rounds)
        trips = await _answers(stage, 2 * rounds * ECHO_SECONDS)
    panel = PanelPage(stage.page)
    slider = panel.control("level").locator("input[type=range]")
    await steer(panel.canvas, slider, rounds)
    waits = await _answers(stage, rounds * ROUND_SECONDS)
    foreign = meter.shares()[FOREIGN]
    if condition.cell:
        await stage.unblocked()
    ms = [1000 * wait for wait in waits]
    rows = [
        Row(name, "command to drawn, median ms", median(ms)),
        Row(name, "command to drawn, p95 ms", p95(ms), _unless_comm(stage, condition)),
        Row(name, "answered, %", 100 * len(waits) / rounds),
        Row(name, FOREIGN_LOAD, foreign),
    ]
    if stage.rung != COMM:
        echoes = [1000 * trip for trip in trips]
        rows.append(Row(name, "echo, p95 ms", p95(echoes), condition.echo_limit))
    return rows


async def _answers(stage: Stage, seconds: float) -> list[float]:
    """Leave the tab to itself while it asks, about *seconds*; return its answers."""
    async with stage.alone():
        await asyncio.sleep(SETTLE_SECONDS + seconds)
    return await answers(stage.page)


def _unless_comm(stage: Stage, condition: Condition) -> str:
    return "" if stage.rung == COMM else condition.drawn_limit

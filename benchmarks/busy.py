"""Whether many controls and a busy log take anything from the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.cpu import FOREIGN
from benchmarks.matrix import RELAY, SMALL
from benchmarks.quantities import AGE_MEDIAN, AGE_P95, BROWSER, FOREIGN_LOAD, SHOWN
from benchmarks.report import Row
from benchmarks.shown import watch_panel

if TYPE_CHECKING:
    from benchmarks.bench import Bench

FPS = 60

NAME = "35 controls, 100 messages/s"
LEAN, BUSY = "3 controls, quiet", f"{NAME}, log open"


async def measure(bench: Bench) -> list[Row]:
    """Show the same pictures in a lean panel and in a busy one, whose log is open."""
    rows = []
    seen: dict[str, dict[str, float]] = {}
    async with bench.stage(RELAY) as stage:
        for name, source in {LEAN: "LeanSource", BUSY: "BusySource"}.items():
            line = bench.load_line(source, SMALL, FPS, thread=bench.thread)
            panel = await stage.load(line)
            if name == BUSY:
                await panel.open_log()
            seen[name], used = await watch_panel(bench, stage)
            values = {**seen[name], BROWSER: used["browser"]}
            wanted = (SHOWN, AGE_MEDIAN, AGE_P95, BROWSER)
            rows += [Row(name, quantity, values[quantity]) for quantity in wanted]
            rows.append(Row(name, FOREIGN_LOAD, used[FOREIGN]))
    lean, busy = seen[LEAN], seen[BUSY]
    shown = busy[SHOWN] / lean[SHOWN]
    later = {name: busy[name] - lean[name] for name in (AGE_MEDIAN, AGE_P95)}
    return [
        *rows,
        Row(NAME, "shown, to 3 controls", shown, "≥ 0.98"),
        Row(NAME, "age median, more ms", later[AGE_MEDIAN], "≤ 1"),
        Row(NAME, "age p95, more ms", later[AGE_P95], "≤ 5"),
    ]

"""Run one link for long with a source that makes twice what it can carry."""

from __future__ import annotations

import asyncio
import contextlib
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import psutil

from benchmarks.cpu import FOREIGN, CpuMeter
from benchmarks.matrix import COMM, SMALL, UNPACED_FPS
from benchmarks.probe import take, watch, watch_for
from benchmarks.soak_limits import (
    PAGE_PROCESS,
    judge_age,
    judge_memory,
    limits_for,
    warm_seconds,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.async_api import CDPSession

    from benchmarks.bench import Bench
    from benchmarks.chromium import Tab
    from benchmarks.fits import Point
    from benchmarks.soak_limits import Finding
    from benchmarks.stage import Stage

SAMPLES = 60
"""How often memory is looked at while it counts."""

LEAST_PAUSE = 2.0
OVERRUN = 2.0
RATE_SECONDS = 4.0
WARM_RATE_SECONDS = 2.0
CALM_SECONDS = 0.5
MEGABYTE = 1e6


_WORK = """() => {
  const end = performance.now() + 400;
  while (performance.now() < end);
}"""


@dataclass(frozen=True, slots=True)
class Soaked:
    """What became of one link.

    Attributes:
        rung: The link.
        capacity: Frames that it showed per second of a source without a pace.
        made: Frames that the source made per second of the soak.
        shown: Frames that were drawn per second of it.
        foreign: Percent of one core that other people's processes used meanwhile.
        findings: What was watched.
    """

    rung: str
    capacity: float
    made: float
    shown: float
    foreign: float
    findings: list[Finding]

    @property
    def broken(self) -> list[Finding]:
        """The findings that overran their limits."""
        return [finding for finding in self.findings if finding.is_broken]


@dataclass(slots=True)
class _Watched:
    """Everything seen so far; times in seconds since the soak began."""

    ages: list[Point] = field(default_factory=list)
    memory: dict[str, list[Point]] = field(default_factory=dict)
    first_sequence: int | None = None
    last_sequence: int = 0
    shown: int = 0
    foreign: float = math.nan


async def soak(
    bench: Bench, rungs: Sequence[str], seconds: float, *, together: bool = False
) -> list[Soaked]:
    """Soak each of *rungs* for *seconds*, one after the other or all *together*.

    Measuring what a link carries takes the first few of the seconds.
    """
    if not together:
        return [(await _soak(bench, [rung], seconds))[0] for rung in rungs]
    return await _soak(bench, rungs, seconds)


async def _soak(bench: Bench, rungs: Sequence[str], seconds: float) -> list[Soaked]:
    async with contextlib.AsyncExitStack() as tabs:
        stages = []
        for rung in rungs:
            stage = await tabs.enter_async_context(bench.stage(rung))
            stages.append((stage, await _renderer(stage)))
        soaks = [_soak_one(bench, *stage, seconds) for stage in stages]
        return list(await asyncio.gather(*soaks))


async def _soak_one(
    bench: Bench, stage: Stage, renderer: int, seconds: float
) -> Soaked:
    """Measure what the link of *stage* carries, then overrun it."""
    clock = asyncio.get_running_loop().time
    ends = clock() + seconds
    capacity = await _capacity(bench, stage)
    rate = max(1.0, OVERRUN * capacity)
    await stage.load(bench.load_line("Source", SMALL, rate, thread=bench.thread))
    offset = await stage.clock_offset()
    left = ends - clock()
    await stage.hurry(left)
    async with stage.alone() as tab:
        watched = await _watch(bench, stage, tab, renderer, left, offset)
        await asyncio.sleep(CALM_SECONDS)
    await stage.unload()
    limits = limits_for(seconds)
    counted = left - warm_seconds(left)
    made = watched.last_sequence - (watched.first_sequence or 0)
    findings = [
        *judge_age(watched.ages, limits, is_comm=stage.rung == COMM),
        *judge_memory(watched.memory, limits),
    ]
    return Soaked(
        rung=stage.rung,
        capacity=capacity,
        made=made / counted,
        shown=watched.shown / counted,
        foreign=watched.foreign,
        findings=findings,
    )


async def _capacity(bench: Bench, stage: Stage) -> float:
    """Frames drawn per second of a source that makes as many as it can."""
    line = bench.load_line("Source", SMALL, UNPACED_FPS, thread=bench.thread)
    await stage.load(line)
    await stage.hurry(WARM_RATE_SECONDS + RATE_SECONDS)
    async with stage.alone() as tab:
        await watch_for(tab, WARM_RATE_SECONDS)
        taken = await watch_for(tab, RATE_SECONDS)
        await asyncio.sleep(CALM_SECONDS)
    return len(taken.drawn) / taken.seconds


async def _watch(
    bench: Bench,
    stage: Stage,
    tab: Tab,
    renderer: int,
    seconds: float,
    offset: float,
) -> _Watched:
    """Look at ages and memory until *seconds* are over; the warm-up does not count."""
    watched = _Watched()
    clock = asyncio.get_running_loop().time
    warm = warm_seconds(seconds)
    pause = max(LEAST_PAUSE, (seconds - warm) / SAMPLES)
    await watch(tab)
    began = clock()
    await asyncio.sleep(warm)
    await take(tab)
    meter = CpuMeter({})
    while (passed := clock() - began) < seconds:
        await _look_at_memory(bench, stage, tab, renderer, watched, passed)
        await asyncio.sleep(max(0.0, min(pause, began + seconds - clock())))
        _count((await take(tab)).notes, offset, watched)
    watched.foreign = meter.shares()[FOREIGN]
    return watched


def _count(notes: list[list[float]], offset: float, watched: _Watched) -> None:
    for at, sequence, created_at, *_ in notes:
        watched.ages.append((at, 1000 * (at - created_at - offset)))
        if watched.first_sequence is None:
            watched.first_sequence = int(sequence)
        watched.last_sequence = max(watched.last_sequence, int(sequence))
        watched.shown += 1


async def _look_at_memory(
    bench: Bench,
    stage: Stage,
    tab: Tab,
    renderer: int,
    watched: _Watched,
    passed: float,
) -> None:
    await stage.execute("import gc; gc.collect()")
    await tab.send("HeapProfiler.collectGarbage")
    heap = await tab.send("Runtime.getHeapUsage")
    seen = {
        "kernel": _resident(await stage.kernel_pid()),
        "server": _resident(bench.lab.pid),
        "page's heap": heap["usedSize"] + heap.get("backingStorageSize", 0),
        PAGE_PROCESS: _resident(renderer),
    }
    for name, size in seen.items():
        points = watched.memory.setdefault(name, [])
        points.append((passed, size / MEGABYTE))


async def _renderer(stage: Stage) -> int:
    """Id of the process that runs the tab of *stage*: it works when the tab does."""
    browser = stage.page.context.browser
    assert browser is not None, "a tab of a browser that was launched, not attached to"
    devtools = await browser.new_browser_cdp_session()
    before = await _renderer_times(devtools)
    await stage.page.evaluate(_WORK)
    after = await _renderer_times(devtools)
    await devtools.detach()
    return max(after, key=lambda pid: after[pid] - before.get(pid, after[pid]))


async def _renderer_times(devtools: CDPSession) -> dict[int, float]:
    told = await devtools.send("SystemInfo.getProcessInfo")
    return {
        process["id"]: process["cpuTime"]
        for process in told["processInfo"]
        if process["type"] == "renderer"
    }


def _resident(pid: int) -> int:
    """Bytes in memory that are the process's alone, mapped files left out."""
    with contextlib.suppress(psutil.NoSuchProcess):
        info = psutil.Process(pid).memory_info()
        return int(info.rss - info.shared)
    return 0

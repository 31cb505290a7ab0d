"""Show the pictures of one case and measure what the page drew.

A panel reports what its worker has drawn. A peer's image is read as it loads, which
decodes its stamp once more, so that a peer's browser CPU is an upper bound.
"""

from __future__ import annotations

import asyncio
import itertools
import json
from typing import TYPE_CHECKING

from benchmarks.cpu import FOREIGN
from benchmarks.machine import has_package
from benchmarks.matrix import IMAGE, PEERS, RFB, UNPACED_FPS
from benchmarks.pictures import COUNT
from benchmarks.probe import Taken, plan, planned, read_stamps, watch
from benchmarks.quantities import (
    AGE_MEDIAN,
    AGE_P95,
    AGE_P99,
    BROWSER,
    FOREIGN_LOAD,
    KERNEL,
    QUALITY,
    RECEIVED,
    SERVER,
    SHOWN,
    WIDTH,
)
from benchmarks.report import Row
from benchmarks.samples import median, p95, percentile

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from benchmarks.bench import Bench
    from benchmarks.matrix import Case
    from benchmarks.stage import Stage

WARM_SECONDS = 2.0
AFTER_SECONDS = 0.5
PACKAGES = {RFB: "jupyter-rfb", IMAGE: "ipywidgets"}

_MAKERS = {RFB: "remote_frame_buffer", IMAGE: "image_widget"}
_PICTURE = ".jp-OutputArea img[src^='data:'], .jp-OutputArea img[src^='blob:']"
_SELECTORS = {RFB: _PICTURE, IMAGE: "img.widget-image"}
_CREATED = "import json, benchmarks.tickers as t; print(json.dumps(t.CREATED))"


def is_possible(contestant: str) -> bool:
    """Whether what *contestant* needs is installed."""
    return contestant not in PACKAGES or has_package(PACKAGES[contestant])


async def measure(bench: Bench, stage: Stage, case: Case) -> list[Row]:
    """Run *case* once on *stage*."""
    show = _show_peer if case.contestant in PEERS else _show_panel
    return await show(bench, stage, case)


async def _show_panel(bench: Bench, stage: Stage, case: Case) -> list[Row]:
    fps = case.fps or UNPACED_FPS
    options = f"--codec {case.codec}"
    line = bench.load_line("Source", case.size, fps, options, thread=bench.thread)
    await stage.load(line)
    seen, used = await watch_panel(bench, stage)
    return _rows(case, used, seen)


async def watch_panel(
    bench: Bench, stage: Stage
) -> tuple[dict[str, float], dict[str, float]]:
    """What the panel of *stage* draws, and who works for it; stops its model after."""
    offset = await stage.clock_offset()
    await watch(stage.page)
    _, taken, used = await _measured(bench, stage)
    await stage.unload()
    drawn = taken.drawn
    seen = {
        SHOWN: len({frame.sequence for frame in drawn}) / taken.seconds,
        **_ages([frame.at - frame.created_at - offset for frame in drawn]),
        RECEIVED: taken.bytes / taken.seconds / 1e3,
        QUALITY: median(frame.quality for frame in drawn),
        WIDTH: median(frame.coded_width for frame in drawn),
    }
    return seen, used


async def _show_peer(bench: Bench, stage: Stage, case: Case) -> list[Row]:
    size = case.size
    pictures = str(bench.pictures(size))
    await stage.show(
        f"from benchmarks.tickers import {_MAKERS[case.contestant]} as make\n"
        f"view, ticker = make({pictures!r}, {size.width}, {size.height}, {case.fps})\n"
        "view"
    )
    picture = stage.page.locator(_SELECTORS[case.contestant]).first
    await picture.wait_for()
    await read_stamps(picture)
    warm, taken, used = await _measured(bench, stage)
    printed = await stage.execute(f"ticker.stop(); view.close(); {_CREATED}")
    created = {int(number): at for number, at in json.loads(printed).items()}
    return _rows(
        case,
        used,
        {
            SHOWN: changes(taken.stamps) / taken.seconds,
            **_ages(
                stamped_ages(warm.stamps + taken.stamps, created)[len(warm.notes) :]
            ),
            RECEIVED: taken.bytes / taken.seconds / 1e3,
        },
    )


async def _measured(
    bench: Bench, stage: Stage
) -> tuple[Taken, Taken, dict[str, float]]:
    """Let a picture run warm, then see what is drawn, and who works for it."""
    clock = asyncio.get_running_loop().time
    meter = await bench.cpu_meter(stage)
    await stage.hurry(WARM_SECONDS + bench.seconds + AFTER_SECONDS)
    await plan(stage.page, WARM_SECONDS, bench.seconds)
    begins = clock() + WARM_SECONDS
    async with stage.alone():
        await asyncio.sleep(begins - clock())
        meter.restart()
        await asyncio.sleep(bench.seconds)
        used = meter.shares()
        await asyncio.sleep(AFTER_SECONDS)
    return *await planned(stage.page), used


def _ages(ages: Sequence[float]) -> dict[str, float]:
    ms = [1000 * age for age in ages]
    return {AGE_MEDIAN: median(ms), AGE_P95: p95(ms), AGE_P99: percentile(ms, 0.99)}


def _rows(
    case: Case, used: Mapping[str, float], seen: Mapping[str, float]
) -> list[Row]:
    cpu = {
        KERNEL: used["kernel"],
        SERVER: used["server"],
        BROWSER: used["browser"],
        FOREIGN_LOAD: used[FOREIGN],
    }
    return [
        Row(case.name, quantity, value, case.targets.get(quantity, ""))
        for quantity, value in {**seen, **cpu}.items()
    ]


def changes(stamps: Sequence[tuple[float, int]]) -> int:
    """How often the picture was another one than before."""
    return sum(a[1] != b[1] for a, b in itertools.pairwise(stamps))


def stamped_ages(
    stamps: Sequence[tuple[float, int]], created: Mapping[int, float]
) -> list[float]:
    """Seconds from each picture's creation to its drawing, in order.

    A stamp repeats every *COUNT* pictures. The first is the newest with its stamp that
    had been created; each later one is as far ahead as the stamps say. So *stamps* must
    begin while fewer than *COUNT* pictures wait, and never skip as many.
    """
    if not stamps:
        return []
    first_at, last = stamps[0]
    known = [n for n, at in created.items() if n % COUNT == last and at <= first_at]
    number = max(known, default=last)
    ages = []
    for at, stamp in stamps:
        number += (stamp - last) % COUNT
        last = stamp
        ages.append(at - created.get(number, at))
    return ages

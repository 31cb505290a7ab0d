"""The same pictures through this project, jupyter_rfb and ipywidgets.Image.

Each shows the stamped 640x480 pictures of :mod:`benchmarks.pictures`, asked for 60
times a second, and the page reads the stamp after every drawing, alike for all: an
image when it has loaded, a canvas when it was drawn, neither yet painted. Reading an
image decodes it once more, so that a peer's browser CPU is an upper bound.
"""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.machine import has_package
from benchmarks.panel_scenarios import LOAD
from benchmarks.pictures import BITS, COUNT, SQUARE
from benchmarks.probe import read_stamps
from benchmarks.report import Row
from benchmarks.samples import median, p95

if TYPE_CHECKING:
    from collections.abc import Mapping

    from benchmarks.bench import Bench


@dataclass(frozen=True, slots=True)
class Contestant:
    """One way to show pictures in a notebook.

    Attributes:
        name: As printed.
        package: The distribution it needs.
        cells: What the notebook runs; leaves ``created``, Unix time by number.
        picture: CSS selector of the image or canvas.
    """

    name: str
    package: str
    cells: tuple[str, ...]
    picture: str


_TICKER = """
import asyncio, time
from benchmarks.pictures import COUNT, rendered
pictures, created = rendered(), {}

async def tick():
    number, started = 0, time.monotonic()
    while True:
        created[number] = time.time()
        show(pictures[number % COUNT])
        number += 1
        await asyncio.sleep(max(0, started + number / 60 - time.monotonic()))

task = asyncio.get_running_loop().create_task(tick())
"""

REACTOR = Contestant(
    "reactor, direct",
    "numpy",
    (LOAD + "FixedSource", "from benchmarks.sources import CREATED as created"),
    "canvas[data-testid=reactor-canvas-main_video]",
)
RFB = Contestant(
    "jupyter_rfb",
    "jupyter-rfb",
    (
        """import jupyter_rfb
class View(jupyter_rfb.RemoteFrameBuffer):
    newest = None
    def get_frame(self):
        return self.newest
view = View(css_width="640px", css_height="480px")
def show(picture):
    view.newest = picture
    view.request_draw()
view""",
        _TICKER,
    ),
    "img[src^='data:'], img[src^='blob:']",
)
IMAGE = Contestant(
    "ipywidgets.Image",
    "ipywidgets",
    (
        """import ipywidgets, simplejpeg
view = ipywidgets.Image(format="jpeg", width=640, height=480)
def show(picture):
    view.value = simplejpeg.encode_jpeg(picture, quality=85, colorsubsampling="420")
view""",
        _TICKER,
    ),
    "img.widget-image",
)


async def measure(bench: Bench, contestant: Contestant) -> list[Row]:
    """Run one contestant once."""
    if not has_package(contestant.package):
        print(f"skipped: {contestant.name} ({contestant.package} is not installed)")
        return []
    async with bench.notebook("peer", *contestant.cells) as notebook:
        picture = notebook.page.locator(contestant.picture).first
        await picture.wait_for()
        await read_stamps(picture, 1.0, bits=BITS, square=SQUARE)
        meter = await bench.cpu_meter(notebook)
        stamps = await read_stamps(picture, bench.seconds, bits=BITS, square=SQUARE)
        used = meter.shares()
        printed = await notebook.run_source("import json; print(json.dumps(created))")
    created = {int(number): at for number, at in json.loads(printed).items()}
    ages = [1000 * age for age in newest_ages(stamps, created)]
    name = f"peer run: {contestant.name}"
    return [
        Row(name, "distinct frames drawn/s", _changes(stamps) / bench.seconds),
        Row(name, "created to drawn, median ms", median(ages)),
        Row(name, "created to drawn, p95 ms", p95(ages)),
        *(Row(name, f"{group} CPU %", share) for group, share in used.items()),
    ]


def _changes(stamps: list[tuple[float, int]]) -> int:
    """How often the picture was another one than before."""
    numbers = [number for _, number in stamps]
    return sum(a != b for a, b in itertools.pairwise(numbers))


def newest_ages(
    stamps: list[tuple[float, int]], created: Mapping[int, float]
) -> list[float]:
    """Seconds from each picture's creation to its drawing.

    A stamp repeats every *COUNT* pictures: the newest picture with that stamp that was
    created before it was drawn is meant.
    """
    by_stamp: dict[int, list[float]] = {}
    for number, at in created.items():
        by_stamp.setdefault(number % COUNT, []).append(at)
    found = []
    for drawn_at, stamp in stamps:
        before = [at for at in by_stamp.get(stamp, ()) if at <= drawn_at]
        if before:
            found.append(drawn_at - max(before))
    return found


CONTESTANTS = (REACTOR, RFB, IMAGE)

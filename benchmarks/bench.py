"""The JupyterLab and the Chromium that a run of the benchmarks uses."""

from __future__ import annotations

import contextlib
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
from playwright.async_api import async_playwright

from benchmarks.cpu import CpuMeter, chromium_pids
from tests.browser.chromium import launch
from tests.browser.lab import LabServer
from tests.browser.tabs import open_tabs

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Browser

    from tests.browser.notebook_page import NotebookPage


@dataclass(frozen=True, slots=True)
class Bench:
    """What every scenario gets.

    Attributes:
        lab: The server.
        browser: The browser.
        seconds: How long one measurement lasts.
    """

    lab: LabServer
    browser: Browser
    seconds: float

    @contextlib.asynccontextmanager
    async def notebook(self, name: str, *cells: str) -> AsyncIterator[NotebookPage]:
        """A notebook whose cells have run, for the length of the block."""
        async with open_tabs(self.lab, self.browser, name) as tabs:
            notebook = await tabs.new(cells)
            for index in range(len(cells)):
                await notebook.run(index)
            yield notebook

    async def cpu_meter(self, notebook: NotebookPage) -> CpuMeter:
        """Start measuring kernel, server and browser."""
        kernel = int(await notebook.run_source("import os; print(os.getpid())"))
        return CpuMeter(
            {
                "kernel": [kernel, *descendants(kernel)],
                "server": [self.lab.pid],
                "browser": chromium_pids(),
            }
        )


def descendants(pid: int) -> list[int]:
    """Ids of every process that *pid* started, directly or not."""
    return [child.pid for child in psutil.Process(pid).children(recursive=True)]


@contextlib.asynccontextmanager
async def open_bench(seconds: float) -> AsyncIterator[Bench]:
    """Start server and browser for the length of the block."""
    with tempfile.TemporaryDirectory(prefix="reactor-bench-") as folder:
        lab = LabServer(Path(folder), relay=False)
        lab.start()
        try:
            async with async_playwright() as playwright:
                browser = await launch(playwright)
                yield Bench(lab, browser, seconds)
                await browser.close()
        finally:
            lab.stop()

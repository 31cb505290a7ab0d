"""The JupyterLab and the Chromium that a run of the benchmarks uses."""

from __future__ import annotations

import contextlib
import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import pictures
from benchmarks.chromium import open_chromium
from benchmarks.cpu import CpuMeter, chromium_pids, descendants
from benchmarks.probe import prepare
from benchmarks.stage import BLOCKED, Stage
from tests.browser.lab import LabServer
from tests.browser.notebook_page import NotebookPage, write_notebook

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from benchmarks.chromium import Chromium
    from benchmarks.matrix import Size


@dataclass(frozen=True, slots=True)
class Bench:
    """What every scenario gets.

    Attributes:
        lab: The server.
        browser: The browser.
        folder: For files that kernels read.
        seconds: How long one measurement lasts.
        thread: Whether models run on a thread of their own.
    """

    lab: LabServer
    browser: Chromium
    folder: Path
    seconds: float
    thread: bool = False

    @contextlib.asynccontextmanager
    async def stage(self, rung: str) -> AsyncIterator[Stage]:
        """A notebook in a tab whose panels use the link *rung*, for the block."""
        path = f"bench-{rung}.ipynb"
        write_notebook(self.lab.notebooks / path, ["", ""])
        browser = await self.browser.connect()
        page = await self.browser.open_window(browser)
        await prepare(page, BLOCKED[rung])
        notebook = NotebookPage(self.lab, page, path)
        stage = Stage(notebook, rung, self.browser)
        await notebook.open()
        kernel = await notebook.kernel_id()
        try:
            await stage.execute("%load_ext reactor_notebook")
            yield stage
        finally:
            await stage.close()
            self.lab.request("DELETE", f"kernels/{kernel}")

    async def cpu_meter(self, stage: Stage) -> CpuMeter:
        """Start measuring kernel, server and browser."""
        kernel = await stage.kernel_pid()
        return CpuMeter(
            {
                "kernel": [kernel, *descendants(kernel)],
                "server": [self.lab.pid],
                "browser": chromium_pids(),
            }
        )

    def pictures(self, size: Size) -> Path:
        """The file with the pictures of *size*, rendered at the first call."""
        path = self.folder / f"{size}.npy"
        if not path.exists():
            pictures.store(size.width, size.height, path)
        return path

    def config(self, size: Size, fps: float) -> Path:
        """A configuration for the models of :mod:`benchmarks.sources`."""
        path = self.folder / f"{size}-{fps:g}.yaml"
        values = {"pictures": str(self.pictures(size)), "fps": fps}
        path.write_text(json.dumps(values))
        return path

    def load_line(
        self, source: str, size: Size, fps: float, options: str = "", *, thread: bool
    ) -> str:
        """The line that loads a model of :mod:`benchmarks.sources`."""
        mode = " --thread" if thread else ""
        return (
            f"%reactor_load benchmarks.sources:{source} "
            f"--config {self.config(size, fps)}{mode} {options}"
        )


@contextlib.asynccontextmanager
async def open_bench(seconds: float, *, thread: bool = False) -> AsyncIterator[Bench]:
    """Start server and browser for the length of the block."""
    with tempfile.TemporaryDirectory(prefix="reactor-bench-") as name:
        lab = LabServer(Path(name) / "lab")
        lab.start()
        try:
            async with open_chromium() as browser:
                yield Bench(lab, browser, Path(name), seconds, thread)
        finally:
            lab.stop()

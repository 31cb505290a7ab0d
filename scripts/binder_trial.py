"""Do what Binder does, in an empty environment, and measure the quickstart in it.

    make binder

repo2docker renders its build script for this repository without building; the steps
in it that are the repository's own are run here: the requirements, then ``postBuild``,
with the Python that ``runtime.txt`` names. Then the quickstart streams for a minute,
server and kernel on one core and the browser on the other.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
from playwright.async_api import async_playwright

from tests.browser.chromium import launch
from tests.browser.lab import REPOSITORY, LabServer
from tests.browser.panel_page import PanelPage
from tests.browser.quickstart import NAME, copy_notebooks
from tests.browser.tabs import open_tabs

if TYPE_CHECKING:
    from collections.abc import Callable

SECONDS = 60
LEAST_RATE = 12.0
MOST_BYTES = 2**30

_COUNT = """(canvas, seconds) => new Promise(resolve => {
  let count = 0;
  const note = () => { count += 1; };
  canvas.addEventListener('reactor:drawn', note);
  setTimeout(() => resolve(count / seconds), seconds * 1000);
})"""


def pss_of(pid: int) -> int:
    """Bytes of the process *pid* and all that it has started, what is shared once."""
    total = 0
    try:
        parent = psutil.Process(pid)
        for process in [parent, *parent.children(recursive=True)]:
            total += process.memory_full_info().pss
    except psutil.NoSuchProcess:
        pass
    return total


class Peak:
    """The most memory of a process, looked at ten times a second until it closes."""

    def __init__(self, pid: int) -> None:
        self.bytes = 0
        self._pid = pid
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Look no more."""
        self._is_over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._is_over.wait(0.1):
            self.bytes = max(self.bytes, pss_of(self._pid))


def python_of_runtime() -> str:
    """The interpreter that ``runtime.txt`` names, of this machine."""
    version = (REPOSITORY / "binder/runtime.txt").read_text().strip()
    name = version.replace("-", "")
    found = shutil.which(name)
    if found is None:
        sys.exit(
            f"binder/runtime.txt names {version}: no {name} on PATH to try it with"
        )
    return found


def render(folder: Path) -> None:
    """Let repo2docker say what it would build, in an environment in *folder*.

    Exits where one of the repository's steps is not among it.
    """
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    python = folder / "bin/python"
    packages = ["jupyter-repo2docker", "setuptools<81"]  # it imports pkg_resources
    subprocess.run([python, "-m", "pip", "install", "-q", *packages], check=True)
    command = [folder / "bin/jupyter-repo2docker", "--no-build", "--debug", "."]
    done = subprocess.run(
        command, cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    text = done.stdout + done.stderr
    for step in ("binder/requirements.txt", "binder/postBuild"):
        if step not in text:
            sys.exit(f"repo2docker does not run {step}:\n{text[-3000:]}")


def measured(what: str, command: list[str], **options: object) -> None:
    """Run *command*, and print how long it took and the memory that it needed."""
    started = time.monotonic()
    process = subprocess.Popen(command, **options)  # type: ignore[call-overload]
    peak = Peak(process.pid)
    code = process.wait()
    peak.close()
    if code:
        sys.exit(f"{what} failed: {' '.join(map(str, command))}")
    seconds = time.monotonic() - started
    print(f"{what}: {seconds:.0f} s, at most {peak.bytes / 2**20:.0f} MiB")


def install(folder: Path, checkout: Path) -> Path:
    """Run the repository's own steps in an empty environment; returns its Python."""
    subprocess.run([python_of_runtime(), "-m", "venv", folder], check=True)
    python = folder / "bin/python"
    requirements = ["-r", str(checkout / "binder/requirements.txt")]
    pip = [str(python), "-m", "pip", "install", "--quiet", "--no-cache-dir"]
    measured("requirements", [*pip, *requirements])
    path = f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path}
    post = [str(checkout / "binder/postBuild")]
    measured("postBuild", post, cwd=checkout, env=environment)
    return python


async def stream(server: LabServer, pinned: Callable[[], None]) -> float:
    """Frames per second that the quickstart's panel draws in a minute."""
    async with async_playwright() as playwright:
        pinned()
        browser = await launch(playwright)
        async with open_tabs(server, browser, "binder") as tabs:
            notebook = await tabs.open(NAME)
            await notebook.run_all()
            panel = PanelPage(notebook.page)
            await panel.drawn(5, 60_000)
            rate = await panel.canvas.evaluate(_COUNT, SECONDS)
            print(
                f"link: {await panel.root.get_by_test_id('reactor-link').inner_text()}"
            )
        await browser.close()
    return float(rate)


def main() -> None:
    """Render, install, stream; exits with a word about what is too much."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        render(folder / "repo2docker")
        checkout = folder / "checkout"
        shutil.copytree(
            REPOSITORY,
            checkout,
            ignore=shutil.ignore_patterns(".venv", "node_modules", ".git", "test-*"),
        )
        python = install(folder / "environment", checkout)
        cores = sorted(os.sched_getaffinity(0))
        served, shown = cores[0], cores[-1]
        server = LabServer(
            folder / "server", python=["taskset", "-c", str(served), str(python)]
        )
        server.start()
        copy_notebooks(server.notebooks)
        peak = Peak(server.pid)
        try:
            rate = asyncio.run(stream(server, lambda: os.sched_setaffinity(0, {shown})))
        finally:
            peak.close()
            server.stop()
    print(f"streaming for {SECONDS} s: {rate:.1f} frames/s (at least {LEAST_RATE:g})")
    print(f"server and kernel: at most {peak.bytes / 2**20:.0f} MiB of 1024")
    if rate < LEAST_RATE or peak.bytes > MOST_BYTES:
        sys.exit("This is too slow, or too large, for Binder.")


if __name__ == "__main__":
    main()

"""A file of 200 MB goes up over either link, whole, and leaves no memory behind."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import random
import re
import threading
import time
from pathlib import Path

import psutil
import pytest

from tests.browser.panel_page import WAIT_MS, PanelPage

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(180),  # a busy machine sends slowly
    pytest.mark.asyncio(loop_scope="session"),
]

SIZE = 200_000_000
UPLOAD_MS = 120_000
SOCKETS = re.compile(r"/reactor/relay/|/panel/")
LOAD = "%load_ext reactor_notebook\nmodel = %reactor_load hoarder.py:Hoarder"
DIGEST = """import gc
answer = await model.send("digest")
print(answer.sha256)
del answer
gc.collect();"""


async def block_sockets(page):
    """Leave the panel of *page* nothing but its comm."""
    await page.route_web_socket(SOCKETS, lambda route: route.close())


class Memory:
    """What a process holds, and the most that it held while this was watching."""

    def __init__(self, pid: int) -> None:
        self._process = psutil.Process(pid)
        self.peak = self.now()

    def now(self) -> int:
        """Bytes of resident memory."""
        return self._process.memory_info().rss

    @contextlib.contextmanager
    def watched(self):
        """Keep `peak` up to date for the length of the block."""
        done = threading.Event()

        def watch() -> None:
            while not done.wait(0.01):
                self.peak = max(self.peak, self.now())

        watcher = threading.Thread(target=watch)
        watcher.start()
        try:
            yield
        finally:
            done.set()
            watcher.join()

    def files(self) -> int:
        """Bytes of the files that the process holds and that have no name."""
        total = 0
        for link in Path(f"/proc/{self._process.pid}/fd").iterdir():
            with contextlib.suppress(FileNotFoundError):
                if "(deleted)" in str(link.readlink()):
                    total += link.stat().st_size
        return total


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    """A file of 200 MB that no link can make smaller or confuse the parts of."""
    path = tmp_path_factory.mktemp("big") / "weights.bin"
    path.write_bytes(random.Random(7).randbytes(SIZE))
    return path


async def until(claim, seconds=10.0):
    """Wait until *claim* holds."""
    end = time.monotonic() + seconds
    while not claim():
        assert time.monotonic() < end, "it did not come to hold"
        await asyncio.sleep(0.05)


async def see_progress(panel):
    """Wait until the file has arrived; return the shares that the row showed."""
    bar = panel.control("weights").locator("progress")
    await bar.wait_for(timeout=WAIT_MS)
    return await bar.evaluate(
        """(bar, most) => new Promise((resolve, reject) => {
          const seen = [];
          const started = performance.now();
          const look = () => {
            if (bar.hidden) return resolve(seen);
            if (performance.now() - started > most)
              return reject(new Error(`only ${bar.value} of the file in ${most} ms`));
            if (seen.at(-1) !== bar.value) seen.push(bar.value);
            setTimeout(look, 50);
          };
          look();
        })""",
        UPLOAD_MS,
    )


@pytest.mark.parametrize("link", ["relay", "comm"])
async def test_200_mb_arrive_whole_and_leave_no_memory(tabs, weights, link):
    before = block_sockets if link == "comm" else None
    notebook = await tabs.new([LOAD], before=before)
    await notebook.run(0)
    panel = PanelPage(notebook.page)
    await panel.wait_for_text("link", link)
    await panel.drawn()
    memory = Memory(int(await notebook.run_source("import os; print(os.getpid())")))
    base = memory.now()
    picker = panel.control("weights").locator("input[type=file]")
    with memory.watched():
        await picker.set_input_files(weights)
        shares = await see_progress(panel)
        digest = (await notebook.run_source(DIGEST)).strip()
    with weights.open("rb") as file:
        assert digest == hashlib.file_digest(file, "sha256").hexdigest()
    assert len(shares) > 3
    assert shares == sorted(shares)
    assert memory.peak - base < 2 * SIZE
    await until(lambda: memory.now() - base < SIZE / 4)

    kept = memory.files()
    assert kept == SIZE
    await picker.set_input_files(weights)
    await until(lambda: memory.files() > kept + SIZE / 20)
    await panel.control("weights").get_by_role("button", name="Cancel").click()
    await until(lambda: memory.files() == kept)
    assert await panel.control("weights").locator("progress").is_hidden()
    await until(lambda: memory.now() - base < SIZE / 4)

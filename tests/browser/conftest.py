"""One JupyterLab and one Chromium for all browser tests, and evidence of failures."""

from __future__ import annotations

import contextlib
import re
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from tests.browser.chromium import launch
from tests.browser.lab import REPOSITORY, LabServer
from tests.browser.notebook_page import NotebookPage, write_notebook

ARTIFACTS = REPOSITORY / "test-artifacts"
MODELS = Path(__file__).parent / "models"
VIEWPORT = {"width": 1280, "height": 1000}

OpenNotebook = Callable[..., Awaitable[NotebookPage]]
session_loop = pytest_asyncio.fixture(loop_scope="session", scope="session")


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabServer]:
    """The JupyterLab that all browser tests share."""
    server = LabServer(tmp_path_factory.mktemp("lab"))
    server.start()
    shutil.copytree(MODELS, server.notebooks, dirs_exist_ok=True)
    try:
        yield server
    finally:
        server.stop()


@session_loop
async def browser() -> AsyncIterator[Browser]:
    """The Chromium that all browser tests share."""
    async with async_playwright() as playwright:
        chromium = await launch(playwright)
        yield chromium
        await chromium.close()


class Tabs:
    """Opens notebooks in tabs, keeps what their consoles say, closes them all."""

    def __init__(self, lab: LabServer, context: BrowserContext, stem: str) -> None:
        self._lab = lab
        self._stem = stem
        self.context = context
        self.pages: list[Page] = []
        self.console: list[str] = []

    async def new(self, cells: Sequence[str], name: str = "") -> NotebookPage:
        """Write a notebook of *cells* and open it in a new tab."""
        path = f"{self._stem}{name}.ipynb"
        write_notebook(self._lab.notebooks / path, cells)
        return await self.open(path)

    async def open(self, path: str) -> NotebookPage:
        """Open an existing notebook in a new tab."""
        page = await self.context.new_page()
        self.pages.append(page)
        number = len(self.pages)
        page.on("console", lambda said: self._keep(number, said.type, said.text))
        page.on("pageerror", lambda error: self._keep(number, "pageerror", str(error)))
        notebook = NotebookPage(self._lab, page, path)
        await notebook.open()
        return notebook

    async def close(self) -> None:
        """Close the tabs and end the kernels that they used."""
        await self.context.close()
        for kernel in self._lab.kernels():
            self._lab.request("DELETE", f"kernels/{kernel}")

    async def keep_evidence(self, name: str) -> None:
        """Write a screenshot of every tab and the console to test-artifacts/."""
        ARTIFACTS.mkdir(exist_ok=True)
        (ARTIFACTS / f"{name}.log").write_text("\n".join(self.console))
        for number, page in enumerate(self.pages, 1):
            with contextlib.suppress(Exception):  # a crashed tab has no picture
                await page.screenshot(path=ARTIFACTS / f"{name}-{number}.png")

    def _keep(self, tab: int, kind: str, text: str) -> None:
        self.console.append(f"tab {tab} {kind}: {text}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    """Tell fixtures, at teardown, whether the test failed."""
    report = yield
    if report.failed:
        item.stash[_FAILED] = True
    return report


_FAILED = pytest.StashKey[bool]()


@contextlib.asynccontextmanager
async def open_tabs(lab: LabServer, browser: Browser, stem: str) -> AsyncIterator[Tabs]:
    """A browser context of its own whose tabs and kernels end with the block."""
    context = await browser.new_context(viewport=VIEWPORT)
    context.set_default_timeout(20_000)
    tabs = Tabs(lab, context, stem)
    try:
        yield tabs
    finally:
        await tabs.close()


@pytest_asyncio.fixture(loop_scope="session")
async def tabs(
    lab: LabServer, browser: Browser, request: pytest.FixtureRequest
) -> AsyncIterator[Tabs]:
    """Tabs that close, with their kernels, when the test ends."""
    name = re.sub(r"\W+", "_", request.node.name)
    async with open_tabs(lab, browser, name) as opened:
        yield opened
        if request.node.stash.get(_FAILED, False):
            await opened.keep_evidence(name)

"""Notebooks in browser tabs, with their consoles and kernels."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from tests.browser.lab import REPOSITORY
from tests.browser.notebook_page import NotebookPage, write_notebook

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

    from playwright.async_api import Browser, BrowserContext, Page

    from tests.browser.lab import LabServer

    Prepare = Callable[[Page], Awaitable[None]]

ARTIFACTS = REPOSITORY / "test-artifacts"
VIEWPORT = {"width": 1280, "height": 1000}


class Tabs:
    """Opens notebooks in tabs, keeps what their consoles say, closes them all."""

    def __init__(self, lab: LabServer, context: BrowserContext, stem: str) -> None:
        self.lab = lab
        self._stem = stem
        self.context = context
        self.pages: list[Page] = []
        self.notebooks: list[NotebookPage] = []
        self.console: list[str] = []
        self._kernels: set[str] = set()

    async def new(
        self, cells: Sequence[str], name: str = "", *, before: Prepare | None = None
    ) -> NotebookPage:
        """Write a notebook of *cells* and open it in a new tab."""
        path = f"{self._stem}{name}.ipynb"
        write_notebook(self.lab.notebooks / path, cells)
        return await self.open(path, before=before)

    async def open(self, path: str, *, before: Prepare | None = None) -> NotebookPage:
        """Open an existing notebook in a new tab, once *before* has seen the tab."""
        page = await self.context.new_page()
        if before is not None:
            await before(page)
        self.pages.append(page)
        number = len(self.pages)
        page.on("console", lambda said: self._keep(number, said.type, said.text))
        page.on("pageerror", lambda error: self._keep(number, "pageerror", str(error)))
        notebook = NotebookPage(self.lab, page, path)
        self.notebooks.append(notebook)
        await notebook.open()
        self._kernels.add(await notebook.kernel_id())
        return notebook

    async def close(self) -> None:
        """Close the tabs and end the kernels that they used."""
        await self.context.close()
        for kernel in self._kernels.intersection(self.lab.kernels()):
            self.lab.request("DELETE", f"kernels/{kernel}")

    async def keep_evidence(self, name: str) -> None:
        """Write a screenshot of every tab and the console to test-artifacts/."""
        ARTIFACTS.mkdir(exist_ok=True)
        (ARTIFACTS / f"{name}.log").write_text("\n".join(self.console))
        for number, page in enumerate(self.pages, 1):
            with contextlib.suppress(Exception):  # a crashed tab has no picture
                await page.screenshot(path=ARTIFACTS / f"{name}-{number}.png")

    def _keep(self, tab: int, kind: str, text: str) -> None:
        self.console.append(f"tab {tab} {kind}: {text}")


@contextlib.asynccontextmanager
async def open_tabs(lab: LabServer, browser: Browser, stem: str) -> AsyncIterator[Tabs]:
    """A browser context of its own whose tabs and kernels end with the block."""
    context = await browser.new_context(viewport=VIEWPORT)
    context.set_default_timeout(20_000)
    tabs = Tabs(lab, context, stem)
    try:
        yield tabs
    except BaseException:
        await tabs.keep_evidence(stem)
        raise
    finally:
        await tabs.close()

"""One notebook in one tab, on which contestants show their pictures in turn."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from tests.browser.panel_page import PanelPage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Page

    from benchmarks.chromium import Chromium, Tab
    from tests.browser.notebook_page import NotebookPage

BLOCKED = {
    "relay": (),
    "direct": ("/reactor/relay/", "/proxy/"),
    "comm": ("/reactor/relay/", "/panel/"),
}
"""Parts of the addresses that a page must not reach, to be left with that link."""

SHOW = 0
BLOCK = 1

_EXECUTE = """async code => {
  const {sessionContext} = window.jupyterapp.shell.currentWidget.context;
  const future = sessionContext.session.kernel.requestExecute(
    {code, store_history: false});
  let text = '';
  future.onIOPub = ({header, content}) => {
    if (header.msg_type === 'stream') text += content.text;
    if (header.msg_type === 'error') text += content.traceback.join('\\n');
  };
  const {content} = await future.done;
  return {status: content.status, text};
}"""

_SET_CELL = """([index, source]) => {
  const {widgets} = window.jupyterapp.shell.currentWidget.content;
  widgets[index].model.sharedModel.setSource(source);
}"""


class Stage:
    """A notebook of two cells: one shows, the other may block the kernel.

    Args:
        notebook: The tab.
        rung: The link that its panels use.
        chromium: Where the tab is.
    """

    def __init__(self, notebook: NotebookPage, rung: str, chromium: Chromium) -> None:
        self.notebook = notebook
        self.rung = rung
        self._chromium = chromium
        self._tab: Tab | None = None
        self._kernel_pid: int | None = None

    @property
    def page(self) -> Page:
        """The tab."""
        return self.notebook.page

    @contextlib.asynccontextmanager
    async def alone(self) -> AsyncIterator[Tab]:
        """Leave the tab to itself for the block; it is another ``page`` afterwards.

        Only :attr:`script` and :meth:`execute` work meanwhile.
        """
        await self.page.bring_to_front()
        mark = await self.page.evaluate("window.benchMark = Math.random()")
        test = f"window.benchMark === {mark!r}"
        await self._disconnect()
        try:
            async with self._chromium.tab(test) as self._tab:
                yield self._tab
        finally:
            self._tab = None
            browser = await self._chromium.connect()
            for page in browser.contexts[0].pages:
                if await page.evaluate(test):
                    self.notebook.page = page

    async def hurry(self, seconds: float) -> None:
        """Let the sources take up their rates for *seconds*; they are calm before."""
        await self.execute(f"import benchmarks.sources as s; s.hurry({seconds})")

    async def close(self) -> None:
        """Close the tab."""
        page = self.page
        await page.close()
        await self._disconnect()

    async def _disconnect(self) -> None:
        browser = self.page.context.browser
        assert browser is not None, "a tab of a browser that was connected to"
        await browser.close()

    @property
    def script(self) -> Page | Tab:
        """What evaluates scripts in the tab, whoever is connected to it."""
        return self._tab or self.page

    async def execute(self, code: str) -> str:
        """Run *code* in the kernel, outside of any cell; return what it printed.

        Raises:
            AssertionError: If it raised.
        """
        done = await self.script.evaluate(_EXECUTE, code)
        assert done["status"] == "ok", done["text"]
        return str(done["text"])

    async def kernel_pid(self) -> int:
        """Process id of the kernel."""
        if self._kernel_pid is None:
            self._kernel_pid = int(await self.execute("import os; print(os.getpid())"))
        return self._kernel_pid

    async def show(self, source: str) -> None:
        """Run *source* in the cell that shows; it takes the place of the former."""
        await self.page.evaluate(_SET_CELL, [SHOW, source])
        await self.notebook.run(SHOW)

    async def load(self, line: str) -> PanelPage:
        """Show a model by its load line; return once its picture moves.

        Raises:
            playwright.async_api.Error: If the panel does not get the wanted link.
        """
        await self.show(line)
        panel = PanelPage(self.page)
        await panel.wait_for_text("link", self.rung)
        await panel.drawn()
        return panel

    async def unload(self) -> None:
        """Stop every model."""
        await self.execute("%reactor_stop")

    async def block(self, source: str) -> None:
        """Start *source* in the cell that blocks the kernel."""
        await self.page.evaluate(_SET_CELL, [BLOCK, source])
        await self.notebook.start(BLOCK)

    async def unblocked(self) -> None:
        """Wait until the blocking cell has ended."""
        await self.notebook.wait(BLOCK)

    async def clock_offset(self) -> float:
        """Unix time minus the engine's clock."""
        return float(
            await self.execute("import time; print(time.time() - time.monotonic())")
        )

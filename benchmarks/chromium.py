"""A Chromium that goes on by itself while nobody is connected to it.

Whoever is connected is told of every message on every WebSocket, with its content. That
costs the browser, and who listens, as much as the pictures do; no user's browser pays
it. So nobody is connected while something is measured.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.request import urlopen

from playwright.async_api import async_playwright
from websockets.asyncio.client import connect

from tests.browser.chromium import ARGUMENTS, find_chromium

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import AsyncIterator

    from playwright.async_api import Browser, BrowserType, Page
    from websockets.asyncio.client import ClientConnection

START_SECONDS = 30.0
PAUSE = 0.05

# What Playwright itself would add, so that a tab is not slowed down for being headless.
_HEADLESS = (
    "--headless",
    "--hide-scrollbars",
    "--mute-audio",
    "--no-default-browser-check",
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--window-size=1280,1000",
    "--remote-debugging-port=0",
)


class Tab:
    """One tab, by a connection that is told of nothing; made by :meth:`Chromium.tab`.

    Args:
        socket: The open connection.
    """

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._number = 0

    async def send(self, method: str, **parameters: object) -> dict[str, Any]:
        """Ask by the Chrome DevTools Protocol; returns the answer.

        Raises:
            RuntimeError: If the browser refuses.
        """
        self._number += 1
        request = {"id": self._number, "method": method, "params": parameters}
        await self._socket.send(json.dumps(request))
        while True:
            answer = json.loads(await self._socket.recv())
            if answer.get("id") == self._number:
                break
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']['message']}")
        result: dict[str, Any] = answer["result"]
        return result

    async def evaluate(self, script: str, argument: object = None) -> Any:
        """What *script* comes to, called with *argument* if it is a function.

        Raises:
            RuntimeError: If it throws.
        """
        called = (
            f"(() => {{ const it = ({script}); "
            f"return typeof it === 'function' ? it({json.dumps(argument)}) : it; }})()"
        )
        answer = await self.send(
            "Runtime.evaluate", expression=called, awaitPromise=True, returnByValue=True
        )
        if "exceptionDetails" in answer:
            raise RuntimeError(f"The page: {answer['exceptionDetails']}")
        return answer["result"].get("value")


class Chromium:
    """A headless Chromium with an empty profile; made by :func:`open_chromium`.

    Attributes:
        version: Of the browser.
    """

    def __init__(self, playwright: BrowserType, endpoint: str, version: str) -> None:
        self._playwright = playwright
        self._endpoint = endpoint
        self.version = version

    async def connect(self) -> Browser:
        """Connect to it. Closing the connection leaves browser and tabs as they are."""
        return await self._playwright.connect_over_cdp(self._endpoint)

    @staticmethod
    async def open_window(browser: Browser) -> Page:
        """A tab in a window of its own: no other one can hide it.

        Args:
            browser: A connection.
        """
        devtools = await browser.new_browser_cdp_session()
        async with browser.contexts[0].expect_page() as opened:
            await devtools.send(
                "Target.createTarget", {"url": "about:blank", "newWindow": True}
            )
        await devtools.detach()
        return await opened.value

    @contextlib.asynccontextmanager
    async def tab(self, test: str) -> AsyncIterator[Tab]:
        """The tab in which the script *test* is true, for the block.

        Raises:
            LookupError: If there is none.
        """
        for target in await asyncio.to_thread(_targets, self._endpoint):
            if target["type"] != "page":
                continue
            url = target["webSocketDebuggerUrl"]
            async with connect(url, max_size=None, compression=None) as socket:
                tab = Tab(socket)
                if await tab.evaluate(test):
                    yield tab
                    return
        raise LookupError(f"No tab in which {test}")


@contextlib.asynccontextmanager
async def open_chromium() -> AsyncIterator[Chromium]:
    """Start a Chromium for the length of the block."""
    async with async_playwright() as playwright:
        with tempfile.TemporaryDirectory(
            prefix="reactor-chromium-", ignore_cleanup_errors=True
        ) as profile:
            process = await asyncio.create_subprocess_exec(
                find_chromium(),
                *ARGUMENTS,
                *_HEADLESS,
                f"--user-data-dir={profile}",
                "about:blank",
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
            )
            try:
                endpoint = await _endpoint(process, Path(profile))
                browser = await playwright.chromium.connect_over_cdp(endpoint)
                version = browser.version
                await browser.close()
                yield Chromium(playwright.chromium, endpoint, version)
            finally:
                if process.returncode is None:
                    process.terminate()
                await process.wait()


async def _endpoint(process: Process, profile: Path) -> str:
    """Wait until the browser has a tab and answers; return where."""
    file = profile / "DevToolsActivePort"
    async with asyncio.timeout(START_SECONDS):
        while True:
            with contextlib.suppress(OSError, IndexError, ValueError):
                address = f"http://127.0.0.1:{int(file.read_text().split()[0])}"
                targets = await asyncio.to_thread(_targets, address)
                if any(target["type"] == "page" for target in targets):
                    return address
            if process.returncode is not None:
                raise RuntimeError(
                    f"Chromium ended at once, with status {process.returncode}"
                )
            await asyncio.sleep(PAUSE)


def _targets(address: str) -> list[dict[str, str]]:
    with urlopen(f"{address}/json/list", timeout=START_SECONDS) as answer:
        found: list[dict[str, str]] = json.load(answer)
    return found

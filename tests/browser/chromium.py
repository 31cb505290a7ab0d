"""Start the machine's own Chromium under Playwright."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.async_api import Browser, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
FAKE_DEVICES = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
"""A camera and a microphone that beeps; nobody is asked whether they may be used."""


def find_chromium(which: Callable[[str], str | None] = shutil.which) -> Path:
    """Return the browser's executable.

    Raises:
        RuntimeError: If no Chromium is on the PATH, saying how to install one.
    """
    for name in NAMES:
        if found := which(name):
            return Path(found)
    raise RuntimeError(
        f"No Chromium on the PATH (looked for {', '.join(NAMES)}). Install one, on "
        "Debian and Ubuntu with `apt-get install chromium`, or run the tests that need "
        "none with `pytest -m 'not browser'`."
    )


async def launch(playwright: Playwright, *more: str) -> Browser:
    """Start a headless Chromium with *more* arguments. The caller closes it."""
    return await playwright.chromium.launch(
        executable_path=find_chromium(), args=[*ARGUMENTS, *more]
    )

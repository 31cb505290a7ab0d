"""``make lab`` opens the quickstart, ready to run, with nothing in its way."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.lab import (
    REPOSITORY,
    START_SECONDS,
    STOP_SECONDS,
    free_port,
    private_environment,
)
from tests.browser.panel_page import PanelPage

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

LIMIT_MS = 60_000


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of what ``make lab`` needs, whose packages are installed already."""
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(REPOSITORY / name, tmp_path)
    for name in ("jupyter-data", "notebooks", "scripts"):
        shutil.copytree(REPOSITORY / name, tmp_path / name)
    programs = tmp_path / ".venv" / "bin"
    programs.mkdir(parents=True)
    for name, module in {"python": "", "jupyter": "-m jupyter"}.items():
        program = programs / name
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" {module} "$@"\n')
        program.chmod(0o755)
    (tmp_path / ".venv" / ".lab").touch()
    return tmp_path


@pytest.fixture
def address(checkout: Path) -> Iterator[str]:
    """Where ``make lab`` sends the browser; the server ends with the test."""
    browser, asked = checkout / "browser.sh", checkout / "asked"
    browser.write_text(f'#!/bin/sh\necho "$1" > "{asked}"\n')
    browser.chmod(0o755)
    settings = checkout / ".venv/share/jupyter/lab/settings"
    flags = f"--port={free_port()} --LabApp.app_settings_dir={settings}"
    with (checkout / "log").open("wb") as log:
        process = subprocess.Popen(
            ["make", "lab", f"PYTHON={sys.executable}", f"LABFLAGS={flags}"],
            cwd=checkout,
            env=private_environment(checkout) | {"BROWSER": f"{browser} %s"},
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        end = time.monotonic() + START_SECONDS
        while not (asked.exists() and asked.read_text().endswith("\n")):
            said = (checkout / "log").read_text()
            assert process.poll() is None, said
            assert time.monotonic() < end, said
            time.sleep(0.05)
        page = Path(asked.read_text().strip().removeprefix("file://")).read_text()
        yield page.split("url=")[1].split('"')[0]
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(STOP_SECONDS)


async def test_the_first_picture_is_four_key_presses_away(address, checkout, browser):
    page = await browser.new_page()
    page.set_default_timeout(LIMIT_MS)
    try:
        await page.goto(address)
        title = page.get_by_role("heading", name="A live picture from a Python class")
        await title.click()
        # JupyterLab drops what is run before the notebook has its kernel.
        await page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
        for _ in range(4):
            await page.keyboard.press("Shift+Enter")
        await PanelPage(page).drawn(5, timeout_ms=LIMIT_MS)
        assert await page.get_by_text("Would you like").count() == 0
        said = (checkout / "log").read_text()
        assert "Starting JupyterLab on notebooks/00_quickstart.ipynb" in said
        assert address in said, "whoever copies the address gets there, too"
    finally:
        await page.close()

"""One JupyterLab and one Chromium for all browser tests, and evidence of failures."""

from __future__ import annotations

import contextlib
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from tests.browser.chromium import launch
from tests.browser.lab import LabServer
from tests.browser.tabs import Tabs, open_tabs

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

MODELS = Path(__file__).parent / "models"


@contextlib.contextmanager
def serving(root: Path, **options: Any) -> Iterator[LabServer]:
    """A server of its own in *root*, with the models of the tests beside its notebooks.

    Args:
        root: An empty folder.
        options: See :class:`LabServer`.
    """
    server = LabServer(root, **options)
    server.start()
    shutil.copytree(MODELS, server.notebooks, dirs_exist_ok=True)
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabServer]:
    """The JupyterLab that all browser tests share."""
    with serving(tmp_path_factory.mktemp("lab")) as server:
        yield server


@pytest.fixture(scope="session")
def notebook_7(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabServer]:
    """A Notebook 7 for the browser tests that want one."""
    with serving(tmp_path_factory.mktemp("notebook_7"), app="notebook") as server:
        yield server


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def browser() -> AsyncIterator[Browser]:
    """The Chromium that all browser tests share."""
    async with async_playwright() as playwright:
        chromium = await launch(playwright)
        yield chromium
        await chromium.close()


_FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    """Tell fixtures, at teardown, whether the test failed."""
    report = yield
    if report.failed:
        item.stash[_FAILED] = True
        if (module := item.getparent(pytest.Module)) is not None:
            module.stash[_FAILED] = True
    return report


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def shared_tabs(
    lab: LabServer, browser: Browser, request: pytest.FixtureRequest
) -> AsyncIterator[Tabs]:
    """Tabs that the tests of one module share."""
    stem = Path(request.node.name).stem
    async with open_tabs(lab, browser, stem) as opened:
        yield opened
        if request.node.stash.get(_FAILED, False):
            await opened.keep_evidence(stem)


@pytest_asyncio.fixture(loop_scope="session")
async def tabs(
    lab: LabServer, browser: Browser, request: pytest.FixtureRequest
) -> AsyncIterator[Tabs]:
    """Tabs that close, with their kernels, when the test ends."""
    async with (
        open_tabs(lab, browser, _file_stem(request)) as opened,
        evidence(opened, request),
    ):
        yield opened


@contextlib.asynccontextmanager
async def evidence(tabs: Tabs, request: pytest.FixtureRequest) -> AsyncIterator[None]:
    """Keep screenshots and consoles of *tabs* if the test of *request* fails."""
    yield
    if request.node.stash.get(_FAILED, False):
        await tabs.keep_evidence(_file_stem(request))


def _file_stem(request: pytest.FixtureRequest) -> str:
    return re.sub(r"\W+", "_", request.node.name).strip("_")

"""axe finds nothing that matters in a panel, in JupyterLab and in Notebook 7."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from tests.browser.conftest import copy_models
from tests.browser.lab import REPOSITORY, LabServer
from tests.browser.panel_page import PanelPage
from tests.browser.steered_area import load_cell
from tests.browser.tabs import open_tabs

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

AXE = REPOSITORY / "reactor_runtime/panel/frontend/node_modules/axe-core/axe.min.js"
FALLING = "%load_ext reactor_notebook\n%reactor_load troubled.py:Falling"
SET_THEME = """async name => {
  await window.jupyterapp.commands.execute('apputils:change-theme', {theme: name});
}"""
HAS_THEME = "isLight => document.body.dataset.jpThemeLight === String(isLight)"
JUDGE = """async panel => {
  const moving = panel.shadowRoot.getAnimations();
  await Promise.allSettled(moving.map(animation => animation.finished));
  const {violations} = await axe.run(panel, {resultTypes: ['violations']});
  return violations
    .filter(({impact}) => ['moderate', 'serious', 'critical'].includes(impact))
    .map(({id, impact, nodes}) =>
      [id, impact, ...nodes.map(({target}) => target.flat().join(' '))].join(' | '));
}"""


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def notebook_7(tmp_path_factory) -> AsyncIterator[LabServer]:
    """A Notebook 7 of its own."""
    server = LabServer(tmp_path_factory.mktemp("axe"), app="notebook")
    server.start()
    copy_models(server)
    try:
        yield server
    finally:
        server.stop()


async def faults(notebook, theme: str) -> list[str]:
    """What axe finds in the notebook's panel under *theme*."""
    page = notebook.page
    await page.evaluate(SET_THEME, f"JupyterLab {theme}")
    await page.wait_for_function(HAS_THEME, arg=theme == "Light")
    return await page.get_by_test_id("reactor-panel").evaluate(JUDGE)


@pytest.mark.parametrize("app", ["jupyterlab", "notebook"])
async def test_axe_finds_nothing_that_matters(lab, notebook_7, browser, app):
    server = lab if app == "jupyterlab" else notebook_7
    async with open_tabs(server, browser, f"axe_{app}") as tabs:
        for source, part in [(load_cell(), "picture"), (FALLING, "card")]:
            notebook = await tabs.new([source], part)
            await notebook.page.add_script_tag(path=AXE)
            await notebook.run(0)
            panel = PanelPage(notebook.page)
            await panel.drawn()
            if part == "card":
                await panel.wait_for_text("card", "Failed")
            await panel.open_log()
            for theme in ("Light", "Dark"):
                assert await faults(notebook, theme) == [], f"{part}, {theme}"

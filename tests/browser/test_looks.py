"""The whole panel in light and dark, in JupyterLab and in Notebook 7."""

from __future__ import annotations

import pytest
import pytest_asyncio

from tests.browser.judging import faults
from tests.browser.panel_page import PanelPage
from tests.browser.tabs import ARTIFACTS, open_tabs

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

GALLERY = "%load_ext reactor_notebook\n%reactor_load gallery.py:Gallery"
FALLING = "%load_ext reactor_notebook\n%reactor_load troubled.py:Falling"
LARGE = {"width": 1400, "height": 1000}

_SCROLL = """(panel, place) => {
  const column = panel.shadowRoot.querySelector('.column');
  column.scrollTop = place === 'top' ? 0 : column.scrollHeight;
}"""

_FITS = """panel => {
  const {height} = panel.shadowRoot.querySelector('.panel').getBoundingClientRect();
  return height <= Math.min(720, window.innerHeight - 120);
}"""


@pytest_asyncio.fixture(
    loop_scope="session", scope="module", params=["JupyterLab", "Notebook 7"]
)
async def look(request, lab, notebook_7, browser):
    """Opens panels, and keeps what they look like."""
    server = lab if request.param == "JupyterLab" else notebook_7
    stem = f"looks-{request.param.split()[0].lower()}"
    async with open_tabs(server, browser, stem) as tabs:
        yield tabs, stem


async def enlarge(page):
    await page.set_viewport_size(LARGE)


async def open_panel(tabs, source, name):
    notebook = await tabs.new([source], name, before=enlarge)
    await notebook.run(0)
    panel = PanelPage(notebook.page)
    await panel.drawn()
    await panel.root.scroll_into_view_if_needed()
    return notebook, panel


async def test_axe_finds_nothing_in_a_panel_with_a_control_of_every_kind(look):
    tabs, stem = look
    notebook, panel = await open_panel(tabs, GALLERY, "gallery")
    await panel.press("fail")
    await panel.open_log()
    assert await panel.root.evaluate(_FITS)
    ARTIFACTS.mkdir(exist_ok=True)
    for theme in ("Light", "Dark"):
        assert await faults(notebook, theme) == [], theme
        for place in ("top", "bottom"):
            await panel.root.evaluate(_SCROLL, place)
            name = f"{stem}-{theme.lower()}-{place}.png"
            await panel.root.screenshot(path=ARTIFACTS / name)


async def test_axe_finds_nothing_in_a_panel_whose_model_failed(look):
    tabs, stem = look
    notebook, panel = await open_panel(tabs, FALLING, "failed")
    await panel.wait_for_text("card", "Failed")
    await panel.open_log()
    for theme in ("Light", "Dark"):
        assert await faults(notebook, theme) == [], theme
        name = f"{stem}-{theme.lower()}-failed.png"
        await panel.root.screenshot(path=ARTIFACTS / name)

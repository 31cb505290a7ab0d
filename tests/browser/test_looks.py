"""The whole panel in light and dark, in JupyterLab and Notebook 7, as axe sees it."""

from __future__ import annotations

import pytest
import pytest_asyncio

from tests.browser.conftest import copy_models
from tests.browser.lab import REPOSITORY, LabServer
from tests.browser.panel_page import PanelPage
from tests.browser.tabs import ARTIFACTS, open_tabs

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

CELL = "%load_ext reactor_notebook\nhandle = %reactor_load gallery.py:Gallery"
AXE = REPOSITORY / "reactor_runtime/panel/frontend/node_modules/axe-core/axe.min.js"
LARGE = {"width": 1400, "height": 1000}

_THEME = """async name => {
  await window.jupyterapp.commands.execute('apputils:change-theme', {theme: name});
  await document.fonts.ready;
}"""

_IS_THEMED = """isDark => {
  const seen = document.querySelector('[data-testid=reactor-panel]');
  const ground = getComputedStyle(seen.shadowRoot.querySelector('.panel'));
  const [red] = ground.backgroundColor.match(/\\d+/g).map(Number);
  return isDark === red < 128;
}"""

_JUDGE = """async () => {
  const {violations} = await axe.run('[data-testid=reactor-panel]');
  return violations.filter(({impact}) => impact !== 'minor').map(
    ({id, impact, nodes}) => `${impact} ${id}: ${nodes.map(({html}) => html).join(' ')}`
  );
}"""

_SCROLL = """(panel, place) => {
  const column = panel.shadowRoot.querySelector('.column');
  column.scrollTop = place === 'top' ? 0 : column.scrollHeight;
}"""

_TALL = """panel => {
  const {height} = panel.shadowRoot.querySelector('.panel').getBoundingClientRect();
  return height <= Math.min(720, window.innerHeight - 120);
}"""


@pytest.fixture(scope="module")
def notebook7(tmp_path_factory):
    server = LabServer(tmp_path_factory.mktemp("notebook7"), app="notebook")
    server.start()
    copy_models(server)
    try:
        yield server
    finally:
        server.stop()


@pytest_asyncio.fixture(
    loop_scope="session", scope="module", params=["JupyterLab", "Notebook 7"]
)
async def gallery(request, lab, notebook7, browser):
    """A panel with a control of every kind, its log open."""
    server = lab if request.param == "JupyterLab" else notebook7
    stem = f"looks-{request.param.split()[0].lower()}"
    async with open_tabs(server, browser, stem) as tabs:
        notebook = await tabs.new([CELL], before=_enlarge)
        await notebook.run(0)
        panel = PanelPage(notebook.page)
        await panel.drawn()
        await panel.root.scroll_into_view_if_needed()
        await panel.press("fail")
        await panel.open_log()
        yield notebook, panel, stem


async def _enlarge(page):
    await page.set_viewport_size(LARGE)


@pytest.mark.parametrize("theme", ["Light", "Dark"])
async def test_axe_finds_nothing_in_a_panel_with_everything(gallery, theme):
    notebook, panel, stem = gallery
    page = notebook.page
    await page.evaluate(_THEME, f"JupyterLab {theme}")
    await page.wait_for_function(_IS_THEMED, arg=theme == "Dark")
    await page.evaluate(AXE.read_text())
    assert await page.evaluate(_JUDGE) == []
    ARTIFACTS.mkdir(exist_ok=True)
    for place in ("top", "bottom"):
        await panel.root.evaluate(_SCROLL, place)
        name = f"{stem}-{theme.lower()}-{place}.png"
        await panel.root.screenshot(path=ARTIFACTS / name)


async def test_a_panel_fits_into_its_window(gallery):
    _, panel, _ = gallery
    assert await panel.root.evaluate(_TALL)

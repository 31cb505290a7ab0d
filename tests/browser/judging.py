"""Dress a page in a theme of JupyterLab, and let axe judge the panel in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.browser.lab import REPOSITORY

if TYPE_CHECKING:
    from tests.browser.notebook_page import NotebookPage

AXE = REPOSITORY / "reactor_runtime/panel/frontend/node_modules/axe-core/axe.min.js"

_SET_THEME = """async name => {
  await window.jupyterapp.commands.execute('apputils:change-theme', {theme: name});
}"""
_HAS_THEME = "isLight => document.body.dataset.jpThemeLight === String(isLight)"
_JUDGE = """async panel => {
  const moving = panel.shadowRoot.getAnimations();
  await Promise.allSettled(moving.map(animation => animation.finished));
  const {violations} = await axe.run(panel, {resultTypes: ['violations']});
  return violations
    .filter(({impact}) => ['moderate', 'serious', 'critical'].includes(impact))
    .map(({id, impact, nodes}) =>
      [id, impact, ...nodes.map(({target}) => target.flat().join(' '))].join(' | '));
}"""


async def faults(notebook: NotebookPage, theme: str) -> list[str]:
    """What axe finds in the notebook's panel under *theme*, ``Light`` or ``Dark``."""
    page = notebook.page
    if not await page.evaluate("'axe' in window"):
        await page.add_script_tag(path=AXE)
    await page.evaluate(_SET_THEME, f"JupyterLab {theme}")
    await page.wait_for_function(_HAS_THEME, arg=theme == "Light")
    return await page.get_by_test_id("reactor-panel").evaluate(_JUDGE)

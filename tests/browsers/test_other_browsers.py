"""The panel in Firefox and in WebKit: picture, drag, upload and a reload in each."""

from __future__ import annotations

import shutil

import pytest
from PIL import Image

from tests.browser.notebook_page import (
    CELL_DONE,
    READY,
    START_CELL,
    write_notebook,
)
from tests.browser.panel_page import READ_MEAN
from tests.browser.tabs import ARTIFACTS
from tests.browsers.driven import firefox, until, webkit

pytestmark = pytest.mark.browser

CELL = """import io
import numpy as np
from PIL import Image
from reactor_runtime import *
class Paint(InputState):
    level: float = InputField(0.5, ge=0, le=1)
class Painted(ReactorPipeline):
    state: Paint
    fps = 30
    def load(self, config): self.colour = np.array([100, 100, 100])
    def inference(self):
        while True:
            picture = np.ones((90, 160, 3)) * self.colour * self.state.level
            yield picture.astype(np.uint8)
    @event
    def set_image(self, image: UploadedFile):
        self.colour = np.array(Image.open(io.BytesIO(image.data)).convert("RGB"))[0, 0]
handle = %reactor_load Painted"""

PROGRAMS = {"firefox": ["firefox-esr"], "webkit": ["WebKitWebDriver", "Xvfb"]}
PANEL = "document.querySelector('[data-testid=reactor-panel]')?.shadowRoot"
CANVAS = f"{PANEL}?.querySelector('[data-testid^=reactor-canvas]')"
MEAN = f"""async wanted => {{
  const canvas = {CANVAS};
  if (!canvas?.width) return null;
  canvas.scrollIntoView({{block: 'center'}});
  const seen = ({READ_MEAN})(canvas, [8, 8, 140, 70]);
  return seen.every((value, c) => Math.abs(value - wanted[c]) <= 6) ? seen : null;
}}"""
SLIDER = f"""() => {{
  const slider = {PANEL}.querySelector('[data-testid=control-level] [type=range]');
  slider.scrollIntoView({{block: 'center'}});
  const {{left, top, width, height}} = slider.getBoundingClientRect();
  return [left, top + height / 2, width];
}}"""
CORNER = (700, 600)
SHOWN = "() => Boolean(document.querySelector('.jp-Notebook .jp-CodeCell'))"
PICKER = f"() => {PANEL}.querySelector('[data-testid=control-image] [type=file]')"
SAVE = "() => window.jupyterapp.shell.currentWidget.context.save()"
LINK = f"() => {PANEL}.querySelector('[data-testid=reactor-link]').textContent"
RATE = f"""() => Number.parseFloat(
  {PANEL}.querySelector('[data-testid=reactor-fps]')?.textContent) || 0"""


@pytest.fixture(scope="module", params=[firefox, webkit], ids=["firefox", "webkit"])
def page(request, tmp_path_factory):
    name = request.param.__name__
    for program in PROGRAMS[name]:
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed: scripts/ensure_browsers.sh")
    with request.param(tmp_path_factory.mktemp(name)) as driven:
        yield name, driven


def open_lab(page, url):
    page.goto(url)
    until(page, SHOWN)
    # A Firefox that nobody sees tells no page of the focus, by which JupyterLab goes.
    page.drag(CORNER, CORNER)
    page.call("() => document.activeElement.dispatchEvent(new FocusEvent('focus'))")
    until(page, READY)


def test_the_picture_a_drag_an_upload_and_a_reload_work(page, lab, tmp_path):
    name, tab = page
    path = f"{name}.ipynb"
    write_notebook(lab.notebooks / path, ["%load_ext reactor_notebook", CELL])
    url = lab.page_url(path)
    open_lab(tab, url)
    for index in range(2):
        tab.call(START_CELL, index)
        until(tab, CELL_DONE, index)
    until(tab, MEAN, [50, 50, 50])

    left, middle, width = tab.call(SLIDER)
    tab.drag((left + width / 2, middle), (left + width - 2, middle))
    until(tab, MEAN, [100, 100, 100])

    red = tmp_path / "red.png"
    Image.new("RGB", (2, 2), (200, 20, 40)).save(red)
    tab.upload(PICKER, red)
    until(tab, MEAN, [200, 20, 40])
    assert until(tab, RATE) > 0

    tab.call(SAVE)
    open_lab(tab, url)
    until(tab, MEAN, [200, 20, 40])
    assert tab.call(LINK) == "relay"
    ARTIFACTS.mkdir(exist_ok=True)
    tab.picture(ARTIFACTS / f"{name}.png")

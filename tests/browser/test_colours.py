"""Every codec shows the colours that the model made."""

from __future__ import annotations

import numpy as np
import pytest

from reactor_runtime.values import Codec
from tests.browser.models.patches import COLORS, SIZES
from tests.browser.panel_page import WAIT_MS, PanelPage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

LOAD = "%load_ext reactor_notebook\n%reactor_load patches.py:Patches --codec {}"
FRAMES = 3
LEVELS = 4
"""How far a colour may be off, of 255."""

READ_PATCHES = """(canvas, {codec, size, count, frames, timeout}) =>
new Promise((resolve, reject) => {
  const seen = [];
  const timer = setTimeout(
    () => reject(new Error(`${seen.length} frames of ${codec} at ${size}`)), timeout);
  const look = ({detail}) => {
    if (detail.codec !== codec || detail.still) return;
    if (`${canvas.width}x${canvas.height}` !== size) return;
    if (`${detail.coded_width}x${detail.coded_height}` !== size) return;
    const copy = new OffscreenCanvas(count, 1);
    const context = copy.getContext('2d');
    context.imageSmoothingEnabled = false;
    const [wide, y] = [canvas.width / count, canvas.height / 2];
    for (let i = 0; i < count; i++)
      context.drawImage(canvas, Math.floor((i + 0.5) * wide), y, 1, 1, i, 0, 1, 1);
    const data = [...context.getImageData(0, 0, count, 1).data];
    seen.push(Array.from({length: count}, (_, i) => data.slice(4 * i, 4 * i + 3)));
    if (seen.length < frames) return;
    clearTimeout(timer);
    canvas.removeEventListener('reactor:drawn', look);
    resolve(seen);
  };
  canvas.addEventListener('reactor:drawn', look);
})"""


@pytest.mark.parametrize("codec", list(Codec))
async def test_a_colour_is_shown_as_the_model_made_it(tabs, codec):
    notebook = await tabs.new([LOAD.format(codec)])
    await notebook.run(0)
    panel = PanelPage(notebook.page)
    await panel.drawn()
    for size in SIZES:
        await panel.choose("size", size)
        request = {"codec": codec, "size": size, "count": len(COLORS)}
        waiting = {"frames": FRAMES, "timeout": WAIT_MS}
        seen = await panel.canvas.evaluate(READ_PATCHES, {**request, **waiting})
        off = np.abs(np.array(seen) - np.array(COLORS)).max(axis=(0, 2))
        assert off.max() <= LEVELS, (
            f"{codec} at {size}: {dict(zip(COLORS, off, strict=True))}"
        )

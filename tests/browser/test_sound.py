"""Sound is heard when its picture is seen, and a microphone is heard by the model."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import numpy as np
import pytest
import pytest_asyncio
from playwright.async_api import async_playwright

from tests.browser.chromium import FAKE_DEVICES, launch
from tests.browser.conftest import evidence
from tests.browser.hearing import TAP
from tests.browser.panel_page import PanelPage
from tests.browser.tabs import ARTIFACTS, Tabs, open_tabs

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

LOAD = "%load_ext reactor_notebook\n%reactor_load {}"
PAIRS = 40
WARM_UP = 4
"""Beats that are not measured: the first pictures say how late pictures are."""
MOST_MS = 60

# Looks at the picture in every frame of the page, and counts the white ones.
WATCH = """(canvas, {flashes, timeout}) => new Promise((resolve, reject) => {
  const eye = new OffscreenCanvas(1, 1).getContext('2d', {willReadFrequently: true});
  const seen = [];
  const started = performance.now();
  let wasWhite = true;
  const look = () => {
    const now = performance.now();
    eye.drawImage(canvas, 0, 0, 1, 1);
    const isWhite = eye.getImageData(0, 0, 1, 1).data[0] > 128;
    if (isWhite && !wasWhite) seen.push(now);
    wasWhite = isWhite;
    if (seen.length >= flashes) return setTimeout(() => resolve(seen), 1000);
    if (now - started > timeout) return reject(new Error(`${seen.length} flashes`));
    requestAnimationFrame(look);
  };
  look();
})"""


LOUD = """button => Number(button.style.getPropertyValue('--level')) > 0.3"""


@pytest_asyncio.fixture(loop_scope="session")
async def hearing_tabs(lab, request) -> AsyncIterator[Tabs]:
    """Tabs of a browser with a microphone that beeps."""
    async with async_playwright() as playwright:
        browser = await launch(playwright, *FAKE_DEVICES)
        async with (
            open_tabs(lab, browser, "hearing") as tabs,
            evidence(tabs, request),
        ):
            yield tabs
        await browser.close()


async def measure(panel: PanelPage) -> dict[str, float]:
    """Turn the sound on; return how far clicks are from flashes, in milliseconds."""
    await panel.page.evaluate(TAP)
    await panel.root.get_by_test_id("reactor-sound").click()
    await panel.show()
    request = {"flashes": PAIRS + WARM_UP, "timeout": 60_000}
    flashes = np.array((await panel.canvas.evaluate(WATCH, request))[WARM_UP:])
    heard = await panel.page.evaluate("window.heard")
    clicks = np.array(heard["clicks"])
    offsets = [clicks[np.abs(clicks - flash).argmin()] - flash for flash in flashes]
    report = {
        "pairs": len(offsets),
        "clicks": len(clicks),
        "median_ms": round(float(np.median(offsets)), 1),
        "p95_ms": round(float(np.percentile(np.abs(offsets), 95)), 1),
        "output_latency_ms": round(float(np.median(heard["latencies"])), 1),
        "offsets_ms": [round(float(offset), 1) for offset in offsets],
    }
    ARTIFACTS.mkdir(exist_ok=True)
    (ARTIFACTS / "sound_offset.json").write_text(json.dumps(report, indent=1))
    return report


async def test_a_click_is_heard_within_60_ms_of_its_flash(tabs):
    notebook = await tabs.new([LOAD.format("metronome.py:Metronome")])
    await notebook.run(0)
    panel = PanelPage(notebook.page)
    await panel.drawn()
    report = await measure(panel)
    assert report["p95_ms"] <= MOST_MS, report


async def heard(panel: PanelPage) -> dict[str, float]:
    """What the model has heard so far: ``peak``, ``seconds`` and ``since_first``."""
    await panel.open_log()
    rows = panel.root.get_by_test_id("reactor-log").get_by_text("since_first")
    before = await rows.count()
    await panel.press("report")
    await rows.nth(before).wait_for()
    text = await panel.text("log")
    found = re.findall(r"(peak|seconds|since_first): ([\d.]+)", text)
    return {name: float(value) for name, value in found}


async def test_a_microphone_is_heard_by_the_model_and_shows_how_loud_it_is(
    hearing_tabs,
):
    notebook = await hearing_tabs.new([LOAD.format("listening.py:Listening")])
    await notebook.run(0)
    panel = PanelPage(notebook.page)
    await panel.drawn()
    microphone = panel.root.get_by_test_id("reactor-microphone-mic")
    await microphone.click()
    await panel.wait_for_text("camera-status", "microphone")
    await panel.page.wait_for_function(LOUD, arg=await microphone.element_handle())
    await panel.drawn(20)
    report = await heard(panel)
    assert report["peak"] > 0.05
    assert report["seconds"] > 1
    # All of it has come, one block after the other.
    assert abs(report["seconds"] - report["since_first"]) < 0.1, report
    await microphone.click()
    assert await microphone.get_attribute("aria-pressed") is None

"""The benchmarks see what a page draws, with nobody connected to its browser."""

from __future__ import annotations

import math

import pytest

from benchmarks import shown, steered
from benchmarks.bench import Bench
from benchmarks.chromium import open_chromium
from benchmarks.matrix import IMAGE, RELAY, SMALL, Case
from benchmarks.quantities import AGE_MEDIAN, BROWSER, RECEIVED, SHOWN

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SECONDS = 1.0


@pytest.mark.timeout(240)
async def test_a_turn_measures_a_link_a_peer_and_the_controls(lab, tmp_path):
    async with open_chromium() as chromium:
        bench = Bench(lab, chromium, tmp_path, SECONDS)
        async with bench.stage(RELAY) as stage:
            rows = [
                *await shown.measure(bench, stage, Case(RELAY, "jpeg", SMALL, "30")),
                *await shown.measure(bench, stage, Case(IMAGE, "", SMALL, "30")),
            ]
            answered = await steered.measure(bench, stage, steered.CONDITIONS[:1])
    for quantity in (SHOWN, AGE_MEDIAN, RECEIVED, BROWSER):
        values = [row.value for row in rows if row.quantity == quantity]
        assert len(values) == 2, quantity
        assert all(math.isfinite(value) and value > 0 for value in values), quantity
    trips = [row.value for row in answered if row.quantity.startswith(("comm", "echo"))]
    assert trips
    assert all(math.isfinite(trip) and trip > 0 for trip in trips)

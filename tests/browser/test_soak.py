"""A minute of the soak: links that are overrun neither queue frames nor keep memory."""

from __future__ import annotations

import pytest

from benchmarks.bench import Bench
from benchmarks.chromium import open_chromium
from benchmarks.matrix import COMM, RELAY
from benchmarks.soak import soak_table
from benchmarks.soaking import soak

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SECONDS = 60.0


@pytest.mark.timeout(240)  # a busy machine takes long to open two tabs
async def test_relay_and_comm_stay_level_under_twice_what_they_carry(lab, tmp_path):
    async with open_chromium() as chromium:
        bench = Bench(lab, chromium, tmp_path, SECONDS)
        results = await soak(bench, (RELAY, COMM), SECONDS, together=True)
    table = soak_table(results)
    assert [result.broken for result in results] == [[], []], f"\n{table}"
    assert all(result.shown > 0 for result in results), f"\n{table}"

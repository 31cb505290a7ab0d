"""Measure, print a table, keep the numbers, compare with the run before."""

from __future__ import annotations

import argparse
import asyncio
from typing import TYPE_CHECKING

import playwright.async_api

from benchmarks import machine, panel_scenarios, peers, report
from benchmarks.bench import open_bench
from benchmarks.imports import import_time
from benchmarks.samples import median

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from benchmarks.bench import Bench
    from benchmarks.report import Row

    Scenario = Callable[[Bench], Awaitable[list[Row]]]


def _peer(contestant: peers.Contestant) -> Scenario:
    return lambda bench: peers.measure(bench, contestant)


SCENARIOS: dict[str, tuple[Scenario, ...]] = {
    "direct": (panel_scenarios.direct_link,),
    "batches": (panel_scenarios.batches,),
    "round-trip": (panel_scenarios.round_trip,),
    "quickstart": (panel_scenarios.quickstart,),
    "peers": tuple(_peer(contestant) for contestant in peers.CONTESTANTS),
}


async def run(names: Sequence[str], runs: int, seconds: float) -> None:
    """Run the named scenarios, interleaved, *runs* times each, and report."""
    rows = import_time()
    async with open_bench(seconds) as bench:
        facts = machine.facts(bench.browser.version)
        facts["loop"] = "kernel loop (no --thread), frames over the direct link"
        facts["runs"] = f"medians of {runs}, {seconds:g} s each, interleaved"
        for name, fact in facts.items():
            print(f"{name:>13}: {fact}")
        for name in names:
            rows += await _interleaved(bench, SCENARIOS[name], runs)
    before = report.previous()
    print(f"\n{report.table(rows, before)}")
    print(f"\nwritten to {report.write(facts, rows)}")


async def _interleaved(
    bench: Bench, scenarios: Sequence[Scenario], runs: int
) -> list[Row]:
    """Medians over *runs* turns, each of which runs every scenario once."""
    seen: dict[str, list[Row]] = {}
    for _ in range(runs):
        for scenario in scenarios:
            for row in await _rows(bench, scenario):
                seen.setdefault(row.key, []).append(row)
    return [
        report.Row(
            rows[0].scenario,
            rows[0].quantity,
            median(row.value for row in rows),
            rows[0].target,
        )
        for rows in seen.values()
    ]


async def _rows(bench: Bench, scenario: Scenario) -> list[Row]:
    """Run *scenario* once; one that fails says why and the others go on."""
    try:
        return await scenario(bench)
    except (AssertionError, playwright.async_api.Error) as error:
        print(f"failed: {error}")
        return []


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "scenarios",
        nargs="*",
        help=f"of {', '.join(SCENARIOS)}; all when none is named",
    )
    parser.add_argument("--runs", type=int, default=3, help="turns of each scenario")
    parser.add_argument(
        "--seconds", type=float, default=5.0, help="length of one measurement"
    )
    arguments = parser.parse_args()
    if unknown := set(arguments.scenarios) - set(SCENARIOS):
        parser.error(f"no scenario {', '.join(sorted(unknown))}; see --help")
    names = arguments.scenarios or list(SCENARIOS)
    asyncio.run(run(names, arguments.runs, arguments.seconds))


if __name__ == "__main__":
    main()

"""Carry out a plan: everything in turns, so that noise hits all alike."""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import playwright.async_api

from benchmarks import busy, machine, panel_scenarios, report, shown, steered
from benchmarks.bench import open_bench
from benchmarks.imports import import_time
from benchmarks.matrix import PEERS, RELAY, RUNGS
from benchmarks.quantities import COLUMNS, FOREIGN_LOAD, SHOWN
from benchmarks.samples import median

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Sequence

    from benchmarks.bench import Bench
    from benchmarks.matrix import Case
    from benchmarks.report import Row

    Scenario = Callable[[Bench], Awaitable[list[Row]]]

SCENARIOS = ("pictures", "controls", "busy", "batches", "quickstart", "import")


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure, and how often.

    Attributes:
        scenarios: Names, of :data:`SCENARIOS`.
        cases: What ``pictures`` shows; their links are those of ``controls``.
        runs: Turns, each of which measures everything once.
        seconds: Length of one measurement.
        minutes: Nothing begins after so long, once the first turn is done.
        thread: Whether models run on a thread of their own.
    """

    scenarios: tuple[str, ...]
    cases: tuple[Case, ...]
    runs: int
    seconds: float
    minutes: float
    thread: bool


async def run(plan: Plan) -> None:
    """Measure, print and write."""
    before = report.previous()
    rows = import_time() if "import" in plan.scenarios else []
    async with open_bench(plan.seconds, thread=plan.thread) as bench:
        facts = machine.facts(bench.browser.version)
        seen, turns = await _in_turns(plan, bench)
    rows += seen
    mode = "a thread (--thread)" if plan.thread else "the kernel's loop (no --thread)"
    facts["models run on"] = mode
    facts["runs"] = f"medians of {turns}, {plan.seconds:g} s each, in turns"
    facts["foreign load"] = _foreign(rows)
    _print(facts, rows, before)
    print(f"\nwritten to {report.write(facts, rows)}")


def _print(
    facts: dict[str, str], rows: Sequence[Row], before: dict[str, float]
) -> None:
    for name, fact in facts.items():
        print(f"{name:>13}: {fact}")
    in_matrix = {row.scenario for row in rows if row.quantity == SHOWN}
    pictures = [row for row in rows if row.scenario in in_matrix]
    if pictures:
        print(f"\n{report.matrix(pictures, COLUMNS, before)}")
    others = [row for row in rows if row.target or row.scenario not in in_matrix]
    if others:
        print(f"\n{report.table(others, before)}")


async def _in_turns(plan: Plan, bench: Bench) -> tuple[list[Row], str]:
    """Medians of every row, and how many turns they are of."""
    began = time.monotonic()
    seen: dict[str, list[Row]] = {}
    skipped = 0
    scenarios = list(_scenarios(plan))
    for turn in range(plan.runs):
        for name, scenario in scenarios:
            passed = time.monotonic() - began
            if turn > 0 and passed > 60 * plan.minutes:
                skipped += 1
                continue
            print(f"[{passed:4.0f} s] turn {turn + 1}: {name}", flush=True)
            for row in await _rows(name, scenario, bench):
                seen.setdefault(row.key, []).append(row)
    turns = f"{plan.runs}"
    if skipped:
        turns += f" ({skipped} of {plan.runs * len(scenarios)} parts had no time left)"
    rows = [
        replace(rows[0], value=median(row.value for row in rows))
        for rows in seen.values()
    ]
    return rows, turns


def _scenarios(plan: Plan) -> Iterable[tuple[str, Scenario]]:
    """The parts of a turn, a tab each."""
    if "pictures" in plan.scenarios:
        for who, cases in itertools.groupby(plan.cases, lambda case: case.contestant):
            if shown.is_possible(who):
                yield f"pictures by {who}", _pictures(who, tuple(cases))
            else:
                print(f"skipped: {who} ({shown.PACKAGES[who]} is not installed)")
    if "controls" in plan.scenarios:
        for rung in dict.fromkeys(case.contestant for case in plan.cases):
            if rung in RUNGS:
                yield f"controls by {rung}", _controls(rung)
    if "busy" in plan.scenarios:
        yield "busy", busy.measure
    if "batches" in plan.scenarios:
        yield "batches", panel_scenarios.batches
    if "quickstart" in plan.scenarios:
        yield "quickstart", panel_scenarios.quickstart


def _pictures(contestant: str, cases: Sequence[Case]) -> Scenario:
    rung = RELAY if contestant in PEERS else contestant

    async def measure(bench: Bench) -> list[Row]:
        rows = []
        async with bench.stage(rung) as stage:
            for case in cases:
                rows += await shown.measure(bench, stage, case)
        return rows

    return measure


def _controls(rung: str) -> Scenario:
    async def measure(bench: Bench) -> list[Row]:
        async with bench.stage(rung) as stage:
            return await steered.measure(bench, stage)

    return measure


async def _rows(name: str, scenario: Scenario, bench: Bench) -> list[Row]:
    """Run *scenario* once; one that fails says why and the others go on."""
    try:
        return await scenario(bench)
    except (AssertionError, playwright.async_api.Error) as error:
        print(f"failed: {name}: {error}")
        return []


def _foreign(rows: Iterable[Row]) -> str:
    """What others made the machine do while something was measured."""
    shares = [row.value for row in rows if row.quantity == FOREIGN_LOAD]
    if not shares:
        return "not measured"
    middle, most = median(shares), max(shares)
    said = f"median {middle:.0f}, most {most:.0f} % of one core by other processes"
    return f"{said} (BUSY: the numbers are worse than the code)" if most > 15 else said

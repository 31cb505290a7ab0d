"""Overrun each link for long: the frames' age and all memory must stay level.

``python -m benchmarks.soak`` prints a table and exits with 1 when a limit is broken.
"""

from __future__ import annotations

import argparse
import asyncio
import math
import signal
import sys
from typing import TYPE_CHECKING

from benchmarks import machine
from benchmarks.bench import open_bench
from benchmarks.matrix import COMM, RELAY, RUNGS
from benchmarks.report import aligned, number
from benchmarks.soak_limits import limits_for, warm_seconds
from benchmarks.soaking import soak

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.soaking import Soaked


def soak_table(results: Sequence[Soaked]) -> str:
    """Everything that was watched, and whether it kept its limit."""
    lines = [("link", "what", "median", "per minute", "± error", "limit", "")]
    for result in results:
        for finding in result.findings:
            verdict = "BROKEN" if finding.is_broken else "ok" if finding.limit else ""
            lines.append(
                (
                    result.rung,
                    finding.name,
                    number(finding.level),
                    _signed(finding.slope),
                    "-" if math.isnan(finding.error) else f"{finding.error:.2f}",
                    finding.limit,
                    verdict,
                )
            )
    return aligned(lines)


def rate_table(results: Sequence[Soaked]) -> str:
    """How much each link was overrun."""
    lines = [("link", "carries/s unpaced", "source made/s", "shown/s")]
    lines += [
        (
            result.rung,
            number(result.capacity),
            number(result.made),
            number(result.shown),
        )
        for result in results
    ]
    return aligned(lines)


def _signed(slope: float) -> str:
    return "-" if math.isnan(slope) else f"{slope:+.2f}"


async def run(
    rungs: Sequence[str], seconds: float, *, together: bool, thread: bool
) -> bool:
    """Soak and print; returns whether every limit was kept."""
    async with open_bench(seconds, thread=thread) as bench:
        facts = machine.facts(bench.browser.version)
        results = await soak(bench, rungs, seconds, together=together)
    limits = limits_for(seconds)
    facts["models run on"] = "a thread" if thread else "the kernel's loop"
    foreign = max(result.foreign for result in results)
    facts["foreign load"] = f"{foreign:.0f} % of one core by other processes"
    order = "side by side" if together else "one after the other"
    facts["soak"] = (
        f"{seconds:g} s each, {order}; the first {warm_seconds(seconds):g} s do not "
        f"count; a slope counts {limits.sigmas:g} standard errors beyond its limit"
    )
    for name, fact in facts.items():
        print(f"{name:>13}: {fact}")
    print(f"\n{rate_table(results)}\n\n{soak_table(results)}")
    return not any(result.broken for result in results)


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.soak", description=__doc__
    )
    add = parser.add_argument
    add("rungs", nargs="*", metavar="link", help=f"of {', '.join(RUNGS)}; relay, comm")
    add("--seconds", type=float, default=600.0, help="for each link (600)")
    add("--together", action="store_true", help="all links side by side")
    add("--thread", action="store_true", help="run models on a thread of their own")
    arguments = parser.parse_args()
    if unknown := set(arguments.rungs) - set(RUNGS):
        parser.error(f"no link {', '.join(sorted(unknown))}; see --help")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    is_kept = asyncio.run(
        run(
            arguments.rungs or (RELAY, COMM),
            arguments.seconds,
            together=arguments.together,
            thread=arguments.thread,
        )
    )
    sys.exit(0 if is_kept else 1)


if __name__ == "__main__":
    main()

"""Measure, print the tables, keep the numbers, compare with the runs before."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys

from benchmarks import matrix
from benchmarks.run import SCENARIOS, Plan, run


def plan_of(arguments: argparse.Namespace) -> Plan:
    """What the command line asks for."""
    is_filtered = any((arguments.only, arguments.codec, arguments.size, arguments.rate))
    pool = matrix.every_case() if arguments.all or is_filtered else matrix.usual_cases()
    cases = matrix.chosen(
        pool,
        contestants=arguments.only,
        codecs=arguments.codec,
        sizes=arguments.size,
        rates=arguments.rate,
    )
    return Plan(
        scenarios=tuple(arguments.scenarios or SCENARIOS),
        cases=tuple(cases),
        runs=arguments.runs,
        seconds=arguments.seconds,
        minutes=arguments.minutes,
        thread=arguments.thread,
    )


def parser() -> argparse.ArgumentParser:
    """The command line."""
    made = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    made.add_argument(
        "scenarios",
        nargs="*",
        metavar="scenario",
        help=f"of {', '.join(SCENARIOS)}; all when none is named",
    )
    add = made.add_argument
    add("--runs", type=int, default=3, help="turns; medians are shown (3)")
    add("--seconds", type=float, default=3.0, help="length of one measurement (3)")
    add(
        "--minutes",
        type=float,
        default=20.0,
        help="begin nothing after so long, once all was measured once (20)",
    )
    add("--thread", action="store_true", help="run models on a thread of their own")
    add("--all", action="store_true", help="every link with every codec, size and rate")
    who = (*matrix.RUNGS, *matrix.PEERS)
    sizes = [str(size) for size in matrix.SIZES]
    add("--only", nargs="+", choices=who, default=[], help="links and peers")
    add("--codec", nargs="+", choices=matrix.CODECS, default=[])
    add("--size", nargs="+", choices=sizes, default=[])
    add("--rate", nargs="+", choices=matrix.RATES, default=[])
    return made


def main() -> None:
    """Read the command line and run."""
    reader = parser()
    arguments = reader.parse_args()
    if unknown := set(arguments.scenarios) - set(SCENARIOS):
        reader.error(f"no scenario {', '.join(sorted(unknown))}; see --help")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    asyncio.run(run(plan_of(arguments)))


if __name__ == "__main__":
    main()

"""Run the targets in turns until the time is over, or one fails.

    make fuzz SECONDS=600
    make fuzz SEED=123 TARGET=message

Each turn has a seed of its own, which with the target's name makes the same inputs
again, as long as the same Hypothesis is installed.
"""

from __future__ import annotations

import argparse
import random
import time
import traceback
from collections import Counter
from dataclasses import dataclass
from itertools import cycle

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.fuzz.targets import TARGETS

EXAMPLES = {"bulk": 20}
"""Inputs of one turn, where they are not the usual number."""
USUAL_EXAMPLES = 200
HIGHEST_SEED = 2**32


@dataclass(frozen=True)
class Failure:
    """An input that broke a promise, and what makes it again."""

    target: str
    seed: int
    error: BaseException

    def __str__(self) -> str:
        # The notes of Hypothesis, at the end, have the smallest input.
        told = "".join(traceback.format_exception(self.error))
        again = f"make fuzz SEED={self.seed} TARGET={self.target}"
        return f"{told}\nTarget {self.target}, seed {self.seed}. Again: {again}"


def run_turn(target: str, number: int) -> Failure | None:
    """Run one turn of *target* with the seed *number*."""
    quick = settings(
        max_examples=EXAMPLES.get(target, USUAL_EXAMPLES),
        database=None,
        deadline=None,
        phases=[Phase.generate, Phase.shrink],
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    chosen = TARGETS[target]
    run = seed(number)(quick(given(*chosen.inputs)(chosen.check)))
    try:
        run()
    except Exception as error:  # noqa: BLE001 - that is what is looked for
        return Failure(target, number, error)
    return None


def fuzz(seconds: float, first_seed: int) -> tuple[Failure | None, Counter[str]]:
    """Run all targets for so long, each once at least.

    Returns the first failure, and the turns of each target.
    """
    turns: Counter[str] = Counter()
    end, number = time.monotonic() + seconds, first_seed
    for target in cycle(TARGETS):
        if len(turns) == len(TARGETS) and time.monotonic() >= end:
            return None, turns
        if (failure := run_turn(target, number)) is not None:
            return failure, turns
        turns[target] += 1
        number += 1
    raise AssertionError("there is no target")


def main() -> int:
    """Do what the command line asks; returns the exit status."""
    parser = argparse.ArgumentParser(description="Fuzz what clients send.")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, help="run this turn again, or start here")
    parser.add_argument("--target", choices=TARGETS, help="whose turn it was")
    asked = parser.parse_args()
    number = random.randrange(HIGHEST_SEED) if asked.seed is None else asked.seed
    if asked.target is not None:
        failure, turns = run_turn(asked.target, number), Counter({asked.target: 1})
    else:
        print(f"Fuzzing for {asked.seconds:.0f} s from seed {number}.", flush=True)
        failure, turns = fuzz(asked.seconds, number)
    for target, count in turns.items():
        inputs = count * EXAMPLES.get(target, USUAL_EXAMPLES)
        print(f"{target:>10}  {inputs} inputs at most")
    print("Nothing found." if failure is None else failure)
    return 0 if failure is None else 1

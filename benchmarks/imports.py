"""How long ``import reactor_runtime`` takes in a fresh interpreter."""

from __future__ import annotations

import subprocess
import sys

from benchmarks.report import Row
from benchmarks.samples import median
from tests.browser.lab import REPOSITORY

RUNS = 5
_TIMED = (
    "import time; started = time.perf_counter(); import reactor_runtime; "
    "print(time.perf_counter() - started)"
)


def import_time() -> list[Row]:
    """Median of *RUNS* imports, after one that warms the disk's cache."""
    _run_once()
    taken = [1000 * _run_once() for _ in range(RUNS)]
    return [Row("import reactor_runtime", "median ms", median(taken), "≤ 300")]


def _run_once() -> float:
    done = subprocess.run(
        [sys.executable, "-c", _TIMED],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout)

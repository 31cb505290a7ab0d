"""How much processor time groups of processes use."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class CpuMeter:
    """Measures groups of processes from its making to :meth:`shares`.

    Args:
        groups: Process ids by the name of their group.
    """

    def __init__(self, groups: Mapping[str, Iterable[int]]) -> None:
        self._groups = {name: tuple(pids) for name, pids in groups.items()}
        self._started = time.monotonic()
        self._before = self._seconds()

    def shares(self) -> dict[str, float]:
        """Percent of one core that each group has used since the meter was made."""
        passed = time.monotonic() - self._started
        after = self._seconds()
        return {
            name: 100 * (after[name] - self._before[name]) / passed
            for name in self._groups
        }

    def _seconds(self) -> dict[str, float]:
        return {
            name: sum(_used(pid) for pid in pids) for name, pids in self._groups.items()
        }


def chromium_pids() -> list[int]:
    """Ids of the browser processes that this process started."""
    found = []
    for child in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):
            if "chrom" in child.name():
                found.append(child.pid)
    return found


def _used(pid: int) -> float:
    with contextlib.suppress(psutil.NoSuchProcess):
        times = psutil.Process(pid).cpu_times()
        return times.user + times.system
    return 0.0

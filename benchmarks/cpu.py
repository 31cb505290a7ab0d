"""How much processor time groups of processes use, and how much everybody else does."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FOREIGN = "foreign"
"""Name of the share that processes use which this one did not start."""

_RESTING = ("idle", "iowait", "guest", "guest_nice")


class CpuMeter:
    """Measures groups of processes from its making to :meth:`shares`.

    Args:
        groups: Process ids by the name of their group.
    """

    def __init__(self, groups: Mapping[str, Iterable[int]]) -> None:
        self._groups = {name: tuple(pids) for name, pids in groups.items()}
        self._ours = own_pids()
        self.restart()

    def restart(self) -> None:
        """Measure from now on."""
        self._started = time.monotonic()
        self._before = self._seconds()

    def shares(self) -> dict[str, float]:
        """Percent of one core that each group has used since the meter was made.

        :data:`FOREIGN` is what the machine was busy with beyond this process and all
        that it started.
        """
        passed = time.monotonic() - self._started
        after = self._seconds()
        return {
            name: max(0.0, 100 * (after[name] - self._before[name]) / passed)
            for name in after
        }

    def _seconds(self) -> dict[str, float]:
        groups = {
            name: sum(_used(pid) for pid in pids) for name, pids in self._groups.items()
        }
        ours = sum(_used(pid) for pid in self._ours)
        return {**groups, FOREIGN: _machine() - ours}


def own_pids() -> list[int]:
    """Ids of this process and of every one that it started, directly or not."""
    me = psutil.Process()
    return [me.pid, *(child.pid for child in me.children(recursive=True))]


def descendants(pid: int) -> list[int]:
    """Ids of every process that *pid* started, directly or not."""
    return [child.pid for child in psutil.Process(pid).children(recursive=True)]


def chromium_pids() -> list[int]:
    """Ids of the browser processes that this process started."""
    found = []
    for child in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):
            if "chrom" in child.name():
                found.append(child.pid)
    return found


def _machine() -> float:
    """Seconds for which all cores have been busy, time lent to neighbours included."""
    times = psutil.cpu_times()._asdict()
    return sum(seconds for name, seconds in times.items() if name not in _RESTING)


def _used(pid: int) -> float:
    with contextlib.suppress(psutil.NoSuchProcess):
        times = psutil.Process(pid).cpu_times()
        return times.user + times.system
    return 0.0

"""What a reader must know of the machine before comparing numbers."""

from __future__ import annotations

import importlib.metadata
import os
import platform
from pathlib import Path

import psutil

PACKAGES = (
    "numpy",
    "simplejpeg",
    "av",
    "websockets",
    "tornado",
    "anywidget",
    "ipykernel",
    "jupyterlab",
    "jupyter-server",
    "jupyter-rfb",
    "ipywidgets",
)


def facts(browser_version: str) -> dict[str, str]:
    """Facts by name, in the order in which they are printed."""
    memory = psutil.virtual_memory().total / 2**30
    return {
        "machine": f"{_processor()}, {os.cpu_count()} cores, {memory:.0f} GiB",
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "chromium": browser_version,
        "packages": ", ".join(_versions()),
        "load average": _load(),
    }


def has_package(name: str) -> bool:
    """Whether the distribution *name* is installed."""
    try:
        importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


def _load() -> str:
    loads = " ".join(f"{load:.2f}" for load in os.getloadavg())
    is_busy = os.getloadavg()[0] > 0.5 * (os.cpu_count() or 1)
    return f"{loads} (BUSY: the numbers are worse than the code)" if is_busy else loads


def _versions() -> list[str]:
    return [
        f"{name} {importlib.metadata.version(name)}"
        for name in PACKAGES
        if has_package(name)
    ]


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()

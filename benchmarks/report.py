"""Measured rows: as a table, as JSON, beside those of the run before."""

from __future__ import annotations

import json
import math
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True, slots=True)
class Row:
    """One measured number.

    Attributes:
        scenario: What was run.
        quantity: What was measured, with its unit.
        value: The number; nan where nothing was measured.
        target: What the project promises, ``""`` where it promises nothing.
    """

    scenario: str
    quantity: str
    value: float
    target: str = ""

    @property
    def key(self) -> str:
        """What names this row in every run."""
        return f"{self.scenario} / {self.quantity}"

    @property
    def verdict(self) -> str:
        """Whether the target is met, in a word."""
        if not self.target:
            return ""
        sign, _, limit = self.target.partition(" ")
        reached = self.value - float(limit)
        return "ok" if (reached >= 0 if sign == "≥" else reached <= 0) else "MISSED"


def table(rows: Sequence[Row], before: Mapping[str, float]) -> str:
    """Rows as aligned text, with the value of the run before where there is one."""
    heading = ("scenario", "quantity", "value", "target", "", "before")
    lines = [
        heading,
        *(
            (
                row.scenario,
                row.quantity,
                _number(row.value),
                row.target,
                row.verdict,
                _number(before.get(row.key, math.nan)),
            )
            for row in rows
        ),
    ]
    widths = [max(len(line[column]) for line in lines) for column in range(6)]
    return "\n".join(
        "  ".join(
            cell.ljust(width) for cell, width in zip(line, widths, strict=True)
        ).rstrip()
        for line in lines
    )


def write(
    facts: Mapping[str, str], rows: Iterable[Row], folder: Path = RESULTS
) -> Path:
    """Write one run to a file named by its time, and return the file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / time.strftime("%Y%m%d-%H%M%S.json")
    content = {"facts": dict(facts), "rows": [asdict(row) for row in rows]}
    path.write_text(json.dumps(content, indent=1))
    return path


def previous(folder: Path = RESULTS) -> dict[str, float]:
    """The newest known value of each row by :attr:`Row.key`; empty without a run."""
    known: dict[str, float] = {}
    for path in sorted(folder.glob("*.json")):
        rows = [Row(**fields) for fields in json.loads(path.read_text())["rows"]]
        known.update((row.key, row.value) for row in rows)
    return known


def _number(value: float) -> str:
    return "-" if math.isnan(value) else f"{value:.1f}"

"""Measured rows: as tables, as JSON, beside those of the runs before."""

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
    """One line for each row, with the value of the run before where there is one."""
    heading = ("scenario", "quantity", "value", "target", "", "before")
    lines = [
        heading,
        *(
            (
                row.scenario,
                row.quantity,
                number(row.value),
                row.target,
                row.verdict,
                number(before.get(row.key, math.nan)),
            )
            for row in rows
        ),
    ]
    return aligned(lines)


def matrix(
    rows: Sequence[Row], columns: Sequence[str], before: Mapping[str, float]
) -> str:
    """One line for each scenario, one column for each quantity of *columns*.

    The first column's value of the run before stands last.
    """
    lines = [("scenario", *columns, f"{columns[0]} before")]
    by_key = {row.key: row for row in rows}
    for scenario in dict.fromkeys(row.scenario for row in rows):
        keys = [f"{scenario} / {column}" for column in columns]
        cells = [number(by_key[key].value) if key in by_key else "-" for key in keys]
        lines.append((scenario, *cells, number(before.get(keys[0], math.nan))))
    return aligned(lines)


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
    """The newest value of each :attr:`Row.key` in the runs in *folder*.

    A run may have measured only a part, so each row has its own run before.
    """
    newest: dict[str, float] = {}
    for path in sorted(folder.glob("*.json")):
        rows = (Row(**fields) for fields in json.loads(path.read_text())["rows"])
        newest |= {row.key: row.value for row in rows if not math.isnan(row.value)}
    return newest


def aligned(lines: Sequence[Sequence[str]]) -> str:
    """Lines of cells, as text with columns; all lines have as many cells."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(
            cell.ljust(width) for cell, width in zip(line, widths, strict=True)
        ).rstrip()
        for line in lines
    )


def number(value: float) -> str:
    """*value* as it stands in tables."""
    if math.isnan(value):
        return "-"
    return f"{value:.0f}" if abs(value) >= 1000 else f"{value:.1f}"

"""What is shown: every link, codec, size and rate, which of them, and the promises."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.quantities import (
    AGE_MEDIAN,
    AGE_P95,
    AGE_P99,
    BROWSER,
    KERNEL,
    SERVER,
    SHOWN,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

RELAY, DIRECT, COMM = RUNGS = ("relay", "direct", "comm")
RFB, IMAGE = PEERS = ("jupyter_rfb", "ipywidgets.Image")
CODECS = ("jpeg", "h264", "vp8")
UNPACED = "unpaced"
UNPACED_FPS = 1000.0
RATES = ("30", "60", UNPACED)


@dataclass(frozen=True, slots=True, order=True)
class Size:
    """Of a picture, in pixels."""

    width: int
    height: int

    def __str__(self) -> str:
        return f"{self.width}x{self.height}"


SMALL, LARGE = SIZES = (Size(640, 480), Size(1280, 720))


@dataclass(frozen=True, slots=True)
class Case:
    """One thing to measure.

    Attributes:
        contestant: A link of this project, or a peer.
        codec: One of :data:`CODECS`; ``""`` for a peer, whose own it is.
        size: Of the pictures.
        rate: One of :data:`RATES`: what the source makes per second.
    """

    contestant: str
    codec: str
    size: Size
    rate: str

    @property
    def name(self) -> str:
        """As printed, and as found again in a later run."""
        rate = self.rate if self.rate == UNPACED else f"{self.rate}/s"
        who = f"{self.contestant} {self.codec}".rstrip()
        return f"{who} {self.size} {rate}"

    @property
    def fps(self) -> float | None:
        """Frames per second of the source, ``None`` for as many as go."""
        return None if self.rate == UNPACED else float(self.rate)

    @property
    def targets(self) -> Mapping[str, str]:
        """What the project promises, by quantity."""
        return TARGETS.get((self.contestant, self.codec, self.size, self.rate), {})


def _at_60(
    shown: float, age: tuple[float, float], cpu: tuple[float, float, float]
) -> dict[str, str]:
    limits = (*age, *cpu)
    names = (AGE_MEDIAN, AGE_P95, KERNEL, SERVER, BROWSER)
    upper = {name: f"≤ {limit:g}" for name, limit in zip(names, limits, strict=True)}
    return {SHOWN: f"≥ {shown:g}", **upper}


TARGETS: dict[tuple[str, str, Size, str], dict[str, str]] = {
    (DIRECT, "jpeg", SMALL, "60"): _at_60(59, (5, 7), (10, 1, 45)),
    (RELAY, "jpeg", SMALL, "60"): _at_60(57, (5, 8), (10, 4, 45)),
    (DIRECT, "jpeg", LARGE, "60"): _at_60(58, (9.5, 12), (16, 1, 65)),
    (COMM, "jpeg", SMALL, "60"): {SHOWN: "≥ 30"},
    (COMM, "jpeg", SMALL, UNPACED): {AGE_P99: "≤ 300"},
    (DIRECT, "jpeg", SMALL, UNPACED): {SHOWN: "≥ 240"},
    (RELAY, "jpeg", SMALL, UNPACED): {SHOWN: "≥ 225"},
    (DIRECT, "jpeg", LARGE, UNPACED): {SHOWN: "≥ 130"},
}


def every_case() -> list[Case]:
    """The whole matrix, by contestant; sources that overrun their link come last."""
    ways = [
        *itertools.product(RUNGS, CODECS),
        *((peer, "") for peer in PEERS),
    ]
    cases = [
        Case(contestant, codec, size, rate)
        for contestant, codec in ways
        for size in SIZES
        for rate in RATES
    ]
    order = (*RUNGS, *PEERS)
    return sorted(
        cases, key=lambda case: (order.index(case.contestant), case.rate == UNPACED)
    )


def usual_cases() -> list[Case]:
    """What is measured unless somebody asks for more: all promises and all peers."""
    return [case for case in every_case() if _is_usual(case)]


def _is_usual(case: Case) -> bool:
    if case.rate == "30":
        is_usual = case.codec in ("jpeg", "") and case.contestant in (RELAY, *PEERS)
        return is_usual and case.size == SMALL
    if case.rate == UNPACED:
        is_ours = case.codec == "jpeg" and (
            case.size == SMALL or case.contestant != COMM
        )
        return is_ours or (case.contestant in PEERS and case.size == SMALL)
    if case.codec == "vp8":
        return case.contestant == RELAY
    return case.codec != "h264" or case.contestant != COMM


def chosen(
    cases: Iterable[Case],
    *,
    contestants: Collection[str] = (),
    codecs: Collection[str] = (),
    sizes: Collection[str] = (),
    rates: Collection[str] = (),
) -> list[Case]:
    """Those of *cases* that are named; an empty filter lets everything through.

    A peer has no codec to be named by.
    """
    return [
        case
        for case in cases
        if (not contestants or case.contestant in contestants)
        and (not codecs or case.codec in codecs or case.codec == "")
        and (not sizes or str(case.size) in sizes)
        and (not rates or case.rate in rates)
    ]

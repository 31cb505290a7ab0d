"""Which controls a recorded page has, and at which of their values it was recorded."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reactor_runtime.contract.controls import (
    CheckboxControl,
    ChoiceControl,
    SliderControl,
    ValueControl,
)
from reactor_runtime.errors import SharingError
from reactor_runtime.fields import json_equal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from reactor_runtime.contract import ModelContract
    from reactor_runtime.values import JsonValue

MOST_CONTROLS = 2
MOST_LOOPS = 64
"""Most combinations of values: each is a loop of its own in the page."""


@dataclass(frozen=True, slots=True)
class Scrubbed:
    """One control of the page.

    Args:
        name: The parameter.
        command: What sets it.
        kind: ``"slider"``, ``"choice"`` or ``"checkbox"``.
        label: What a person calls it.
        unit: Stands behind a number.
        values: The values that were recorded, in order.
        labels: What a person calls them.
        start: Which of them holds now.
    """

    name: str
    command: str
    kind: str
    label: str
    unit: str
    values: tuple[JsonValue, ...]
    labels: tuple[str, ...]
    start: int


def choose(
    contract: ModelContract,
    state: Mapping[str, JsonValue],
    names: Sequence[str],
    stops: int,
) -> tuple[Scrubbed, ...]:
    """Return the controls called *names*, by default the first slider there is.

    Args:
        contract: The model's.
        state: The values in force.
        names: At most two parameters.
        stops: How many values of a slider are recorded, its ends and the one in force
            among them.

    Raises:
        SharingError: One of them is not there or cannot be scrubbed, or there are too
            many values.
    """
    known = {one.name: one for one in map(_can, contract.controls()) if one}
    found = [
        _scrubbed(known[name], state, stops)
        for name in _names(known, names, contract.name)
    ]
    count = math.prod(len(one.values) for one in found)
    if count > MOST_LOOPS:
        raise SharingError(
            f"{count} loops are too many for one page, at most {MOST_LOOPS}; ask for "
            "fewer stops, or one control"
        )
    return tuple(found)


def _names(
    known: Mapping[str, ValueControl], asked: Sequence[str], model: str
) -> Sequence[str]:
    """Return *asked*, or what is recorded by default, if it can be."""
    if not asked:
        sliders = [n for n, one in known.items() if isinstance(one, SliderControl)]
        asked = (sliders or list(known))[:1]
    listed = ", ".join(known) or "none"
    if not asked:
        raise SharingError(f"{model} has no control that a page could scrub")
    if not 1 <= len(asked) <= MOST_CONTROLS or len(set(asked)) != len(asked):
        raise SharingError(
            f"A page scrubs one or two controls, got {', '.join(asked)}; there are: "
            f"{listed}"
        )
    for name in asked:
        if name not in known:
            raise SharingError(
                f"{name!r} is no slider, dropdown or switch of {model}; there are: "
                f"{listed}"
            )
    return asked


def places(controls: Sequence[Scrubbed]) -> Iterator[tuple[int, ...]]:
    """Return each combination of values, as their indices."""
    return itertools.product(*(range(len(one.values)) for one in controls))


def _can(control: object) -> ValueControl | None:
    """Return *control* where it can be scrubbed."""
    if isinstance(control, (SliderControl, ChoiceControl, CheckboxControl)):
        return control if control.command else None
    return None


def _scrubbed(
    control: ValueControl, state: Mapping[str, JsonValue], stops: int
) -> Scrubbed:
    now = state.get(control.name, control.default)
    match control:
        case SliderControl():
            values = _stops(control, now, stops)
            labels = [f"{value:.6g}" for value in values]
        case ChoiceControl(options=options):
            values = [option.value for option in options]
            labels = [option.label for option in options]
        case _:
            values, labels = [False, True], ["off", "on"]
    at = [n for n, value in enumerate(values) if json_equal(value, now)]
    return Scrubbed(
        name=control.name,
        command=control.command or "",
        kind=control.kind,
        label=control.label,
        unit=control.hint.unit,
        values=tuple(values),
        labels=tuple(labels),
        start=at[0] if at else 0,
    )


def _stops(control: SliderControl, now: JsonValue, stops: int) -> list[JsonValue]:
    """Return marks of the slider, evenly spaced, and the value in force."""
    if stops < 2:
        raise SharingError(f"A slider needs at least 2 stops, got {stops}")
    marks = control.marks
    count = min(stops, len(marks))
    last = len(marks) - 1
    chosen = {marks[round(n * last / max(count - 1, 1))] for n in range(count)}
    is_number = isinstance(now, (int, float)) and not isinstance(now, bool)
    if is_number and control.minimum <= now <= control.maximum:  # type: ignore[operator]
        inner = sorted(chosen)[1:-1]
        if inner and now not in chosen:
            # The one in force in place of its neighbour, so that the count stays.
            chosen.discard(min(inner, key=lambda mark: abs(mark - now)))  # type: ignore[operator]
        chosen.add(now)  # type: ignore[arg-type]
    return [int(v) if control.integer else v for v in sorted(chosen)]

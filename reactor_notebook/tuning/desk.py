"""Answers what a panel asks of the tuning of its session."""

from __future__ import annotations

from concurrent.futures import TimeoutError as Late
from typing import TYPE_CHECKING

from reactor_runtime.contract.setting_controls import (
    read_setting,
    setting_controls,
    setting_json,
)
from reactor_runtime.errors import SessionStateError, TuningError
from reactor_runtime.wire.panel import TuningTold

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from reactor_notebook.tuning.tuning import Tuning
    from reactor_runtime.values import JsonValue
    from reactor_runtime.wire.panel import TuneAsked

PAGE_SECONDS = 10.0
"""How long a page has to change its cells."""

_SHEETS = frozenset({"open", "set"})


class TuningDesk:
    """The tuning of one session, for its panels. Every method, from any thread.

    Args:
        tuning: Does it.
    """

    def __init__(self, tuning: Tuning) -> None:
        self._tuning = tuning

    def watch(self, told: Callable[[Mapping[str, JsonValue]], object]) -> None:
        """Call *told*, in some thread, with how the tuning stands when it changes."""
        self._tuning.watch(told)

    def answer(self, asked: TuneAsked) -> TuningTold:
        """Do what a panel asks; whatever is wrong with it stands in the answer."""
        try:
            text, notes = self._do(asked)
            sheet = self.sheet(asked.name) if asked.action in _SHEETS else None
        except (TuningError, SessionStateError, TypeError) as error:
            return self._told(asked, error=_sentence(error))
        return self._told(asked, sheet, text, notes)

    def sheet(self, name: str) -> list[JsonValue]:
        """Return the control of each setting of *name*, with its value in force.

        Raises:
            TuningError: There is no such parameter.
            SessionStateError: No model runs.
        """
        contract, said, in_force = self._tuning.settings(name)
        return [
            {**control.to_json(), "value": setting_json(in_force[control.name])}
            for control in setting_controls(contract, name, said)
        ]

    def _do(self, asked: TuneAsked) -> tuple[str, list[str]]:
        tuning, names = self._tuning, (asked.name,) if asked.name else ()
        match asked.action:
            case "set":
                tunable = tuning.tunable(asked.name)
                given = {
                    setting: read_setting(tunable, setting, value)
                    for setting, value in asked.settings.items()
                }
                tuning.tune(asked.name, given)
            case "undo":
                tuning.undo()
            case "redo":
                tuning.redo()
            case "reset":
                tuning.reset(names)
            case "diff":
                return tuning.difference(names)
            case "write":
                return self._write(names, asked.seen), []
        return "", []

    def _write(self, names: tuple[str, ...], seen: str) -> str:
        """Write what the person has seen, and nothing else."""
        receipt = self._tuning.write(names, None, seen=seen, proposes=False)
        try:
            receipt.result(PAGE_SECONDS)
        except Late:
            raise TuningError(
                f"The page with the cell has not answered within {PAGE_SECONDS:g} s; "
                "whether the cell was changed, the notebook shows."
            ) from None
        return repr(receipt)

    def _told(
        self,
        asked: TuneAsked,
        sheet: list[JsonValue] | None = None,
        text: str = "",
        notes: list[str] | None = None,
        error: str = "",
    ) -> TuningTold:
        return TuningTold(
            id=asked.id,
            action=asked.action,
            name=asked.name,
            standing=self._tuning.standing,
            settings=sheet,
            text=text,
            notes=notes or [],
            error=error,
        )


def _sentence(error: Exception) -> str:
    text = str(error)
    return text[:1].upper() + text[1:]

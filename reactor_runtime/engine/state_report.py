"""Tell clients which public state fields have changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reactor_runtime.engine.guarding.guard import Unguarded, guarded, summarize
from reactor_runtime.fields.json_values import json_equal
from reactor_runtime.session.entry import LogKind
from reactor_runtime.session.notices import StateNotice

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reactor_runtime.engine.core import Core
    from reactor_runtime.fields.shown import Flaw
    from reactor_runtime.values import JsonValue

# Reports come from inside of guarded code, too, and not every guard nests.
_UNGUARDED = Unguarded()
_FLAWS = 3
_MOST_TOLD = 100


class StateReport:
    """Compares the model's state with what clients know of it.

    The model changes its state on the engine's loop; other threads see the values of
    the last report only. What the model put there may be anything: reading it never
    raises, and the log is told once of what cannot be shown as it is.
    """

    def __init__(self, core: Core) -> None:
        self._core = core
        self._known: Mapping[str, JsonValue] | None = None
        self._told: set[str] = set()

    @property
    def values(self) -> Mapping[str, JsonValue] | None:
        """Public fields as last reported; ``None`` without a presence or a state."""
        return self._known

    def begin(self) -> None:
        """Take the values of a new state, and tell every client all of them."""
        values = self._read()
        with self._core.lock:
            self._known = values
            if values is not None:
                self._core.notify(StateNotice(values))

    def report(self) -> None:
        """Tell every client what has changed since last time. On the engine's loop."""
        if self._known is None or (values := self._read()) is None:
            return
        changed = {
            name: value
            for name, value in values.items()
            if name not in self._known or not json_equal(self._known[name], value)
        }
        if changed:
            # Together, or a viewer that comes in between is told the new values twice
            # or never.
            with self._core.lock:
                self._known = values
                self._core.notify(StateNotice(changed))

    def end(self) -> None:
        """Forget the state."""
        self._known = None

    def _read(self) -> Mapping[str, JsonValue] | None:
        contract, model = self._core.contract.state, self._core.model
        if contract is None or model is None:
            return None
        try:
            state = guarded(_UNGUARDED, getattr, model, "state")
        except Exception as error:  # noqa: BLE001 - an attribute of the author's
            self._tell("", f"The model's state cannot be read: {summarize(error)}")
            return self._known
        if state is None:
            return None
        shown = contract.shown(state)
        for name, field in shown.items():
            if field.flaws:
                self._tell_flaws(name, field.flaws)
        return {name: field.value for name, field in shown.items()}

    def _tell_flaws(self, field: str, flaws: Sequence[Flaw]) -> None:
        """Say what is wrong, once for each reason and not for each place of it."""
        reasons = ", ".join(sorted({flaw.reason for flaw in flaws}))
        what = "; ".join(map(str, flaws[:_FLAWS]))
        self._tell(
            f"{field}: {reasons}",
            f"State field {field!r} cannot be shown as it is: {what}",
        )

    def _tell(self, key: str, text: str) -> None:
        if key not in self._told and len(self._told) < _MOST_TOLD:
            self._told.add(key)
            self._core.note(LogKind.NOTE, text)

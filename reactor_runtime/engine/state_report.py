"""Tell clients which public state fields have changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reactor_runtime.fields.json_values import json_equal
from reactor_runtime.session.notices import StateNotice

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reactor_runtime.engine.core import Core
    from reactor_runtime.values import JsonValue


class StateReport:
    """Compares the model's state with what clients know of it.

    The model changes its state on the engine's loop; other threads see the values of
    the last report only.
    """

    def __init__(self, core: Core) -> None:
        self._core = core
        self._known: Mapping[str, JsonValue] | None = None

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
                self._core.tell(StateNotice(values))

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
            with self._core.lock:
                self._known = values
                self._core.tell(StateNotice(changed))

    def end(self) -> None:
        """Forget the state."""
        self._known = None

    def _read(self) -> Mapping[str, JsonValue] | None:
        contract, model = self._core.contract.state, self._core.model
        if contract is None or model is None or model.state is None:
            return None
        return contract.values(model.state)
